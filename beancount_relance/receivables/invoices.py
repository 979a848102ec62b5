"""Invoices, each with a single due date."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import Protocol

from beancount.core.account import sep
from beancount.core.position import Cost
from msgspec import Struct

from beancount_relance.language.messages import Message, Source
from beancount_relance.policy.due_keys import UnknownKey
from beancount_relance.policy.letter_keys import Printed
from beancount_relance.policy.retention import Retention
from beancount_relance.policy.securities import NO_SECURITIES, Securities
from beancount_relance.receivables.invoice_marks import Mark
from beancount_relance.values.numbers.invoice_names import name_key, series_of


class EarlierOwner(Struct, frozen=True):
    """A customer who owed an invoice until the posting ``source`` moved it to another."""

    customer: str
    until: datetime.date
    source: Source


class EarlierAccount(Struct, frozen=True):
    """An account of its customer on which an invoice stood until it moved to the next one.

    ``moved`` is how much of it did, if the rest may have stayed there.
    """

    account: str
    until: datetime.date
    moved: Decimal | None = None


class EarlierDue(Struct, frozen=True):
    """A due date that an invoice had until a move on that day gave it another one."""

    due: datetime.date
    until: datetime.date


class Deferral(Struct, frozen=True):
    """A move that gave an invoice that was late a later due date, such as a bill of exchange.

    Attributes:
        date: the day of the move.
        until: the due date that it agrees on.
        text: the narration of the move.
        source: its line.
    """

    date: datetime.date
    until: datetime.date
    text: str
    source: Source


class Invoice(Struct, frozen=True):
    """An invoice, or one instalment of it, with a single due date.

    Attributes:
        number: the invoice number; ``None`` if the ledger gives none.
        reference: the name of the invoice: its number, or else its date.
        customer: the customer's id.
        currency: the currency of ``amount``.
        account: the receivable account it stands on now.
        date: the invoice's date.
        due: the last day to pay.
        basis: where the due date comes from.
        amount: what was invoiced, with VAT.
        narration: what was supplied.
        links: the links of its transaction.
        tags: the tags of its transaction, if it has no number; one may stand for it.
        procedure: a procedure of its own, if its metadata names one.
        securities: what secures it, according to its own metadata.
        law: the country whose law was agreed for it, if its metadata names one.
        payloads: what the structured payment references in its metadata carry.
        supply: what was supplied, if its metadata says so and the longest terms depend on it.
        printed: its metadata that letters print beside its number, such as an order.
        discounts: the discounts for early payment that its terms offer, the earliest first:
            percent, last day. They are shown, never applied.
        retention: what its customer may keep back until a later day, if the setting says so.
        held_back: if retention money divides it, how much that is; it is then its last part.
        part: which instalment this is, from 1.
        parts: how many instalments there are.
        place: which this is of all that have the number, from 1: the instalments, and
            what was invoiced under the same number on other days.
        earlier_accounts: the accounts of its customer on which it stood before, such as that of
            doubtful claims, the first one first.
        moved_from: the customers who owed it before, the first one first.
        charge: whether it charges interest, a fee or the costs of a returned payment, so
            that it bears neither itself and is no matter of its own.
        lent: whether money was paid out for it, as with a loan or an outlay that was not
            invoiced: nothing was sold, so the law on late payment of sales gives neither
            interest nor a fee.
        charge_of: the reference of the invoice that it is a charge of, if that is known.
        payee: the payee of its transaction.
        texts: what else its metadata and tags say of it in short, such as the customer's order.
        marks: what its metadata and tags say by which nobody is to be reminded of it.
        carried_over: whether it comes from earlier books, so that its date is not
            the day it was issued.
        extended_from: the due date before a later one was agreed on; ``None`` if none was.
        deferrals: the moves that agreed on such a later due date, by date; notes may, too.
        earlier_dues: the due dates that it had before moves that came in time, by date.
        due_presumed: whether what was agreed on cannot be read, so that ``due`` stands in for it.
        unknown_key: a key that is not read, and seems to hold another due date.
        source: the line of the invoice.
        lot: the lot that it is, if it is held at cost.
    """

    number: str | None
    reference: str
    customer: str
    currency: str
    account: str
    date: datetime.date
    due: datetime.date
    basis: Message
    amount: Decimal
    narration: str
    links: frozenset[str]
    source: Source
    procedure: str | None = None
    securities: Securities = NO_SECURITIES
    law: str | None = None
    supply: str | None = None
    printed: tuple[Printed, ...] = ()
    discounts: tuple[tuple[Decimal, datetime.date], ...] = ()
    retention: Retention | None = None
    held_back: Decimal = Decimal()
    part: int = 1
    parts: int = 1
    place: int = 1
    earlier_accounts: tuple[EarlierAccount, ...] = ()
    moved_from: tuple[EarlierOwner, ...] = ()
    charge: bool = False
    lent: bool = False
    charge_of: str | None = None
    payee: str | None = None
    carried_over: bool = False
    extended_from: datetime.date | None = None
    deferrals: tuple[Deferral, ...] = ()
    earlier_dues: tuple[EarlierDue, ...] = ()
    due_presumed: bool = False
    unknown_key: UnknownKey | None = None
    tags: frozenset[str] = frozenset()
    payloads: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    lot: Cost | None = None

    @property
    def first_due(self) -> datetime.date:
        """The due date before a later one was agreed on; if nobody can read it, the earliest."""
        return self.extended_from or (self.date if self.due_presumed else self.due)

    def first_due_on(self, day: datetime.date) -> datetime.date:
        """Return the due date before a later one was agreed on, as the books had it on a day."""
        return next((each.due for each in self.earlier_dues if day <= each.until), self.first_due)

    def due_on(self, day: datetime.date) -> datetime.date:
        """Return the due date as the books had it on a day, before moves that came later."""
        for earlier in self.earlier_dues:
            if day <= earlier.until:
                return earlier.due
        due = self.extended_from or self.due
        for told in self.deferrals:
            if day < told.date:
                return due
            due = told.until
        return self.due

    @property
    def is_retention(self) -> bool:
        """Whether it is the retention money of an invoice, a claim with a ladder of its own."""
        return self.held_back > 0 and self.part == self.parts

    @property
    def ladder(self) -> tuple[tuple[str, datetime.date], bool]:
        """What the parts that are reminded of as one have in common: retention money is another."""
        return self.identity, self.is_retention

    @property
    def owners(self) -> tuple[str, ...]:
        """The customer who owes it, and those who did before."""
        return (self.customer, *(owner.customer for owner in self.moved_from))

    @property
    def owed_since(self) -> datetime.date:
        """The day since which its customer owes it, as invoiced or as moved to them."""
        return max((self.date, *(owner.until for owner in self.moved_from)))

    @property
    def entered_on(self) -> str:
        """The account it was entered on, which tells who shares it."""
        return self.earlier_accounts[0].account if self.earlier_accounts else self.account

    def is_below(self, account: str, day: datetime.date) -> bool:
        """Return whether it stood on an account, or on one below it, on a day or later."""
        since = [each.account for each in self.earlier_accounts if day <= each.until]
        return any(f"{each}{sep}".startswith(f"{account}{sep}") for each in (*since, self.account))

    @property
    def identity(self) -> tuple[str, datetime.date]:
        """What all its instalments have in common, but no other invoice of the number."""
        return name_key(self.reference), self.date

    @property
    def series(self) -> str | None:
        """The series of its number, if it has one."""
        return None if self.number is None else series_of(self.number)

    @property
    def bears_interest(self) -> bool:
        """Whether the law on late payment gives interest and a fee for it."""
        return not (self.charge or self.lent)

    def kept_back_of(self, amount: Decimal) -> Decimal:
        """Return what its customer may keep back until a day after its due date, or zero.

        Args:
            amount: its amount less its credit notes.
        """
        retention = self.retention
        if retention is None or self.parts > 1 or not self.bears_interest:
            return Decimal()
        if retention.until(self.date) <= self.due:
            return Decimal()
        return retention.of(amount, self.currency)

    def is_overdue(self, on: datetime.date) -> bool:
        """Return whether it is late on a day, if it is still open then: not on the due date."""
        return self.due < on


class HasInvoice(Protocol):
    """Anything about one invoice: an item, or an item of an action."""

    @property
    def invoice(self) -> Invoice:
        """The invoice."""


def references_of(items: Iterable[HasInvoice]) -> tuple[str, ...]:
    """Return the invoice numbers of some items without duplicates, in order."""
    return tuple(dict.fromkeys(item.invoice.reference for item in items))
