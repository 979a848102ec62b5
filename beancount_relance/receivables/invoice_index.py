"""The invoices of a ledger by the names that payments, notes and texts use for them."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from beancount_relance.language.messages import Source
from beancount_relance.ledger.possible_names import named_in
from beancount_relance.receivables.invoices import Invoice
from beancount_relance.values.clues.announced_days import announced_days
from beancount_relance.values.numbers.announced_numbers import announced_numbers
from beancount_relance.values.numbers.invoice_names import name_key
from beancount_relance.values.numbers.known_numbers import KnownNumbers
from beancount_relance.values.numbers.lettered_numbers import LetteredNumbers
from beancount_relance.values.numbers.structured_references import checked_payloads
from beancount_relance.values.numbers.written_references import has_digit, sure_references

_Announced = str | tuple[int, int]
"""A number by its key, or a month and a day."""


class NamedInvoices(Struct, frozen=True):
    """The invoices that some names mean.

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
        self._charges: dict[tuple[str, str, str], list[Invoice]] = defaultdict(list)
        for invoice in invoices:
            if invoice.charge_of is not None:
                key = invoice.customer, invoice.currency, name_key(invoice.charge_of)
                self._charges[key].append(invoice)
            self._numbers[name_key(invoice.reference)].append(invoice)
            for link in invoice.links:
                self._links[name_key(link)].append(invoice)
            for tag in invoice.tags:
                self._tags[name_key(tag)].append(invoice)
        self._known: dict[str, KnownNumbers] | None = None
        self._announced: dict[tuple[str, str], dict[_Announced, list[Invoice]]] | None = None
        self._together: dict[str, _Named] = {}
        self._lettered: LetteredNumbers | None = None

    def charges_of(self, invoice: Invoice) -> Sequence[Invoice]:
        """Return what is charged for the late or failed payment of an invoice."""
        key = invoice.customer, invoice.currency, name_key(invoice.reference)
        return self._charges.get(key, ())

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
            self._lettered = LetteredNumbers(self._numbers, self._sent)
        found = [self._numbers[name] for name in self._lettered.written_in(text)]
        mine = any(invoice.customer == customer for each in found for invoice in each)
        return () if mine else [invoice for each in found for invoice in each]

    def _sent(self) -> Mapping[str, set[str]]:
        """Return the names of invoices by what the references that were sent with them carry."""
        found: dict[str, set[str]] = defaultdict(set)
        for name, invoices in self._numbers.items():
            for payload in {each for invoice in invoices for each in invoice.payloads}:
                found[payload].add(name)
        return found

    def short_in(self, text: str) -> Sequence[Invoice]:
        """Return the invoices, of any customer, whose short numbers a text has as they are.

        Or it has them with a check digit behind, as in the Nordic references.
        """
        words = filter(has_digit, sorted(named_in(text)))
        named = (
            self._numbers.get(number, ())
            for word in words
            for number in (word, *(checked_payloads(word) if word.isdecimal() else ()))
        )
        possible = [each for found in named for each in found if each.number is not None]
        numbers = known_numbers(possible)
        sure = sure_references(text, numbers)
        return [invoice for invoice in possible if invoice.number in sure]

    def announced(
        self, text: str, customer: str, currency: str, day: datetime.date
    ) -> Mapping[str, Invoice]:
        """Return one customer's invoices without a number that a text means, as it writes them.

        The text and the narration of one invoice alone have the same number after a word such as
        “invoice”, or the text has its date there, before the ``day`` of the text itself.

        Args:
            text: the text of a payment.
            customer: the customer.
            currency: the currency of the payment.
            day: the day of the payment.
        """
        theirs = self._without_number(customer, currency)
        if not theirs:
            return {}
        numbered = ((theirs.get(n, ()), written) for n, written in announced_numbers(text).items())
        found = {written: of[0] for of, written in numbered if len(of) == 1}
        for dated, written in announced_days(text).items():
            of_day = theirs.get((dated.month, dated.day), ())
            before = [each for each in of_day if each.date < day and dated.is_of(each.date)]
            if len({each.date for each in before}) == 1:
                found[written] = before[0]
        return found

    def _without_number(
        self, customer: str, currency: str
    ) -> Mapping[_Announced, Sequence[Invoice]]:
        """Return one customer's invoices without a number, by announced numbers and by days."""
        if self._announced is None:
            self._announced = {}
            for invoice in (each for of in self._numbers.values() for each in of):
                if invoice.number:
                    continue
                owner = invoice.customer, invoice.currency
                theirs = self._announced.setdefault(owner, defaultdict(list))
                for key in announced_numbers(invoice.narration):
                    theirs[key].append(invoice)
                if not invoice.charge:
                    theirs[invoice.date.month, invoice.date.day].append(invoice)
        return self._announced.get((customer, currency), {})

    def find(self, name: str) -> Sequence[Invoice]:
        """Return the invoices with this name, of any customer."""
        key = name_key(name)
        return self._numbers.get(key) or self._links.get(key) or ()

    def find_all(self, names: Iterable[str], besides: Collection[Source] = ()) -> NamedInvoices:
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
        return NamedInvoices(invoices, unknown, is_shared=bool(invoices) and not single)

    def _named(self, key: str) -> _Named:
        """Return what has a name; a project's link, which many lines have, is read once."""
        if key not in self._together:
            self._together[key] = _Named.of(self.find(key))
        return self._together[key]

    def every(self) -> Iterator[Invoice]:
        """Yield all invoices."""
        for invoices in self._numbers.values():
            yield from invoices

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
    several: set[str] = set()
    payloads: dict[str, str] = {}
    for number, theirs in numbers.items():
        for payload in theirs:
            if payloads.setdefault(payload, number) != number:
                several.add(payload)  # the customer's, on every invoice: it tells none of them
    return KnownNumbers(numbers, {each: payloads[each] for each in payloads.keys() - several})
