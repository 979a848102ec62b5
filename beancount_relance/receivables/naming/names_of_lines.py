"""Find the invoices that a receivable posting refers to, including its own."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property

from msgspec import Struct, field

from beancount_relance.language.messages import Source
from beancount_relance.ledger.counterparts.counterparts import Counterparts
from beancount_relance.ledger.counterparts.natures import CASH, EXPENSE
from beancount_relance.ledger.receivable_postings import PostingReader, ReceivablePosting
from beancount_relance.receivables.invoice_index import InvoiceIndex, NamedInvoices
from beancount_relance.receivables.naming.closed_accounts import heirs_of
from beancount_relance.receivables.naming.named_invoices import (
    credited_invoices,
    line_text,
    named_invoices,
    said_in,
)
from beancount_relance.values.clues.text_clues import words_of_invoice
from beancount_relance.values.numbers.invoice_names import name_key


class LineNames(Struct, frozen=True):
    """The names by which a line refers to invoices, in lower case.

    ``references`` are invoices of its customer, of that day or before, other than its own;
    ``names`` are those and whatever else it states, and ``wide`` all of its links as well.
    ``about`` are the words that tell what the ``references`` are for.
    """

    references: frozenset[str]
    names: frozenset[str]
    wide: frozenset[str]
    about: frozenset[str]


def referred_invoices(
    line: ReceivablePosting,
    reader: PostingReader,
    index: InvoiceIndex,
    besides: Collection[Source] = (),
) -> NamedInvoices:
    """Return the invoices that a posting refers to, and the names that match no invoice.

    Args:
        line: the posting.
        reader: reads the names of postings.
        index: all invoices.
        besides: lines whose invoices do not count.
    """
    patterned = reader.pattern_names(line.txn)
    metadata = said_in(line.txn, line.meta)
    return named_invoices(line.stated, line.txn, patterned, index, besides, metadata, line.customer)


def undoing_invoices(
    line: ReceivablePosting,
    reader: PostingReader,
    index: InvoiceIndex,
    counterparts: Counterparts,
    besides: Collection[Source],
) -> NamedInvoices:
    """Return the invoices that a credit, or what may take one back, refers to.

    A credit, and money paid out, may also write them otherwise, or by a short number, in its text;
    what takes back a deduction, which stands against costs, may have them as tags.

    Args:
        line: the posting.
        reader: reads the names of postings.
        index: all invoices.
        counterparts: tells what stands against it.
        besides: lines whose invoices do not count.
    """
    text = line_text(line, reader)
    if line.number < 0:
        return credited_invoices(line, text, reader, index)
    meant = referred_invoices(line, reader, index, besides)
    if meant.invoices:
        return meant
    nature = counterparts.side(line.txn, line.number)[0]
    if nature not in (CASH, EXPENSE):
        return meant
    if nature == CASH:
        written = credited_invoices(line, text, reader, index).invoices
    else:
        owner = line.customer, line.currency
        written = [each for tag in sorted(line.txn.tags) for each in index.own(tag, *owner)]
    return NamedInvoices([each for each in written if each.source not in besides], meant.unknown)


class NamesByLine(Struct, dict=True):
    """The names by which lines refer to invoices, read once for each that is asked about.

    ``closed`` are the closed accounts.
    """

    lines: Sequence[ReceivablePosting]
    reader: PostingReader
    index: InvoiceIndex
    counterparts: Counterparts
    closed: Collection[str] = ()
    known: dict[int, LineNames] = field(default_factory=dict)

    def of(self, place: int) -> LineNames:
        """Return the names that the line of a place uses."""
        if place not in self.known:
            self.known[place] = self._read(self.lines[place])
        return self.known[place]

    def invoiced(self, reference: str) -> str | None:
        """Return which customer an invoice was made out to first, whoever owes it now."""
        return next((invoice.customer for invoice in self.index.find(reference)), None)

    def is_of_an_invoice(self, credit: int, debit: int) -> bool:
        """Return whether a credit paid an invoice until a debit reversed it; both by place.

        Either of them names an invoice, or the credit came after the customer's first
        invoice and before the day of the debit.
        """
        if self.of(credit).references or self.of(debit).references:
            return True
        line = self.lines[credit]
        first = self.first_days.get((line.customer, line.currency))
        return first is not None and first <= line.date < self.lines[debit].date

    @cached_property
    def first_days(self) -> Mapping[tuple[str, str], datetime.date]:
        """The date of the first invoice, by customer and currency."""
        return self.index.first_days()

    def _beside(self, line: ReceivablePosting) -> Collection[Source]:
        """The lines of the transaction itself: one invoice may stand on several accounts."""
        return self._sources[id(line.txn)] if line.number > 0 else (line.source,)

    @cached_property
    def _sources(self) -> Mapping[int, Collection[Source]]:
        found: dict[int, list[Source]] = defaultdict(list)
        for line in self.lines:
            found[id(line.txn)].append(line.source)
        return found

    def _is_own(self, name: str, line: ReceivablePosting) -> bool:
        """Whether a line enters the invoice of this name."""
        return any(invoice.source == line.source for invoice in self.index.find(name))

    def _is_before(self, customer: str, line: ReceivablePosting) -> bool:
        """Whether the customer of a line took the place of another one by its day."""
        day = self._places_taken.get((customer, line.customer))
        return day is not None and day <= line.date

    @cached_property
    def heirs(self) -> Collection[tuple[str, str, datetime.date]]:
        """Who took the place of a customer whose accounts are closed, and by which day."""
        return heirs_of(self.lines, self.index, self.closed)

    @cached_property
    def _places_taken(self) -> Mapping[tuple[str, str], datetime.date]:
        found: dict[tuple[str, str], datetime.date] = {}
        for before, after, day in self.heirs:
            found[before, after] = min(day, found.get((before, after), day))
        return found

    def _read(self, line: ReceivablePosting) -> LineNames:
        besides = self._beside(line)
        meant = undoing_invoices(line, self.reader, self.index, self.counterparts, besides)
        invoices = [
            invoice
            for invoice in meant.invoices
            if invoice.currency == line.currency
            and (invoice.customer == line.customer or self._is_before(invoice.customer, line))
            and (line.number < 0 or invoice.date <= line.date)
        ]
        references = frozenset(name_key(invoice.reference) for invoice in invoices)
        texts = (text for each in invoices for text in (each.narration, *each.texts))
        keyed = line.names
        if line.keyed and references:  # of a key that lists several, only what is a number
            keyed = tuple(name for name in keyed if self._is_own(name, line))
        stated = (*meant.unknown, *keyed)
        names = references.union(map(name_key, stated))
        wide = names.union(map(name_key, line.txn.links))
        return LineNames(references, names, wide, frozenset().union(*map(words_of_invoice, texts)))
