"""Items: invoices with their settlements, the remaining credits and debits, and the tie-out."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from beancount_relance.language.messages import Message, Source
from beancount_relance.ledger.counterparts.settlement_kinds import (
    CREDIT_NOTE,
    PAYMENT,
    REVERSAL,
    WRITTEN_OFF,
)
from beancount_relance.receivables.credits_and_debits import (
    Credit,
    Unidentified,
)
from beancount_relance.receivables.invoices import Invoice
from beancount_relance.values.money import unit

ItemKey = tuple[str, str, str, int]
"""The key of an item: customer, currency, reference, and position within that reference."""

BY_REFERENCE = "reference"
BY_AMOUNT = "amount"
OLDEST = "oldest"
PRESUMED = frozenset((BY_AMOUNT, OLDEST))
"""The bases of a settlement for which the ledger names no invoice."""


class Settlement(Struct, frozen=True):
    """A settled part of an item.

    ``kind`` is a name in ``SETTLEMENT_KINDS``; the ``amount`` of a reversal is negative. ``basis``
    says how it was matched: ``reference``, ``amount`` or ``oldest``. ``evidence`` is what it rests
    on, unless that is the number as it is. ``returned`` says that it is the return of a payment by
    the bank, in the words of the ledger.
    """

    date: datetime.date
    amount: Decimal
    kind: str
    basis: str
    source: Source
    evidence: Message | None = None
    returned: bool = False

    @property
    def is_payment(self) -> bool:
        """Whether it is money that came in."""
        return self.kind == PAYMENT

    @property
    def is_credit_note(self) -> bool:
        """Whether it is, in part or in full, a cancelled invoice."""
        return self.kind == CREDIT_NOTE

    @property
    def is_write_off(self) -> bool:
        """Whether it is a loss: nobody has paid it, and the debtor was credited nothing."""
        return self.kind == WRITTEN_OFF

    @property
    def is_presumed(self) -> bool:
        """Whether it is only presumed that it is for this item."""
        return self.basis in PRESUMED


def own_credit_notes(settled: Iterable[Settlement]) -> Decimal:
    """Return the sum of an invoice's credit notes, without those set off with it by amount."""
    notes = (p.amount for p in settled if p.is_credit_note and p.basis != BY_AMOUNT)
    return sum(notes, Decimal())


class Item(Struct, frozen=True, dict=True):
    """An invoice with its settlements; ``outstanding`` is the open amount, in its currency.

    ``settled`` are the settlements in effect. ``taken_back`` are reversed credits with
    their reversals; they add up to zero and are kept for the history only. So are ``carried``, the
    balances that were closed and opened again: nothing happened between the two parties.
    """

    invoice: Invoice
    settled: tuple[Settlement, ...]
    outstanding: Decimal
    is_open: bool
    taken_back: tuple[Settlement, ...] = ()
    carried: tuple[Settlement, ...] = ()

    @functools.cached_property
    def key(self) -> ItemKey:
        """The key of the item."""
        invoice = self.invoice
        return (invoice.customer, invoice.currency, invoice.reference, invoice.place)

    @property
    def payments(self) -> list[Settlement]:
        """The payments that have settled a part of it."""
        return [part for part in self.settled if part.is_payment]

    @property
    def credit_notes(self) -> list[Settlement]:
        """The credit notes that have settled a part of it."""
        return [part for part in self.settled if part.is_credit_note]

    @property
    def movements(self) -> tuple[Settlement, ...]:
        """All settlements in order, including those reversed since, but not those carried over."""
        if not self.taken_back:
            return self.settled
        sums: dict[tuple[object, ...], Settlement] = {}
        for part in (*self.settled, *self.taken_back):
            key = (part.date, part.kind, part.basis, part.source)
            before = sums.get(key)
            sums[key] = replace(before, amount=before.amount + part.amount) if before else part
        return tuple(sorted(sums.values(), key=lambda part: part.date))

    @property
    def not_credited(self) -> Decimal:
        """The amount less its credit notes, of which percentages are counted."""
        return self.invoice.amount - own_credit_notes(self.settled)

    def outstanding_on(self, day: datetime.date) -> Decimal:
        """Return the amount open at the end of ``day``; zero before the invoice date."""
        if day < self.invoice.date:
            return Decimal()
        left = self.invoice.amount
        for part in self.settled:
            if part.date <= day:
                left -= part.amount
        return left

    def paid_between(self, first: datetime.date, last: datetime.date) -> Decimal:
        """Return the amount settled from ``first`` to ``last``, both included."""
        parts = (part.amount for part in self.settled if first <= part.date <= last)
        return sum(parts, Decimal())


