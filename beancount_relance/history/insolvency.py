"""Insolvency proceedings: the day they were opened, and the claims that are older.

    2026-10-20 note Assets:Clients:Bois-Vert "Redressement judiciaire"
      relance: "insolvency"
      opened: 2026-09-08
      published: 2026-09-17

The judgment takes effect at midnight of its own day (C. com. R621-4). What was invoiced
later is owed in full (L622-17); what was invoiced on that day counts as older, because it
was probably supplied before.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from beancount_relance.history.events import Event
from beancount_relance.history.note_kinds import INSOLVENCY
from beancount_relance.receivables.invoices import Invoice
from beancount_relance.receivables.items import Item


def opening(event: Event) -> datetime.date:
    """Return the day of the judgment that opened the proceedings, or else that of the note."""
    return event.opened or event.date


def first_insolvency(events: Iterable[Event]) -> Event | None:
    """Return the note on the proceedings that were opened first, if there are any."""
    notes = (event for event in events if event.kind == INSOLVENCY.name)
    return min(notes, key=opening, default=None)


def is_older(invoice: Invoice, event: Event) -> bool:
    """Return whether an invoice is older than the opening of the proceedings."""
    return invoice.date <= opening(event)


def proceedings_of(item: Item, events: Iterable[Event]) -> Event | None:
    """Return the note on the proceedings in which an item is to be declared, if there are any.

    They are those that were opened first, of those that the item is older than: what was declared
    need not be declared again if a safeguard becomes a liquidation. A note ``resume`` ends them.

    Args:
        item: the item.
        events: the history of its customer, in order of date.
    """
    found: Event | None = None
    for event in events:
        if event.resumes and item.key in event.items:
            found = None
        elif event.kind == INSOLVENCY.name and is_older(item.invoice, event):
            found = event if found is None else min(found, event, key=opening)
    return found


def insolvent_since(invoice: Invoice, events: Iterable[Event]) -> datetime.date | None:
    """Return the opening of the first proceedings that an invoice is older than, if any.

    Args:
        invoice: the invoice.
        events: the history of its customer.
    """
    days = (opening(e) for e in events if e.kind == INSOLVENCY.name and is_older(invoice, e))
    return min(days, default=None)
