"""Allocation: which credit settled which invoice, and what is left open.

In this order, for each customer and currency, which are never netted:

1. A credit settles the invoices it names, the oldest due first, each up to what
   is open on it; credits that name one invoice come before those that name several.
2. A debit that is no invoice is covered by the credits that name it, as a loan is
   by its repayment. A refund uses up the credit the customer had when it was paid out; a credit
   that names an invoice the ledger does not have goes to the unidentified
   debits (an opening balance, where that invoice must be), oldest first, even if it
   names known invoices beside.
3. What is left settles the oldest due item (C. civ. 1342-10), then the unidentified
   debits, unless the setting ``allocation`` is ``explicit``. Such a match is
   *presumed*, and marked so.
4. What is still left is the customer's credit, for the invoices to come.

A reversal makes the invoice it names owed again, its last instalment first.
Credits of one day are taken in the order of what they name, not of where they
stand.

Nothing is lost on the way: open − credit + unidentified is the balance of the
receivable accounts, to the last digit.
"""

from __future__ import annotations

import datetime
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from beancount_relance.language.messages import Source
from beancount_relance.receivables.classify import Credit, Receivables, Reversal, Unidentified
from beancount_relance.receivables.invoices import Invoice

ItemKey = tuple[str, str, str, int]
"""What identifies an item: customer, currency, reference, instalment."""

BY_REFERENCE = "reference"
PRESUMED = "presumed"


@dataclass(frozen=True, slots=True)
class Settlement:
    """A part of an item that was settled.

    ``kind`` is that of the credit, or ``reversal`` for a payment taken back,
    whose ``amount`` is negative. ``basis`` is ``reference`` or ``presumed``.
    """

    date: datetime.date
    amount: Decimal
    kind: str
    basis: str
    source: Source


@dataclass(frozen=True, slots=True)
class Item:
    """An invoice with what settled it; ``outstanding`` is what is left, in its currency."""

    invoice: Invoice
    settled: tuple[Settlement, ...]
    outstanding: Decimal
    is_open: bool

    @property
    def key(self) -> ItemKey:
        """What identifies the item."""
        invoice = self.invoice
        return (invoice.customer, invoice.currency, invoice.reference, invoice.part)

    def outstanding_on(self, day: datetime.date) -> Decimal:
        """What was left at the end of ``day``; nothing before the invoice."""
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
class Allocation:
    """All items, open and settled, by due date; what is unallocated; and the tie-out.

    ``balances`` is by customer and currency. Its ``open`` holds residuals within
    tolerance, which make no open item.
    """

    items: Sequence[Item]
    credits: Sequence[OpenCredit]
    unidentified: Sequence[OpenDebit]
    balances: Mapping[tuple[str, str], Balance]


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


def allocate(receivables: Receivables, mode: str, tolerance: Tolerance) -> Allocation:
    """Settle the invoices with the credits.

    Args:
        receivables: the invoices, credits, reversals and unidentified debits.
        mode: ``oldest``, or ``explicit``: presume nothing.
        tolerance: which rests count as nothing, where something was settled.
    """
    accounts: dict[tuple[str, str], _Account] = defaultdict(_Account)
    for key in receivables.balances:
        accounts[key] = _Account()
    for invoice in receivables.invoices:
        accounts[invoice.customer, invoice.currency].due.append(_Due(invoice))
    for credit in receivables.credits:
        accounts[credit.customer, credit.currency].credits.append(_Money(credit))
    for reversal in receivables.reversals:
        accounts[reversal.customer, reversal.currency].reversals.append(reversal)
    for debit in receivables.unidentified:
        accounts[debit.customer, debit.currency].debits.append(_Debit(debit))

    items: list[Item] = []
    credits_: list[OpenCredit] = []
    unidentified: list[OpenDebit] = []
    balances: dict[tuple[str, str], Balance] = {}
    for key, account in sorted(accounts.items()):
        account.settle(mode)
        items += [due.item(tolerance) for due in account.due]
        credits_ += [OpenCredit(m.credit, m.left) for m in account.credits if m.left]
        unidentified += [OpenDebit(d.debit, d.left) for d in account.debits if d.left]
        balances[key] = Balance(
            open=sum((due.left for due in account.due), Decimal()),
            credits=sum((money.left for money in account.credits), Decimal()),
            unidentified=sum((debit.left for debit in account.debits), Decimal()),
            ledger=receivables.balances.get(key, Decimal()),
        )
    items.sort(key=lambda item: (item.invoice.due, item.key))
    return Allocation(items, credits_, unidentified, balances)


