"""The folders of Thunderbird on this machine, each a file (mbox). They are only read.

Mail/Local Folders/Inbox       ; and Inbox.msf, Sent, Sent.msf …
"""

from __future__ import annotations

import contextlib
import datetime
import mailbox
import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path

from beancount_relance.language.messages import msg
from beancount_relance.outbox.draft_mark import StoredDraft
from beancount_relance.outbox.maildir import not_for_thunderbird
from beancount_relance.outbox.server_access import OutboxError
from beancount_relance.outbox.stored_messages import MOST_OF_A_MESSAGE, our_message

_DATE = re.compile(rb"(?mi)^Date:\s*(.+)$")
_STATUS = re.compile(rb"(?mi)^X-Mozilla-Status:\s*([0-9a-f]{4})\s*$")
_DELETED = 0x0008


class MboxMailbox:
    """A folder with a file for each folder of the mailbox."""

    def __init__(self, folder: Path) -> None:
        """Open it.

        Raises:
            OutboxError: it is no such folder.
        """
        if not any(folder.glob("*.msf")):
            raise OutboxError(
                msg(
                    "{path} is not a Maildir: it lacks the folders {folders}",
                    path=folder,
                    folders=["cur", "new", "tmp"],
                )
            )
        self._folder = folder

    def ours(self, folder: str) -> list[StoredDraft]:
        """Return our messages in a folder."""
        found = (our_message(content, handle) for handle, content in self._messages(folder))
        return [each for each in found if each is not None]

    def content(self, folder: str, handle: str) -> bytes:
        """Return a message; it is empty if somebody has removed it."""
        return dict(self._messages(folder)).get(handle, b"")

    def add(self, content: bytes, folder: str, *, draft: bool) -> None:  # noqa: ARG002
        """Refuse it.

        Raises:
            OutboxError: always.
        """
        raise OutboxError(not_for_thunderbird(self._folder))

    def remove(self, folder: str, handle: str) -> None:  # noqa: ARG002
        """Refuse it.

        Raises:
            OutboxError: always.
        """
        raise OutboxError(not_for_thunderbird(self._folder))

    def messages(self, folder: str, since: datetime.date) -> Iterator[bytes]:
        """Yield the messages of a folder since a day, each up to about 200 kB of it."""
        for _, content in self._messages(folder):
            day = _day(content)
            if day is None or day >= since:
                yield content

    def _messages(self, folder: str) -> Iterator[tuple[str, bytes]]:
        names = {path.name.lower(): path for path in self._folder.glob("*") if path.is_file()}
        path = names.get(folder.lower())
        if path is None:
            return
        try:
            with contextlib.closing(mailbox.mbox(path, create=False)) as box:
                for key in box.keys():  # noqa: SIM118 - it is no mapping
                    with box.get_file(key) as file:
                        content = file.read(MOST_OF_A_MESSAGE)
                    if not _is_deleted(content):
                        yield str(key), content
        except OSError as error:
            text = msg("{path} cannot be read: {error}", path=path, error=error.strerror)
            raise OutboxError(text) from error


def _head(content: bytes) -> bytes:
    return re.split(rb"\r?\n\r?\n", content, maxsplit=1)[0].replace(b"\r\n", b"\n")


def _is_deleted(content: bytes) -> bool:
    """Whether Thunderbird has deleted a message, which stays in the file until it is compacted."""
    status = _STATUS.search(_head(content))
    return status is not None and bool(int(status[1], 16) & _DELETED)


def _day(content: bytes) -> datetime.date | None:
    found = _DATE.search(_head(content))
    try:
        return parsedate_to_datetime(found[1].decode("ascii", "replace")).date() if found else None
    except (TypeError, ValueError, IndexError):
        return None
