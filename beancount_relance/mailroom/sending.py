"""Sending: each e-mail at most once, and recorded afterwards.

The steps of an e-mail, each on the disk before the next one:

1. the guard: it is still to be done, and was not sent from elsewhere;
2. the journal says “begun”, just before the message goes out;
3. the transport sends it;
4. the journal says “sent”, or “not-sent” if that is certain;
5. the ledger gets the note, with the Message-ID; the journal says “recorded”.

If the program ends after step 2 and before step 4, the outcome is unknown: the e-mail is named, and
never sent again by itself.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.clock import now
from beancount_relance.language.messages import Language, Message
from beancount_relance.mailroom.guard import Guard
from beancount_relance.mailroom.journal import (
    BEGUN,
    NOT_SENT,
    RECORDED,
    SENT,
    Journal,
    Sending,
)
from beancount_relance.mailroom.live_books import LiveBooks
from beancount_relance.outbox.mailbox import Mailbox
from beancount_relance.outbox.outgoing import Outgoing
from beancount_relance.outbox.server_access import OutboxError
from beancount_relance.outbox.transport import NotSentError, Transport, UnclearError
from beancount_relance.policy.channels import MAIL, usual_channel
from beancount_relance.recording.atomic_file import RecordingError
from beancount_relance.recording.new_note import NewNote, note_of_action
from beancount_relance.report.report import Report

DONE, SKIPPED, FAILED, UNKNOWN, UNNOTED = "sent", "skipped", "not-sent", "unclear", "not-recorded"
"""The outcomes of an e-mail."""


class MailOutcome(Struct, frozen=True):
    """What became of an e-mail, and why if it was not sent and recorded."""

    mail: Outgoing
    status: str
    why: Message | None = None


class Dispatch:
    """Sends e-mails one after the other.

    Args:
        books: the ledger, which is read again when it changes.
        journal: what was begun, and what became of it.
        transport: the way to send.
        mailbox: where drafts and sent e-mails are, if it can be read.
        words: the language of messages.
    """

    def __init__(
        self,
        books: LiveBooks,
        journal: Journal,
        transport: Transport,
        mailbox: Mailbox | None,
        words: Language,
    ) -> None:
        self._books = books
        self._journal = journal
        self._transport = transport
        self._mailbox = mailbox
        self._guard = Guard(books, journal, mailbox, words)

    def send(self, mails: Sequence[Outgoing], pause: Callable[[], None]) -> Iterator[MailOutcome]:
        """Send e-mails; it stops when the next one would fail as well, or when one is unclear.

        Args:
            mails: the e-mails as they were confirmed.
            pause: is called between two of them.
        """
        for number, mail in enumerate(mails):
            if number:
                pause()
            why = self._guard.why_not(mail)
            if why is not None:
                yield MailOutcome(mail, SKIPPED, why)
                continue
            try:
                outcome = self._send(mail)
            except NotSentError as error:
                yield MailOutcome(mail, FAILED, error.message)
                if error.for_all:
                    return
                continue
            yield outcome
            if outcome.status in (UNKNOWN, UNNOTED):
                return

    def _send(self, mail: Outgoing) -> MailOutcome:
        sending = _sending(mail, self._books.report)
        begun = False

        def begin() -> None:
            nonlocal begun
            self._journal.put(sending)
            begun = True

        sender = self._books.report.settings.sender.email or ""
        content = mail.sendable(now())
        try:
            self._transport.send(sender, mail.recipients, content, begin)
        except NotSentError:
            if begun:
                self._journal.mark(sending, NOT_SENT)
            raise
        except UnclearError as error:
            return MailOutcome(mail, UNKNOWN, error.message)
        self._journal.mark(sending, SENT)
        try:
            record_sending(sending, self._books, self._journal)
        except RecordingError as error:
            return MailOutcome(mail, UNNOTED, error.message)
        return MailOutcome(mail, DONE, self._store(mail, content))

    def _store(self, mail: Outgoing, content: bytes) -> Message | None:
        """Store a copy among the sent e-mails, if the ledger names their folder."""
        if self._mailbox is None or self._books.report.settings.mail.sent_folder is None:
            return None
        try:
            self._mailbox.store_sent(content, mail.identifier)
        except OutboxError as error:
            return error.message
        return None


def _sending(mail: Outgoing, report: Report) -> Sending:
    note = note_of_action(mail.action, report)
    return Sending(
        message=mail.identifier,
        state=BEGUN,
        customer=note.customer,
        stage=note.kind,
        invoices=note.invoices,
        recipient="; ".join(mail.reminder.customer.mail_to),
        text=note.text,
        date=note.date.isoformat(),
        time=now().strftime("%H:%M:%S"),
    )


def record_sending(sending: Sending, books: LiveBooks, journal: Journal) -> None:
    """Record in the ledger that an e-mail was sent.

    Raises:
        RecordingError: it cannot be recorded.
    """
    books.note(
        NewNote(
            customer=sending.customer,
            kind=sending.stage,
            date=datetime.date.fromisoformat(sending.date),
            text=sending.text,
            invoices=sending.invoices,
            message=sending.message,
            recipient=sending.recipient,
            channel=usual_channel(MAIL).name,
        )
    )
    journal.mark(sending, RECORDED)


def settle(journal: Journal, books: LiveBooks, mailbox: Mailbox | None) -> list[Sending]:
    """Finish what an earlier run began, as far as it is known what became of it.

    An e-mail of unknown outcome that is among the sent ones was sent.

    Returns:
        The e-mails of which nobody knows whether they went out.

    Raises:
        RecordingError: a note cannot be recorded.
        OutboxError: the mailbox cannot be read.
    """
    known: set[str | None] = set(books.messages)
    if journal.unclear and mailbox is not None:
        known |= mailbox.sent()
    for sending in journal.unclear:
        if sending.message in known:
            journal.mark(sending, SENT)
    for sending in journal.unrecorded:
        record_sending(replace(sending, state=SENT), books, journal)
    return journal.unclear
