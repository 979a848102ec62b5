"""What the page knows goes on to the next version of the ledger, as far as it still holds."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from beancount.core.data import Directive

from beancount_relance.report.report import build_report
from fava_relance.report_cache import Prepared, Reports
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
    return Reports(entries, options, None, reports.completed_of(DAY), reports.past)


def test_a_note_leaves_the_figures_as_they_are_and_a_payment_does_not() -> None:
    entries, options = load(LEDGER)
    first = Reports(entries, options)
    trend, figures = first.trend(DAY), first.figures(DAY)
    assert owed(first) == figures[0].owed == Decimal(100)
    noted = reloaded(first, LEDGER + NOTE)
    assert noted.trend(DAY) is trend
    assert noted.figures(DAY) is figures
    paid = reloaded(noted, LEDGER + NOTE + PAYMENT)
    assert owed(paid) == paid.figures(DAY)[0].owed == Decimal(40)


def test_a_report_goes_on_although_no_view_has_needed_it_in_the_meantime() -> None:
    entries, options = load(LEDGER)
    first = Reports(entries, options)
    trend = first.trend(DAY)
    unseen = reloaded(first, LEDGER + NOTE)
    again = reloaded(unseen, LEDGER + NOTE)
    assert again.trend(DAY) is trend


OLD = """
2024-01-01 open Assets:Clients:Acme
2024-02-01 * "Acme" "Work" ^F0
  Assets:Clients:Acme   1000.00 EUR
  Income:Sales
2024-02-20 * "Acme" "Transfer" ^F0
  Assets:Bank           1000.00 EUR
  Assets:Clients:Acme
"""
"""What was over more than a year before the day."""
PROMISE = """
2026-06-28 note Assets:Clients:Acme "will pay" ^F0
  relance: "promise"
  until: 2026-07-10
"""
OWED_FOR_LONG = """
2024-12-02 * "Martin" "Work" ^F9
  Assets:Clients:Martin  5000.00 EUR
  Income:Sales
"""
OPENED_EARLIER = LEDGER.replace("2026-01-01", "2024-01-01")


def counted(entries: Sequence[Directive], options: Mapping[str, Any]) -> tuple[Reports, list[bool]]:
    """Reports, and whether each that is asked for has to be whole."""
    reports, asked = Reports(entries, options), []
    of = reports.of

    def counted_of(day: datetime.date, *, whole: bool = False) -> Prepared:
        asked.append(whole)
        return of(day, whole=whole)

    reports.of = counted_of  # type: ignore[method-assign]
    return reports, asked


def test_figures_do_not_read_what_was_over_before_the_year() -> None:
    entries, options = load(OPENED_EARLIER + OLD)
    reports, asked = counted(entries, options)
    found = reports.figures(DAY)
    assert asked == [False]
    assert len(reports.year(DAY).report.allocation.items) == 1
    assert found == reports.of(DAY, whole=True).report.figures()
    assert len(reports.of(DAY, whole=True).report.allocation.items) == 2


def test_a_countback_of_more_than_a_year_reads_everything() -> None:
    entries, options = load(OPENED_EARLIER + OLD + OWED_FOR_LONG)
    reports, asked = counted(entries, options)
    (found,) = reports.figures(DAY)
    assert asked == [False, True]
    # 5,100 owed, 100 of it sold in March 2026 and 5,000 in December 2024: 181 + 365 + 31 days
    assert found.dso_countback == Decimal(577)
    assert [found] == build_report(entries, options, DAY).figures()


def test_the_trend_of_a_year_goes_on_with_the_whole_report_of_the_next_version() -> None:
    entries, options = load(OPENED_EARLIER + OLD)
    first = Reports(entries, options)
    trend = first.trend(DAY)
    assert not first.year(DAY).report.whole
    assert first.of(DAY, whole=True).report.whole  # as what is expected asks for
    noted = reloaded(first, OPENED_EARLIER + OLD + NOTE)
    assert noted.year(DAY).report.whole
    assert noted.trend(DAY) is trend


def test_the_report_of_a_year_goes_on_unless_a_note_needs_what_it_left_out() -> None:
    entries, options = load(OPENED_EARLIER + OLD)
    reports = Reports(entries, options)
    trend = reports.trend(DAY)
    noted = reloaded(reports, OPENED_EARLIER + OLD + NOTE)
    assert [item.invoice.number for item in noted.year(DAY).report.allocation.items] == ["F1"]
    assert noted.trend(DAY) is trend
    promised = reloaded(noted, OPENED_EARLIER + OLD + NOTE + PROMISE)
    numbers = {item.invoice.number for item in promised.year(DAY).report.allocation.items}
    assert numbers == {"F0", "F1"}
