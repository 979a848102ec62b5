"""Invoices, and an index to find them by number or link."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Protocol

from msgspec import Struct

from beancount_relance.language.messages import Message, Source
from beancount_relance.policy.letter_keys import Printed
from beancount_relance.policy.retention import Retention
from beancount_relance.policy.securities import NO_SECURITIES, Securities
from beancount_relance.values.announced_numbers import announced_numbers
from beancount_relance.values.invoice_names import name_key, series_of
from beancount_relance.values.known_numbers import KnownNumbers
from beancount_relance.values.lettered_numbers import LetteredNumbers


class EarlierOwner(Struct, frozen=True):
    """A customer who owed an invoice until the posting ``source`` moved it to another."""

    customer: str
    until: datetime.date
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
        left_account: the account it was entered on, if it was moved to another of its
            customer's since, such as that of doubtful claims; ``moved_on`` is the day.
        moved_from: the customers who owed it before, the first one first.
        charge: whether it charges interest, a fee or the costs of a returned payment, so
            that it bears neither itself and is no matter of its own.
        lent: whether money was paid out for it, as with a loan or an outlay that was not
            invoiced: nothing was sold, so the law on late payment of sales gives neither
            interest nor a fee.
        charge_of: the reference of the invoice that it is a charge of, if that is known.
        payee: the payee of its transaction.
        texts: what else its metadata and tags say of it in short, such as the customer's order.
        carried_over: whether it comes from earlier books, so that its date is not
            the day it was issued.
        extended_from: the due date before a later one was agreed on; ``None`` if none was.
        due_presumed: whether what was agreed on cannot be read, so that ``due`` stands in for it.
        source: the line of the invoice.
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
    left_account: str | None = None
    moved_on: datetime.date | None = None
    moved_from: tuple[EarlierOwner, ...] = ()
    charge: bool = False
    lent: bool = False
    charge_of: str | None = None
    payee: str | None = None
    carried_over: bool = False
    extended_from: datetime.date | None = None
    due_presumed: bool = False
    tags: frozenset[str] = frozenset()
    payloads: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()

    @property
    def first_due(self) -> datetime.date:
        """The due date before a later one was agreed on; if nobody can read it, the earliest."""
        return self.extended_from or (self.date if self.due_presumed else self.due)

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
        return self.left_account or self.account

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

    def is_overdue(self, on: datetime.date) -> bool:
        """Return whether it is late on a day, if it is still open then: not on the due date."""
        return self.due < on


class Meant(Struct, frozen=True):
    """What some names mean.

    Attributes:
        invoices: the invoices, of any customer.
        unknown: names that match no invoice.
        is_shared: whether each name is one that several invoices share.
    """

    invoices: Sequence[Invoice]
    unknown: Sequence[str]
    is_shared: bool = False


class _Named(Struct, frozen=True):
    """All invoices of a name, and what there is to know about them together."""

    invoices: Sequence[Invoice]
    identities: frozenset[tuple[str, datetime.date]]
    sources: frozenset[Source]

    @classmethod
    def of(cls, invoices: Sequence[Invoice]) -> _Named:
        identities = frozenset(invoice.identity for invoice in invoices)
        return cls(invoices, identities, frozenset(invoice.source for invoice in invoices))

    def without(self, sources: Collection[Source]) -> _Named:
        if self.sources.isdisjoint(sources):
            return self
        return self.of([each for each in self.invoices if each.source not in sources])


class InvoiceIndex:
    """Finds invoices by the names that payments and notes use: numbers, then links.

    Names are not case-sensitive. A link that is not an invoice number refers to every
    invoice with that link, such as those of one project.
    """

    def __init__(self, invoices: Iterable[Invoice]) -> None:
        """Index ``invoices``, several of which may share a name."""
        self._numbers: dict[str, list[Invoice]] = defaultdict(list)
        self._links: dict[str, list[Invoice]] = defaultdict(list)
        self._tags: dict[str, list[Invoice]] = defaultdict(list)
        for invoice in invoices:
            self._numbers[name_key(invoice.reference)].append(invoice)
            for link in invoice.links:
                self._links[name_key(link)].append(invoice)
            for tag in invoice.tags:
                self._tags[name_key(tag)].append(invoice)
        self._known: dict[str, KnownNumbers] | None = None
        self._announced: dict[tuple[str, str], dict[str, list[Invoice]]] | None = None
        self._together: dict[str, _Named] = {}
        self._lettered: LetteredNumbers | None = None

    def own(self, name: str, customer: str, currency: str) -> Sequence[Invoice]:
        """Return one customer's invoices in one currency, by number or else by link."""
        key = name_key(name)
        for names in (self._numbers, self._links):
            found = [
                invoice
                for invoice in names.get(key, ())
                if (invoice.customer, invoice.currency) == (customer, currency)
            ]
            if found:
                return found
        return ()

    def tagged(self, tag: str, customer: str, currency: str) -> Sequence[Invoice]:
        """Return one customer's invoices for which a tag stands, or which have it as number.

        A tag stands for an invoice without a number if it has a digit and no other one has it.
        """
        numbered = self.own(tag, customer, currency)
        if numbered or not any(char.isdigit() for char in tag):
            return numbered
        found = [
            invoice
            for invoice in self._tags.get(name_key(tag), ())
            if (invoice.customer, invoice.currency) == (customer, currency)
        ]
        return found if len({invoice.source for invoice in found}) == 1 else ()

    def numbers_of(self, customer: str) -> KnownNumbers:
        """Return the numbers of one customer's invoices, to find them in texts."""
        if self._known is None:
            numbers: dict[str, list[Invoice]] = defaultdict(list)
            for invoices in self._numbers.values():
                for invoice in invoices:
                    if invoice.number is not None:
                        numbers[invoice.customer].append(invoice)
            self._known = {name: known_numbers(theirs) for name, theirs in numbers.items()}
        return self._known.get(customer) or KnownNumbers(())

    def others_written_in(self, text: str, customer: str) -> Sequence[Invoice]:
        """Return the invoices of other customers whose numbers a text certainly means.

        A number that the customer has too is theirs.
        """
        if self._lettered is None:
            self._lettered = LetteredNumbers(self._numbers)
        found = [self._numbers[name] for name in self._lettered.written_in(text)]
        mine = any(invoice.customer == customer for each in found for invoice in each)
        return () if mine else [invoice for each in found for invoice in each]

    def announced(self, text: str, customer: str, currency: str) -> Mapping[str, Invoice]:
        """Return one customer's invoices without a number that a text means, as it writes them.

        The text and the narration of one invoice alone have the same number after a word such as
        “invoice”.
        """
        if self._announced is None:
            self._announced = {}
            for invoice in (each for of in self._numbers.values() for each in of):
                for key in announced_numbers(invoice.narration) if not invoice.number else ():
                    owner = invoice.customer, invoice.currency
                    self._announced.setdefault(owner, {}).setdefault(key, []).append(invoice)
        theirs = self._announced.get((customer, currency), {})
        found = {
            written: theirs.get(key, ())
            for key, written in (announced_numbers(text) if theirs else {}).items()
        }
        return {written: of[0] for written, of in found.items() if len(of) == 1}

    def find(self, name: str) -> Sequence[Invoice]:
        """Return the invoices with this name, of any customer."""
        key = name_key(name)
        return self._numbers.get(key) or self._links.get(key) or ()

    def find_all(self, names: Iterable[str], besides: Collection[Source] = ()) -> Meant:
        """Return the invoices that several names mean together.

        Next to a name that only one of them has, a name that they share, such as the link of a
        project, adds nothing.

        Args:
            names: the names.
            besides: lines whose invoices do not count.
        """
        known = {name: self._named(name_key(name)) for name in dict.fromkeys(names)}
        found = [of.without(besides) for of in known.values()]
        single = set().union(*(of.identities for of in found if len(of.identities) == 1))
        invoices = [
            invoice
            for of in found
            if len(of.identities) == 1 or single.isdisjoint(of.identities)
            for invoice in of.invoices
        ]
        unknown = [name for name, of in known.items() if not of.invoices]
        return Meant(invoices, unknown, is_shared=bool(invoices) and not single)

    def _named(self, key: str) -> _Named:
        """Return what has a name; a project's link, which many lines have, is read once."""
        if key not in self._together:
            self._together[key] = _Named.of(self.find(key))
        return self._together[key]

    def first_days(self) -> dict[tuple[str, str], datetime.date]:
        """The date of the first invoice, by customer and currency."""
        first: dict[tuple[str, str], datetime.date] = {}
        for invoices in self._numbers.values():
            for invoice in invoices:
                key = (invoice.customer, invoice.currency)
                first[key] = min(invoice.date, first.get(key, invoice.date))
        return first


def known_numbers(invoices: Iterable[Invoice]) -> KnownNumbers:
    """Return the numbers of some invoices, with the structured references that were sent."""
    numbers = {invoice.number: invoice.payloads for invoice in invoices if invoice.number}
    payloads = {each: number for number, theirs in numbers.items() for each in theirs}
    return KnownNumbers(numbers, payloads)


class HasInvoice(Protocol):
    """Anything about one invoice: an item, or an item of an action."""

    @property
    def invoice(self) -> Invoice:
        """The invoice."""


def references_of(items: Iterable[HasInvoice]) -> tuple[str, ...]:
    """Return the invoice numbers of some items without duplicates, in order."""
    return tuple(dict.fromkeys(item.invoice.reference for item in items))
