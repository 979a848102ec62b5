"""Drafts: the text of a new note and its place in the ledger, before it is written.

A note is put on the account of its invoices and linked to them. The ``customer:`` key names
a customer on a control account. If Beancount does not accept an invoice's number as a link,
the note uses another link of the invoice's transaction, or no link at all if it is about
everything that was open that day, or else the first reference key.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from beancount.core.account import parent
from beancount.core.data import Directive, Note, Open, new_metadata
from beancount.parser import parser
from msgspec import Struct

from beancount_relance.history.items_of_notes import limits_note
from beancount_relance.language.messages import Message, Source, msg
from beancount_relance.ledger.accounts.receivable_accounts import ReceivableAccounts
from beancount_relance.ledger.named_remarks import can_be_in_key
from beancount_relance.policy.channels import CHANNELS
from beancount_relance.receivables.invoice_index import InvoiceIndex
from beancount_relance.receivables.invoices import Invoice
from beancount_relance.receivables.items import Item
from beancount_relance.recording.atomic_file import SourceFile
from beancount_relance.recording.new_note import (
    NewNote,
    channel_used,
    items_about,
    with_channel,
)
from beancount_relance.recording.note_checks import Complaint, NewNoteError, check
from beancount_relance.recording.note_directive import can_be_link, compose, plan_text, same
from beancount_relance.recording.placement import Insertion, find_spot, indent_of, insert
from beancount_relance.report.checks.bank_checks import KEY, recorded_accounts
from beancount_relance.report.loading import LoadedLedger
from beancount_relance.report.report import Report
from beancount_relance.values.numbers.invoice_names import name_key


class Draft(Struct, frozen=True):
    """A note that is ready to be written.

    Attributes:
        new_note: the input that the draft was made from.
        items: the items that the note is about.
        note: the note directive.
        text: the note as Beancount text, without a final line break.
        insertion: where it goes; ``insertion.file`` is the file as it was read.
        warnings: what is odd about it.
        already: the line of an identical note, if the ledger already has one.
        before: the report that the draft was made from.
        ledger: the top-level file.
    """

    new_note: NewNote
    items: tuple[Item, ...]
    note: Note
    text: str
    insertion: Insertion
    warnings: tuple[Message, ...]
    already: Source | None
    before: Report
    ledger: Path

    @property
    def source(self) -> Source:
        """The file and line that the note will be on, or is on already."""
        return self.already or Source(str(self.insertion.file.path), self.insertion.line)

    @property
    def sha256(self) -> str:
        """The checksum of the file that the draft was made for."""
        return self.insertion.file.sha256


def draft_note(new_note: NewNote, ledger: LoadedLedger, report: Report) -> Draft:
    """Draft a new note: compose its text and find its place. Nothing is written.

    Args:
        new_note: what is to be recorded.
        ledger: the ledger as it was loaded.
        report: the whole report of that ledger.

    Raises:
        NewNoteError: the note cannot be recorded; there is one complaint for each field.
        RecordingError: there is no file to write to, or Beancount would not read the note.
    """
    warnings = check(new_note, report)
    new_note = with_channel(new_note, report)
    about = items_about(new_note, report)
    note = note_about(new_note, about, ledger, report)
    spot = find_spot(note, ledger, report.settings)
    file = SourceFile.read(spot.path)
    text = compose(note, ledger.options, indent=indent_of(file, ledger), newline=file.newline)
    return Draft(
        new_note=new_note,
        items=tuple(about),
        note=note,
        text=text,
        insertion=insert(spot, file, text),
        warnings=tuple(warnings),
        already=_existing(note, ledger.entries) or find_existing(file, note, text),
        before=report,
        ledger=ledger.files[0],
    )


def find_existing(file: SourceFile, note: Note, text: str) -> Source | None:
    """Find an identical note in ``file``, which may be newer than the loaded ledger.

    Args:
        file: the file to look in.
        note: the note.
        text: the note as Beancount text.
    """
    if text.splitlines()[0].encode() not in file.content:
        return None  # without parsing the whole file
    entries, _, _ = parser.parse_string(file.content, report_filename=str(file.path))
    return _existing(note, entries)


def _existing(note: Note, entries: Iterable[Directive]) -> Source | None:
    for entry in entries:
        if isinstance(entry, Note) and entry.date == note.date and same(entry, note):
            return Source.of(entry.meta)
    return None


def note_about(
    new_note: NewNote, about: Sequence[Item], ledger: LoadedLedger, report: Report
) -> Note:
    """Return the note directive, on no line of any file.

    Args:
        new_note: what is to be recorded.
        about: the items that it is about.
        ledger: the ledger.
        report: its report.

    Raises:
        NewNoteError: no account of the customer was open on the day.
    """
    accounts = report.accounts
    account = _account(new_note, about, ledger.entries, accounts)
    place = accounts[account]
    said: dict[str, Any] = {"relance": new_note.kind}
    if place is None or place.customer is None:
        said["customer"] = new_note.customer
    said |= {key: value for key, value in new_note.details.items() if value}
    if new_note.plan:
        said["plan"] = plan_text(new_note.plan)
    bank = _bank(new_note, about, report)
    if bank is not None:
        said[KEY] = bank
    elsewhere = any(not item.invoice.is_below(account, new_note.date) for item in about)
    must_name = elsewhere and limits_note(new_note.kind, account, accounts)
    links, keyed = _names_for(new_note, about, report, must_name=must_name)
    if keyed:
        said[report.settings.reference_keys[0]] = ", ".join(keyed)
    meta = new_metadata("<relance>", 0, said)
    return Note(meta, new_note.date, account, new_note.text, frozenset(), links)


def _bank(new_note: NewNote, about: Iterable[Item], report: Report) -> str | None:
    """The account that the customer was asked to pay into, if the note records a letter."""
    if new_note.note_kind is not None or not CHANNELS[channel_used(new_note, report)].in_writing:
        return None
    currencies = [item.invoice.currency for item in about]
    return recorded_accounts(report.settings.banks, currencies, new_note.date)


def _account(
    new_note: NewNote,
    about: Iterable[Item],
    entries: Iterable[Directive],
    accounts: ReceivableAccounts,
) -> str:
    """The account for the note: that of its items, or else another account of the customer.

    What is about everything stands on the customer's account rather than on a part of it.

    Raises:
        NewNoteError: none of these accounts was open on the note's date.
    """
    opened = {entry.account: entry.date for entry in entries if isinstance(entry, Open)}
    places = [place for account in opened if (place := accounts[account]) is not None]
    whole = [] if new_note.invoices else [i for i in about if accounts.is_part(i.invoice.account)]
    candidates = [
        *(parent(item.invoice.account) or "" for item in whole),
        *(item.invoice.account for item in about),
        *(place.account for place in places if place.customer == new_note.customer),
        *(place.account for place in places if place.customer is None),
    ]
    for account in candidates:
        if account in opened and opened[account] <= new_note.date:
            return account
    text = msg(
        "no receivable account of {customer} was open on {date}",
        customer=new_note.customer,
        date=new_note.date,
    )
    raise NewNoteError([Complaint("date", text)])


def _names_for(
    new_note: NewNote, about: Sequence[Item], report: Report, *, must_name: bool
) -> tuple[frozenset[str], Sequence[str]]:
    """The links, and the numbers for a key, that identify exactly these items.

    Both are empty if the note needs none.

    Args:
        new_note: what is to be recorded.
        about: the items that it is about.
        report: the report.
        must_name: whether the account of the note does not stand for all that is open.

    Raises:
        NewNoteError: an invoice has no name that a note can have.
    """
    if not (new_note.invoices or must_name):
        return frozenset(), ()
    wanted = {item.invoice.reference: item.invoice for item in about}
    index = _index_of(wanted.values(), report)
    links: dict[str, str | None] = {
        reference: _link(invoice, wanted, index) for reference, invoice in wanted.items()
    }
    named = frozenset(link for link in links.values() if link is not None)
    unnamed = [reference for reference, link in links.items() if link is None]
    if not unnamed:
        return named, ()
    without = NewNote(new_note.customer, new_note.kind, new_note.date, new_note.text)
    if not must_name and {i.key for i in items_about(without, report)} == {i.key for i in about}:
        return frozenset(), ()
    if report.settings.reference_keys and all(
        can_be_in_key(name) and _means_only(name, wanted[name], wanted, index) for name in unnamed
    ):
        return named, unnamed
    text = msg(
        "no link can name {invoices}: add a link to the invoice, made of unaccented letters, "
        "digits and - _ / .",
        invoices=unnamed,
    )
    raise NewNoteError([Complaint("invoices", text)])


def _index_of(wanted: Iterable[Invoice], report: Report) -> InvoiceIndex:
    """An index of all invoices in the ledger that share a name with one of ``wanted``."""
    names = {name_key(name) for invoice in wanted for name in _names(invoice)}
    invoices = (item.invoice for item in report.allocation.items)
    return InvoiceIndex(
        each for each in invoices if any(name_key(name) in names for name in _names(each))
    )


def _names(invoice: Invoice) -> Iterable[str]:
    return (invoice.reference, *sorted(invoice.links))


def _link(invoice: Invoice, wanted: Iterable[str], index: InvoiceIndex) -> str | None:
    """A link that names the invoice, and no invoice of its customer that is not wanted."""
    for name in _names(invoice):
        if can_be_link(name) and _means_only(name, invoice, wanted, index):
            return name
    return None


def _means_only(name: str, invoice: Invoice, wanted: Iterable[str], index: InvoiceIndex) -> bool:
    """Whether a name is the invoice's, and that of no invoice of its customer besides."""
    named = {found.reference for found in index.find(name) if found.customer == invoice.customer}
    return invoice.reference in named and named <= set(wanted)
