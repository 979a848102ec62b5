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
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from email import message_from_bytes
from email.policy import SMTP
from typing import Any

from flask import Response

from beancount_relance.clock import now, today
from beancount_relance.dunning.agenda import Action
from beancount_relance.exports.json_data import JsonObject
from beancount_relance.history.mail_kinds import REPLIED
from beancount_relance.history.note_kinds import NOTE_KINDS
from beancount_relance.language.messages import Language, Message, msg
from beancount_relance.mailroom.decent_hours import is_decent, local_time
from beancount_relance.mailroom.journal import (
    NOT_SENT,
    SENT,
    Journal,
    JournalError,
    Sending,
    journal_of,
)
from beancount_relance.mailroom.proposals import proposed_notes
from beancount_relance.mailroom.sending import DONE, UNKNOWN, UNNOTED, Dispatch, LiveBooks, settle
from beancount_relance.outbox.connection import OutboxError
from beancount_relance.outbox.mailbox import Mailbox, opened
from beancount_relance.outbox.outgoing import Outgoing, outgoing_mails
from beancount_relance.outbox.transport import transport_of
from beancount_relance.policy.procedures import LABELS
from beancount_relance.recording.atomic_file import RecordingError
from beancount_relance.recording.new_note import NewNote
from beancount_relance.report.report import Report
from beancount_relance.texts.edited_text import EditedText
from fava_relance.note_api import Recorder
from fava_relance.note_drafts import PageBooks
from fava_relance.note_request import read_list, refuse_unknown, text_of
from fava_relance.request_guard import RefusedError

DAYS_BACK = 60
"""How many days of the mailbox are read."""

_ACTION = frozenset(("customer", "stage", "subject", "body", "checksum"))


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
        mails, notes = _asked_mails(data, books, words)
        found = [_shown(mail) for mail in mails]
        unclear: list[JsonObject] = []
        complaint = None
        if text_of(data, "way") == "send":
            with self._sending(books) as (live, journal, mailbox):
                held = settle(journal, live, mailbox)
                for mail, shown in zip(mails, found, strict=True):
                    why = _held(mail, books.report, {(s.customer, s.stage) for s in held})
                    shown["held"] = words.render(why) if why else ""
                complaint = _over_limit(live, journal, sum(not each["held"] for each in found))
            unclear = [{"message": s.message, "text": words.render(_unclear(s))} for s in held]
        return {
            "mails": found,
            "notes": [words.render(note) for note in notes],
            "unclear": unclear,
            "complaint": words.render(complaint) if complaint else "",
            "pause": books.report.settings.mail.pause,
        }

    def _drafts(self, data: JsonObject, words: Language) -> JsonObject:
        refuse_unknown(data, frozenset(("actions",)))
        books = self._books()
        mails = _as_seen(data, books, words)
        with _told(), opened(books.report.settings) as mailbox:
            if mailbox is None:
                raise RecordingError(_NO_MAILBOX)
            known = mailbox.drafts() | mailbox.sent()
            lines = []
            for mail in mails:
                facts = {
                    "recipient": "; ".join(mail.recipients),
                    "subject": mail.reminder.subject,
                }
                if mail.identifiers.isdisjoint(known):
                    mailbox.add_draft(mail.content)
                    lines.append(msg("{recipient}: {subject}", **facts))
                else:
                    lines.append(msg("{recipient}: {subject} (there already)", **facts))
        return {"lines": [words.render(line) for line in lines]}

    def _send(self, data: JsonObject, words: Language) -> JsonObject:
        refuse_unknown(data, frozenset(("actions",)))
        books = self._books()
        mails = _as_seen(data, books, words)
        if len(mails) != 1:
            raise RefusedError(400, msg("one e-mail is sent at a time"))
        with self._sending(books) as (live, journal, mailbox):
            transport = transport_of(books.report.settings)
            if transport is None or books.report.settings.sender.email is None:
                raise RecordingError(_NO_TRANSPORT)
            unclear = {(each.customer, each.stage) for each in settle(journal, live, mailbox)}
            why = _held(mails[0], books.report, unclear) or _over_limit(live, journal, 1)
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
                raise RecordingError(_NO_MAILBOX)
            notes = proposed_notes(report, books.ledger.files[0].name, mailbox, since, words)
        return {"notes": [_note_data(note, report, words) for note in notes]}

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


_NO_MAILBOX = msg("add “imap” or “maildir” to the setting mail of the ledger")
_NO_TRANSPORT = msg(
    "add “command” or “smtp” to the setting mail of the ledger, and the creditor’s “email”"
)


