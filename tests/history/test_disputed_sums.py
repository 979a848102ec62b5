"""What is left of several disputes, which credit notes settle first."""

from __future__ import annotations

from decimal import Decimal

from beancount_relance.history.disputed_sums import still_in_dispute
from tests.support.ledgers import day


def left(disputed: dict[str, int], credited: dict[str, int]) -> int:
    amounts = [
        [(day(f"2026-03-{date}"), Decimal(amount)) for date, amount in each.items()]
        for each in (disputed, credited)
    ]
    return int(still_in_dispute(*amounts))


def test_disputes_add_up_and_a_credit_note_settles_once_what_is_not_younger() -> None:
    assert left({}, {}) == left({}, {"05": 10}) == 0
    assert left({"05": 100, "06": 50}, {}) == 150
    assert left({"05": 100}, {"06": 30}) == 70
    assert left({"05": 100}, {"05": 30}) == 70  # of the same day
    assert left({"05": 100}, {"04": 30}) == 100  # it was credited before
    assert left({"05": 100}, {"06": 130}) == 0
    assert left({"05": 100, "07": 50}, {"06": 130}) == 50  # no more than was disputed by then
    assert left({"05": 100, "07": 50}, {"08": 130}) == 20
    assert left({"07": 50, "05": 100}, {"06": 30, "04": 10}) == 120