@dataclass(slots=True)
class _Due:
    """An invoice being settled."""

    invoice: Invoice
    left: Decimal = field(init=False)
    settled: list[Settlement] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.left = self.invoice.amount

    def take_back(self, reversal: Reversal) -> None:
        """Owe again what was paid."""
        self.left += reversal.amount
        self.settled.append(
            Settlement(reversal.date, -reversal.amount, "reversal", BY_REFERENCE, reversal.source)
        )

    def item(self, tolerance: Tolerance) -> Item:
        """What has become of the invoice."""
        allowed = Decimal()
        if self.settled and self.left:
            amounts = [self.invoice.amount, *(part.amount for part in self.settled)]
            allowed = tolerance.allowed(amounts, self.invoice.currency)
        settled = tuple(sorted(self.settled, key=lambda part: part.date))
        return Item(self.invoice, settled, self.left, is_open=abs(self.left) > allowed)


@dataclass(slots=True)
class _Money:
    """A credit being used."""

    credit: Credit
    left: Decimal = field(init=False)
    kinds: deque[tuple[str, Decimal]] = field(init=False)

    def __post_init__(self) -> None:
        self.left = self.credit.amount
        self.kinds = deque(self.credit.kinds)

    def pay(self, due: _Due, basis: str) -> None:
        """Settle ``due`` as far as both go."""
        amount = min(self.left, due.left)
        if not amount:
            return
        due.left -= amount
        credit = self.credit
        due.settled += [
            Settlement(credit.date, part, kind, basis, credit.source)
            for kind, part in self.take(amount)
        ]

    def take(self, amount: Decimal) -> list[tuple[str, Decimal]]:
        """Use up ``amount`` of what is left, the first kind first."""
        self.left -= amount
        taken = []
        while amount > 0:
            kind, part = self.kinds.popleft()
            if part > amount:
                self.kinds.appendleft((kind, part - amount))
                part = amount
            taken.append((kind, part))
            amount -= part
        return taken


@dataclass(slots=True)
class _Debit:
    """An unidentified debit being covered."""

    debit: Unidentified
    left: Decimal = field(init=False)

    def __post_init__(self) -> None:
        self.left = self.debit.amount

    def take(self, money: _Money) -> None:
        amount = min(self.left, money.left)
        self.left -= amount
        money.take(amount)


@dataclass(slots=True)
class _Account:
    """One customer in one currency."""

    due: list[_Due] = field(default_factory=list)
    credits: list[_Money] = field(default_factory=list)
    reversals: list[Reversal] = field(default_factory=list)
    debits: list[_Debit] = field(default_factory=list)

    def settle(self, mode: str) -> None:
        """Use the credits, in the order that the module says."""
        self.due.sort(key=_oldest_first)
        self.credits.sort(key=_by_content)
        self.debits.sort(key=lambda d: d.debit.date)
        self._by_reference()
        self._by_name()
        self._refunds()
        for money in self.credits:
            if money.credit.unknown:
                self._cover(money)
        if mode != "explicit":
            self._oldest_first()

    def _by_reference(self) -> None:
        named: dict[str, list[_Due]] = defaultdict(list)
        for due in self.due:
            named[due.invoice.reference].append(due)
        for reversal in self.reversals:
            named[reversal.reference][-1].take_back(reversal)
        for money in sorted(self.credits, key=lambda money: len(money.credit.references) > 1):
            dues = [due for reference in money.credit.references for due in named[reference]]
            for due in sorted(dues, key=_oldest_first):
                money.pay(due, BY_REFERENCE)

    def _by_name(self) -> None:
        """Cover what is no invoice with the credits that call it by its name, as a loan repaid."""
        for debit in self.debits:
            names = {name.casefold() for name in debit.debit.names}
            for money in self.credits if names else ():
                if not names.isdisjoint(name.casefold() for name in money.credit.unknown):
                    debit.take(money)

    def _refunds(self) -> None:
        for debit in self.debits:
            if debit.debit.cash:
                for money in self.credits:
                    if money.credit.date <= debit.debit.date:
                        debit.take(money)

    def _oldest_first(self) -> None:
        waiting = deque(self.due)
        for money in self.credits:
            while money.left and waiting:
                money.pay(waiting[0], PRESUMED)
                if not waiting[0].left:
                    waiting.popleft()
            self._cover(money)

    def _cover(self, money: _Money) -> None:
        if money.left:
            for debit in self.debits:
                debit.take(money)


def _by_content(money: _Money) -> tuple[object, ...]:
    """An order that does not hang on where in the ledger the entries of one day stand."""
    credit = money.credit
    source = credit.source
    return (
        credit.date,
        credit.references,
        credit.unknown,
        credit.amount,
        source.file,
        source.line,
    )


def _oldest_first(due: _Due) -> tuple[datetime.date, datetime.date, str]:
    return (due.invoice.due, due.invoice.date, due.invoice.reference)
