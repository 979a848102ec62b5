"""The user's mailbox, on a server or on this machine, with its drafts and sent e-mails."""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Iterator
from typing import Protocol

from beancount_relance.language.messages import msg
from beancount_relance.outbox.draft_mark import StoredDraft
from beancount_relance.outbox.imap import DRAFTS, SENT, ImapMailbox
from beancount_relance.outbox.maildir import MaildirMailbox, is_maildir
from beancount_relance.outbox.mbox import MboxMailbox
from beancount_relance.outbox.server_access import OutboxError, password
from beancount_relance.policy.settings import Settings

NO_MAILBOX = msg("add “imap:” or “maildir:” to the setting mail of the ledger")
"""What to do if the settings name no mailbox."""


class Mailbox(Protocol):
    """What the commands need of a mailbox; each method may raise :class:`OutboxError`."""

    def drafts(self) -> list[StoredDraft]:
        """Return the drafts of ours."""

    def draft_content(self, draft: StoredDraft) -> bytes:
        """Return a draft as it is stored."""

    def add_draft(self, content: bytes) -> None:
        """Store a draft."""

    def remove_draft(self, draft: StoredDraft) -> None:
        """Remove a draft of ours."""

    def sent(self) -> set[str]:
        """Return the Message-IDs of ours among what was sent."""

    def store_sent(self, content: bytes, identifier: str) -> None:
        """Store a copy of what was sent, unless it is there already."""

    def sent_since(self, day: datetime.date) -> Iterator[bytes]:
        """Yield the messages that were sent since a day."""

    def received_since(self, day: datetime.date) -> Iterator[bytes]:
        """Yield the messages that arrived since a day."""


class Folders(Protocol):
    """A place with folders: an IMAP server, a Maildir, or the files of Thunderbird."""

    def ours(self, folder: str) -> list[StoredDraft]:
        """Return our messages in a folder."""

    def content(self, folder: str, handle: str) -> bytes:
        """Return a message."""

    def add(self, content: bytes, folder: str, *, draft: bool) -> None:
        """Store a message in a folder, which is created if it does not exist."""

    def remove(self, folder: str, handle: str) -> None:
        """Remove a message."""

    def messages(self, folder: str, since: datetime.date) -> Iterator[bytes]:
        """Yield the messages of a folder since a day, each up to about 200 kB of it."""


class FolderMailbox:
    """A mailbox, by the names of its folders."""

    def __init__(self, folders: Folders, drafts: str, sent: str, inbox: str) -> None:
        """Use the folders of these names."""
        self._folders = folders
        self._drafts, self._sent, self._inbox = drafts, sent, inbox

    def drafts(self) -> list[StoredDraft]:
        """Return the drafts of ours."""
        return self._folders.ours(self._drafts)

    def draft_content(self, draft: StoredDraft) -> bytes:
        """Return a draft as it is stored."""
        return self._folders.content(self._drafts, draft.handle)

    def add_draft(self, content: bytes) -> None:
        """Store a draft."""
        self._folders.add(content, self._drafts, draft=True)

    def remove_draft(self, draft: StoredDraft) -> None:
        """Remove a draft of ours."""
        self._folders.remove(self._drafts, draft.handle)

    def sent(self) -> set[str]:
        """Return the Message-IDs of ours among what was sent."""
        return {each.identifier for each in self._folders.ours(self._sent)}

    def store_sent(self, content: bytes, identifier: str) -> None:
        """Store a copy of what was sent, unless it is there already."""
        if identifier not in self.sent():
            self._folders.add(content, self._sent, draft=False)

    def sent_since(self, day: datetime.date) -> Iterator[bytes]:
        """Yield the messages that were sent since a day."""
        return self._folders.messages(self._sent, day)

    def received_since(self, day: datetime.date) -> Iterator[bytes]:
        """Yield the messages that arrived since a day."""
        return self._folders.messages(self._inbox, day)


@contextlib.contextmanager
def opened(settings: Settings) -> Iterator[Mailbox | None]:
    """Open the mailbox of the settings; ``None`` if they name none.

    Raises:
        OutboxError: it cannot be opened.
    """
    mail = settings.mail
    inbox = mail.inbox_folder
    if mail.maildir is not None:
        place: Folders = (
            MaildirMailbox(mail.maildir) if is_maildir(mail.maildir) else MboxMailbox(mail.maildir)
        )
        drafts, sent = mail.drafts_folder or DRAFTS, mail.sent_folder or SENT
        yield FolderMailbox(place, drafts, sent, inbox)
        return
    if mail.imap is None:
        yield None
        return
    user, secret = mail.user or settings.sender.email, password(mail)
    if user is None or secret is None:
        raise OutboxError(
            msg("{server} needs “user:” and “password-command:” in the ledger", server=mail.imap)
        )
    with contextlib.closing(ImapMailbox(mail.imap, mail, user, secret)) as imap:
        yield FolderMailbox(imap, imap.drafts, imap.sent, inbox)
