"""What is disputed of several invoices: it adds up, it is never more than is open, the rest is due.

A note that disputes an amount is about one invoice or about several, and there may be several
notes. Each disputed euro is one that is not chased, as long as there is that much to dispute.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal

from beancount.core.amount import Amount
from beancount.core.data import Directive, Note
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from beancount_relance.dunning.decision import Decision
from beancount_relance.policy.settings import Settings
from tests.properties.test_books import BUSINESS, START, Leg, clients, entry, opened, report

NUMBERS = ("F1", "F2", "F3")
LAST = START + datetime.timedelta(days=60)
LEAST = Settings().minimum("EUR")
BANK, SALES = "Assets:Bank", "Income:Sales"

some_amount = st.one_of(
    st.sampled_from([Decimal("100.00"), Decimal("200.00")]),
    st.integers(1_000, 30_000).map(lambda cents: Decimal(cents) / 100),
)
some_amounts = st.lists(some_amount, min_size=3, max_size=3)
some_numbers = st.frozensets(st.sampled_from(NUMBERS), min_size=1)


class Disputed(Struct, frozen=True):
    """A note that disputes an amount of some invoices on a day, counted from the start."""

    day: int
    amount: Decimal
    numbers: frozenset[str]


some_disputes = st.lists(
    st.builds(Disputed, st.integers(5, 50), some_amount, some_numbers), min_size=1, max_size=4
)


def invoiced(amounts: Sequence[Decimal]) -> list[Directive]:
    """Three invoices of one customer, the first of which is due first."""
    entries: list[Directive] = opened()
    for day, (number, amount) in enumerate(zip(NUMBERS, amounts, strict=True)):
        date = START + datetime.timedelta(days=day)
        due = {"due": date + datetime.timedelta(days=1)}
        legs: list[Leg] = [(clients(BUSINESS), amount, {}), (SALES, -amount, {})]
        entries.append(entry(date, legs, "EUR", frozenset([number]), due))
    return entries


def settled(number: str, amount: Decimal, day: int, against: str = BANK) -> Directive:
    """A payment that names an invoice, or a credit note."""
    date = START + datetime.timedelta(days=day)
    legs: list[Leg] = [(clients(BUSINESS), -amount, {}), (against, amount, {})]
    return entry(date, legs, "EUR", frozenset([number]))


def noted(dispute: Disputed) -> Note:
    date = START + datetime.timedelta(days=dispute.day)
    meta = {"relance": "dispute", "amount": Amount(dispute.amount, "EUR")}
    return Note(meta, date, clients(BUSINESS), "Too much", frozenset(), dispute.numbers)


def decided(entries: Sequence[Directive]) -> dict[str, Decision]:
    """What is decided about each open invoice."""
    found = report(entries, LAST)
    assert not found.problems
    return {each.item.invoice.reference: each for each in found.decisions.values()}


@given(some_amounts, some_disputes, st.sampled_from([Decimal(), Decimal("0.3"), Decimal(1)]))
def test_never_more_than_is_open_and_the_rest_is_chased(
    amounts: list[Decimal], disputes: list[Disputed], share: Decimal
) -> None:
    entries = invoiced(amounts)
    paid = (amounts[1] * share).quantize(Decimal("0.01"))
    if paid:
        entries.append(settled("F2", paid, 52))
    found = decided([*entries, *map(noted, disputes)])
    left = {"F1": amounts[0], "F2": amounts[1] - paid, "F3": amounts[2]}
    assert {number: each.item.outstanding for number, each in found.items()} == {
        number: amount for number, amount in left.items() if amount
    }
    for number, each in found.items():
        assert 0 <= each.disputed <= left[number]
        assert each.chased == left[number] - each.disputed
        assert (each.why == "dispute") == (each.disputed == left[number])
        said = [one.amount for one in disputes if number in one.numbers]
        assert each.disputed <= sum(said, Decimal())
        alone = [one.amount for one in disputes if one.numbers == {number}]
        assert each.disputed >= min(sum(alone, Decimal()), left[number])
    asked = [
        part.decision.chased
        for action in report([*entries, *map(noted, disputes)], LAST).actions
        for part in action.items
    ]
    chased = sum((each.chased for each in found.values()), Decimal())
    assert sum(asked, Decimal()) == (chased if chased >= LEAST else 0)


@given(some_amounts, some_numbers, st.lists(some_amount, min_size=1, max_size=4))
def test_disputes_of_the_same_invoices_add_up(
    amounts: list[Decimal], numbers: frozenset[str], parts: list[Decimal]
) -> None:
    disputes = [Disputed(5 + place, part, numbers) for place, part in enumerate(parts)]
    several = decided([*invoiced(amounts), *map(noted, disputes)])
    in_one = Disputed(5, sum(parts, Decimal()), numbers)
    whole = decided([*invoiced(amounts), noted(in_one)])
    named = [amount for number, amount in zip(NUMBERS, amounts, strict=True) if number in numbers]
    total = sum((each.disputed for each in several.values()), Decimal())
    assert total == min(in_one.amount, sum(named, Decimal()))
    assert {number: each.disputed for number, each in several.items()} == {
        number: each.disputed for number, each in whole.items()
    }


@given(
    some_amount,
    st.lists(
        st.tuples(
            st.integers(5, 7), st.sampled_from(["dispute", "credit note", "payment"]), some_amount
        ),
        min_size=2,
        max_size=5,
    ),
)
def test_credit_notes_settle_what_is_disputed_first_and_payments_last(
    amount: Decimal, told: list[tuple[int, str, Decimal]]
) -> None:
    entries = invoiced([amount, Decimal(100), Decimal(100)])
    left, disputed = amount, Decimal()
    for day, kind, part in sorted(told, key=lambda each: (each[0], each[1] != "dispute")):
        if kind == "dispute":
            entries.append(noted(Disputed(day, part, frozenset(["F1"]))))
            disputed = min(disputed + part, left)
        elif part < left:
            entries.append(settled("F1", part, day, BANK if kind == "payment" else SALES))
            left -= part
            disputed = max(disputed - part, Decimal()) if kind == "credit note" else disputed
            disputed = min(disputed, left)
    each = decided(entries)["F1"]
    assert each.item.outstanding == left
    assert each.disputed == disputed
    assert each.chased == left - disputed
