"""Completes a quick report with the invoices that were plainly settled.

What is owed, what to do about it, and what is wrong are in the quick report already. Working that
out again would take a seventh of the time of the whole report.
"""

from __future__ import annotations

from msgspec.structs import replace

from beancount_relance.claims.claims import ClaimFacts
from beancount_relance.claims.paid_charges import claimed
from beancount_relance.claims.received_interest import received_interest_of
from beancount_relance.history.deliveries import with_returned
from beancount_relance.receivables.netting.left_out_claims import LeftOut
from beancount_relance.report.gc_pause import paused_collector
from beancount_relance.report.names_on_invoices import called_in
from beancount_relance.report.report import Report, events_by_customer
from beancount_relance.report.reused_workings import Workings, read_events
from beancount_relance.report.who_owes_what import with_settled


@paused_collector()
def completed(
    report: Report, before: Report | None = None, left_out: LeftOut | None = None
) -> Report:
    """Return the whole report of the same ledger and day.

    Args:
        report: a quick report; one that is whole is returned as it is.
        before: a report of an earlier version of the ledger that is whole, or completed without
            the same. If only notes have changed since, the items are taken over.
        left_out: tells what is not wanted of what is settled. The report is whole if that is
            nothing.
    """
    if report.whole or report.workings is None:
        return report
    quick = report.workings.position
    known = before.workings if before is not None else None
    following = known.on(quick.ledger) if known is not None else None
    workings = following or Workings(with_settled(quick, left_out))
    position = workings.position
    items, settings = position.allocation.items, report.settings
    noted = read_events(workings)
    customers = called_in(position)
    customers = with_returned(customers, noted.events, noted.undelivered)
    received, _ = received_interest_of(position.charged, report.accounts, settings, items)
    history = events_by_customer(noted.events)
    facts = ClaimFacts(customers, history, report.claims.series, settings)
    allocation, claims = claimed(position.allocation, facts, received, report.as_of)
    return replace(
        report,
        customers=customers,
        allocation=allocation,
        claims=claims,
        events=noted.events,
        undelivered=noted.undelivered,
        whole=position.whole,
        workings=workings,
    )
