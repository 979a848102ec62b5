"""A mailbox in Maildirs on this machine.

A Maildir has one file for each message, so no lock is needed and a draft is either there or not.
The folders are those of Maildir++, such as ``.Drafts`` (Dovecot, mutt), or lie beside each other
under their own names (mbsync, OfflineIMAP, Dovecot with ``LAYOUT=fs``, Thunderbird).
"""

from __future__ import annotations

import datetime
import mailbox
from collections.abc import Iterator
from pathlib import Path

from beancount_relance.language.messages import Message, msg
from beancount_relance.outbox.draft_mark import StoredDraft
from beancount_relance.outbox.imap import encoded
from beancount_relance.outbox.server_access import OutboxError
from beancount_relance.outbox.stored_messages import MOST_OF_A_MESSAGE, our_message

_PARTS = ("cur", "new", "tmp")
_FILLED = ("cur", "new")
_INBOX = "INBOX"
_DELETED = "T"


def is_maildir(folder: Path) -> bool:
    """Whether a folder is a Maildir, or has some beside each other."""
    return all((folder / part).is_dir() for part in _PARTS) or bool(_beside(folder))


def _beside(folder: Path) -> list[Path]:
    """The Maildirs in a folder that are not those of Maildir++."""
    return [path.parent for path in folder.glob("*/cur") if not path.parent.name.startswith(".")]


class MaildirMailbox:
    """A Maildir with its folders."""

    def __init__(self, maildir: Path) -> None:
        """Open a Maildir.

        Args:
            maildir: an existing Maildir, or a folder of them.

        Raises:
            OutboxError: ``maildir`` is no Maildir.
        """
        if not is_maildir(maildir):
            raise OutboxError(
                msg(
                    "{path} is not a Maildir: it lacks the folders {folders}",
                    path=maildir,
                    folders=list(_PARTS),
                )
            )
        self._maildir = maildir
        self._flat = not _beside(maildir)
        self._is_of_thunderbird = any(maildir.glob("*.msf"))

    def ours(self, folder: str) -> list[StoredDraft]:
        """Return our messages in a folder; only headers are read."""
        found = []
        for path in _files(self._path(folder)):
            with path.open("rb") as file:
                message = our_message(file.read(MOST_OF_A_MESSAGE), path.name)
            if message is not None:
                found.append(message)
        return found

    def content(self, folder: str, handle: str) -> bytes:
        """Return a message; it is empty if somebody has removed it."""
        for path in _files(self._path(folder)):
            if path.name == handle:
                return path.read_bytes()
        return b""

    def add(self, content: bytes, folder: str, *, draft: bool) -> None:
        """Store a message in a folder, which is created if it does not exist.

        Args:
            content: the message.
            folder: the name of the folder, such as ``Drafts``.
            draft: whether it is a draft.

        Raises:
            OutboxError: it cannot be written, or the mail program would not notice it.
        """
        if self._is_of_thunderbird:
            raise OutboxError(not_for_thunderbird(self._maildir))
        message = mailbox.MaildirMessage(content)
        message.set_subdir("cur")
        message.set_flags("DS" if draft else "S")
        try:
            mailbox.Maildir(self._path(folder)).add(message)
        except OSError as error:
            raise OutboxError(
                msg("{path} cannot be written: {error}", path=self._maildir, error=error.strerror)
            ) from error

    def remove(self, folder: str, handle: str) -> None:
        """Remove a message, unless somebody has.

        Raises:
            OutboxError: that is not possible.
        """
        try:
            for path in _files(self._path(folder)):
                if path.name == handle:
                    path.unlink(missing_ok=True)
        except OSError as error:
            raise OutboxError(
                msg("{path} cannot be written: {error}", path=self._maildir, error=error.strerror)
            ) from error

    def messages(self, folder: str, since: datetime.date) -> Iterator[bytes]:
        """Yield the messages of a folder since a day, each up to about 200 kB of it."""
        first = datetime.datetime.combine(since, datetime.time()).timestamp()
        for file in _files(self._path(folder)):
            if file.stat().st_mtime >= first:
                with file.open("rb") as opened:
                    yield opened.read(MOST_OF_A_MESSAGE)

    def _path(self, folder: str) -> Path:
        """The Maildir of a folder, which may not exist yet."""
        levels = _levels(folder)
        if folder.upper() == _INBOX:
            inside = [path for path in _beside(self._maildir) if path.name.upper() == _INBOX]
            return inside[0] if inside else self._maildir
        if self._flat:
            return self._maildir / f".{encoded('.'.join(levels))}"
        plain = self._maildir.joinpath(*levels)
        return plain if plain.is_dir() else self._maildir.joinpath(*map(encoded, levels))


def not_for_thunderbird(path: Path) -> Message:
    """Say that Thunderbird does not notice what is written into its folders."""
    return msg(
        "{path} belongs to Thunderbird, which does not notice new files: give the server with "
        "“imap:” instead, or open the drafts of “relance letter --as eml”",
        path=path,
    )


def _levels(folder: str) -> list[str]:
    """Return the levels of the name of a folder.

    Raises:
        OutboxError: it cannot be the name of a folder.
    """
    levels = folder.replace("/", ".").split(".")
    if not all(levels) or not folder.isprintable():
        raise OutboxError(
            msg("“{folder}” is not the name of a folder, such as “Drafts” or “A/B”", folder=folder)
        )
    return levels


def _files(folder: Path) -> Iterator[Path]:
    """Yield the messages of a folder; what is no file, or marked as deleted, is left out."""
    for part in _FILLED:
        for path in sorted((folder / part).glob("*")):
            flags = path.name.partition(":2,")[2]
            if _DELETED not in flags and path.is_file():
                yield path
