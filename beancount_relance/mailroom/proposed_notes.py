"""The notes that follow from a mailbox: what was sent, and what came back."""

from __future__ import annotations

import datetime

from beancount_relance.language.messages import Language
from beancount_relance.mailroom.incoming import read_incoming
from beancount_relance.mailroom.notes_from_mail import Sorter
from beancount_relance.outbox.mailbox import Mailbox
from beancount_relance.outbox.outgoing import outgoing_mails
from beancount_relance.recording.new_note import NewNote
from beancount_relance.report.report import Report


def proposed_notes(
    report: Report, ledger: str, mailbox: Mailbox, since: datetime.date, words: Language
) -> list[NewNote]:
    """Return the notes that the ledger does not have yet; nothing in the mailbox changes.

    Args:
        report: the report of today.
        ledger: the file name of the ledger.
        mailbox: the mailbox.
        since: the day from which on e-mails are read.
        words: the language of the notes about reminders that were sent.

    Raises:
        OutboxError: the mailbox cannot be read.
    """
    pending, _ = outgoing_mails(report, report.actions, ledger, words)
    sorter = Sorter(report)
    sent = (sorter.sent(read_incoming(each), pending) for each in mailbox.sent_since(since))
    notes = [note for note in sent if note is not None]
    for content in mailbox.received_since(since):
        notes += sorter.received(read_incoming(content))
    return notes
