"""Ageing: how late what is open is, in buckets of days.

With the buckets ``30 60 90`` an item is "not due", or in ``1-30``, ``31-60``,
``61-90`` or ``91+`` days past its due date.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from beancount_relance.allocation import Item

NOT_DUE = "not due"


@dataclass(frozen=True, slots=True)
class AgedBalance:
    """What one customer owes in one currency, by bucket.

    ``buckets`` has every bucket, in order, also the empty ones; ``total`` is
    their sum, ``overdue`` the sum without "not due".
    """

    customer: str
    currency: str
    buckets: Mapping[str, Decimal]

    @property
    def total(self) -> Decimal:
        """All that is open."""
        return sum(self.buckets.values(), Decimal())

    @property
    def overdue(self) -> Decimal:
        """All that is past its due date."""
        return self.total - self.buckets[NOT_DUE]


def days_overdue(due: datetime.date, as_of: datetime.date) -> int:
    """The days since the due date; 0 on that day and before it."""
    return max(0, (as_of - due).days)


def bucket_names(edges: Sequence[int]) -> list[str]:
    """The names of the buckets with these last days: "not due" first, the open one last."""
    firsts = [1, *(edge + 1 for edge in edges)]
    names = [f"{first}-{last}" for first, last in zip(firsts, edges, strict=False)]
    return [NOT_DUE, *names, f"{firsts[-1]}+"]


def bucket(due: datetime.date, as_of: datetime.date, edges: Sequence[int]) -> str:
    """The name of the bucket of an item with this due date."""
    days = days_overdue(due, as_of)
    index = 0 if days == 0 else 1 + sum(days > edge for edge in edges)
    return bucket_names(edges)[index]


def aged_balances(
    items: Iterable[Item], as_of: datetime.date, edges: Sequence[int]
) -> list[AgedBalance]:
    """The open items by customer, currency and bucket, ordered by customer and currency."""
    names = bucket_names(edges)
    sums: dict[tuple[str, str], dict[str, Decimal]] = defaultdict(
        lambda: dict.fromkeys(names, Decimal())
    )
    for item in items:
        if item.is_open:
            invoice = item.invoice
            name = bucket(invoice.due, as_of, edges)
            sums[invoice.customer, invoice.currency][name] += item.outstanding
    return [AgedBalance(*key, buckets) for key, buckets in sorted(sums.items())]


def total_balances(balances: Iterable[AgedBalance]) -> list[AgedBalance]:
    """The sums over all customers, one for each currency (its customer is empty)."""
    sums: dict[str, dict[str, Decimal]] = {}
    for balance in balances:
        total = sums.setdefault(balance.currency, dict.fromkeys(balance.buckets, Decimal()))
        for name, amount in balance.buckets.items():
            total[name] += amount
    return [AgedBalance("", currency, buckets) for currency, buckets in sorted(sums.items())]
