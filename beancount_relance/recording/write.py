"""Recording: one way to write into the ledger what was done or said.

A :class:`~beancount_relance.recording.new_note.NewNote` becomes a
:class:`~beancount_relance.recording.draft.Draft`: the text of a note, read back, and the place
where it is to stand. Nothing is written by that, so that it can be shown first.
:func:`record` writes it, loads the ledger again, and takes it back if the ledger does
not understand it as it was meant. :func:`undo` takes back what was recorded.

    ledger = load_ledger(path)                 # in Fava: LoadedLedger.of(entries, errors, options)
    report = ledger.report()
    new_note = NewNote("Martin", "promise", report.as_of, "Promet un virement", until=friday)
    recorded = record(draft_note(new_note, ledger, report))
    undo(recorded.receipt, ledger)

Whoever already has the note is told so instead: a double click records once. Two who
record at the same moment lose nothing: one of them may be asked to try again.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from beancount.core.data import Note

from beancount_relance.history.events import Event
from beancount_relance.language.messages import Message, Source, msg
from beancount_relance.receivables.invoices import references_of
from beancount_relance.recording.atomic_file import ChangedError, RecordingError, SourceFile
from beancount_relance.recording.draft import Draft, standing_in
from beancount_relance.recording.note_text import read_back
from beancount_relance.report.loading import LoadedLedger, load_ledger
from beancount_relance.report.report import Report


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was written where: enough to take it back, as long as the file stays so.

    ``text`` was put at the byte ``offset`` of ``path``, whose content then had the
    checksum ``sha256``.
    """

    path: str
    offset: int
    text: str
    sha256: str

    def data(self) -> dict[str, Any]:
        """The receipt for JSON."""
        return {
            "path": self.path,
            "offset": self.offset,
            "text": self.text,
            "sha256": self.sha256,
        }

    @classmethod
    def of(cls, data: object) -> Receipt:
        """The receipt that :meth:`data` gave.

        Raises:
            RecordingError: it is none.
        """
        match data:
            case {
                "path": str(path),
                "offset": int(offset),
                "text": str(text),
                "sha256": str(sha256),
            } if offset >= 0 and "\0" not in path:
                return cls(path, offset, text, sha256)
        raise RecordingError(msg("this is no receipt of something recorded"))


@dataclass(frozen=True, slots=True)
class Recorded:
    """A note in the ledger.

    Attributes:
        source: its file and line.
        receipt: what :func:`undo` needs; ``None`` if it stood there already.
        effects: what it changed, for people.
        ledger: the ledger loaded again; ``None`` if nothing was written.
        report: the report with the note.
    """

    source: Source
    receipt: Receipt | None
    effects: tuple[Message, ...]
    ledger: LoadedLedger | None
    report: Report


def record(
    meant: Draft,
    reload: Callable[[], LoadedLedger] | None = None,
    *,
    sha256: str | None = None,
) -> Recorded:
    """Write a draft into the ledger, and see that the ledger understands it.

    Args:
        meant: what is to be written.
        reload: loads the ledger again; by default from its file.
        sha256: the checksum of the file that somebody was shown with the draft.

    Raises:
        ChangedError: the file is not, or no longer, what the draft was made for.
        RecordingError: it cannot be written, or was taken back.
    """
    file = meant.insertion.file
    if sha256 is not None and sha256 != meant.sha256:
        raise ChangedError(file.path)
    if meant.already is not None:
        return Recorded(meant.already, None, (), None, meant.before)
    try:
        written = file.replace(meant.insertion.content)
    except ChangedError:
        found = standing_in(SourceFile.read(file.path), meant.note, meant.text)
        if found is None:
            raise
        return Recorded(found, None, (), None, meant.before)
    inserted = meant.insertion.inserted.decode()
    receipt = Receipt(str(file.path), meant.insertion.offset, inserted, written.sha256)
    try:
        ledger = reload() if reload is not None else load_ledger(meant.ledger)
        after = ledger.report(meant.before.as_of)
    except BaseException:
        _take_back(receipt)
        raise
    doubt = _doubt(meant, after)
    if doubt is not None:
        facts = {"cause": doubt, "file": meant.source.file, "line": meant.source.line}
        try:
            _take_back(receipt)
        except RecordingError as error:
            text = msg("{file}, line {line}: correct the note there: {cause}", **facts)
            raise RecordingError(text) from error
        raise RecordingError(msg("the note was taken back: {cause}", **facts))
    return Recorded(meant.source, receipt, effects(meant, after), ledger, after)


