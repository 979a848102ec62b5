"""Write into the ledger what receipts were paid for, and take it back.

    answers = ...                                     # of the proposals of ``relance match``
    matched = write_answer(answer, ledger)            # one file replaced in one step
    undo_answer(matched.receipt, matched.ledger)

It is done with the same care as recording a note: the file must not have changed, it is
replaced in one step under a lock, the ledger is loaded again, and if it does not read the
receipt as it was meant, the file is put back.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from beancount_relance.language.messages import Message, msg
from beancount_relance.recording.atomic_file import ChangedError, RecordingError, SourceFile
from beancount_relance.recording.match_edit import MatchAnswer, edited, is_answer
from beancount_relance.recording.undo_receipts import MatchReceiptData
from beancount_relance.report.loading import LoadedLedger, load_ledger
from beancount_relance.report.report import Report


class MatchReceipt(Struct, frozen=True):
    """What was replaced and where, so that it can be undone while the file stays unchanged.

    ``before`` was replaced by ``after`` at byte ``offset`` of ``path``, whose content then had
    the checksum ``sha256``.
    """

    path: str
    offset: int
    before: str
    after: str
    sha256: str

    def data(self) -> MatchReceiptData:
        """The receipt as data for JSON."""
        return {
            "path": self.path,
            "offset": self.offset,
            "before": self.before,
            "after": self.after,
            "sha256": self.sha256,
        }

    @classmethod
    def of(cls, data: object) -> MatchReceipt:
        """Read a receipt from what :meth:`data` returned.

        Raises:
            RecordingError: it is not a receipt.
        """
        match data:
            case {
                "path": str(path),
                "offset": int(offset),
                "before": str(before),
                "after": str(after),
                "sha256": str(sha256),
            } if offset >= 0 and "\0" not in path:
                return cls(path, offset, before, after, sha256)
        raise RecordingError(msg("this is not the receipt of a match"))


class Matched(Struct, frozen=True):
    """A receipt that was matched: what :func:`undo_answer` needs, and the reloaded ledger."""

    receipt: MatchReceipt
    ledger: LoadedLedger
    report: Report


def write_answer(
    answer: MatchAnswer,
    ledger: LoadedLedger,
    report: Report,
    reload: Callable[[], LoadedLedger] | None = None,
) -> Matched:
    """Write what a receipt was paid for, and check that the ledger reads it so.

    Args:
        answer: the answer.
        ledger: the ledger that the answer was made from.
        report: its report.
        reload: reloads the ledger; by default from its file.

    Raises:
        ChangedError: the file has changed in the meantime.
        RecordingError: it cannot be written, or was written and taken back.
    """
    path = Path(answer.source.file)
    _refuse_others(path, ledger)
    file = SourceFile.read(path)
    accounts = {account for account in _accounts(ledger) if report.accounts[account] is not None}
    new = edited(file, answer, accounts)
    receipt = _receipt(file, new)
    file.replace(new)
    try:
        after = reload() if reload is not None else load_ledger(ledger.files[0])
        made = after.report(report.as_of)
        complaint = _misread(answer, made)
    except BaseException:
        _take_back(receipt)
        raise
    if SourceFile.read(path).sha256 != receipt.sha256:
        raise RecordingError(
            msg(
                "another program saved {path} at the same moment: look whether it is there",
                path=path,
            )
        )
    if complaint is not None:
        _take_back(receipt)
        raise RecordingError(complaint)
    return Matched(receipt, after, made)


def undo_answer(receipt: MatchReceipt, ledger: LoadedLedger) -> None:
    """Take back what was written; the file is then what it was before, byte for byte.

    Args:
        receipt: what :func:`write_answer` returned. It is not trusted: only what one transaction
            of the ledger was paid for can change.
        ledger: the ledger that the file belongs to.

    Raises:
        ChangedError: the file has changed since.
        RecordingError: the receipt is invalid, or the file cannot be written.
    """
    _refuse_others(Path(receipt.path), ledger)
    _take_back(receipt)


def _refuse_others(path: Path, ledger: LoadedLedger) -> None:
    if os.path.realpath(path) not in {os.path.realpath(each) for each in ledger.files}:
        raise RecordingError(msg("{path} is not a file of this ledger", path=path))


def _accounts(ledger: LoadedLedger) -> set[str]:
    return {
        posting.account for entry in ledger.entries for posting in getattr(entry, "postings", ())
    }


def _receipt(file: SourceFile, new: bytes) -> MatchReceipt:
    """The lines that differ between a file and its new content."""
    old_lines, new_lines = file.content.splitlines(keepends=True), new.splitlines(keepends=True)
    pairs = zip(old_lines, new_lines, strict=False)
    shorter = min(len(old_lines), len(new_lines))
    first = next((n for n, (one, two) in enumerate(pairs) if one != two), shorter)
    most = shorter - first
    pairs = zip(reversed(old_lines), reversed(new_lines), strict=False)
    same = next((n for n, (one, two) in enumerate(pairs) if one != two), most)
    last = min(same, most)
    return MatchReceipt(
        path=str(file.path),
        offset=len(b"".join(old_lines[:first])),
        before=b"".join(old_lines[first : len(old_lines) - last]).decode(),
        after=b"".join(new_lines[first : len(new_lines) - last]).decode(),
        sha256=SourceFile(file.path, new).sha256,
    )


def _misread(answer: MatchAnswer, after: Report) -> Message | None:
    """Why the ledger does not read the receipt as it was meant; ``None`` if it does."""
    source = answer.source
    asked = any(each.credit.source == source for each in after.allocation.unclear)
    asked = asked or any(each.money.source == source for each in after.possible)
    settled = {
        item.invoice.reference
        for item in after.allocation.items
        for part in item.settled
        if part.source.file == source.file and part.basis == "reference"
    }
    if asked or not settled.issuperset(answer.references):
        return msg(
            "{file}, line {line}: taken back again, since the ledger does not read it as it was "
            "meant; write it by hand",
            file=source.file,
            line=source.line,
        )
    return None


def _take_back(receipt: MatchReceipt) -> None:
    file = SourceFile.read(Path(receipt.path))
    after = receipt.after.encode()
    end = receipt.offset + len(after)
    if file.sha256 != receipt.sha256 or file.content[receipt.offset : end] != after:
        raise ChangedError(file.path)
    content = file.content
    old = content[: receipt.offset] + receipt.before.encode() + content[end:]
    if not is_answer(content, old):
        raise RecordingError(msg("this is not the receipt of a match"))
    file.replace(old)
