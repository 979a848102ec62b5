"""Several notes at once: one change of each file, one reload of the ledger, one undo.

drafts = [draft_note(each, ledger, report) for each in new_notes]
recorded = record_many(drafts, reload)
for receipt in recorded.receipts:
    undo(receipt, ledger)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from msgspec import Struct

from beancount_relance.language.messages import Source, msg
from beancount_relance.recording.atomic_file import RecordingError, SourceFile
from beancount_relance.recording.draft import Draft
from beancount_relance.recording.placement import Spot, insert
from beancount_relance.recording.write import READINGS, Receipt, is_as_meant, take_back
from beancount_relance.report.loading import LoadedLedger
from beancount_relance.report.report import Report


class RecordedMany(Struct, frozen=True):
    """Several notes in the ledger.

    Attributes:
        drafts: the drafts that were written.
        receipts: what undoes each of them.
        sources: the file and line of each of them.
        report: the report with the notes.
    """

    drafts: tuple[Draft, ...]
    receipts: tuple[Receipt, ...]
    sources: tuple[Source, ...]
    report: Report


def record_many(drafts: Sequence[Draft], reload: Callable[[], LoadedLedger]) -> RecordedMany:
    """Write drafts of one report into the ledger; what the ledger has already is left out.

    Either all of them are in the ledger afterwards as they were meant, or none.

    Args:
        drafts: what is to be written.
        reload: reloads the ledger.

    Raises:
        ChangedError: a file has changed since the drafts were made.
        RecordingError: a file cannot be written, or the ledger reads a note differently.
    """
    new = [draft for draft in drafts if draft.already is None]
    receipts: dict[int, Receipt] = {}
    by_file: dict[Path, list[Draft]] = {}
    for draft in new:
        by_file.setdefault(draft.insertion.file.path, []).append(draft)
    as_of = drafts[0].before.as_of
    try:
        for theirs in by_file.values():
            file = theirs[0].insertion.file
            content, inserted = _with_all(file, theirs)
            written = file.replace(content)
            for draft, added in inserted:
                receipts[id(draft)] = Receipt(str(file.path), 0, added, written.sha256)
        undone_by = tuple(receipts[id(draft)] for draft in new)
        for _ in range(READINGS):
            after = reload().report(as_of)
            found = {id(draft): _read_as_meant(draft, after) for draft in new}
            misread = [draft for draft in new if len(found[id(draft)]) != 1]
            if not misread:
                sources = tuple(found[id(draft)][0] for draft in new)
                return RecordedMany(tuple(new), undone_by, sources, after)
    except BaseException:
        _take_all_back(receipts.values())
        raise
    _take_all_back(receipts.values())
    raise RecordingError(
        msg(
            "the notes were removed again: the ledger misreads that of {customer}",
            customer=misread[0].new_note.customer,
        )
    )


def _read_as_meant(draft: Draft, after: Report) -> list[Source]:
    """The places of the events of the report that are what the draft says."""
    events = (*after.events, *after.undelivered)
    return [event.source for event in events if is_as_meant(event, draft)]


def _with_all(file: SourceFile, drafts: Sequence[Draft]) -> tuple[bytes, list[tuple[Draft, str]]]:
    """The content of the file with all notes, and the drafts with the text of each inserted."""
    content, inserted = file.content, []
    size = len(content)
    inside = [draft for draft in drafts if draft.insertion.offset < size]
    for draft in sorted(inside, key=lambda draft: draft.insertion.offset, reverse=True):
        each = draft.insertion
        content = content[: each.offset] + each.inserted + content[each.offset :]
        inserted.append((draft, each.inserted.decode()))
    for draft in drafts:
        if draft.insertion.offset >= size:
            end = insert(Spot(file.path), SourceFile(file.path, content), draft.text)
            content = end.content
            inserted.append((draft, end.inserted.decode()))
    return content, inserted


def _take_all_back(receipts: Iterable[Receipt]) -> None:
    for receipt in receipts:
        take_back(receipt)