def by_due_date(item: Item) -> tuple[object, ...]:
    """Return what items are sorted by: their due date, and then the same as in their key."""
    invoice = item.invoice
    return (invoice.due, invoice.customer, invoice.currency, invoice.reference, invoice.place)


class OpenCredit(Struct, frozen=True):
    """A part of a credit that is not allocated, or on a presumption only."""

    credit: Credit
    amount: Decimal


class OpenDebit(Struct, frozen=True):
    """The open part of an unidentified debit."""

    debit: Unidentified
    amount: Decimal


class Balance(Struct, frozen=True):
    """The tie-out: ``open − credits + unidentified`` against the ``ledger``."""

    open: Decimal
    credits: Decimal
    unidentified: Decimal
    ledger: Decimal

    @property
    def difference(self) -> Decimal:
        """The difference, which is zero unless this program has a bug."""
        return self.open - self.credits + self.unidentified - self.ledger


class Tolerance(Struct, frozen=True):
    """The residual of an item that counts as settled, inferred as in Beancount.

    It is ``multiplier`` times the last digit of the coarsest amount with decimals, but of the
    currency's smallest unit at most, and at least the ledger's default for the currency
    (``*`` for all).
    """

    multiplier: Decimal = Decimal("0.5")
    defaults: Mapping[str, Decimal] = field(default_factory=dict)

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> Tolerance:
        """Return the tolerance set by the ledger's options."""
        return cls(
            Decimal(str(options.get("inferred_tolerance_multiplier", "0.5"))),
            options.get("inferred_tolerance_default", {}),
        )

    def allowed(self, amounts: Iterable[Decimal], currency: str) -> Decimal:
        """Return the largest residual of these amounts that counts as settled."""
        least = self.defaults.get(currency, self.defaults.get("*", Decimal()))
        exponents = [amount.as_tuple().exponent for amount in amounts]
        coarsest = max((e for e in exponents if isinstance(e, int) and e < 0), default=None)
        if coarsest is None:
            return least
        digit = min(Decimal(1).scaleb(coarsest), unit(currency))
        return max(least, self.multiplier * digit)


class Proposal(Struct, frozen=True):
    """Invoices that a credit may have been paid for, with amounts in its currency."""

    parts: Sequence[tuple[ItemKey, Decimal]]
    basis: str
    evidence: Message


class UnclearCredit(Struct, frozen=True):
    """A credit for which somebody should say what it was paid for.

    Attributes:
        credit: the credit.
        amount: the amount in question, in its currency.
        why: why it is unclear.
        proposals: possible answers, the likeliest first.
        taken: what it settles until then.
        is_contrary: whether its text tells the proposals apart, but not which it is for, or
            describes another invoice than its amount has settled.
        described: the number of that invoice.
    """

    credit: Credit
    amount: Decimal
    why: Message
    proposals: Sequence[Proposal]
    taken: Sequence[tuple[ItemKey, Decimal]]
    is_contrary: bool = False
    described: str | None = None


class Allocation(Struct, frozen=True):
    """All items by due date, the unallocated credits and debits, and the tie-out.

    ``balances`` are by customer and currency. Their ``open`` amounts include residuals
    within tolerance, for which there is no open item. ``unclear`` are the credits to be
    asked about, as long as it matters: while an invoice that they may have paid is open.
    ``by_others`` are those that another customer has paid by their payee, with the part that is
    only presumed to be for an invoice.
    """

    items: Sequence[Item]
    credits: Sequence[OpenCredit]
    unidentified: Sequence[OpenDebit]
    balances: Mapping[tuple[str, str], Balance]
    unclear: Sequence[UnclearCredit] = ()
    by_others: Sequence[OpenCredit] = ()


def amounts_of(item: Item) -> set[Decimal]:
    """What is open of an item, and what would be without what is only presumed of it."""
    presumed = sum((part.amount for part in item.settled if part.is_presumed), Decimal())
    return {item.outstanding, item.outstanding + presumed}


def kind_taken_back(part: Settlement, item: Item) -> str | None:
    """Return the kind of the credit that a reversal took back, if it is one."""
    if part.kind != REVERSAL:
        return None
    before = [each for each in item.taken_back if each.amount > 0 and each.date <= part.date]
    same = [each for each in before if each.amount == -part.amount]
    return next((each.kind for each in reversed(same or before)), None)
