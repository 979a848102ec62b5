"""Sorting: the notes that follow from what was sent and from what came back."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.history.mail_kinds import AUTO_REPLY, BOUNCED, REPLIED
from beancount_relance.history.note_kinds import NOTE_KINDS
from beancount_relance.mailroom.incoming import AUTOMATIC, BOUNCE, REPLY, Incoming
from beancount_relance.outbox.outgoing import Outgoing
from beancount_relance.recording.new_note import NewNote, note_of_action
from beancount_relance.report.report import Report
from beancount_relance.values.identifiers import ascii_email

_KINDS = {REPLY: REPLIED.name, AUTOMATIC: AUTO_REPLY.name, BOUNCE: BOUNCED.name}


class _Reminder(Struct, frozen=True):
    """A reminder by e-mail that was sent."""

    customer: str
    date: datetime.date
    invoices: tuple[str, ...]
    message: str


class Sorter:
    """Finds the notes for e-mails that the ledger does not have yet."""

    def __init__(self, report: Report) -> None:
        """Know the reminders and the notes of a report."""
        self._report = report
        events = [*report.events, *report.undelivered]
        self._sent = {
            event.message: _Reminder(
                event.customer,
                event.date,
                tuple(dict.fromkeys(key[2] for key in sorted(event.items))),
                event.message,
            )
            for event in sorted(events, key=lambda event: event.date)
            if event.message is not None and event.kind not in NOTE_KINDS
        }
        self._noted = {(event.kind, event.message, event.recipient) for event in events}

    def sent(self, mail: Incoming, pending: Iterable[Outgoing]) -> NewNote | None:
        """Return the note for an e-mail among those sent, if it carries out a pending action.

        Args:
            mail: the e-mail.
            pending: the e-mails of the actions that are due.
        """
        if mail.identifier in self._sent:
            return None
        for each in pending:
            if mail.identifier in each.identifiers:
                day = min(mail.day or self._report.as_of, self._report.as_of)
                note = replace(
                    note_of_action(each.action, self._report),
                    date=day,
                    message=mail.identifier,
                    recipient="; ".join(each.reminder.customer.mail_to),
                )
                self._sent[mail.identifier] = _Reminder(
                    note.customer, day, note.invoices, mail.identifier
                )
                return note
        return None

    def received(self, mail: Incoming) -> list[NewNote]:
        """Return the notes for an e-mail that arrived, one for each address that failed."""
        reminder = self._answered(mail)
        if mail.kind is None or reminder is None:
            return []
        kind, as_of = _KINDS[mail.kind], self._report.as_of
        notes = []
        theirs = {
            ascii_email(each): each for each in self._report.customer(reminder.customer).addresses
        }
        for address in mail.failed if mail.kind == BOUNCE else (None,):
            failed = theirs.get(address, address) if address is not None else None
            message = reminder.message if mail.kind == BOUNCE else mail.identifier
            if (kind, message, failed) in self._noted:
                continue
            self._noted.add((kind, message, failed))
            notes.append(
                NewNote(
                    customer=reminder.customer,
                    kind=kind,
                    date=max(reminder.date, min(mail.day or as_of, as_of)),
                    text=mail.text or mail.subject or kind,
                    invoices=reminder.invoices,
                    message=message,
                    recipient=failed,
                )
            )
        return notes

    def _answered(self, mail: Incoming) -> _Reminder | None:
        """The reminder that an e-mail refers to, or else the last one that can be meant.

        Without a reference to it, a reply has to come from the customer and name an invoice in its
        subject.
        """
        for identifier in reversed(mail.answers):
            if identifier in self._sent:
                return self._sent[identifier]
        whose = mail.failed if mail.kind == BOUNCE else (mail.sender,)
        for reminder in reversed(self._sent.values()):
            theirs = self._report.customer(reminder.customer).addresses
            if {*theirs, *map(ascii_email, theirs)}.isdisjoint(whose):
                continue
            if mail.kind == BOUNCE or any(name in mail.subject for name in reminder.invoices):
                return reminder
        return None
