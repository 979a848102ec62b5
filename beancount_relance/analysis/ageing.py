"""Ageing: how old what is open is, in buckets of days.

With the buckets ``30 60 90`` an item is "not due", or in ``1-30``, ``31-60``,
``61-90`` or ``91+`` days past its due date. By invoice date nothing is "not
due": every item has an age from the day it was issued, and the first bucket is
``0-30``. What is overdue is told by the due date either way.

The totals tie to the accounts: beside the buckets they have the credits and the
unidentified amounts, each a line of its own, and rests too small to be an open item.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from beancount_relance.receivables.allocation import Item, OpenCredit, OpenDebit
from beancount_relance.receivables.invoices import Invoice

NOT_DUE = "not due"
BY_DUE_DATE = "due"
BY_INVOICE_DATE = "invoice"
CREDITS, UNIDENTIFIED = UNAGED = ("credits", "unidentified")
"""The lines of an aged balance that are in no bucket."""


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
    """What one customer owes in one currency, by bucket; or all of them.

    Attributes:
        customer: the customer's id; empty for the sum over all.
        currency: the currency of all amounts.
        buckets: every bucket, in order, also the empty ones.
        overdue: the part of them that is past its due date.
        credits: of a sum, the credits that settle nothing yet.
        unidentified: of a sum, the debits that are no invoices.
        rests: of a sum, what is left of items within tolerance, and is no open item.
    """

    customer: str
    currency: str
    buckets: Mapping[str, Decimal]
    overdue: Decimal
    credits: Decimal = Decimal()
    unidentified: Decimal = Decimal()
    rests: Decimal = Decimal()

    @property
    def open(self) -> Decimal:
        """All that is open."""
        return sum(self.buckets.values(), Decimal())

    @property
    def total(self) -> Decimal:
        """What is open; of a sum, what the accounts have."""
        return self.open - self.credits + self.unidentified + self.rests


@dataclass(frozen=True, slots=True)
class UnagedAmount:
    """A line of the aged balance that is in no bucket: ``kind`` is one of :data:`UNAGED`.

    ``amount`` has the sign that it has on the account: credits are negative.
    """

    kind: str
    customer: str
    currency: str
    amount: Decimal


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


def unaged_amounts(
    credits_: Iterable[OpenCredit], unidentified: Iterable[OpenDebit]
) -> list[UnagedAmount]:
    """The credits and the unidentified amounts by customer and currency, credits first."""
    sums: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for money in credits_:
        sums[CREDITS, money.credit.customer, money.credit.currency] -= money.amount
    for debit in unidentified:
        sums[UNIDENTIFIED, debit.debit.customer, debit.debit.currency] += debit.amount
    return [UnagedAmount(*key, amount) for key, amount in sorted(sums.items())]


def total_balances(
    balances: Iterable[AgedBalance],
    scale: Scale,
    unaged: Iterable[UnagedAmount] = (),
    ledger: Mapping[str, Decimal] | None = None,
) -> list[AgedBalance]:
    """The sums over all customers, one for each currency (its customer is empty).

    Args:
        balances: the balances.
        scale: their buckets.
        unaged: the amounts that are in none of them.
        ledger: what the accounts have, by currency, if the sums are to come to that.
    """
    buckets: dict[str, dict[str, Decimal]] = defaultdict(
        lambda: dict.fromkeys(scale.names, Decimal())
    )
    overdue: dict[str, Decimal] = defaultdict(Decimal)
    beside: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for balance in balances:
        overdue[balance.currency] += balance.overdue
        for name, amount in balance.buckets.items():
            buckets[balance.currency][name] += amount
    for each in unaged:
        beside[each.kind, each.currency] += each.amount
    currencies = {*buckets, *(currency for _, currency in beside)}
    currencies |= {currency for currency, number in (ledger or {}).items() if number}
    totals = [
        AgedBalance(
            "",
            currency,
            buckets[currency],
            overdue[currency],
            credits=-beside[CREDITS, currency],
            unidentified=beside[UNIDENTIFIED, currency],
        )
        for currency in sorted(currencies)
    ]
    if ledger is None:
        return totals
    return [replace(each, rests=ledger[each.currency] - each.total) for each in totals]
