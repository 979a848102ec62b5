"""Invoices, credits and other debits while they are being settled."""

from __future__ import annotations

import datetime
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.language.messages import Message
from beancount_relance.ledger.accounts.account_words import RETENTION, says
from beancount_relance.receivables.credits_and_debits import Credit, Disputed, Unidentified
from beancount_relance.receivables.invoices import Invoice
from beancount_relance.receivables.items import (
    OLDEST,
    Item,
    ItemKey,
    Settlement,
    Tolerance,
    own_credit_notes,
)
from beancount_relance.values.money import unit


class Due:
    """An invoice being settled."""

    __slots__ = ("carried", "disputes", "invoice", "left", "presumed", "settled", "taken_back")

    def __init__(self, invoice: Invoice) -> None:
        """Nothing is settled at first."""
        self.invoice = invoice
        self.left = invoice.amount
        self.settled: list[Settlement] = []
        self.taken_back: list[Settlement] = []
        self.carried: list[Settlement] = []
        self.disputes: tuple[Disputed, ...] = ()
        self.presumed = Decimal()
        """What earlier credits without an explanation may have settled of it."""

    @property
    def key(self) -> ItemKey:
        """The key of the item that it becomes."""
        invoice = self.invoice
        return (invoice.customer, invoice.currency, invoice.reference, invoice.place)

    @property
    def not_credited(self) -> Decimal:
        """The amount less its credit notes so far, of which percentages are counted."""
        return self.invoice.amount - own_credit_notes(self.settled)

    @property
    def held_back(self) -> Decimal:
        """What its customer may keep back of it until a day after its due date, or zero."""
        return self.invoice.kept_back_of(self.not_credited)

    def is_released_by(self, money: Money) -> bool:
        """Return whether a credit of its retention money's amount says that it is that."""
        its_own = self.invoice.part > 1 and self.left == money.left
        is_amount = its_own or (0 < self.held_back == money.left <= self.left)
        return is_amount and says(money.credit.text, RETENTION)

    def disputed_on(self, day: datetime.date) -> Decimal:
        """What is open and was disputed on ``day``, or later: nobody pays what they dispute."""
        amount = Decimal()
        for dispute in self.disputes:
            if dispute.until is None or dispute.until > day:
                amount = self.left if dispute.amount is None else amount + dispute.amount
        return min(amount, self.left)

    def item(self, tolerance: Tolerance) -> Item:
        """Return the item that results from the settlements."""
        allowed = Decimal()
        if self.settled and self.left:
            amounts = [self.invoice.amount, *(part.amount for part in self.settled)]
            allowed = tolerance.allowed(amounts, self.invoice.currency)
        settled = tuple(sorted(self.settled, key=lambda part: part.date))
        is_open = abs(self.left) > allowed
        undone = tuple(self.taken_back), tuple(self.carried)
        return Item(self.invoice, settled, self.left, is_open, *undone)


class Explanation(Struct, frozen=True):
    """What a credit may have been paid for: amounts of invoices, and why."""

    parts: Sequence[tuple[Due, Decimal]]
    basis: str
    evidence: Message


class CreditQuestion(Struct, frozen=True):
    """A credit to be asked about: why, and the explanations, the likeliest first.

    ``amount`` is what was left of the credit when it was asked; ``is_contrary`` says that its text
    tells invoices of this amount apart, but not which it is for, or that it describes another
    invoice, whose number is then ``described``.
    """

    why: Message
    amount: Decimal
    explanations: Sequence[Explanation]
    is_contrary: bool = False
    described: str | None = None


