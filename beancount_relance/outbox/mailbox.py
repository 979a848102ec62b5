"""The user's mailbox, on a server or in a Maildir, with its folders of drafts and sent e-mails."""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Iterator
from typing import Protocol

from beancount_relance.language.messages import msg
from beancount_relance.outbox.connection import OutboxError, password
from beancount_relance.outbox.imap import DRAFTS, SENT, ImapMailbox
from beancount_relance.outbox.maildir import MaildirMailbox
from beancount_relance.policy.settings import Settings


class Mailbox(Protocol):
    """What the commands need of a mailbox; each method may raise :class:`OutboxError`."""

    def drafts(self) -> set[str]:
        """Return the Message-IDs of ours among the drafts."""

    def sent(self) -> set[str]:
        """Return the Message-IDs of ours among what was sent."""

    def add_draft(self, content: bytes) -> None:
        """Store a draft."""

    def store_sent(self, content: bytes, identifier: str) -> None:
        """Store a copy of what was sent, unless it is there already."""

    def sent_since(self, day: datetime.date) -> Iterator[bytes]:
        """Yield the messages that were sent since a day."""

    def received_since(self, day: datetime.date) -> Iterator[bytes]:
        """Yield the messages that arrived since a day."""


class _OnServer:
    """A mailbox on an IMAP server."""

    def __init__(self, imap: ImapMailbox, inbox: str) -> None:
        self._imap = imap
        self._inbox = inbox

    def drafts(self) -> set[str]:
        return self._imap.ours_in(self._imap.drafts)

    def sent(self) -> set[str]:
        return self._imap.ours_in(self._imap.sent)

    def add_draft(self, content: bytes) -> None:
        self._imap.add(content, self._imap.drafts, r"(\Draft \Seen)")

    def store_sent(self, content: bytes, identifier: str) -> None:
        if identifier not in self.sent():
            self._imap.add(content, self._imap.sent, r"(\Seen)")

    def sent_since(self, day: datetime.date) -> Iterator[bytes]:
        return self._imap.messages(self._imap.sent, day)

    def received_since(self, day: datetime.date) -> Iterator[bytes]:
        return self._imap.messages(self._inbox, day)


class LocalMailbox:
    """A mailbox in a Maildir. A message in any of its folders is known, sent or not."""

    def __init__(self, maildir: MaildirMailbox, drafts: str, sent: str, inbox: str) -> None:
        """Use the folders of these names."""
        self._maildir = maildir
        self._drafts, self._sent, self._inbox = drafts, sent, inbox

    def drafts(self) -> set[str]:
        """Return those in any folder but that of sent messages."""
        return self._maildir.ours() - self.sent()

    def sent(self) -> set[str]:
        """Return those in the folder of sent messages."""
        return self._maildir.ours(self._sent)

    def add_draft(self, content: bytes) -> None:
        """Store a draft."""
        self._maildir.add(content, self._drafts, "DS")

    def store_sent(self, content: bytes, identifier: str) -> None:
        """Store a copy of what was sent, unless it is there already."""
        if identifier not in self.sent():
            self._maildir.add(content, self._sent, "S")

    def sent_since(self, day: datetime.date) -> Iterator[bytes]:
        """Yield the messages that were sent since a day."""
        return self._maildir.messages(self._sent, day)

    def received_since(self, day: datetime.date) -> Iterator[bytes]:
        """Yield the messages that arrived since a day."""
        return self._maildir.messages(self._inbox, day)


@contextlib.contextmanager
def opened(settings: Settings) -> Iterator[Mailbox | None]:
    """Open the mailbox of the settings; ``None`` if they name none.

    Raises:
        OutboxError: it cannot be opened.
    """
    mail = settings.mail
    if mail.maildir is not None:
        folder = MaildirMailbox(mail.maildir)
        drafts, sent = mail.drafts_folder or DRAFTS, mail.sent_folder or SENT
        yield LocalMailbox(folder, drafts, sent, mail.inbox_folder)
        return
    if mail.imap is None:
        yield None
        return
    user, secret = mail.user or settings.sender.email, password(mail)
    if user is None or secret is None:
        raise OutboxError(
            msg("{server} needs “user” and “password-command” in the ledger", server=mail.imap)
        )
    with contextlib.closing(ImapMailbox(mail.imap, mail, user, secret)) as imap:
        yield _OnServer(imap, mail.inbox_folder)
