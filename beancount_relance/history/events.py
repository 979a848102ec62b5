"""Read the events recorded by notes and documents.

    2026-03-18 note Assets:Clients:Boulangerie-Martin "Rappel envoyé" ^F2026-014
      relance: "reminder"

The value of ``relance:`` is a dunning stage that was done, or a kind of note from
:mod:`~beancount_relance.history.note_kinds`. A note that names no invoice applies to all items
of the customer that were open on that day, or to those on its account, if that is a part of the
customer's, such as the account of a project; a stage, however, to those that were overdue, if
there were any, and a promise to those that fall due by its day. Documents work in the same way.
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from beancount.core.data import Document, Note

from beancount_relance.history.customers_of_notes import CustomersOfNotes
from beancount_relance.history.items_of_notes import (
    KnownItems,
    by_customer,
    limits_note,
    parts_meant,
)
from beancount_relance.history.note_details import NoteDetails, details_against_books, read_details
from beancount_relance.history.note_kinds import (
    FRENCH_KINDS,
    NOTE_KINDS,
    PROMISE,
    RESUME,
    STILL_OWED,
    english_kind,
)
from beancount_relance.history.written_names import NumbersInNotes, remark_text
from beancount_relance.language.messages import Message, Problem, Source
from beancount_relance.ledger.accounts.receivable_accounts import ReceivableAccounts
from beancount_relance.receivables.invoice_index import InvoiceIndex
from beancount_relance.receivables.items import Item, ItemKey
from beancount_relance.values.readers import (
    BadValueError,
    bad_value,
    misspelt,
    read_choice,
    unknown_key,
)

_DAY = datetime.timedelta(days=1)


class Event(NoteDetails, frozen=True):
    """Something that happened with a customer on a day, with the metadata of its note.

    Attributes:
        kind: the name of a stage, or a key of
            :data:`~beancount_relance.history.note_kinds.NOTE_KINDS`.
        customer: the customer's id.
        date: the day of the event.
        text: the text of the note, or the file name of the document.
        items: the keys of the items that it is about.
        source: its place in the ledger.
        by_name: whether the note names its invoices, rather than everything open that day.
        documented: whether there is a document of it: it is one, its metadata names one, or
            one stands on the same account on the same day.
        lost: the reminder that came back, if the note says that one did.
        letter: the stage of the letter that was received, if the note says that one was.
        replaced_on: the day of the later agreement that took the place of this one, if one did.
        replaced_until: the last day of the promise that took the place of this plan, if one did.
        ended_on: the day of the note “resume” that ended this plan, if one did.
        about_address: whether it is a note “resume” that only says that an address works.
    """

    kind: str
    customer: str
    date: datetime.date
    text: str
    items: frozenset[ItemKey]
    source: Source
    by_name: bool = True
    documented: bool = False
    lost: Event | None = None
    letter: str | None = None
    replaced_on: datetime.date | None = None
    replaced_until: datetime.date | None = None
    ended_on: datetime.date | None = None
    about_address: bool = False

    @property
    def resumes(self) -> bool:
        """Whether it ends what holds its items back: a note “resume”, unless about an address."""
        return self.kind == RESUME.name and not self.about_address

    @property
    def denies_payment(self) -> bool:
        """Whether it says that money which may pay its items is for something else."""
        return self.resumes or self.kind == STILL_OWED.name

    @property
    def about_money(self) -> bool:
        """Whether somebody says by it what is to become of what is owed, or asks for it."""
        kind = NOTE_KINDS.get(self.kind)
        return kind is None or (kind.about_money and not self.about_address)


Readings: TypeAlias = dict[
    tuple[str, int], tuple[Note | Document, tuple[list[Event], list[Message]]]
]
"""What was read in each note, by its file and line, with the note itself."""


def parse_history(
    remarks: Iterable[Note | Document],
    items: Sequence[Item],
    accounts: ReceivableAccounts,
    stages: Mapping[str, int],
    others: Mapping[str, Collection[str]],
    readings: Readings | None = None,
) -> tuple[list[Event], list[Problem]]:
    """Read the events of the ledger.

    Args:
        remarks: the notes and documents up to the as-of date; those without ``relance:``
            metadata are ignored.
        items: all items, open and settled.
        accounts: the receivable accounts and their customers.
        stages: all stages of all procedures, each with its days after the due date.
        others: the customers of everything else that a note can be linked to, such as
            settled invoices and debits that are not invoices, by name in lower case.
        readings: what was read before, with the same documents and arguments other than
            ``remarks``. It is not read again, and what is read now is added.

    Returns:
        The events in order of date, and the problems.
    """
    remarks = list(remarks)
    readings = {} if readings is None else readings
    documents = {(each.account, each.date) for each in remarks if isinstance(each, Document)}
    reader = _EventReader(items, accounts, stages, others, documents)
    events: list[Event] = []
    problems = list(_misspelt(remarks, accounts))
    for entry in remarks:
        if "relance" not in entry.meta:
            continue
        source = Source.of(entry.meta)
        place = source.file, source.line
        read_before, reading = readings.get(place, (None, None))
        if reading is None or read_before != entry:
            reading = reader.read(entry)
            readings[place] = entry, reading
        found, complaints = reading
        problems += [Problem(complaint, source, "bad-note") for complaint in complaints]
        events += found
    return events, problems


def _misspelt(
    remarks: Iterable[Note | Document], accounts: ReceivableAccounts
) -> Iterator[Problem]:
    """Yield a problem for each probable misspelling of ``relance:`` on a customer's account."""
    ours = ("relance",)
    for entry in remarks:
        if "relance" in entry.meta or accounts[entry.account] is None:
            continue
        for key in entry.meta:
            if misspelt(key, ours):
                yield Problem(unknown_key(key, ours), Source.of(entry.meta), "misspelt-key")