def undo(receipt: Receipt, ledger: LoadedLedger) -> None:
    """Take back what was recorded; the file is then what it was before, to the byte.

    Args:
        receipt: what :func:`record` returned. It may have been in other hands: only a
            note of ours, in a file of the ledger, is taken out by it.
        ledger: the ledger, whose files these are.

    Raises:
        ChangedError: the file has changed since.
        RecordingError: the receipt is not good, or the file cannot be written.
    """
    real = os.path.realpath(receipt.path)
    if real not in {os.path.realpath(path) for path in ledger.files}:
        raise RecordingError(msg("{path} is no file of this ledger", path=receipt.path))
    entries, errors = read_back(receipt.text, ledger.options)
    if errors or [isinstance(e, Note) and "relance" in e.meta for e in entries] != [True]:
        raise RecordingError(msg("this is no receipt of something recorded"))
    _take_back(receipt)


def effects(meant: Draft, after: Report) -> tuple[Message, ...]:
    """What the note changed: actions that are gone, and what comes next for its items."""
    customer = meant.new_note.customer
    still = {action.stage.name for action in after.actions if action.customer.id == customer}
    found = [
        msg(
            "no longer to be done: {action}, {invoices}",
            action=action.title,
            invoices=list(references_of(action.items)),
        )
        for action in meant.before.actions
        if action.customer.id == customer and action.stage.name not in still
    ]
    # Items of which the same is to be said share a line.
    facts: dict[str, tuple[Message, list[str]]] = {}
    for item in meant.items:
        decision = after.decisions.get(item.key)
        if decision is not None and decision.chain:
            fact = decision.chain[-1].message
            facts.setdefault(str(fact), (fact, []))[1].append(item.invoice.reference)
    found += [
        msg("{invoices}: {fact}", invoices=list(dict.fromkeys(invoices)), fact=fact)
        for fact, invoices in facts.values()
    ]
    return tuple(found)


def _doubt(meant: Draft, after: Report) -> Message | None:
    """Why the ledger does not understand the note as it was meant, if it does not."""
    file, first = meant.source.file, meant.source.line
    last = first + meant.text.count("\n")
    for problem in after.problems:
        if problem.source.file == file and first <= problem.source.line <= last:
            return problem.message
    found = [event for event in after.events if event.source == meant.source]
    if len(found) != 1 or not _as_meant(found[0], meant):
        return msg("the ledger does not understand it as it was meant")
    return None


def _as_meant(event: Event, meant: Draft) -> bool:
    new_note = meant.new_note
    return event == Event(
        kind=new_note.kind,
        customer=new_note.customer,
        date=new_note.date,
        text=new_note.text,
        items=frozenset(item.key for item in meant.items),
        source=event.source,
        until=new_note.until,
        amount=new_note.amount,
        plan=tuple(sorted(new_note.plan, key=lambda instalment: instalment.due)),
        agent=new_note.agent,
    )


def _take_back(receipt: Receipt) -> None:
    file = SourceFile.read(Path(receipt.path))
    inserted = receipt.text.encode()
    end = receipt.offset + len(inserted)
    if file.sha256 != receipt.sha256 or file.content[receipt.offset : end] != inserted:
        raise ChangedError(file.path)
    file.replace(file.content[: receipt.offset] + file.content[end:])
