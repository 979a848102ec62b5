"""Items: invoices with what settled them, what is left of credits and debits, and the tie-out."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from beancount_relance.language.messages import Source
from beancount_relance.receivables.invoices import Invoice
from beancount_relance.receivables.movements import Credit, Unidentified

ItemKey = tuple[str, str, str, int]
"""What identifies an item: customer, currency, reference, place among those of that reference."""

BY_REFERENCE = "reference"
PRESUMED = "presumed"
REVERSAL = "reversal"


@dataclass(frozen=True, slots=True)
class Settlement:
    """A part of an item that was settled.

    ``kind`` is that of the credit, or ``reversal`` for what took one back,
    whose ``amount`` is negative. ``basis`` is ``reference`` or ``presumed``.
    """

    date: datetime.date
    amount: Decimal
    kind: str
    basis: str
    source: Source


@dataclass(frozen=True, slots=True)
class Item:
    """An invoice with what settled it; ``outstanding`` is what is left, in its currency.

    ``settled`` is what stayed. ``taken_back`` are credits that were undone, each with its
    reversal; they come to zero and count for nothing, but belong to the history.
    """

    invoice: Invoice
    settled: tuple[Settlement, ...]
    outstanding: Decimal
    is_open: bool
    taken_back: tuple[Settlement, ...] = ()

    @property
    def key(self) -> ItemKey:
        """What identifies the item."""
        invoice = self.invoice
        return (invoice.customer, invoice.currency, invoice.reference, invoice.place)

    @property
    def movements(self) -> tuple[Settlement, ...]:
        """All that happened, in order: what settled it, and what was taken back since."""
        if not self.taken_back:
            return self.settled
        sums: dict[tuple[object, ...], Settlement] = {}
        for part in (*self.settled, *self.taken_back):
            key = (part.date, part.kind, part.basis, part.source)
            before = sums.get(key)
            sums[key] = replace(before, amount=before.amount + part.amount) if before else part
        return tuple(sorted(sums.values(), key=lambda part: part.date))

    def outstanding_on(self, day: datetime.date) -> Decimal:
        """What was left at the end of ``day``, by all that is known since; nothing before it."""
        if day < self.invoice.date:
            return Decimal()
        paid = (part.amount for part in self.settled if part.date <= day)
        return self.invoice.amount - sum(paid, Decimal())

    def paid_between(self, first: datetime.date, last: datetime.date) -> Decimal:
        """What was settled from ``first`` to ``last``, both included."""
        parts = (part.amount for part in self.settled if first <= part.date <= last)
        return sum(parts, Decimal())


@dataclass(frozen=True, slots=True)
class OpenCredit:
    """What is left of a credit: the customer's money, not yet used."""

    credit: Credit
    amount: Decimal


@dataclass(frozen=True, slots=True)
class OpenDebit:
    """What is left of an unidentified debit."""

    debit: Unidentified
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Balance:
    """The tie-out: ``open − credits + unidentified`` against the ``ledger``."""

    open: Decimal
    credits: Decimal
    unidentified: Decimal
    ledger: Decimal

    @property
    def difference(self) -> Decimal:
        """Zero, or there is a defect in this program."""
        return self.open - self.credits + self.unidentified - self.ledger


@dataclass(frozen=True, slots=True)
class Tolerance:
    """What rest of an item counts as nothing, as Beancount infers it for a transaction.

    ``multiplier`` of the last digit of its coarsest amount with decimals, and at
    least the ledger's default for the currency (``*`` for all).
    """

    multiplier: Decimal = Decimal("0.5")
    defaults: Mapping[str, Decimal] = field(default_factory=dict)

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> Tolerance:
        """The tolerance that the ledger's options ask for."""
        return cls(
            Decimal(str(options.get("inferred_tolerance_multiplier", "0.5"))),
            options.get("inferred_tolerance_default", {}),
        )

    def allowed(self, amounts: Iterable[Decimal], currency: str) -> Decimal:
        """The largest rest of these amounts that counts as nothing."""
        least = self.defaults.get(currency, self.defaults.get("*", Decimal()))
        exponents = [amount.as_tuple().exponent for amount in amounts]
        coarsest = max((e for e in exponents if isinstance(e, int) and e < 0), default=None)
        return least if coarsest is None else max(least, self.multiplier.scaleb(coarsest))


@dataclass(frozen=True, slots=True)
class Allocation:
    """All items, open and settled, by due date; what is unallocated; and the tie-out.

    ``balances`` is by customer and currency. Its ``open`` holds residuals within
    tolerance, which make no open item.
    """

    items: Sequence[Item]
    credits: Sequence[OpenCredit]
    unidentified: Sequence[OpenDebit]
    balances: Mapping[tuple[str, str], Balance]
