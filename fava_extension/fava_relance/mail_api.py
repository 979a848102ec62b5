"""E-mails from the page: as drafts in the mailbox, sent, and what came back.

All requests are POSTs, guarded as in :mod:`fava_relance.note_api`. The work is that of the commands
``drafts``, ``send`` and ``sent``: the same identity, journal and guard.

``mail_preview``
    ``{"way": "drafts" | "send", "actions": [{"customer", "stage", "subject", "body"}, …]}``;
    subject and body only if they were changed on the page. Returns the ``mails``, each with its
    ``checksum`` and why it is ``held``, and e-mails of ``unclear`` outcome. Nothing goes out.
``mail_drafts``
    The same actions, with the ``checksum`` of each. Stores exactly these drafts, once each.
``mail_send``
    One action with its checksum. Sends exactly this e-mail, at most once, and records it.
``mail_settle``
    ``{"message", "sent"}``: what became of an e-mail of unknown outcome.
``mail_received``
    ``{}``. Returns the notes that follow from the mailbox, each with what to show of it.
"""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Iterator

from flask import Response

from beancount_relance.clock import today
from beancount_relance.exports.json_data import JsonObject
from beancount_relance.language.messages import Language, Message, msg
from beancount_relance.mailroom.journal import (
    NOT_SENT,
    SENT,
    Journal,
    JournalError,
    Sending,
    journal_of,
)
from beancount_relance.mailroom.live_books import LiveBooks
from beancount_relance.mailroom.proposed_notes import proposed_notes
from beancount_relance.mailroom.sending import DONE, UNKNOWN, UNNOTED, Dispatch, settle
from beancount_relance.outbox.drafts import DraftFolder, DraftOutcome
from beancount_relance.outbox.mailbox import NO_MAILBOX, Mailbox, opened
from beancount_relance.outbox.server_access import OutboxError
from beancount_relance.outbox.transport import NoTransportError, transport_of
from beancount_relance.recording.atomic_file import RecordingError
from fava_relance.endpoints import language_of_request, post
from fava_relance.mail_list import (
    as_seen,
    asked_mails,
    note_data,
    over_limit,
    shown_mail,
    unclear_message,
    why_held,
)
from fava_relance.note_api import Recorder
from fava_relance.note_drafts import PageBooks
from fava_relance.note_request import refuse_unknown, text_of
from fava_relance.request_guard import RefusedError

DAYS_BACK = 60
"""How many days of the mailbox are read."""


