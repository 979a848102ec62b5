"""The e-mails among the actions of a report, each with its identity and its place in a thread."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from msgspec import Struct

from beancount_relance.documents.batch import Batch, BatchWriter
from beancount_relance.dunning.agenda import Action, ActionIdentity
from beancount_relance.history.events import Event
from beancount_relance.history.note_kinds import NOTE_KINDS
from beancount_relance.language.messages import Language
from beancount_relance.outbox.draft_mark import (
    BY_HAND,
    HEADER,
    DraftMark,
    claim_of,
    text_checksum,
    topic_of,
)
from beancount_relance.outbox.identity import day_as_time, message_ids
from beancount_relance.report.report import Report
from beancount_relance.texts.edited_text import EditedText
from beancount_relance.texts.enclosures import Enclosures
from beancount_relance.texts.writer import Reminder
from beancount_relance.values.identifiers import ascii_email

_MOST_REFERENCES = 20
_DAY, _DAYS_BEFORE = datetime.timedelta(days=1), 60
_NOT_SENT = re.compile(rb"(?mi)^(?:Bcc|Date|X-Unsent|X-Relance-Draft):.*\r\n(?:[ \t].*\r\n)*")


class Outgoing(Struct, frozen=True):
    """An e-mail to draft or send.

    Attributes:
        action: the action that it carries out.
        reminder: its text.
        identifier: its Message-ID.
        content: the whole message, as a draft.
        recipients: all addresses that get it.
        mark: the mark of the draft.
        earlier: the Message-IDs that the same reminder had on the days before, if the
            ledger does not have them.
    """

    action: Action
    reminder: Reminder
    identifier: str
    content: bytes
    recipients: tuple[str, ...]
    mark: DraftMark
    earlier: frozenset[str] = frozenset()

    @property
    def key(self) -> ActionIdentity:
        """What it is about: the customer, the stage and the invoices, whatever the day."""
        return (*self.reminder.key, self.reminder.invoices)

    @property
    def identifiers(self) -> frozenset[str]:
        """The Message-IDs by which it is recognised."""
        return self.earlier | {self.identifier}

    def sendable(self, at: datetime.datetime) -> bytes:
        """The message as it is sent: dated, without the blind copies and the marks of a draft."""
        head, blank, body = self.content.partition(b"\r\n\r\n")
        date = f"Date: {format_datetime(at)}\r\n".encode()
        return date + _NOT_SENT.sub(b"", head + b"\r\n") + blank[2:] + body


def outgoing_mails(
    report: Report,
    actions: Iterable[Action],
    ledger: str,
    words: Language,
    *,
    edited: Mapping[ActionIdentity, EditedText] | None = None,
) -> tuple[Sequence[Outgoing], Batch]:
    """Write the e-mails among actions.

    Args:
        report: the report that the actions come from.
        actions: the actions; those that are no e-mails are left out.
        ledger: the file name of the ledger.
        words: the language of notes and failures.
        edited: the texts that somebody changed, by the identity of the action.

    Returns:
        The e-mails, and what went wrong.
    """
    settings = report.settings
    sender = settings.sender
    days = [report.as_of - before * _DAY for before in range(_DAYS_BEFORE + 1)]
    batch = BatchWriter(report, Enclosures(report), "eml", words)
    asked: dict[ActionIdentity, Action] = {}
    for action in actions:
        changed = (edited or {}).get(action.identity)
        batch.write(action, edited=changed)
        asked[action.identity] = action
    outcome = batch.finish()
    known = {event.message for event in (*report.events, *report.undelivered)}
    found: list[Outgoing] = []
    for file in outcome.files:
        reminder = file.reminder
        if reminder is None:
            continue
        customer = reminder.customer
        identifier, *earlier = message_ids(ledger, reminder, days, sender)
        identity = (*reminder.key, reminder.invoices)
        action = asked[identity]
        copies = settings.mail.copy_to
        to = tuple(dict.fromkeys((*customer.mail_to, *customer.mail_copies, *copies)))
        content = _identified(file.content, identifier, reminder, report)
        topic = topic_of(ledger, reminder.key)
        by_hand = action.identity in (edited or {})
        mark = DraftMark(
            topic, claim_of(action, to), BY_HAND if by_hand else text_checksum(content)
        )
        found.append(
            Outgoing(
                action=action,
                reminder=reminder,
                identifier=identifier,
                content=f"{HEADER}: {mark}\r\n".encode() + content,
                recipients=to,
                mark=mark,
                earlier=frozenset(earlier) - known,
            )
        )
    return found, outcome


def _identified(content: bytes, identifier: str, reminder: Reminder, report: Report) -> bytes:
    """A message with its identity, its place in a thread, and its blind copies."""
    head = EmailMessage(policy=SMTP)
    head["Message-ID"] = identifier
    head["Date"] = format_datetime(day_as_time(report.as_of))
    earlier = _earlier(report.events, reminder)
    if earlier:
        head["In-Reply-To"] = earlier[-1]
        head["References"] = " ".join(earlier[-_MOST_REFERENCES:])
    copies = report.settings.mail.copy_to
    if copies:
        head["Bcc"] = ", ".join(map(ascii_email, copies))
    return head.as_bytes().removesuffix(b"\r\n") + content


def _earlier(events: Iterable[Event], reminder: Reminder) -> list[str]:
    """The Message-IDs of the reminders before, about at least one of the invoices."""
    about = set(reminder.invoices)
    return [
        event.message
        for event in events
        if event.customer == reminder.customer.id
        and event.kind not in NOTE_KINDS
        and event.message is not None
        and not about.isdisjoint(key[2] for key in event.items)
    ]
