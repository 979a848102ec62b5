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

import contextlib
import datetime
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path

from beancount_relance.clock import now
from beancount_relance.history.note_kinds import NOTE_KINDS
from beancount_relance.language.messages import Language, Message, msg
from beancount_relance.mailroom.journal import (
    BEGUN,
    NOT_SENT,
    RECORDED,
    SENT,
    Journal,
    Sending,
)
from beancount_relance.outbox.connection import OutboxError
from beancount_relance.outbox.mailbox import Mailbox
from beancount_relance.outbox.outgoing import Outgoing, outgoing_mails
from beancount_relance.outbox.transport import NotSentError, Transport, UnclearError
from beancount_relance.recording.atomic_file import RecordingError
from beancount_relance.recording.draft import draft_note
from beancount_relance.recording.new_note import NewNote, note_of_action
from beancount_relance.recording.write import record
from beancount_relance.report.loading import LoadedLedger, load_ledger
from beancount_relance.report.report import Report

DONE, SKIPPED, FAILED, UNKNOWN, UNNOTED = "sent", "skipped", "not-sent", "unclear", "not-recorded"
"""The outcomes of an e-mail."""


@dataclass(frozen=True, slots=True)
class MailOutcome:
    """What became of an e-mail, and why if it was not sent and recorded."""

    mail: Outgoing
    status: str
    why: Message | None = None


class LiveBooks:
    """The ledger while e-mails are sent, loaded again whenever one of its files has changed."""

    def __init__(
        self,
        ledger: LoadedLedger,
        report: Report,
        reload: Callable[[], LoadedLedger] | None = None,
        writing: AbstractContextManager[object] | None = None,
    ) -> None:
        """Begin with a loaded ledger.

        Args:
            ledger: the ledger.
            report: its report.
            reload: loads it again; by default from its file.
            writing: is held while a note is written.
        """
        self._reload = reload or (lambda: load_ledger(ledger.files[0]))
        self._writing = writing or contextlib.nullcontext()
        self.ledger = ledger
        self.report = report
        self.changed = False  # by somebody else, since the e-mails were confirmed
        self._seen = self._state()

    def refresh(self) -> None:
        """Load the ledger again if a file has changed."""
        if self._state() != self._seen:
            self.changed = True
            with self._writing:
                self._take(self._load())

    def note(self, new_note: NewNote) -> None:
        """Record a note, unless the ledger has one with its Message-ID.

        Raises:
            RecordingError: it cannot be recorded.
        """
        self.refresh()
        if new_note.message not in self.messages:
            self.add(new_note)

    def add(self, new_note: NewNote) -> None:
        """Record a note.

        Raises:
            RecordingError: it cannot be recorded.
        """
        with self._writing:
            recorded = record(draft_note(new_note, self.ledger, self.report), self._load)
            if recorded.ledger is None:  # the ledger has it already
                self._take(self._load())
            else:
                self.ledger, self.report = recorded.ledger, recorded.report

    @property
    def messages(self) -> set[str | None]:
        """The Message-IDs of all reminders in the ledger, also of those that came back."""
        events = (*self.report.events, *self.report.undelivered)
        return {event.message for event in events if event.kind not in NOTE_KINDS} - {None}

    def sent_on(self, day: datetime.date) -> int:
        """How many e-mails of a day the ledger has."""
        events = (*self.report.events, *self.report.undelivered)
        return sum(
            event.date == day and event.message is not None and event.kind not in NOTE_KINDS
            for event in events
        )

    def _load(self) -> LoadedLedger:
        # What is changed while the ledger is read is found the next time.
        self._seen = self._state()
        return self._reload()

    def _take(self, ledger: LoadedLedger) -> None:
        self.ledger, self.report = ledger, ledger.report(self.report.as_of)

    def _state(self) -> list[tuple[int, int] | None]:
        return [_stamp(path) for path in self.ledger.files]


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


class Dispatch:
    """Sends e-mails one after the other."""

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
        self._words = words

    def send(self, mails: Sequence[Outgoing], pause: Callable[[], None]) -> Iterator[MailOutcome]:
        """Send e-mails; it stops when the next one would fail as well, or when one is unclear.

        Args:
            mails: the e-mails as they were confirmed.
            pause: is called between two of them.
        """
        for number, mail in enumerate(mails):
            if number:
                pause()
            why = self._why_not(mail)
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
        try:
            self._transport.send(sender, mail.recipients, mail.sendable, begin)
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
        return MailOutcome(mail, DONE, self._store(mail))

    def _store(self, mail: Outgoing) -> Message | None:
        """Store a copy among the sent e-mails, if the ledger names their folder."""
        if self._mailbox is None or self._books.report.settings.mail.sent_folder is None:
            return None
        try:
            self._mailbox.store_sent(mail.sendable, mail.identifier)
        except OutboxError as error:
            return error.message
        return None

    def _why_not(self, mail: Outgoing) -> Message | None:
        """Return why an e-mail must not be sent now; ``None`` if it may."""
        books = self._books
        if is_held(mail, self._journal):
            return msg("nobody knows whether an earlier one went out")
        books.refresh()
        if books.changed:
            now = [a for a in books.report.actions if a.customer.id == mail.key[0]]
            name = books.ledger.files[0].name
            again, _ = outgoing_mails(books.report, now, name, self._words)
            if mail.content not in [each.content for each in again]:
                return msg(
                    "the ledger has changed: this e-mail is no longer due, or its text is another"
                )
        if mail.identifier in books.messages:
            return msg("the ledger says that it was sent")
        return self._why_not_by_mailbox(mail)

    def _why_not_by_mailbox(self, mail: Outgoing) -> Message | None:
        if self._mailbox is None:
            return None
        if not mail.identifiers.isdisjoint(self._mailbox.sent()):
            return msg("it is among the sent e-mails")
        drafts = self._mailbox.drafts()
        if any(each.identifier in mail.identifiers for each in drafts):
            return msg("there is a draft of it: send that, or delete it")
        if any(each.mark and each.mark.topic == mail.mark.topic for each in drafts):
            return msg("there is an outdated draft of it: delete it, or run relance drafts")
        return None


def is_held(mail: Outgoing, journal: Journal) -> bool:
    """Whether an e-mail about the same invoice was begun, and is not recorded as sent.

    It may have gone out, also if it was of another stage.
    """
    customer, _, invoices = mail.key
    return any(
        each.customer == customer and not set(invoices).isdisjoint(each.invoices)
        for each in (*journal.unclear, *journal.unrecorded)
    )


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
