"""A mailbox in a Maildir on this machine.

A Maildir has one file for each message, so no lock is needed and a draft is either there or not.
Subfolders are those of Maildir++, such as ``.Drafts``, which Dovecot, mutt and others use.
"""

from __future__ import annotations

import datetime
import mailbox
from collections.abc import Iterable, Iterator
from email.parser import BytesHeaderParser
from pathlib import Path

from beancount_relance.language.messages import msg
from beancount_relance.outbox.connection import OutboxError
from beancount_relance.outbox.imap import encoded

_PARTS = ("cur", "new", "tmp")
_FILLED = ("cur", "new")
_MOST_BYTES = 200_000


class MaildirMailbox:
    """A Maildir with its folders."""

    def __init__(self, maildir: Path) -> None:
        """Open a Maildir.

        Args:
            maildir: an existing Maildir.

        Raises:
            OutboxError: ``maildir`` is no Maildir.
        """
        if not all((maildir / part).is_dir() for part in _PARTS):
            raise OutboxError(
                msg(
                    "{path} is not a Maildir: it lacks the folders {folders}",
                    path=maildir,
                    folders=list(_PARTS),
                )
            )
        self._maildir = maildir
        self._box = mailbox.Maildir(maildir, create=False)

    def ours(self, folder: str | None = None) -> set[str]:
        """Return the Message-IDs of our messages in a folder, or in all of them."""
        if folder is not None:
            return set(_identifiers([self._maildir / f".{_stored_name(folder)}"]))
        return set(_identifiers([self._maildir, *sorted(self._maildir.glob(".*/"))]))

    def add(self, content: bytes, folder: str, flags: str) -> None:
        """Store a message in a folder, which is created if it does not exist.

        Args:
            content: the message.
            folder: the name of the folder, such as ``Drafts``.
            flags: the letters of its flags, such as ``D`` for a draft.

        Raises:
            OutboxError: it cannot be written.
        """
        message = mailbox.MaildirMessage(content)
        message.set_subdir("cur")
        message.set_flags(flags)
        try:
            name = _stored_name(folder)
            known = name in self._box.list_folders()
            box = self._box.get_folder(name) if known else self._box.add_folder(name)
            box.add(message)
        except OSError as error:
            raise OutboxError(
                msg("{path} cannot be written: {error}", path=self._maildir, error=error.strerror)
            ) from error

    def messages(self, folder: str, since: datetime.date) -> Iterator[bytes]:
        """Yield the messages of a folder since a day, each up to about 200 kB of it."""
        path = (
            self._maildir
            if folder.upper() == "INBOX"
            else self._maildir / f".{_stored_name(folder)}"
        )
        first = datetime.datetime.combine(since, datetime.time()).timestamp()
        for file in _files(path):
            if file.stat().st_mtime >= first:
                with file.open("rb") as opened:
                    yield opened.read(_MOST_BYTES)


def _stored_name(folder: str) -> str:
    """Return the name of a folder as Maildir++ stores it.

    Raises:
        OutboxError: it cannot be the name of a folder.
    """
    levels = folder.replace("/", ".").split(".")
    if not all(levels) or not folder.isprintable():
        raise OutboxError(
            msg("“{folder}” is not the name of a folder, such as “Drafts” or “A/B”", folder=folder)
        )
    return encoded(".".join(levels))


def _files(folder: Path) -> Iterator[Path]:
    """Yield the messages of a folder; what is no file is left out."""
    for part in _FILLED:
        yield from (path for path in sorted((folder / part).glob("*")) if path.is_file())


def _identifiers(folders: Iterable[Path]) -> Iterator[str]:
    """Yield the Message-IDs of ours in folders; only headers are read."""
    parser = BytesHeaderParser()
    for path in (path for folder in folders for path in _files(folder)):
        with path.open("rb") as file:
            identifier = str(parser.parse(file)["Message-ID"] or "").strip()
        if identifier.startswith("<relance."):
            yield identifier
