"""Find out which invoices a note without a link names in its text, or by a tag.

    2026-04-06 note Assets:Clients:Roux "Disputes F-12: the sign is broken"
      relance: "dispute"

is about F-12, and not about whatever else was open. Numbers of digits alone are too often
something else in a text, such as a day or an amount: the note is then about everything.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from beancount.core.data import Document, Note
from msgspec import Struct

from beancount_relance.receivables.invoices import Invoice
from beancount_relance.receivables.items import Item
from beancount_relance.values.clues.excepted_numbers import excepted_in, without_excepted
from beancount_relance.values.numbers.invoice_names import name_key
from beancount_relance.values.numbers.known_numbers import KnownNumbers
from beancount_relance.values.numbers.lettered_numbers import WrittenNumbers
from beancount_relance.values.numbers.written_references import has_digit, sure_references


class WrittenNames(Struct, frozen=True):
    """The invoices of a customer that a note names, and those that it leaves out of all."""

    meant: tuple[Invoice, ...] = ()
    left_out: tuple[Invoice, ...] = ()


class NumbersInNotes:
    """The numbers of all invoices, by customer, to find them in notes."""

    def __init__(self, items: Sequence[Item]) -> None:
        """Take the items, open and settled."""
        self._items = items
        self._indexes: dict[str, WrittenNumbers] = {}
        self._known: dict[str, KnownNumbers] = {}

    @functools.cached_property
    def _invoices(self) -> Mapping[str, Mapping[str, Sequence[Invoice]]]:
        """The invoices of each customer, by number; most ledgers have no note that needs them."""
        found: dict[str, dict[str, list[Invoice]]] = defaultdict(lambda: defaultdict(list))
        for invoice in (item.invoice for item in self._items):
            if invoice.number is not None and not invoice.number.isdecimal():
                for owner in invoice.owners:
                    found[owner][name_key(invoice.number)].append(invoice)
        return found

    def owners(self, entry: Note | Document) -> set[str]:
        """Return whose invoices on its account, or below it, a note on a shared account names."""
        if not may_name(entry):
            return set()
        text = without_excepted(remark_text(entry))
        keys = set(map(name_key, (*self._all.written_in(text), *(entry.tags or ()))))
        named = (invoice for key in keys for invoice in self._by_key.get(key, ()))
        return {
            owner
            for invoice in named
            if invoice.is_below(entry.account, entry.date)
            for owner in invoice.owners
        }

    @functools.cached_property
    def _by_key(self) -> Mapping[str, Sequence[Invoice]]:
        """The invoices of all customers."""
        found: dict[str, list[Invoice]] = defaultdict(list)
        for theirs in self._invoices.values():
            for key, invoices in theirs.items():
                found[key] += invoices
        return found

    @functools.cached_property
    def _all(self) -> WrittenNumbers:
        index = WrittenNumbers()
        for invoices in self._by_key.values():
            index.add(invoices[0].number or "")
        return index

    def read(self, customer: str, entry: Note | Document) -> WrittenNames:
        """Return what a note of a customer names."""
        theirs = self._invoices.get(customer) if may_name(entry) else None
        if theirs is None:
            return WrittenNames()
        index = self._indexes.get(customer)
        if index is None:
            index = self._indexes[customer] = WrittenNumbers()
            for invoices in theirs.values():
                index.add(invoices[0].number or "")
        text = remark_text(entry)
        names = [*self._written_in(customer, without_excepted(text), index), *(entry.tags or ())]
        left_out = index.written_in(excepted_in(text))
        return WrittenNames(*(_called(each, theirs) for each in (names, left_out)))

    def _written_in(self, customer: str, text: str, index: WrittenNumbers) -> Iterable[str]:
        """Return the numbers in a text; after one of them the next can be short, as in a list."""
        if not index.written_in(text):
            return ()
        known = self._known.get(customer)
        if known is None:
            numbers = (each[0].number or "" for each in self._invoices[customer].values())
            known = self._known[customer] = KnownNumbers(numbers)
        return sure_references(text, known)


def _called(names: Iterable[str], theirs: Mapping[str, Sequence[Invoice]]) -> tuple[Invoice, ...]:
    keys = dict.fromkeys(map(name_key, names))
    return tuple(invoice for key in keys for invoice in theirs.get(key, ()))


def may_name(entry: Note | Document) -> bool:
    """Return whether a note may name an invoice by a tag or in its text."""
    return bool(entry.tags) or has_digit(remark_text(entry))


def remark_text(entry: Note | Document) -> str:
    """Return the comment of a note, or the name of a document's file."""
    return entry.comment if isinstance(entry, Note) else entry.filename.rpartition("/")[2]
