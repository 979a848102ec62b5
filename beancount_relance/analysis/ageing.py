"""Ageing: how old what is open is, in buckets of days.

With the buckets ``30 60 90`` an item is "not due", or in ``1-30``, ``31-60``,
``61-90`` or ``91+`` days past its due date. By invoice date nothing is "not
due": every item has an age from the day it was issued, and the first bucket is
``0-30``. What is overdue is told by the due date either way.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from beancount_relance.receivables.allocation import Item
from beancount_relance.receivables.invoices import Invoice

NOT_DUE = "not due"
BY_DUE_DATE = "due"
BY_INVOICE_DATE = "invoice"


@dataclass(frozen=True, slots=True)
class Scale:
    """The buckets: their last days, rising, and the date that days are counted from."""

    edges: Sequence[int]
    by: str = BY_DUE_DATE

    @property
    def names(self) -> list[str]:
        """The names of the buckets: "not due" first if there is one, the open one last."""
        firsts = [0 if self.by == BY_INVOICE_DATE else 1, *(edge + 1 for edge in self.edges)]
        names = [f"{first}-{last}" for first, last in zip(firsts, self.edges, strict=False)]
        names.append(f"{firsts[-1]}+")
        return names if self.by == BY_INVOICE_DATE else [NOT_DUE, *names]

    def bucket(self, invoice: Invoice, as_of: datetime.date) -> str:
        """The name of the bucket of an open invoice."""
        if self.by == BY_INVOICE_DATE:
            return self.names[self._index((as_of - invoice.date).days)]
        days = days_overdue(invoice.due, as_of)
        return self.names[1 + self._index(days)] if days else NOT_DUE

    def _index(self, days: int) -> int:
        return sum(days > edge for edge in self.edges)


@dataclass(frozen=True, slots=True)
class AgedBalance:
    """What one customer owes in one currency, by bucket.

    ``buckets`` has every bucket, in order, also the empty ones; ``total`` is
    their sum, ``overdue`` the part of it that is past its due date.
    """

    customer: str
    currency: str
    buckets: Mapping[str, Decimal]
    overdue: Decimal

    @property
    def total(self) -> Decimal:
        """All that is open."""
        return sum(self.buckets.values(), Decimal())


def days_overdue(due: datetime.date, as_of: datetime.date) -> int:
    """The days since the due date; 0 on that day and before it."""
    return max(0, (as_of - due).days)


def aged_balances(items: Iterable[Item], as_of: datetime.date, scale: Scale) -> list[AgedBalance]:
    """The open items by customer, currency and bucket, ordered by customer and currency."""
    accounts: dict[tuple[str, str], list[Item]] = defaultdict(list)
    for item in items:
        if item.is_open:
            accounts[item.invoice.customer, item.invoice.currency].append(item)
    return [_aged(*key, theirs, as_of, scale) for key, theirs in sorted(accounts.items())]


def _aged(
    customer: str, currency: str, items: Iterable[Item], as_of: datetime.date, scale: Scale
) -> AgedBalance:
    buckets = dict.fromkeys(scale.names, Decimal())
    overdue = Decimal()
    for item in items:
        buckets[scale.bucket(item.invoice, as_of)] += item.outstanding
        if days_overdue(item.invoice.due, as_of):
            overdue += item.outstanding
    return AgedBalance(customer, currency, buckets, overdue)


def total_balances(balances: Iterable[AgedBalance]) -> list[AgedBalance]:
    """The sums over all customers, one for each currency (its customer is empty)."""
    currencies: dict[str, list[AgedBalance]] = defaultdict(list)
    for balance in balances:
        currencies[balance.currency].append(balance)
    return [_sum(currency, theirs) for currency, theirs in sorted(currencies.items())]


def _sum(currency: str, balances: Sequence[AgedBalance]) -> AgedBalance:
    buckets = {
        name: sum((balance.buckets[name] for balance in balances), Decimal())
        for name in balances[0].buckets
    }
    overdue = sum((balance.overdue for balance in balances), Decimal())
    return AgedBalance("", currency, buckets, overdue)
