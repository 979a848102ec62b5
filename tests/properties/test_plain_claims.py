"""Plain claims become the same items, whether they are read like everything else or not."""

from __future__ import annotations

import datetime
import itertools
from typing import Any
from unittest.mock import patch

import pytest
from beancount.core.data import Directive
from hypothesis import given
from hypothesis import strategies as st

from beancount_relance.receivables.netting.plain_claims import PlainClaims
from beancount_relance.report.who_owes_what import Position, read_position
from tests.properties.conventions import (
    BANK,
    CENT,
    DISCOUNT,
    NUMBERS,
    OPTIONS,
    START,
    Debtor,
    Naming,
    books,
    leg,
    opened,
    some_amount,
    some_customer,
    some_day,
    some_days,
    transaction,
)
from tests.properties.test_books import written
from tests.support.examples import scaled
from tests.support.ledgers import accounts, load

PLAIN = tuple(f"P2026-{number}" for number in range(1, 7))
VAT = "Liabilities:VAT"


some_debtor = some_customer | st.just("Solo")


@st.composite
def claims(
    draw: st.DrawFn, number: str, names: st.SearchStrategy[str] = some_debtor
) -> list[Directive]:
    """A sale, and up to three credits that name it, which pay all of it or a part.

    Some credits spell the number in another way, so that its claim is only found by what they say.
    """
    debtor = Debtor(draw(names))
    date, amount = draw(some_day), draw(some_amount)
    way = draw(st.sampled_from(["link", "key", "text"]))
    naming = {
        "link": Naming(links=frozenset((number,))),
        "key": Naming(meta=(("invoice", number),)),
        "text": Naming(narration=f"Invoice {number}"),
    }[way if draw(st.integers(0, 5)) else "link"]
    tax = (amount / 6).quantize(CENT)
    against = [leg("Income:Sales", tax - amount, "EUR"), leg(VAT, -tax, "EUR")]
    entries: list[Directive] = [
        transaction(
            date,
            [leg(debtor.account, amount, "EUR"), *(each for each in against if each[1])],
            naming,
            debtor.name,
            debtor.meta,
        )
    ]
    spelt = Naming(narration=f"Paid {number[0]} {number[1:].replace('-', '/')}")
    left = amount
    for part in range(draw(st.integers(0, 3))):
        date += draw(some_days)
        paid = left if part == 2 or draw(st.booleans()) else (left / 2).quantize(CENT)
        other = draw(st.sampled_from([BANK] * 8 + [DISCOUNT, "Income:Sales"]))
        left -= paid
        if paid:
            legs = [leg(other, paid, "EUR"), leg(debtor.account, -paid, "EUR")]
            said = draw(st.sampled_from([naming] * 3 + [spelt]))
            entries.append(transaction(date, legs, said, debtor.name, debtor.meta))
    return entries


@st.composite
def books_with_claims(draw: st.DrawFn) -> list[Directive]:
    """A book of many conventions that has such claims, too."""
    entries = draw(books(with_notes=True)) if draw(st.booleans()) else draw(books(with_pads=False))
    numbers = draw(st.lists(st.sampled_from([*PLAIN * 3, *NUMBERS]), max_size=6, unique=True))
    return [*entries, *(one for number in numbers for one in draw(claims(number)))]


def told(position: Position) -> list[Any]:
    """All that a position says."""
    found = position.allocation
    return [
        list(found.items),
        list(found.credits),
        list(found.unidentified),
        list(found.unclear),
        found.balances,
        sorted(map(str, position.problems)),
        position.invoiced,
    ]


def read_in_full(entries: list[Directive], as_of: datetime.date) -> Position:
    """The position on a day, without any claim taken for plain."""
    with patch.object(PlainClaims, "among", return_value=[]):
        return read_position(entries, OPTIONS, as_of, whole=True)


@scaled(40)
@given(books_with_claims(), some_day)
def test_they_become_the_items_that_reading_them_gives(
    entries: list[Directive], as_of: datetime.date
) -> None:
    ledger = written(entries)
    position = read_position(ledger, OPTIONS, as_of, whole=True)
    assert told(position) == told(read_in_full(ledger, as_of))


some_neighbour = st.sampled_from(["Solo"] * 3 + ["Duo"])


@scaled(40)
@given(
    st.lists(claims("P1", some_neighbour), min_size=1, max_size=2),
    claims("p1", some_neighbour),
    some_day | st.just(START + datetime.timedelta(days=250)),
)
def test_nor_does_a_number_that_two_claims_have_change_them(
    several: list[list[Directive]], other: list[Directive], as_of: datetime.date
) -> None:
    ledger = written([*opened(), *itertools.chain(*several), *other])
    position = read_position(ledger, OPTIONS, as_of, whole=True)
    assert told(position) == told(read_in_full(ledger, as_of))


@pytest.mark.parametrize(
    "said",
    [
        "Transfer F2026-014",
        "Transfer F 2026/014",
        "Credit note on f2026014",
        'Transfer" ^F2026-014 "',
        'Transfer"\n  invoice: "F2026-014',
    ],
)
def test_a_credit_that_names_a_settled_claim_is_told_so_however_it_is_spelt(said: str) -> None:
    """It pays twice for F2026-014, and not for F2026-020, which has its amount."""
    text = accounts("Solo")
    for date, what, amount, other in (
        ("2026-01-05", 'Signs" ^F2026-014 "', "300.00", "Income:Sales"),
        ("2026-02-05", 'Transfer" ^F2026-014 "', "-300.00", BANK),
        ("2026-03-01", 'Lamps" ^F2026-020 "', "300.00", "Income:Sales"),
        ("2026-03-20", said, "-300.00", BANK),
    ):
        line = f'{date} * "Solo" "{what}"'.removesuffix(' ""')
        text += f"{line}\n  Assets:Clients:Solo  {amount} EUR\n  {other}\n"
    entries, options = load(text)
    as_of = datetime.date(2026, 6, 30)
    position = read_position(entries, options, as_of, whole=True)
    assert told(position) == told(read_in_full(entries, as_of))
    assert [each.credit.references for each in position.allocation.credits] == [("F2026-014",)]


def test_what_was_settled_is_as_if_all_was_read_where_a_customer_has_an_unnamed_debit() -> None:
    """The sale and credit note P3 touch the debit, which names nothing; P5 is plainly settled."""
    text = accounts("Solo")
    for date, link, amount, other in (
        ("2026-01-11", "", "200.00", "Income:Sales"),
        ("2026-01-29", " ^P3", "2.56", "Income:Sales"),
        ("2026-01-29", " ^P3", "-2.56", "Income:Sales"),
        ("2026-01-21", " ^P5", "10.00", "Income:Sales"),
        ("2026-01-22", " ^P5", "-10.00", BANK),
    ):
        text += f'{date} * "Solo" "Work"{link}\n  Assets:Clients:Solo  {amount} EUR\n  {other}\n'
    entries, options = load(text)
    as_of = datetime.date(2026, 4, 22)
    position = read_position(entries, options, as_of, whole=True)
    assert told(position) == told(read_in_full(entries, as_of))
