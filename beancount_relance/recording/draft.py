"""Drafts: a new note as it is to be written, and the place where it is to stand.

The note stands on the account of the invoices it speaks of, and is linked to them. A
customer on a control account is named by ``customer:``. An invoice whose number Beancount
does not take as a link is named by a link of its transaction; or, if what was open that
day is just what is meant, by no link at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from beancount.core.data import Directive, Note, Open, new_metadata
from beancount.parser import parser

from beancount_relance.language.messages import Message, Source, msg
from beancount_relance.ledger.receivable_accounts import ReceivableAccounts
from beancount_relance.receivables.allocation import Item
from beancount_relance.receivables.invoices import Invoice, InvoiceIndex
from beancount_relance.recording.atomic_file import SourceFile
from beancount_relance.recording.new_note import NewNote, items_about
from beancount_relance.recording.note_checks import Complaint, NewNoteError, check
from beancount_relance.recording.note_text import can_be_link, compose, plan_text, same
from beancount_relance.recording.placement import Insertion, find_spot, indent_of, insert
from beancount_relance.report.loading import LoadedLedger
from beancount_relance.report.report import Report


@dataclass(frozen=True, slots=True)
class Draft:
    """A note that is ready to be written.

    Attributes:
        new_note: what it records.
        items: the items it speaks of.
        note: the note.
        text: how it is written, without a last line break.
        insertion: where it goes; ``insertion.file`` is the file as it was read.
        warnings: what is odd about it.
        already: where the very same note stands already, if it does.
        before: the report that it was made for.
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
        """The file and the line where the note is to stand, or stands already."""
        return self.already or Source(str(self.insertion.file.path), self.insertion.line)

    @property
    def sha256(self) -> str:
        """The checksum of the file that the draft was made for."""
        return self.insertion.file.sha256


def draft_note(new_note: NewNote, ledger: LoadedLedger, report: Report) -> Draft:
    """The text of a new note, and its place. Nothing is written.

    Args:
        new_note: what is to be recorded.
        ledger: the ledger as it was loaded.
        report: its whole report.

    Raises:
        NewNoteError: the note cannot be recorded; one complaint for each field.
        RecordingError: there is no file to write to, or Beancount would not read the note.
    """
    warnings = check(new_note, report)
    about = items_about(new_note, report)
    note = _note(new_note, about, ledger, report)
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
        already=_standing(note, ledger.entries) or standing_in(file, note, text),
        before=report,
        ledger=ledger.files[0],
    )


def standing_in(file: SourceFile, note: Note, text: str) -> Source | None:
    """Where the very same note, written as ``text``, stands in a file newer than the ledger."""
    if text.splitlines()[0].encode() not in file.content:
        return None  # which saves reading it all
    entries, _, _ = parser.parse_string(file.content, report_filename=str(file.path))
    return _standing(note, entries)


def _standing(note: Note, entries: Iterable[Directive]) -> Source | None:
    for entry in entries:
        if isinstance(entry, Note) and entry.date == note.date and same(entry, note):
            return Source.of(entry.meta)
    return None


def _note(new_note: NewNote, about: Sequence[Item], ledger: LoadedLedger, report: Report) -> Note:
    accounts = report.accounts
    account = _account(new_note, about, ledger.entries, accounts)
    place = accounts[account]
    said: dict[str, Any] = {"relance": new_note.kind}
    if place is None or place.customer is None:
        said["customer"] = new_note.customer
    if new_note.until is not None:
        said["until"] = new_note.until
    if new_note.amount is not None:
        said["amount"] = new_note.amount
    if new_note.plan:
        said["plan"] = plan_text(new_note.plan)
    if new_note.agent:
        said["agent"] = new_note.agent
    links = _links(new_note, about, report)
    meta = new_metadata("<relance>", 0, said)
    return Note(meta, new_note.date, account, new_note.text, frozenset(), links)


def _account(
    new_note: NewNote,
    about: Iterable[Item],
    entries: Iterable[Directive],
    accounts: ReceivableAccounts,
) -> str:
    """The account of the note, open on its day: that of the items, else one of the customer."""
    opened = {entry.account: entry.date for entry in entries if isinstance(entry, Open)}
    places = [place for account in opened if (place := accounts[account]) is not None]
    candidates = [
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


def _links(new_note: NewNote, about: Sequence[Item], report: Report) -> frozenset[str]:
    """The links by which the history finds just these items; none if it does without."""
    if not new_note.invoices:
        return frozenset()
    wanted = {item.invoice.reference: item.invoice for item in about}
    index = _index_of(wanted.values(), report)
    links: dict[str, str | None] = {
        reference: _link(invoice, wanted, index) for reference, invoice in wanted.items()
    }
    unnamed = [reference for reference, link in links.items() if link is None]
    if not unnamed:
        return frozenset(link for link in links.values() if link is not None)
    without = NewNote(new_note.customer, new_note.kind, new_note.date, new_note.text)
    if {i.key for i in items_about(without, report)} == {i.key for i in about}:
        return frozenset()
    text = msg(
        "a link cannot name {invoices}: give the invoice a link of its own, of letters without "
        "accents, figures and - _ / .",
        invoices=unnamed,
    )
    raise NewNoteError([Complaint("invoices", text)])


def _index_of(wanted: Iterable[Invoice], report: Report) -> InvoiceIndex:
    """What every name of these invoices means in the whole ledger."""
    names = {name.casefold() for invoice in wanted for name in _names(invoice)}
    invoices = (item.invoice for item in report.allocation.items)
    return InvoiceIndex(
        each for each in invoices if any(name.casefold() in names for name in _names(each))
    )


def _names(invoice: Invoice) -> Iterable[str]:
    return (invoice.reference, *sorted(invoice.links))


def _link(invoice: Invoice, wanted: Iterable[str], index: InvoiceIndex) -> str | None:
    """A link that names the invoice, and of its customer only those that are wanted."""
    for name in _names(invoice):
        if can_be_link(name):
            named = {
                found.reference for found in index.find(name) if found.customer == invoice.customer
            }
            if invoice.reference in named and named <= set(wanted):
                return name
    return None
