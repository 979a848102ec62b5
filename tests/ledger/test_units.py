"""Hours and points are no money: nobody owes them, and nobody is reminded of them."""

from __future__ import annotations

import pytest

from beancount_relance.ledger.units import is_unit
from tests.support.ledgers import report

WORK = """
    2026-01-01 open Assets:AccountsReceivable:Ana
    2026-01-01 open Income:Hours
    2026-01-01 open Income:Work
    2026-03-02 * "Ana" "Worked"
      Assets:AccountsReceivable:Ana   3 HOURS
      Income:Hours                   -3 HOURS
"""
BILLED = """
    2026-03-31 * "Ana" "March" ^INV-1
      Assets:AccountsReceivable:Ana  -3 HOURS
      Income:Hours                    3 HOURS
      Assets:AccountsReceivable:Ana   150 EUR
      Income:Work                    -150 EUR
"""
PRICED = """
    2026-03-31 * "Ana" "March" ^INV-1
      Assets:AccountsReceivable:Ana   150 EUR
      Income:Work                    -3 HOURS @ 50 EUR
"""


@pytest.mark.parametrize(
    ("commodity", "counted"),
    [
        *(("HOURS", True), ("HR", True), ("POINTS", True), ("STUNDEN", True), ("MILES", True)),
        *(("EUR", False), ("BTC", False), ("XAF", False), ("HRK", False), ("ACME", False)),
    ],
)
def test_units_are_known_by_their_names(commodity: str, *, counted: bool) -> None:
    assert is_unit(commodity) is counted


def test_nobody_owes_hours() -> None:
    found = report(WORK)
    assert (found.open_items, found.allocation.unidentified, found.actions) == ([], [], ())


@pytest.mark.parametrize("invoice", [BILLED, PRICED])
def test_what_is_sold_by_the_hour_is_owed_in_money(invoice: str) -> None:
    found = report(WORK + invoice)
    assert [str(item.outstanding) for item in found.open_items] == ["150"]
    assert {balance.ledger for balance in found.totals().values()} == {150}
