"""Histories: when each invoice was due, and when it was paid, without anything else."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from msgspec import Struct

from beancount_relance.receivables.items import Item


class History(Struct, frozen=True):
    """When an invoice, or one of its instalments, was due and paid.

    Attributes:
        customer: the customer's id.
        issued: the day from which it is known.
        due: the due date.
        settled: the day on which nothing was left; ``None`` if something is open.
        paid: whether the last part was settled with money. A credit note, for instance, says
            nothing about how the customer pays.
    """

    customer: str
    issued: datetime.date
    due: datetime.date
    settled: datetime.date | None
    paid: bool = True

    def delay(self, day: datetime.date) -> int:
        """Return the number of days from the due date to ``day``."""
        return (day - self.due).days

    def is_open(self, day: datetime.date) -> bool:
        """Return whether it was issued and not settled at the end of ``day``."""
        return self.issued <= day and (self.settled is None or self.settled > day)

    def is_paid_by(self, day: datetime.date) -> bool:
        """Return whether it was paid by the end of ``day``."""
        return self.paid and self.settled is not None and self.settled <= day


def histories_of(items: Iterable[Item]) -> list[History]:
    """Return the history of each item of a whole report; amounts of zero or less have none."""
    found = []
    for item in items:
        invoice = item.invoice
        last = max(item.settled, key=lambda part: part.date, default=None)
        settled = last.date if last is not None and not item.is_open else None
        if invoice.amount > 0 and (item.is_open or settled is not None):
            money = last is not None and last.is_payment
            found.append(History(invoice.customer, invoice.date, invoice.due, settled, money))
    return found


def history_of(item: Item) -> History:
    """Return the history of an item as long as it is open."""
    return History(item.invoice.customer, item.invoice.date, item.invoice.due, None)
