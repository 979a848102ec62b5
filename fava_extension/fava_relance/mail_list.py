"""E-mails of the page: those that a request is about, and what the page shows of them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from email import message_from_bytes
from email.policy import SMTP
from typing import Any

from beancount_relance.clock import now
from beancount_relance.dunning.agenda import Action, ActionIdentity, ActionKey
from beancount_relance.exports.json_data import JsonObject
from beancount_relance.history.mail_kinds import REPLIED
from beancount_relance.history.note_kinds import NOTE_KINDS
from beancount_relance.language.messages import Language, Message, msg
from beancount_relance.mailroom.decent_hours import why_not_now
from beancount_relance.mailroom.guard import is_held
from beancount_relance.mailroom.journal import Journal, Sending
from beancount_relance.mailroom.live_books import LiveBooks
from beancount_relance.outbox.outgoing import Outgoing, outgoing_mails
from beancount_relance.policy.procedures import LABELS
from beancount_relance.recording.new_note import NewNote
from beancount_relance.report.report import Report
from beancount_relance.texts.edited_text import EditedText
from fava_relance.asked_action import asked_action
from fava_relance.mail_html import html_of
from fava_relance.note_drafts import PageBooks
from fava_relance.note_request import read_list, refuse_unknown, text_of
from fava_relance.request_guard import RefusedError

_ACTION = frozenset(("customer", "stage", "invoices", "subject", "body", "checksum"))


def unclear_message(sending: Sending) -> Message:
    """Say that nobody knows what became of an e-mail."""
    return msg(
        "{customer}: nobody knows whether the e-mail of {date}, {time} went out. Look for it among "
        "your sent e-mails",
        customer=sending.customer,
        date=sending.date,
        time=sending.time,
    )


def asked_mails(
    data: JsonObject, books: PageBooks, words: Language
) -> tuple[Sequence[Outgoing], Sequence[Message]]:
    """The e-mails of the actions that a request names, and what cannot be written.

    Raises:
        RefusedError: an action is not there any more.
    """
    report = books.report
    actions: list[Action] = []
    edited: dict[ActionIdentity, EditedText] = {}
    for each in read_list(data, "actions", dict) or []:
        refuse_unknown(each, _ACTION)
        key, invoices = _asked_key(each), read_list(each, "invoices", str)
        action = asked_action(report.actions, key, invoices)
        if action is None:
            raise RefusedError(409, msg("this is not to be done any more: reload the page"))
        actions.append(action)
        if "body" in each:
            edited[action.identity] = EditedText(text_of(each, "subject"), text_of(each, "body"))
    mails, outcome = outgoing_mails(
        report, actions, books.ledger.files[0].name, words, edited=edited
    )
    return mails, [*outcome.failures, *outcome.notes]


def as_seen(data: JsonObject, books: PageBooks, words: Language) -> Sequence[Outgoing]:
    """The e-mails that a request names, which must be those that were shown.

    Raises:
        RefusedError: one of them has changed.
    """
    seen = [
        (*_asked_key(each), text_of(each, "checksum"))
        for each in read_list(data, "actions", dict) or []
    ]
    mails, _ = asked_mails(data, books, words)
    if sorted((*mail.reminder.key, _checksum(mail)) for mail in mails) != sorted(seen):
        raise RefusedError(409, msg("an e-mail is not what was shown: look at it again"))
    return mails


def _asked_key(asked: JsonObject) -> ActionKey:
    return text_of(asked, "customer"), text_of(asked, "stage")


def _checksum(mail: Outgoing) -> str:
    return hashlib.sha256(mail.content).hexdigest()


def shown_mail(mail: Outgoing) -> JsonObject:
    """An e-mail as its reader will see it."""
    parsed = message_from_bytes(mail.content, policy=SMTP)
    return {
        "customer": mail.key[0],
        "stage": mail.key[1],
        "invoices": mail.key[2],
        "to": "; ".join(mail.recipients),
        "from": str(parsed["From"] or ""),
        "html": html_of(mail.content),
        "subject": mail.reminder.subject,
        "text": mail.reminder.body,
        "files": [part.get_filename() for part in parsed.iter_attachments()],
        "checksum": _checksum(mail),
        "held": "",
    }


def why_held(mail: Outgoing, report: Report, journal: Journal) -> Message | None:
    """Return why an e-mail must not go out now; ``None`` if it may."""
    customer, settings = mail.reminder.customer, report.settings
    if is_held(mail, journal):
        return msg("nobody knows whether an earlier one went out")
    return why_not_now(customer, settings, now())


def over_limit(live: LiveBooks, journal: Journal, count: int) -> Message | None:
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


def note_data(note: NewNote, report: Report, words: Language) -> JsonObject:
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
