"""A mailbox in a Maildir on this machine.

A Maildir has one file for each message, so no lock is needed and a draft is either there or not.
Subfolders are those of Maildir++, such as ``.Drafts``, which Dovecot, mutt and others use.
"""

from __future__ import annotations

import datetime
import mailbox
from collections.abc import Iterator
from email.parser import BytesHeaderParser
from pathlib import Path

from beancount_relance.language.messages import msg
from beancount_relance.outbox.connection import OutboxError

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
                    "{path} is no Maildir: it has no folders {folders}",
                    path=maildir,
                    folders=list(_PARTS),
                )
            )
        self._maildir = maildir
        self._box = mailbox.Maildir(maildir, create=False)
        self._known = set(_identifiers(maildir))

    def has(self, identifier: str) -> bool:
        """Whether any folder has a message of ours with this Message-ID."""
        return identifier in self._known

    def add(self, content: bytes, identifier: str, folder: str, flags: str = "") -> None:
        """Store a message in a folder, which is created if it does not exist.

        Args:
            content: the message.
            identifier: its Message-ID.
            folder: the name of the folder, such as ``Drafts``.
            flags: the letters of its flags, such as ``D`` for a draft.

        Raises:
            OutboxError: it cannot be written.
        """
        message = mailbox.MaildirMessage(content)
        message.set_subdir("cur")
        message.set_flags(flags)
        try:
            known = folder in self._box.list_folders()
            box = self._box.get_folder(folder) if known else self._box.add_folder(folder)
            box.add(message)
        except OSError as error:
            raise OutboxError(
                msg("{path} cannot be written: {error}", path=self._maildir, error=error.strerror)
            ) from error
        self._known.add(identifier)

    def messages(self, folder: str, since: datetime.date) -> Iterator[bytes]:
        """Yield the messages of a folder since a day, each up to about 200 kB of it."""
        path = self._maildir if folder.upper() == "INBOX" else self._maildir / f".{folder}"
        first = datetime.datetime.combine(since, datetime.time()).timestamp()
        for file in (each for part in _FILLED for each in sorted((path / part).glob("*"))):
            if file.stat().st_mtime >= first:
                with file.open("rb") as opened:
                    yield opened.read(_MOST_BYTES)


def _identifiers(maildir: Path) -> Iterator[str]:
    """Yield the Message-IDs of ours in all folders; only headers are read."""
    parser = BytesHeaderParser()
    for folder in (maildir, *sorted(maildir.glob(".*/"))):
        for path in (each for part in _FILLED for each in sorted((folder / part).glob("*"))):
            with path.open("rb") as file:
                identifier = str(parser.parse(file)["Message-ID"] or "").strip()
            if identifier.startswith("<relance."):
                yield identifier
