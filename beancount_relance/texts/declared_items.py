"""The invoices of a declaration in insolvency proceedings: what was owed when they were opened.

The letter to the administrator and the sheet for ourselves share them.
"""

from __future__ import annotations

import datetime

from beancount.core.amount import Amount
from msgspec.structs import replace

from beancount_relance.claims.declared_amounts import owed_at_opening, received_since
from beancount_relance.receivables.items import Item
from beancount_relance.texts.reminder_items import ReminderItem


def as_declared(shown: ReminderItem, item: Item, opened: datetime.date) -> ReminderItem:
    """Return an invoice of a text as it is declared.

    Args:
        shown: the invoice, as it is today.
        item: its item.
        opened: the day of the opening.
    """
    currency = item.invoice.currency
    owed, received = owed_at_opening(item, opened), received_since(item, opened)
    lost = owed - item.outstanding - received  # in our books alone
    return replace(
        shown,
        asked=Amount(owed, currency),
        received=Amount(received, currency),
        paid=Amount((shown.paid.number or 0) - received, currency),
        written_off=Amount((shown.written_off.number or 0) - lost, currency),
    )