class Money:
    """A credit being allocated, without its reversed parts."""

    __slots__ = (
        "came_back",
        "credit",
        "kinds",
        "left",
        "left_out",
        "paid",
        "question",
        "remembered",
        "used",
    )

    def __init__(self, credit: Credit) -> None:
        """Nothing of what stands is used at first."""
        self.credit = credit
        self.left = credit.amount
        self.kinds = deque(credit.kinds)
        self.paid: list[tuple[Due, Settlement]] = []
        self.remembered: set[int] = set()
        """Which of its reversals their invoices know of."""
        self.used = Decimal()
        """How much of it has settled invoices, or had before others got the rest."""
        self.left_out: frozenset[str] = frozenset()
        """The references of open invoices that its text leaves out: ``all except F-3``."""
        self.came_back: frozenset[str] = frozenset()
        """The references of what it had paid until that came back, if the rest is for others."""
        self.question: CreditQuestion | None = None
        """What is to be asked about it, if several explanations are possible, or none is."""
        for part in credit.taken_back:
            first = [each for each in self.kinds if each[0] == part.kind]
            self.kinds = deque((*first, *(each for each in self.kinds if each[0] != part.kind)))
            self.take(part.amount)

    def pay(
        self,
        due: Due,
        basis: str,
        most: Decimal | None = None,
        evidence: Message | None = None,
    ) -> None:
        """Settle as much of ``due`` as possible, but at most ``most``.

        Args:
            due: the invoice.
            basis: how it was matched: by reference, by amount, or the oldest first.
            most: the most that is taken of this credit; ``None`` for all of it.
            evidence: what the match rests on, unless that is the number as it is.
        """
        amount = min(self.left, due.left)
        if most is not None:
            amount = min(amount, most)
        if not amount:
            return
        due.left -= amount
        self.used += amount
        credit = self.credit
        for kind, part in self.take(amount):
            settlement = Settlement(credit.date, part, kind, basis, credit.source, evidence)
            due.settled.append(settlement)
            self.paid.append((due, settlement))

    def of_none(self, turns: Iterable[Turn]) -> Iterator[Turn]:
        """Yield those that a remainder may settle: what it names is not another invoice."""
        for turn in turns:
            if not self.left:
                return
            if not self.is_for_another(turn.due):
                yield turn

    def is_for_another(self, due: Due) -> bool:
        """Return whether it is for another invoice than ``due`` by what it names.

        Nobody writes off what is invoiced later.
        """
        credit, invoice = self.credit, due.invoice
        if invoice.reference in self.left_out or invoice.reference in self.came_back:
            return True
        if credit.is_write_off and credit.date < invoice.date:
            return True
        return credit.is_for_another(invoice.series, self.used)

    def keep_for_others(self, came_back: Iterable[str]) -> None:
        """Keep what is left for other invoices than those that it had paid until that came back."""
        self.came_back = frozenset(came_back)
        for part in self.credit.taken_back:
            if not self.came_back.isdisjoint(part.references):
                self.used += part.amount

    def is_for_others(self, series: Iterable[str | None]) -> bool:
        """Return whether it is a payment of another invoice than all those of these series."""
        return all(self.credit.is_for_another(each, self.used) for each in series)

    @property
    def goes_on(self) -> bool:
        """Whether it moves claims to another customer."""
        return any(transfer.returned is None for transfer in self.credit.transfers)

    @property
    def possibilities(self) -> Message | None:
        """Why it is unclear what it was paid for, if it may have been for several things."""
        return self.question.why if self.question and self.question.explanations else None

    @property
    def is_payment(self) -> bool:
        """Whether it is money that came in, for the most part."""
        return self.credit.is_payment

    def give_up(self, due: Due, part: Settlement, amount: Decimal) -> None:
        """Forget that ``amount`` of a part paid for ``due``: it goes on elsewhere."""
        place = next(n for n, paid in enumerate(self.paid) if paid[0] is due and paid[1] is part)
        rest = replace(part, amount=part.amount - amount)
        self.used -= amount
        self.paid[place : place + 1] = [(due, rest)] if rest.amount else []

    def take(self, amount: Decimal) -> list[tuple[str, Decimal]]:
        """Use up ``amount`` of the remainder, in the order of its kinds."""
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


class Debit:
    """An unidentified debit being covered."""

    __slots__ = ("debit", "left")

    def __init__(self, debit: Unidentified) -> None:
        """Nothing is covered at first."""
        self.debit = debit
        self.left = debit.amount

    def take(self, money: Money) -> None:
        """Cover as much of the debit as possible with a credit."""
        amount = min(self.left, money.left)
        self.left -= amount
        money.take(amount)


def by_content(money: Money) -> tuple[object, ...]:
    """Return a sort key that does not depend on the order of the entries of one day."""
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


class Turn(Struct, frozen=True):
    """When it is an invoice's turn to be paid, and what is kept back of it then."""

    key: tuple[datetime.date, datetime.date, str]
    due: Due
    kept: Decimal = Decimal()

    @property
    def keeps(self) -> Decimal:
        """What is not to be paid in this turn."""
        return self.kept

    def pay_with(self, money: Money, disputed: Decimal, evidence: Message | None) -> None:
        """Presume that a remainder settles what is neither kept back nor disputed."""
        most = self.due.left - max(self.keeps, disputed)
        if most > 0:
            money.pay(self.due, OLDEST, most, evidence)


def turns_of(due: Due) -> Iterator[Turn]:
    """Yield the turns of an invoice: of all of it, or of what is due first and of its retention."""
    invoice, kept = due.invoice, due.held_back
    if kept and invoice.retention is not None:
        later = invoice.retention.until(invoice.date)
        yield Turn((later, invoice.date, invoice.reference), due)
    yield Turn((invoice.due, invoice.date, invoice.reference), due, kept)


def oldest_first(due: Due) -> tuple[datetime.date, datetime.date, str]:
    """Return a sort key by due date; if only retention money is left, by the day it is due."""
    invoice = due.invoice
    if invoice.retention is None or due.left > due.held_back + unit(invoice.currency):
        return (invoice.due, invoice.date, invoice.reference)
    return next(turns_of(due)).key
