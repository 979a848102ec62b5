"""The events about some items are found as if all events were looked through."""

from __future__ import annotations

from beancount_relance.history.note_kinds import NOTE_KINDS
from fava_relance.events_by_item import NotedEvents
from tests.support.ledgers import accounts, remark, report, sale

LEDGER = (
    accounts("Martin", "Oriot")
    + sale("2026-03-02", "F1", "1200.00")
    + sale("2026-03-02", "F2", "300.00")
    + sale("2026-03-09", "F3", "90.00", customer="Oriot")
    + remark("2026-04-20", "reminder", "F1", "F2")
    + remark("2026-05-04", "call", "F2")
    + remark("2026-05-04", "call", "F3", customer="Oriot")
    + remark("2026-06-01", "insolvency", customer="Oriot")
    + remark("2026-06-08", "contact", "F3", customer="Oriot")
)


def test_events_about_items() -> None:
    found = report(LEDGER)
    noted = NotedEvents(found.events)
    items = found.open_items
    assert len(found.events) == 5
    for some in ((), *((item,) for item in items), tuple(items), tuple(reversed(items))):
        keys = {item.key for item in some}
        customers = {item.invoice.customer for item in some}
        assert noted.about(some) == [
            event
            for event in found.events
            if event.items & keys
            or (
                event.customer in customers
                and event.kind in NOTE_KINDS
                and NOTE_KINDS[event.kind].about_everything
            )
        ]
