"""Instalments: which of them payments are for, and what is owed after one came back."""

from __future__ import annotations

import datetime
import itertools

from hypothesis import given
from hypothesis import strategies as st

from beancount_relance.receivables.items import Item
from tests.properties.test_named_returns import NAMING, moved
from tests.support.ledgers import report

OPENED = "".join(
    f"2026-01-01 open {account}\n"
    for account in ("Assets:Bank", "Assets:Clients:A", "Income:Sales")
)
AMOUNTS = st.lists(st.sampled_from((100, 250, 400)), min_size=2, max_size=4)


def due(place: int) -> datetime.date:
    return datetime.date(2026, 2 + place, 5)


def invoiced(parts: list[int]) -> str:
    lines = "".join(
        f"  Assets:Clients:A  {part} EUR\n    due: {due(place)}\n"
        for place, part in enumerate(parts)
    )
    return f'{OPENED}2026-01-05 * "A" "work" ^F-201\n{lines}  Income:Sales\n'


def open_items(book: str) -> list[Item]:
    found = report(book, "2026-08-01").allocation
    assert not found.credits
    assert not found.unidentified
    return [item for item in found.items if item.is_open]


@given(
    AMOUNTS,
    st.lists(st.booleans(), min_size=4, max_size=4),
    st.tuples(st.sampled_from(NAMING), st.sampled_from(NAMING)),
    st.sampled_from(["returned", "REJET", "Rücklastschrift", "INSOLUTO"]),
    st.data(),
)
def test_after_a_return_what_earlier_payments_paid_is_still_paid(
    parts: list[int],
    named: list[bool],
    naming: tuple[str, str],
    word: str,
    data: st.DataObject,
) -> None:
    """The first instalments were paid in turn, the next one was, too, but that came back."""
    paid = data.draw(st.integers(0, len(parts) - 1))
    book = invoiced(parts)
    for place, part in enumerate(parts[:paid]):
        text = '"part" ^F-201' if named[place] else '"transfer"'
        book += moved(f"{due(place)}", text, -part, "Assets:Bank")
    back = due(paid) + datetime.timedelta(days=4)
    book += moved(f"{due(paid)}", naming[0].format("part", "F-201"), -parts[paid], "Assets:Bank")
    book += moved(f"{back}", naming[1].format(word, "F-201"), parts[paid], "Assets:Bank")
    owed = [(item.invoice.part, int(item.outstanding)) for item in open_items(book)]
    assert owed == list(enumerate(parts, 1))[paid:]


@given(
    st.integers(2, 5),
    st.sampled_from(
        ["{}/{}", "Rate {} von {}", "échéance {}", "échéance du {:%d/%m/%Y}", "{:%d.%m.}"]
    ),
    st.data(),
)
def test_the_instalments_that_a_text_names_are_paid(
    count: int, words: str, data: st.DataObject
) -> None:
    """One of them, or some in a row of which the text names the first and the last."""
    first, last = sorted(data.draw(st.integers(0, count - 1)) for _ in "ab")
    said = "F-201 "
    for place in sorted({first, last}):
        day = due(place)
        said += words.format(*((day,) if "%" in words else (place + 1, count))) + " - "
    told = range(first, last + 1)
    book = invoiced([120] * count)
    book += moved("2026-07-20", f'"{said}"', -120 * len(told), "Assets:Bank")
    open_ = [item.invoice.part - 1 for item in open_items(book)]
    assert open_ == [place for place in range(count) if place not in told]


@given(
    st.permutations((110, 260, 430)), st.sampled_from(('"F-201"', '"transfer"')), st.integers(0, 2)
)
def test_a_payment_of_exactly_one_instalment_pays_it(
    parts: list[int], text: str, place: int
) -> None:
    """Unless the first ones together have its amount."""
    book = invoiced(parts) + moved(f"{due(place)}", text, -parts[place], "Assets:Bank")
    assert parts[place] not in [*itertools.accumulate(parts)][1:]
    assert [item.invoice.part - 1 for item in open_items(book)] == [
        each for each in range(3) if each != place
    ]