class PageMail:
    """The e-mails of one Fava page."""

    def __init__(self, recorder: Recorder) -> None:
        """Record through ``recorder``."""
        self._recorder = recorder

    def preview(self, words: Language) -> Response:
        """Answer ``mail_preview``."""
        return self._recorder.answer(words, lambda data: self._preview(data, words))

    def drafts(self, words: Language) -> Response:
        """Answer ``mail_drafts``."""
        return self._recorder.answer(words, lambda data: self._drafts(data, words))

    def send(self, words: Language) -> Response:
        """Answer ``mail_send``."""
        return self._recorder.answer(words, lambda data: self._send(data, words))

    def settle(self, words: Language) -> Response:
        """Answer ``mail_settle``."""
        return self._recorder.answer(words, self._settle)

    def received(self, words: Language) -> Response:
        """Answer ``mail_received``."""
        return self._recorder.answer(words, lambda data: self._received(data, words))

    def _preview(self, data: JsonObject, words: Language) -> JsonObject:
        refuse_unknown(data, frozenset(("way", "actions")))
        books = self._books()
        mails, notes = asked_mails(data, books, words)
        found = [shown_mail(mail) for mail in mails]
        unclear: list[Sending] = []
        complaint = None
        if text_of(data, "way") == "send":
            with self._sending(books) as (live, journal, mailbox):
                unclear = settle(journal, live, mailbox)
                for mail, shown in zip(mails, found, strict=True):
                    why = why_held(mail, books.report, journal)
                    shown["held"] = words.render(why) if why else ""
                complaint = over_limit(live, journal, sum(not each["held"] for each in found))
        return {
            "mails": found,
            "notes": [words.render(note) for note in notes],
            "unclear": [
                {"message": each.message, "text": words.render(unclear_message(each))}
                for each in unclear
            ],
            "complaint": words.render(complaint) if complaint else "",
            "pause": books.report.settings.mail.pause,
        }

    def _drafts(self, data: JsonObject, words: Language) -> JsonObject:
        refuse_unknown(data, frozenset(("actions",)))
        books = self._books()
        mails = as_seen(data, books, words)
        with _told(), opened(books.report.settings) as mailbox:
            if mailbox is None:
                raise RecordingError(NO_MAILBOX)
            lines = [_draft_line(each) for each in DraftFolder(mailbox).put(mails)]
        return {"lines": [words.render(line) for line in lines]}

    def _send(self, data: JsonObject, words: Language) -> JsonObject:
        refuse_unknown(data, frozenset(("actions",)))
        books = self._books()
        mails = as_seen(data, books, words)
        if len(mails) != 1:
            raise RefusedError(400, msg("one e-mail is sent at a time"))
        with self._sending(books) as (live, journal, mailbox):
            transport = transport_of(books.report.settings)
            settle(journal, live, mailbox)
            why = why_held(mails[0], books.report, journal) or over_limit(live, journal, 1)
            if why is not None:
                raise RecordingError(why)
            dispatch = Dispatch(live, journal, transport, mailbox, words)
            outcome = next(iter(dispatch.send(mails, lambda: None)))
        facts = {"recipients": "; ".join(outcome.mail.recipients), "why": outcome.why or ""}
        said = msg("{recipients}: not sent: {why}", **facts)
        if outcome.status == DONE:
            said = msg("{recipients}: sent", **facts)
        elif outcome.status == UNKNOWN:
            said = msg("{recipients}: not known whether it was sent: {why}", **facts)
        elif outcome.status == UNNOTED:
            said = msg("{recipients}: sent, but not recorded yet: {why}", **facts)
        return {"status": outcome.status, "said": words.render(said)}

    def _settle(self, data: JsonObject) -> JsonObject:
        refuse_unknown(data, frozenset(("message", "sent")))
        books, message = self._books(), text_of(data, "message")
        with self._sending(books) as (live, journal, _):
            for each in [each for each in journal.unclear if each.message == message]:
                journal.mark(each, SENT if data.get("sent") is True else NOT_SENT)
            settle(journal, live, None)
        return {"status": "settled"}

    def _received(self, data: JsonObject, words: Language) -> JsonObject:
        refuse_unknown(data, frozenset())
        books = self._books()
        report = books.report
        since = report.as_of - datetime.timedelta(days=DAYS_BACK)
        with _told(), opened(report.settings) as mailbox:
            if mailbox is None:
                raise RecordingError(NO_MAILBOX)
            notes = proposed_notes(report, books.ledger.files[0].name, mailbox, since, words)
        return {"notes": [note_data(note, report, words) for note in notes]}

    def _books(self) -> PageBooks:
        """The ledger as it is loaded.

        Raises:
            RefusedError: it stands still on an earlier day.
        """
        books = self._recorder.read()
        if books.report.as_of != today():
            text = msg(
                "e-mails are sent as of today only, not as of {date}", date=books.report.as_of
            )
            raise RefusedError(409, text)
        return books

    @contextlib.contextmanager
    def _sending(self, books: PageBooks) -> Iterator[tuple[LiveBooks, Journal, Mailbox | None]]:
        recorder = self._recorder
        live = LiveBooks(books.ledger, books.report, recorder.reload, recorder.writing)
        with (
            _told(),
            journal_of(books.ledger.files[0]) as journal,
            opened(books.report.settings) as mailbox,
        ):
            yield live, journal, mailbox


class MailEndpoints:
    """The endpoints, for the extension to inherit."""

    _mail: PageMail

    @post
    def mail_preview(self) -> Response:
        """E-mails as they would go out; see the top of this module."""
        return self._mail.preview(language_of_request())

    @post
    def mail_drafts(self) -> Response:
        """Store drafts in the mailbox."""
        return self._mail.drafts(language_of_request())

    @post
    def mail_send(self) -> Response:
        """Send an e-mail."""
        return self._mail.send(language_of_request())

    @post
    def mail_settle(self) -> Response:
        """Say what became of an e-mail of unknown outcome."""
        return self._mail.settle(language_of_request())

    @post
    def mail_received(self) -> Response:
        """What came back."""
        return self._mail.received(language_of_request())


def _draft_line(outcome: DraftOutcome) -> Message:
    facts = {
        "recipient": "; ".join(outcome.mail.recipients),
        "subject": outcome.mail.reminder.subject,
        "why": outcome.why or "",
    }
    if outcome.why is None:
        return msg("{recipient}: {subject}", **facts)
    return msg("{recipient}: {subject} ({why})", **facts)


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Say in a sentence why a mailbox, a server or the journal cannot be used.

    Raises:
        RecordingError: it cannot.
    """
    try:
        yield
    except (OutboxError, NoTransportError, JournalError) as error:
        raise RecordingError(error.message) from error
