"""Recording: write into the ledger what was done or agreed.

:func:`~beancount_relance.recording.draft.draft_note` turns a
:class:`~beancount_relance.recording.new_note.NewNote` into a
:class:`~beancount_relance.recording.draft.Draft`: the text of a note, parsed back to check it,
and its place. Nothing is written yet, so the draft can be shown first. :func:`record` writes
it and reloads the ledger, and undoes the change if the ledger does not read the note as it
was meant. :func:`undo` removes a note that was recorded.

    ledger = load_ledger(path)                 # in Fava: LoadedLedger.of(entries, errors, options)
    report = ledger.report()
    new_note = NewNote("Martin", "promise", report.as_of, "Promet un virement", until=friday)
    recorded = record(draft_note(new_note, ledger, report))
    undo(recorded.receipt, ledger)

An identical note is not written again, so a double click records once. If two people record
at the same moment, nothing is lost, but one of them may have to try again.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from beancount.core.data import Note
from msgspec import Struct

from beancount_relance.history.events import Event
from beancount_relance.history.note_kinds import PROMISE, RECEIVED
from beancount_relance.language.messages import Message, Source, msg
from beancount_relance.receivables.invoices import references_of
from beancount_relance.receivables.items import ItemKey
from beancount_relance.recording.atomic_file import ChangedError, RecordingError, SourceFile
from beancount_relance.recording.draft import Draft, find_existing
from beancount_relance.recording.note_directive import read_back
from beancount_relance.recording.undo_receipts import ReceiptData
from beancount_relance.report.loading import LoadedLedger, load_ledger
from beancount_relance.report.report import Report

READINGS = 2
"""How often the ledger is read before it counts as not understood."""


class UndoError(RecordingError):
    """A note cannot be removed any more; ``source`` is the line where it may still be."""

    def __init__(self, message: Message, source: Source | None) -> None:
        super().__init__(message)
        self.source = source


class Receipt(Struct, frozen=True):
    """What was written and where, so that it can be undone.

    ``text`` was inserted at byte ``offset`` of ``path``, whose content then had the checksum
    ``sha256``. If the file has changed since, the text is looked for in it.
    """

    path: str
    offset: int
    text: str
    sha256: str

    def data(self) -> ReceiptData:
        """The receipt as data for JSON."""
        return {
            "path": self.path,
            "offset": self.offset,
            "text": self.text,
            "sha256": self.sha256,
        }

    @classmethod
    def of(cls, data: object) -> Receipt:
        """Read a receipt from what :meth:`data` returned.

        Raises:
            RecordingError: it is not a receipt.
        """
        match data:
            case {
                "path": str(path),
                "offset": int(offset),
                "text": str(text),
                "sha256": str(sha256),
            } if offset >= 0 and "\0" not in path:
                return cls(path, offset, text, sha256)
        raise RecordingError(msg("this is not the receipt of a recorded note"))


class Recorded(Struct, frozen=True):
    """A note in the ledger.

    Attributes:
        source: its file and line.
        receipt: what :func:`undo` needs; ``None`` if the ledger already had the note.
        effects: what the note changed, as messages.
        ledger: the reloaded ledger; ``None`` if nothing was written.
        report: the report with the note.
    """

    source: Source
    receipt: Receipt | None
    effects: tuple[Message, ...]
    ledger: LoadedLedger | None
    report: Report


def record(
    draft: Draft,
    reload: Callable[[], LoadedLedger] | None = None,
    *,
    sha256: str | None = None,
) -> Recorded:
    """Write a draft into the ledger, and check that the ledger reads it as it was meant.

    If another program saves the file at the same moment, the note counts as recorded only if it
    is in the file afterwards.

    Args:
        draft: what is to be written.
        reload: reloads the ledger; by default from its file.
        sha256: the checksum of the file when the draft was shown to the user.

    Raises:
        ChangedError: the file has changed since the draft was made or shown.
        RecordingError: it cannot be written, it was written and undone, or another program
            saved the file without it.
    """
    file = draft.insertion.file
    if sha256 is not None and sha256 != draft.sha256:
        raise ChangedError(file.path)
    if draft.already is not None:
        return Recorded(draft.already, None, (), None, draft.before)
    try:
        written = file.replace(draft.insertion.content)
    except ChangedError:
        found = find_existing(SourceFile.read(file.path), draft.note, draft.text)
        if found is None:
            raise
        return Recorded(found, None, (), None, draft.before)
    inserted = draft.insertion.inserted.decode()
    receipt = Receipt(str(file.path), draft.insertion.offset, inserted, written.sha256)
    # A program that saves at the same moment may replace the file while it is read, and put it
    # back: what was read differently is read again.
    for _ in range(READINGS):
        try:
            ledger = reload() if reload is not None else load_ledger(draft.ledger)
            after = ledger.report(draft.before.as_of)
        except BaseException:
            take_back(receipt)
            raise
        now = SourceFile.read(file.path)
        if now != written:
            return _recorded_beside_another(draft, now, ledger, after)
        misreading = _misreading(draft, after)
        if misreading is None:
            return Recorded(draft.source, receipt, effects(draft, after), ledger, after)
    facts = {"cause": misreading, "file": draft.source.file, "line": draft.source.line}
    try:
        take_back(receipt)
    except RecordingError as error:
        text = msg("{file}, line {line}: correct the note there: {cause}", **facts)
        raise RecordingError(text) from error
    raise RecordingError(msg("the note was removed again: {cause}", **facts))


def _recorded_beside_another(
    draft: Draft, now: SourceFile, ledger: LoadedLedger, after: Report
) -> Recorded:
    """Find the note in a file that another program has saved since it was written.

    Raises:
        RecordingError: the note is not in it.
    """
    found = find_existing(now, draft.note, draft.text)
    if found is None:
        raise RecordingError(
            msg(
                "another program saved {path} at the same moment, without the note: record it "
                "again",
                path=now.path,
            )
        )
    offset = now.content.find(draft.insertion.inserted)
    inserted = draft.insertion.inserted.decode()
    receipt = Receipt(str(now.path), offset, inserted, now.sha256) if offset >= 0 else None
    return Recorded(found, receipt, effects(draft, after), ledger, after)


def undo(receipt: Receipt, ledger: LoadedLedger) -> None:
    """Remove a recorded note; the file is then what it was before, byte for byte.

    If the file has changed since, only the note is removed, as long as it stands there once.

    Args:
        receipt: what :func:`record` returned. It is not trusted: only a note of ours, in a
            file of the ledger, is removed.
        ledger: the ledger that the file belongs to.

    Raises:
        UndoError: the note was changed since, or stands there more than once.
        RecordingError: the receipt is invalid, or the file cannot be written.
    """
    real = os.path.realpath(receipt.path)
    if real not in {os.path.realpath(path) for path in ledger.files}:
        raise RecordingError(msg("{path} is not a file of this ledger", path=receipt.path))
    entries, errors = read_back(receipt.text, ledger.options)
    if errors or [isinstance(e, Note) and "relance" in e.meta for e in entries] != [True]:
        raise RecordingError(msg("this is not the receipt of a recorded note"))
    take_back(receipt)


def effects(draft: Draft, after: Report) -> tuple[Message, ...]:
    """Describe what the note changed: actions that are gone, and what comes next for its items."""
    customer = draft.new_note.customer
    still = {action.key for action in after.actions}
    found = [
        msg(
            "no longer due: {action}, {invoices}",
            action=action.title,
            invoices=references_of(action.items),
        )
        for action in draft.before.actions
        if action.customer.id == customer and action.key not in still
    ]
    # Items with the same fact share a line.
    facts: dict[str, tuple[Message, list[str]]] = {}
    for item in draft.items:
        decision = after.decisions.get(item.key)
        if decision is not None and decision.chain:
            fact = decision.chain[-1].message
            facts.setdefault(str(fact), (fact, []))[1].append(item.invoice.reference)
    found += [
        msg("{invoices}: {fact}", invoices=list(dict.fromkeys(invoices)), fact=fact)
        for fact, invoices in facts.values()
    ]
    return tuple(found)


def _misreading(draft: Draft, after: Report) -> Message | None:
    """Why the ledger does not read the note as it was meant; ``None`` if it does."""
    file, first = draft.source.file, draft.source.line
    last = first + draft.text.count("\n")
    for problem in after.problems:
        if problem.source.file == file and first <= problem.source.line <= last:
            return problem.message
    events = (*after.events, *after.undelivered)
    found = [event for event in events if event.source == draft.source]
    if len(found) != 1 or not is_as_meant(found[0], draft):
        return msg("the ledger reads it differently from what was meant")
    return None


def is_as_meant(event: Event, draft: Draft) -> bool:
    """Whether an event is what the draft says, apart from its place."""
    new_note = draft.new_note
    promised = new_note.kind == PROMISE.name and new_note.amount is None
    meant = frozenset(item.key for item in draft.items)
    # A letter is received for all its invoices, and for no others if none is named; and a note
    # about an invoice is about its charges.
    received = event.kind == RECEIVED.name
    whole = received or event.items <= meant | _charges(draft)
    note, keys = draft.note, draft.before.settings.reference_keys
    names_invoices = bool(note.links) or not note.meta.keys().isdisjoint(keys)
    if whole and (meant <= event.items or (received and not names_invoices)):
        meant = event.items
    return event == Event(
        kind=new_note.kind,
        customer=new_note.customer,
        date=new_note.date,
        text=new_note.text,
        items=meant,
        source=event.source,
        by_name=names_invoices,
        # What follows from what else the ledger has.
        documented=event.documented,
        lost=event.lost,
        letter=event.letter,
        about_address=event.about_address,
        **{
            **new_note.details,
            "amount": event.amount if promised else new_note.amount,  # what is not disputed
            "plan": tuple(sorted(new_note.plan, key=lambda instalment: instalment.due)),
        },
    )


def _charges(draft: Draft) -> frozenset[ItemKey]:
    """Return the items that are charges of those which a draft is about, such as interest."""
    of = {item.invoice.reference for item in draft.items}
    return frozenset(
        item.key
        for item in draft.before.allocation.items
        if item.invoice.charge_of in of and item.invoice.customer == draft.new_note.customer
    )


def take_back(receipt: Receipt) -> None:
    """Remove what was inserted; if the file has changed, from where it stands now.

    Raises:
        UndoError: it does not stand there as it was written, or several times.
        RecordingError: the file cannot be written.
    """
    file = SourceFile.read(Path(receipt.path))
    inserted = receipt.text.encode()
    start = receipt.offset
    if file.sha256 != receipt.sha256 or not file.content.startswith(inserted, start):
        start = file.content.find(inserted)
        # Metadata that somebody added below must not be left without its note.
        goes_on = file.content[start + len(inserted) :][:1] in (b" ", b"\t")
        if goes_on or file.content.count(inserted) != 1:
            raise _cannot_undo(file, receipt)
    file.replace(file.content[:start] + file.content[start + len(inserted) :])


def _cannot_undo(file: SourceFile, receipt: Receipt) -> UndoError:
    """Say what somebody can do by hand: remove the lines that are still like those of the note."""
    first = next(line for line in receipt.text.splitlines() if line.strip()).encode()
    start = first[: first.find(b'"') + 1]  # date, directive and account
    lines = file.content.splitlines()
    places = [n for n, line in enumerate(lines) if line == first]
    places = places or [n for n, line in enumerate(lines) if line.startswith(start)]
    if len(places) != 1:
        return UndoError(
            msg(
                "the note is no longer in {path} as it was written, so it cannot be undone here",
                path=file.path.name,
            ),
            None,
        )
    begin = end = places[0] + 1
    while end < len(lines) and lines[end][:1].isspace() and lines[end].strip():
        end += 1
    return UndoError(
        msg(
            "the note was changed after it was recorded: remove lines {first} to {last} of {path} "
            "yourself",
            first=begin,
            last=end,
            path=file.path.name,
        ),
        Source(str(file.path), begin),
    )