def _unclear(sending: Sending) -> Message:
    return msg(
        "{customer}: nobody knows whether the e-mail of {date}, {time} went out. Look for it among "
        "your sent e-mails",
        customer=sending.customer,
        date=sending.date,
        time=sending.time,
    )


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Say in a sentence why a mailbox, a server or the journal cannot be used.

    Raises:
        RecordingError: it cannot.
    """
    try:
        yield
    except (OutboxError, JournalError) as error:
        raise RecordingError(error.message) from error


def _asked_mails(
    data: JsonObject, books: PageBooks, words: Language
) -> tuple[Sequence[Outgoing], Sequence[Message]]:
    """The e-mails of the actions that a request names, and what cannot be written.

    Raises:
        RefusedError: an action is not there any more.
    """
    report = books.report
    due = {(action.customer.id, action.stage.name): action for action in report.actions}
    actions: list[Action] = []
    edited: dict[tuple[str, str], EditedText] = {}
    for each in read_list(data, "actions", dict) or []:
        refuse_unknown(each, _ACTION)
        key = text_of(each, "customer"), text_of(each, "stage")
        if key not in due:
            raise RefusedError(409, msg("this is not to be done any more: reload the page"))
        actions.append(due[key])
        if "body" in each:
            edited[key] = EditedText(text_of(each, "subject"), text_of(each, "body"))
    mails, outcome = outgoing_mails(
        report, actions, books.ledger.files[0].name, words, edited=edited
    )
    return mails, [*outcome.failures, *outcome.notes]


def _as_seen(data: JsonObject, books: PageBooks, words: Language) -> Sequence[Outgoing]:
    """The e-mails that a request names, which must be those that were shown.

    Raises:
        RefusedError: one of them has changed.
    """
    seen = {
        (text_of(each, "customer"), text_of(each, "stage")): text_of(each, "checksum")
        for each in read_list(data, "actions", dict) or []
    }
    mails, _ = _asked_mails(data, books, words)
    if {mail.key[:2]: _checksum(mail) for mail in mails} != seen:
        raise RefusedError(409, msg("an e-mail is not what was shown: look at it again"))
    return mails


def _checksum(mail: Outgoing) -> str:
    return hashlib.sha256(mail.content).hexdigest()


def _shown(mail: Outgoing) -> JsonObject:
    """An e-mail as its reader will see it."""
    parsed = message_from_bytes(mail.content, policy=SMTP)
    return {
        "customer": mail.key[0],
        "stage": mail.key[1],
        "to": "; ".join(mail.recipients),
        "subject": mail.reminder.subject,
        "text": mail.reminder.body,
        "files": [part.get_filename() for part in parsed.iter_attachments()],
        "checksum": _checksum(mail),
        "held": "",
    }


def _held(mail: Outgoing, report: Report, unclear: set[tuple[str, str]]) -> Message | None:
    """Return why an e-mail must not go out now; ``None`` if it may."""
    customer, settings = mail.reminder.customer, report.settings
    if mail.key[:2] in unclear:
        return msg("nobody knows whether an earlier one went out")
    if is_decent(customer, settings, now()):
        return None
    there = local_time(customer, settings, now()).strftime("%H:%M")
    return msg("it is {time} there, outside the hours of the setting mail", time=there)


def _over_limit(live: LiveBooks, journal: Journal, count: int) -> Message | None:
    """Return that so many more e-mails are too many for a day, if they are."""
    day, limit = live.report.as_of, live.report.settings.mail.daily_limit
    sent = live.sent_on(day) + journal.count(day.isoformat())
    if sent + count <= limit:
        return None
    return msg(
        "{count} are more than the daily limit of {limit} allows ({sent} were sent today)",
        count=count,
        limit=limit,
        sent=sent,
    )


def _note_data(note: NewNote, report: Report, words: Language) -> JsonObject:
    """What to show of a note, and the request that records it."""
    kind = NOTE_KINDS.get(note.kind)
    label = kind.label if kind is not None else LABELS[note.kind]
    request: Mapping[str, Any] = {
        "customer": note.customer,
        "kind": note.kind,
        "date": note.date.isoformat(),
        "text": note.text,
        "invoices": list(note.invoices),
        "message": note.message,
        "recipient": note.recipient,
    }
    title = msg(
        "{customer}, {date}: {kind}",
        customer=report.customer(note.customer).title,
        date=note.date,
        kind=label,
    )
    return {
        "title": words.render(title),
        "text": note.text,
        "reply": note.kind == REPLIED.name,
        "note": {key: value for key, value in request.items() if value is not None},
    }
