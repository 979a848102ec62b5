"""What the page knows goes on to the next version of the ledger, as far as it still holds."""

from __future__ import annotations

import datetime
from decimal import Decimal

from fava_relance.report_cache import Reports
from tests.support.ledgers import load

DAY = datetime.date(2026, 6, 30)
LEDGER = """
2026-01-01 open Assets:Clients:Martin
2026-01-01 open Assets:Bank
2026-01-01 open Income:Sales
2026-03-02 * "Martin" "Work" ^F1
  Assets:Clients:Martin  100.00 EUR
  Income:Sales
"""
NOTE = """
2026-06-29 note Assets:Clients:Martin "called" ^F1
  relance: "call"
"""
PAYMENT = """
2026-05-20 * "Martin" "Transfer" ^F1
  Assets:Bank            60.00 EUR
  Assets:Clients:Martin
"""


def owed(reports: Reports) -> Decimal:
    """What was owed at the last month end."""
    return reports.trend(DAY)[-1].balances["EUR"].open


def reloaded(reports: Reports, text: str) -> Reports:
    """The reports of the next version of the ledger, without the plugin."""
    entries, options = load(text)
    return Reports(entries, options, None, reports.whole_of(DAY), reports.trends)


def test_a_note_leaves_the_trend_as_it_is_and_a_payment_does_not() -> None:
    entries, options = load(LEDGER)
    first = Reports(entries, options)
    trend = first.trend(DAY)
    assert owed(first) == Decimal(100)
    noted = reloaded(first, LEDGER + NOTE)
    assert noted.trend(DAY) is trend
    paid = reloaded(noted, LEDGER + NOTE + PAYMENT)
    assert owed(paid) == Decimal(40)


def test_a_report_goes_on_although_no_view_has_needed_it_in_the_meantime() -> None:
    entries, options = load(LEDGER)
    first = Reports(entries, options)
    trend = first.trend(DAY)
    unseen = reloaded(first, LEDGER + NOTE)
    again = reloaded(unseen, LEDGER + NOTE)
    assert again.trend(DAY) is trend
