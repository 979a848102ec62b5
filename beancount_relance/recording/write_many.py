"""Several notes at once: one change of each file, one reload of the ledger, one undo.

drafts = [draft_note(each, ledger, report) for each in new_notes]
recorded = record_many(drafts, reload)
for receipt in recorded.receipts:
    undo(receipt, ledger)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from beancount_relance.language.messages import msg
from beancount_relance.recording.atomic_file import RecordingError, SourceFile
from beancount_relance.recording.draft import Draft
from beancount_relance.recording.placement import Spot, insert
from beancount_relance.recording.write import READINGS, Receipt, is_as_meant, take_back
from beancount_relance.report.loading import LoadedLedger
from beancount_relance.report.report import Report


@dataclass(frozen=True, slots=True)
class RecordedMany:
    """Several notes in the ledger: the drafts that were written, what undoes them, the report."""

    drafts: tuple[Draft, ...]
    receipts: tuple[Receipt, ...]
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
    receipts: list[Receipt] = []
    by_file: dict[Path, list[Draft]] = {}
    for draft in new:
        by_file.setdefault(draft.insertion.file.path, []).append(draft)
    as_of = drafts[0].before.as_of
    try:
        for theirs in by_file.values():
            file = theirs[0].insertion.file
            content, inserted = _with_all(file, theirs)
            written = file.replace(content)
            receipts += [Receipt(str(file.path), 0, text, written.sha256) for text in inserted]
        for _ in range(READINGS):
            after = reload().report(as_of)
            misread = [draft for draft in new if not _is_read(draft, after)]
            if not misread:
                return RecordedMany(tuple(new), tuple(receipts), after)
    except BaseException:
        _take_all_back(receipts)
        raise
    _take_all_back(receipts)
    raise RecordingError(
        msg(
            "the notes were removed again: the ledger misreads that of {customer}",
            customer=misread[0].new_note.customer,
        )
    )


def _is_read(draft: Draft, after: Report) -> bool:
    """Whether exactly one event of the report is what the draft says."""
    events = (*after.events, *after.undelivered)
    return sum(is_as_meant(event, draft) for event in events) == 1


def _with_all(file: SourceFile, drafts: Sequence[Draft]) -> tuple[bytes, list[str]]:
    """The content of the file with all notes, and the text that each of them inserted."""
    content, inserted = file.content, []
    size = len(content)
    inside = [draft.insertion for draft in drafts if draft.insertion.offset < size]
    for each in sorted(inside, key=lambda insertion: insertion.offset, reverse=True):
        content = content[: each.offset] + each.inserted + content[each.offset :]
        inserted.append(each.inserted.decode())
    for draft in drafts:
        if draft.insertion.offset >= size:
            end = insert(Spot(file.path), SourceFile(file.path, content), draft.text)
            content = end.content
            inserted.append(end.inserted.decode())
    return content, inserted


def _take_all_back(receipts: Sequence[Receipt]) -> None:
    for receipt in receipts:
        take_back(receipt)
