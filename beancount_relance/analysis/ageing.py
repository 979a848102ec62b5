"""Sorts open items by age into ageing buckets.

With the buckets ``30 60 90`` an item is either "not due", or ``1-30``, ``31-60``, ``61-90`` or
``91+`` days past its due date. By invoice date there is no "not due", because every item has an
age from the day it was issued, and the first bucket is ``0-30``. Whether an item is overdue
depends on its due date in both cases.

The totals tie out to the accounts: apart from the buckets, they include the credits and the
unidentified amounts, each on a line of its own, and remainders too small to be open items.
"""

from __future__ import annotations

import datetime
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.receivables.invoices import Invoice
from beancount_relance.receivables.items import Item, OpenCredit, OpenDebit

NOT_DUE = "not due"
BY_DUE_DATE = "due"
BY_INVOICE_DATE = "invoice"
CREDITS, UNIDENTIFIED = UNAGED = ("credits", "unidentified")
"""The kinds of lines in an aged balance that are not in a bucket."""


class Scale(Struct, frozen=True):
    """The ageing buckets.

    Attributes:
        edges: the last day of each bucket except the last one, in ascending order.
        by: the date that days are counted from, :data:`BY_DUE_DATE` or :data:`BY_INVOICE_DATE`.
    """

    edges: Sequence[int]
    by: str = BY_DUE_DATE

    @property
    def names(self) -> list[str]:
        """The names of the buckets, from "not due", if there is one, to the open-ended bucket."""
        firsts = [0 if self.by == BY_INVOICE_DATE else 1, *(edge + 1 for edge in self.edges)]
        names = [f"{first}-{last}" for first, last in zip(firsts, self.edges, strict=False)]
        names.append(f"{firsts[-1]}+")
        return names if self.by == BY_INVOICE_DATE else [NOT_DUE, *names]

    def bucket(self, invoice: Invoice, as_of: datetime.date) -> str:
        """Return the name of the bucket that an open invoice falls into."""
        return self.names[self.place(invoice, as_of)]

    def place(self, invoice: Invoice, as_of: datetime.date) -> int:
        """Return the place, among the names, of the bucket that an open invoice falls into."""
        if self.by == BY_INVOICE_DATE:
            return bisect_left(self.edges, (as_of - invoice.date).days)
        days = days_overdue(invoice.due, as_of)
        return 1 + bisect_left(self.edges, days) if days else 0


class AgedBalance(Struct, frozen=True):
    """What one customer, or all customers together, owe in one currency, by bucket.

    Attributes:
        customer: the customer's id; ``""`` for the total of all customers.
        currency: the currency of all amounts.
        buckets: the amount in each bucket, in order, including empty buckets.
        overdue: the part of the buckets that is past its due date.
        credits: in a total, the credits that do not settle anything yet.
        unidentified: in a total, the debits that are not invoices.
        rests: in a total, the remainders within the tolerance, which are not open items.
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
        """The total outstanding: the sum of the buckets."""
        return sum(self.buckets.values(), Decimal())

    @property
    def total(self) -> Decimal:
        """The amount outstanding; in a total, the balance of the accounts."""
        return self.open - self.credits + self.unidentified + self.rests


class UnagedAmount(Struct, frozen=True):
    """A line of the aged balance that is not in a bucket.

    Attributes:
        kind: one of :data:`UNAGED`.
        customer: the customer's id.
        currency: the currency.
        amount: the amount with its sign on the account, so credits are negative.
    """

    kind: str
    customer: str
    currency: str
    amount: Decimal


def days_overdue(due: datetime.date, as_of: datetime.date) -> int:
    """Return the number of days since the due date; 0 on and before the due date."""
    return max(0, (as_of - due).days)


def aged_balances(items: Iterable[Item], as_of: datetime.date, scale: Scale) -> list[AgedBalance]:
    """Return the aged balances of the open items, ordered by customer and currency."""
    accounts: dict[tuple[str, str], list[Item]] = defaultdict(list)
    for item in items:
        if item.is_open:
            accounts[item.invoice.customer, item.invoice.currency].append(item)
    names = scale.names
    return [_aged(*key, theirs, as_of, scale, names) for key, theirs in sorted(accounts.items())]


def _aged(
    customer: str,
    currency: str,
    items: Iterable[Item],
    as_of: datetime.date,
    scale: Scale,
    names: Sequence[str],
) -> AgedBalance:
    buckets = dict.fromkeys(names, Decimal())
    overdue = Decimal()
    for item in items:
        buckets[names[scale.place(item.invoice, as_of)]] += item.outstanding
        if item.invoice.is_overdue(as_of):
            overdue += item.outstanding
    return AgedBalance(customer, currency, buckets, overdue)


def unaged_amounts(
    credits_: Iterable[OpenCredit], unidentified: Iterable[OpenDebit]
) -> list[UnagedAmount]:
    """Return the credits, then the unidentified amounts, by customer and currency."""
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
    """Return the totals over all customers, one per currency, with ``""`` as the customer.

    Args:
        balances: the balances.
        scale: the ageing buckets.
        unaged: the amounts that are not in a bucket.
        ledger: the balance of the accounts by currency, if the totals must tie out to it.
    """
    buckets: dict[str, dict[str, Decimal]] = defaultdict(
        lambda: dict.fromkeys(scale.names, Decimal())
    )
    overdue: dict[str, Decimal] = defaultdict(Decimal)
    others: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for balance in balances:
        overdue[balance.currency] += balance.overdue
        for name, amount in balance.buckets.items():
            buckets[balance.currency][name] += amount
    for each in unaged:
        others[each.kind, each.currency] += each.amount
    currencies = {*buckets, *(currency for _, currency in others)}
    currencies |= {currency for currency, number in (ledger or {}).items() if number}
    totals = [
        AgedBalance(
            "",
            currency,
            buckets[currency],
            overdue[currency],
            credits=-others[CREDITS, currency],
            unidentified=others[UNIDENTIFIED, currency],
        )
        for currency in sorted(currencies)
    ]
    if ledger is None:
        return totals
    return [replace(each, rests=ledger[each.currency] - each.total) for each in totals]