class _EventReader:
    """Reads notes and documents with ``relance:`` metadata."""

    def __init__(
        self,
        items: Sequence[Item],
        accounts: ReceivableAccounts,
        stages: Mapping[str, int],
        others: Mapping[str, Collection[str]],
        documents: Collection[tuple[str, datetime.date]],
    ) -> None:
        self._accounts = accounts
        self._documents = documents
        self._others = others
        self._stages = stages
        self._kinds = [*stages, *NOTE_KINDS]
        self._items = items

    @functools.cached_property
    def _index(self) -> InvoiceIndex:
        """The invoices; a ledger may have no note to look for one."""
        return InvoiceIndex(item.invoice for item in self._items)

    @functools.cached_property
    def _numbers(self) -> NumbersInNotes:
        return NumbersInNotes(self._items)

    @functools.cached_property
    def _customers(self) -> CustomersOfNotes:
        return CustomersOfNotes(self._accounts, self._others, self._numbers)

    @functools.cached_property
    def _known(self) -> KnownItems:
        return KnownItems(self._items)

    def read(self, entry: Note | Document) -> tuple[list[Event], list[Message]]:
        """Return the events that a note records, and messages about its errors.

        There is one event per customer, since an invoice may have moved to another one
        in the meantime. A note that cannot be understood records no event.
        """
        try:
            name = read_choice(
                english_kind(entry.meta["relance"], self._kinds), self._kinds, FRENCH_KINDS
            )
        except BadValueError as error:
            return [], [bad_value("relance", entry.meta["relance"], error)]
        kind = NOTE_KINDS.get(name)
        details, complaints = read_details(kind, entry)
        links = sorted(entry.links or ())
        named = self._index.find_all(links).invoices
        customers, wrong = self._customers.of(entry, details, named)
        complaints += wrong
        if complaints:
            return [], complaints
        events: list[Event] = []
        for customer in customers:
            if links:
                about = self._known.named(customer, named, entry.date, is_stage=kind is None)
                by_name = True
            else:
                about, by_name = self._written(customer, name, entry, details.details.get("until"))
            about = parts_meant(kind, details, entry.date, about)
            complaints += details_against_books(kind, details, entry.date, about)
            events += [
                Event(
                    kind=name,
                    customer=whose,
                    date=entry.date,
                    text=remark_text(entry),
                    items=frozenset(item.key for item in theirs),
                    source=Source.of(entry.meta),
                    by_name=by_name,
                    documented=self._is_documented(entry),
                    **details.details,
                )
                for whose, theirs in by_customer(customer, about)
            ]
        return events, complaints

    def _written(
        self, customer: str, name: str, entry: Note | Document, until: datetime.date | None
    ) -> tuple[list[Item], bool]:
        """Return what a note without a link is about, and whether it names that.

        What it names was open that day, or until that day; else it names it for another reason.
        """
        shared = self._accounts.names_no_customer(entry.account)
        day, names = entry.date, self._numbers.read(customer, entry, shared=shared)
        meant = self._known.named(customer, names.meant, day, is_stage=name in self._stages)
        if any(item.outstanding_on(each) > 0 for item in meant for each in (day, day - _DAY)):
            return meant, True
        about = self._concerned(customer, name, day, until, self._part(name, entry.account))
        if not names.left_out:
            return about, self._is_of_one_invoice(entry.account, about)
        but = {invoice.reference for invoice in names.left_out}
        return [item for item in about if item.invoice.reference not in but], True

    def _part(self, name: str, account: str) -> str | None:
        """Return the account of a note, if the note is about what is on it and nothing else."""
        return account if limits_note(name, account, self._accounts) else None

    def _is_of_one_invoice(self, account: str, about: Sequence[Item]) -> bool:
        """Return whether an account is that of one invoice by its name, and the items are on it."""
        place = self._accounts[account]
        is_one = place is not None and place.document is not None
        return is_one and all(item.invoice.account == account for item in about)

    def _concerned(
        self,
        customer: str,
        name: str,
        day: datetime.date,
        until: datetime.date | None,
        account: str | None,
    ) -> list[Item]:
        """Return the items that a note without a link is about; all that are open if in doubt.

        A reminder was about what was overdue, even if all of that was paid later that day.
        """
        about = self._known.open_on(customer, day, account)
        after = self._stages.get(name)
        first, last = datetime.date.min, datetime.date.max
        if after is not None and after >= 0:
            last = day - _DAY
        elif after is not None:
            first, last = day, day - after * _DAY
        elif name == PROMISE.name and until is not None:
            last = until
        now = [item for item in about if first <= item.invoice.due <= last]
        if not now and after is not None and after >= 0:
            earlier = self._known.open_on(customer, last, account)
            now = [item for item in earlier if item.invoice.due <= last]
        before = [item for item in about if first <= item.invoice.first_due <= last]
        return now or before or about

    def _is_documented(self, entry: Note | Document) -> bool:
        named = any(key.startswith("document") for key in entry.meta)
        return named or (entry.account, entry.date) in self._documents
