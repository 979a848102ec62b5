"""Puts drafts into a folder of a Maildir, once each.

A Maildir has one file for each message, so no lock is needed and a draft is either there or not.
Subfolders are those of Maildir++, such as ``.Drafts``, which Dovecot, mutt and others use.
"""

from __future__ import annotations

import mailbox
from collections.abc import Iterator
from email.parser import BytesHeaderParser
from pathlib import Path

from beancount_relance.language.messages import RelanceError, msg

_PARTS = ("cur", "new", "tmp")


class OutboxError(RelanceError):
    """Drafts cannot be delivered; the message says why."""


class DraftFolder:
    """The folder of a Maildir into which drafts go."""

    def __init__(self, maildir: Path, folder: str) -> None:
        """Open the folder; it is created if the Maildir has none of that name.

        Args:
            maildir: an existing Maildir.
            folder: the name of the folder, such as ``Drafts``.

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
        box = mailbox.Maildir(maildir, create=False)
        self._folder = (
            box.get_folder(folder) if folder in box.list_folders() else box.add_folder(folder)
        )
        self._known = set(_identifiers(maildir))

    def add(self, draft: bytes, identifier: str) -> bool:
        """Put a draft into the folder, unless a message of that identity is in the Maildir.

        Args:
            draft: the draft, with its Message-ID.
            identifier: that Message-ID.

        Returns:
            Whether it was added.
        """
        if identifier in self._known:
            return False
        message = mailbox.MaildirMessage(draft)
        message.set_subdir("cur")
        message.set_flags("DS")
        self._folder.add(message)
        self._known.add(identifier)
        return True


def _identifiers(maildir: Path) -> Iterator[str]:
    """Yield the Message-IDs of ours in all folders; only headers are read."""
    parser = BytesHeaderParser()
    for folder in (maildir, *sorted(maildir.glob(".*/"))):
        for part in ("cur", "new"):
            for path in sorted((folder / part).glob("*")):
                with path.open("rb") as file:
                    identifier = str(parser.parse(file)["Message-ID"] or "").strip()
                if identifier.startswith("<relance."):
                    yield identifier
