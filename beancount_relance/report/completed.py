"""Completes a quick report with the invoices that were plainly settled.

What is owed, what to do about it, and what is wrong are in the quick report already. Working that
out again would take a seventh of the time of the whole report.
"""

from __future__ import annotations

from msgspec.structs import replace

from beancount_relance.claims.claims import Claims
from beancount_relance.claims.received_interest import received_interest_of
from beancount_relance.report.gc_pause import paused_collector
from beancount_relance.report.position import Position, with_settled, with_settled_since
from beancount_relance.report.report import Report, events_by_customer
from beancount_relance.report.workings import Workings, read_events
from beancount_relance.values.dates import first_of_year_to


@paused_collector()
def completed(report: Report, before: Report | None = None, *, year_only: bool = False) -> Report:
    """Return the whole report of the same ledger and day.

    Args:
        report: a quick report; one that is whole is returned as it is.
        before: a whole report of an earlier version of the ledger. If only notes have changed
            since, the items are taken over.
        year_only: leave out what was settled, and over, before the last twelve months. Who pays
            how, and nearly all figures, do not depend on it. The report is whole if there is none.
    """
    if report.whole or report.workings is None:
        return report
    quick = report.workings.position
    known = before.workings if before is not None else None
    following = known.on(quick.ledger) if known is not None else None
    workings = following or Workings(_position(quick, year_only=year_only))
    position = workings.position
    items, settings, customers = position.allocation.items, report.settings, report.customers
    events, undelivered, _ = read_events(workings)
    received, _ = received_interest_of(position.charged, report.accounts, settings, items)
    history, series = events_by_customer(events), report.claims.series
    return replace(
        report,
        allocation=position.allocation,
        claims=Claims(items, customers, history, series, settings, received, as_of=report.as_of),
        events=events,
        undelivered=undelivered,
        whole=position.whole,
        workings=workings,
    )


def _position(quick: Position, *, year_only: bool) -> Position:
    if not year_only:
        return with_settled(quick)
    return with_settled_since(quick, first_of_year_to(quick.ledger.as_of))
