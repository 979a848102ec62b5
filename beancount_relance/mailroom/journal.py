"""The sending journal: what was begun, so that no e-mail is ever sent twice.

    .books.beancount.sending        ; beside books.beancount

It has a line of JSON for each change of state, which is on the disk before the next step is
taken. Once everything is recorded in the ledger, the file is removed, so the ledger stays the only
lasting record. A file that is still there says what is not settled.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict, replace

from beancount_relance.language.messages import RelanceError, msg
from beancount_relance.recording.folder_lock import FolderTakenError, lock

BEGUN, SENT, NOT_SENT, RECORDED = "begun", "sent", "not-sent", "recorded"
"""The states: the outcome is unknown; it went out; it did not; the ledger says that it did."""

_SETTLED = (NOT_SENT, RECORDED)


class JournalError(RelanceError):
    """The journal cannot be used; the message says why."""


class Sending(Struct, frozen=True):
    """An e-mail that was begun.

    Attributes:
        message: its Message-ID.
        state: one of the states above.
        customer: the customer's id.
        stage: the stage.
        invoices: the numbers of its invoices.
        recipient: the addresses of the customer that it went to.
        text: the text of the note about it.
        date: the day, in ISO form.
        time: the time at which it was begun, for people.
    """

    message: str
    state: str
    customer: str
    stage: str
    invoices: tuple[str, ...]
    recipient: str
    text: str
    date: str
    time: str


class Journal:
    """The journal of one ledger; it is locked while it is open."""

    def __init__(self, path: Path, handle: int) -> None:
        self._path = path
        self._handle = handle
        self._sendings = dict(_read(handle))

    @property
    def unclear(self) -> list[Sending]:
        """The e-mails of which nobody knows whether they went out."""
        return [each for each in self._sendings.values() if each.state == BEGUN]

    @property
    def unrecorded(self) -> list[Sending]:
        """The e-mails that went out, but are not recorded in the ledger yet."""
        return [each for each in self._sendings.values() if each.state == SENT]

    def count(self, date: str) -> int:
        """How many e-mails of a day may have gone out, and are not recorded."""
        return sum(each.date == date for each in (*self.unclear, *self.unrecorded))

    def put(self, sending: Sending) -> None:
        """Add a state to the journal; it is on the disk when this returns.

        Raises:
            JournalError: it cannot be written.
        """
        line = json.dumps(asdict(sending), ensure_ascii=False) + "\n"
        try:
            # What a crash left of a line must not spoil this one.
            os.write(self._handle, b"\n" + line.encode())
            os.fsync(self._handle)
        except OSError as error:
            raise JournalError(
                msg("{path} cannot be written: {error}", path=self._path, error=error.strerror)
            ) from error
        self._sendings[sending.message] = sending

    def mark(self, sending: Sending, state: str) -> None:
        """Add the new state of an e-mail."""
        self.put(replace(sending, state=state))

    def finish(self) -> None:
        """Remove the file if everything is settled."""
        if all(each.state in _SETTLED for each in self._sendings.values()):
            with contextlib.suppress(OSError):
                self._path.unlink()


def journal_path(ledger: Path) -> Path:
    """Return the file of the journal of a ledger."""
    return ledger.with_name(f".{ledger.name}.sending")


@contextlib.contextmanager
def journal_of(ledger: Path) -> Iterator[Journal]:
    """Open the journal of a ledger; nobody else can in the meantime.

    Args:
        ledger: the top-level file.

    Raises:
        JournalError: another process has it open, or it cannot be written.
    """
    path = journal_path(ledger)
    handle = _opened(path)
    try:
        journal = Journal(path, handle)
        yield journal
        journal.finish()
    finally:
        os.close(handle)


def _opened(path: Path) -> int:
    """Open and lock the file, and make sure that it is still the one of that name.

    Raises:
        JournalError: that is not possible.
    """
    while True:
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        except OSError as error:
            raise JournalError(
                msg("{path} cannot be written: {error}", path=path, error=error.strerror)
            ) from error
        try:
            lock(handle, 0)
            if _is_still(path, handle):
                _flush(path.parent)
                return handle
        except FolderTakenError as error:
            os.close(handle)
            raise JournalError(msg("another “relance send” is running for this ledger")) from error
        os.close(handle)


def _is_still(path: Path, handle: int) -> bool:
    """Whether an open file still has its name; another process may just have removed it."""
    with contextlib.suppress(FileNotFoundError):
        return os.path.samestat(path.stat(), os.fstat(handle))
    return False


def _flush(folder: Path) -> None:
    """Make sure that the name of a new file is on the disk; not possible on Windows."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _read(handle: int) -> Iterator[tuple[str, Sending]]:
    """Yield the last state of each e-mail; a line that a crash cut off is left out."""
    with os.fdopen(os.dup(handle), "rb") as file:
        file.seek(0)
        for line in file.read().splitlines():
            with contextlib.suppress(ValueError, TypeError):
                data: Mapping[str, Any] = json.loads(line)
                sending = Sending(**{**data, "invoices": tuple(data["invoices"])})
                yield sending.message, sending
