"""``relance sent``: what was sent and what came back, as notes for the ledger."""

from __future__ import annotations

import datetime
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from beancount_relance.cli.commands.drafts import or_leave
from beancount_relance.cli.exit_status import DATA_ERRORS
from beancount_relance.cli.invocation import with_view
from beancount_relance.cli.view import View
from beancount_relance.exports.json_written import MailNoteRow
from beancount_relance.history.note_kinds import NOTE_KINDS
from beancount_relance.language.messages import msg
from beancount_relance.language.text import capital
from beancount_relance.mailroom.live_books import LiveBooks
from beancount_relance.mailroom.proposed_notes import proposed_notes
from beancount_relance.mailroom.tracking import (
    COLUMNS,
    EVENTS,
    TrackingError,
    read_tracking,
    tracking_notes,
)
from beancount_relance.outbox.mailbox import NO_MAILBOX, opened
from beancount_relance.recording.atomic_file import RecordingError
from beancount_relance.recording.draft import draft_note
from beancount_relance.recording.new_note import NewNote
from beancount_relance.recording.write_many import record_many
from beancount_relance.report.loading import load_ledger


@click.command("sent")
@with_view
@click.option("--write", is_flag=True, help="Record the notes in the ledger.")
@click.option("--days", default=60, show_default=True, help="How many days to look back.")
@click.option(
    "--tracking",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A CSV of the postal operator: the receipts of registered letters, instead of e-mails.",
)
@click.option("--columns", help="Its columns, such as “number=Envoi, date=Jour, event=Statut”.")
@click.option("--events", help="Its words, such as “Remis=received, Avisé=presented”.")
def sent_command(
    view: View,
    *,
    write: bool,
    days: int,
    tracking: Path | None,
    columns: str | None,
    events: str | None,
) -> None:
    """What was sent and what came back, as notes for the ledger.

    Reads the sent e-mails and the inbox of the setting mail: reminders that you sent, replies,
    automatic replies, and e-mails that came back. Nothing in the mailbox changes.
    """
    if tracking is None:
        notes, complaints = _from_mailbox(view, days), False
    else:
        notes, complaints = _from_operator(view, tracking, columns, events)
    failed = write and not _written(view, notes)
    data = {"written": write and not failed, "notes": [_row(each) for each in notes]}
    view.show(data, lambda data: data["notes"], lambda: _print(view, notes, written=write))
    if failed or complaints:
        sys.exit(DATA_ERRORS)
    view.finish()


def _from_operator(
    view: View, path: Path, columns: str | None, events: str | None
) -> tuple[list[NewNote], bool]:
    """The notes from the CSV of an operator, and whether a row of it was not understood."""
    titles = _pairs(view, columns)
    meanings = _pairs(view, events)
    if not set(titles) <= set(COLUMNS) or not set(meanings.values()) <= set(EVENTS):
        text = msg("expected {columns} and {events}", columns=list(COLUMNS), events=list(EVENTS))
        raise click.UsageError(view.say(text))
    country = view.report.settings.country
    try:
        tracked, complaints = read_tracking(path, titles, meanings, country)
    except TrackingError as error:
        raise click.UsageError(view.say(error.message)) from error
    notes, told = tracking_notes(tracked, view.report, view.words)
    for message in (*complaints, *told):
        view.warn(message)
    return notes, bool(complaints)


def _pairs(view: View, text: str | None) -> dict[str, str]:
    """Read pairs such as “number=Envoi, date=Jour”.

    Raises:
        click.UsageError: one of them is no pair.
    """
    parts = [part for part in re.split("[,;]", text or "") if part.strip()]
    if any("=" not in part for part in parts):
        wrong = msg("expected pairs such as “number=Envoi, date=Jour”, not “{text}”", text=text)
        raise click.UsageError(view.say(wrong))
    pairs = (part.split("=", 1) for part in parts)
    return {name.strip(): value.strip() for name, value in pairs}


def _from_mailbox(view: View, days: int) -> list[NewNote]:
    """The notes from the mailbox.

    Raises:
        click.UsageError: the ledger names none.
    """
    with or_leave(view), opened(view.report.settings) as mailbox:
        if mailbox is None:
            raise click.UsageError(view.say(NO_MAILBOX))
        since = view.report.as_of - datetime.timedelta(days=days)
        name = view.ledger.files[0].name
        return proposed_notes(view.report, name, mailbox, since, view.words)


def _written(view: View, notes: Sequence[NewNote]) -> bool:
    """Record the notes in one write, or else one after the other; say which cannot be, and why."""
    drafts, is_complete = [], True
    for note in notes:
        try:
            drafts.append(draft_note(note, view.ledger, view.report))
        except RecordingError as error:
            is_complete = False
            title = view.report.customer(note.customer).title
            view.warn(msg("{customer} was not recorded: {why}", customer=title, why=error.message))
    try:
        if drafts:
            record_many(drafts, lambda: load_ledger(view.ledger.files[0]))
    except RecordingError:
        is_complete = _written_singly(view, [draft.new_note for draft in drafts])
    return is_complete


def _written_singly(view: View, notes: Iterable[NewNote]) -> bool:
    """Record the notes one after the other; if one cannot be recorded, say why, and stop."""
    books = LiveBooks(view.ledger, view.report)
    try:
        for note in notes:
            books.refresh()
            books.add(note)
    except RecordingError as error:
        view.warn(error.message)
        return False
    return True


def _row(note: NewNote) -> MailNoteRow:
    return {
        "customer": note.customer,
        "kind": note.kind,
        "date": note.date.isoformat(),
        "invoices": " ".join(note.invoices),
        "text": note.text,
        "message": note.message,
        "recipient": note.recipient,
    }


def _print(view: View, notes: list[NewNote], *, written: bool) -> None:
    if not notes:
        view.note(msg("There is nothing new in the mailbox."))
    for note in notes:
        kind = NOTE_KINDS.get(note.kind)
        label = view.say(kind.label) if kind is not None else note.kind
        facts = {"customer": note.customer, "date": note.date, "kind": label, "text": note.text}
        view.line(capital(view.say(msg("{customer}, {date}: {kind}: {text}", **facts))))
    if notes and not written:
        view.note(msg("Nothing was recorded; --write does it."))
