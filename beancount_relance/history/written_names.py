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

_EVERYBODY = ""
"""Instead of a customer: the numbers of all."""


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
            if invoice.number is not None:
                for owner in invoice.owners:
                    found[owner][name_key(invoice.number)].append(invoice)
        return found

    @functools.cached_property
    def _all(self) -> Mapping[str, Sequence[Invoice]]:
        """The invoices of all customers, by number."""
        found: dict[str, list[Invoice]] = defaultdict(list)
        for theirs in self._invoices.values():
            for key, invoices in theirs.items():
                found[key] += invoices
        return found

    def owners(self, entry: Note | Document) -> set[str]:
        """Return whose invoices on its account, or below it, a note on a shared account names."""
        if not may_name(entry):
            return set()
        written = self._written_in(_EVERYBODY, without_excepted(remark_text(entry)))
        keys = set(map(name_key, (*written, *(entry.tags or ()))))
        return {
            owner
            for key in keys
            for invoice in self._all.get(key, ())
            if invoice.is_below(entry.account, entry.date)
            for owner in invoice.owners
        }

    def read(self, customer: str, entry: Note | Document, *, shared: bool = False) -> WrittenNames:
        """Return what a note of a customer names.

        Args:
            customer: the customer.
            entry: the note.
            shared: whether it is on an account of several customers, so that a short number may
                come after that of another customer.
        """
        theirs = self._invoices.get(customer) if may_name(entry) else None
        if theirs is None:
            return WrittenNames()
        text, whose = remark_text(entry), _EVERYBODY if shared else customer
        names = [*self._written_in(whose, without_excepted(text)), *(entry.tags or ())]
        left_out = self._index(whose).written_in(excepted_in(text))
        return WrittenNames(*(_called(each, theirs) for each in (names, left_out)))

    def _written_in(self, whose: str, text: str) -> Iterable[str]:
        """Return the numbers in a text; after one of them the next can be short, as in a list."""
        if not self._index(whose).written_in(text):
            return ()
        if whose not in self._known:
            self._known[whose] = KnownNumbers(self._numbers_of(whose))
        return sure_references(text, self._known[whose])

    def _index(self, whose: str) -> WrittenNumbers:
        if whose not in self._indexes:
            self._indexes[whose] = WrittenNumbers()
            for number in self._numbers_of(whose):
                self._indexes[whose].add(number)
        return self._indexes[whose]

    def _numbers_of(self, whose: str) -> Sequence[str]:
        """Return the numbers to be found in texts; digits alone are found as tags only."""
        invoices = self._all if whose == _EVERYBODY else self._invoices[whose]
        numbers = (each[0].number or "" for each in invoices.values())
        return [number for number in numbers if not number.isdecimal()]


def _called(names: Iterable[str], theirs: Mapping[str, Sequence[Invoice]]) -> tuple[Invoice, ...]:
    keys = dict.fromkeys(map(name_key, names))
    return tuple(invoice for key in keys for invoice in theirs.get(key, ()))


def may_name(entry: Note | Document) -> bool:
    """Return whether a note may name an invoice by a tag or in its text."""
    return bool(entry.tags) or has_digit(remark_text(entry))


def remark_text(entry: Note | Document) -> str:
    """Return the comment of a note, or the name of a document's file."""
    return entry.comment if isinstance(entry, Note) else entry.filename.rpartition("/")[2]
