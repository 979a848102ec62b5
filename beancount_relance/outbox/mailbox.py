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

    def has_draft(self, identifier: str) -> bool:
        """Whether there is a draft with this Message-ID."""

    def was_sent(self, identifier: str) -> bool:
        """Whether a message with this Message-ID is among those sent."""

    def add_draft(self, content: bytes, identifier: str) -> bool:
        """Store a draft, unless it is there already or was sent; return whether it was stored."""

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

    def has_draft(self, identifier: str) -> bool:
        return self._imap.has(identifier, self._imap.drafts)

    def was_sent(self, identifier: str) -> bool:
        return self._imap.has(identifier, self._imap.sent)

    def add_draft(self, content: bytes, identifier: str) -> bool:
        if self.has_draft(identifier) or self.was_sent(identifier):
            return False
        self._imap.add(content, self._imap.drafts, r"(\Draft \Seen)")
        return True

    def store_sent(self, content: bytes, identifier: str) -> None:
        if not self.was_sent(identifier):
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

    def has_draft(self, identifier: str) -> bool:
        """Whether any folder has it."""
        return self._maildir.has(identifier) and not self.was_sent(identifier)

    def was_sent(self, identifier: str) -> bool:
        """Whether the folder of sent messages has it."""
        wanted = identifier.encode()
        return any(wanted in each for each in self.sent_since(datetime.date(1970, 1, 2)))

    def add_draft(self, content: bytes, identifier: str) -> bool:
        """Store a draft, unless any folder has it already."""
        if self._maildir.has(identifier):
            return False
        self._maildir.add(content, identifier, self._drafts, "DS")
        return True

    def store_sent(self, content: bytes, identifier: str) -> None:
        """Store a copy of what was sent, unless it is there already."""
        if not self.was_sent(identifier):
            self._maildir.add(content, identifier, self._sent, "S")

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
