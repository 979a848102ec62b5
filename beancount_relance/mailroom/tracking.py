"""Registered letters: what a postal operator knows of them, from a CSV, as notes of their receipt.

    number;date;event
    1A 123 456 7890 1;02/06/2026;Pris en charge
    1A 123 456 7890 1;04/06/2026;Présenté
    1A 123 456 7890 1;05/06/2026;Distribué

Each operator calls its columns and events otherwise, so the user says which are which. A letter is
found by its number, which the note about it has (``registered:`` or ``electronic:``). Nothing is
fetched from an operator.
"""

from __future__ import annotations

import csv
import datetime
import functools
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from beancount_relance.history.deliveries import letter_numbers, plain_number
from beancount_relance.history.events import Event
from beancount_relance.history.note_kinds import NOTE_KINDS, RECEIVED
from beancount_relance.language.messages import Language, Message, RelanceError, msg
from beancount_relance.language.tables import csv_rows
from beancount_relance.language.text import plain
from beancount_relance.recording.new_note import NewNote
from beancount_relance.report.report import Report

COLUMNS = ("number", "date", "event")
"""What a row has to tell: the number of the letter, the day, and what happened."""

DEPOSITED, PRESENTED, DELIVERED, RETURNED = "deposited", "presented", "received", "returned"
EVENTS = (DEPOSITED, PRESENTED, DELIVERED, RETURNED)
"""What can happen to a letter."""

_EVENTS_FILE = Path(__file__).parent / "data" / "postal_events.csv"
_DAYS_FIRST = ("%Y-%m-%d", "%Y/%m/%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y%m%d")
_MONTHS_FIRST = ("%Y-%m-%d", "%Y/%m/%d", "%m/%d/%Y", "%Y%m%d")
_MONTHS_FIRST_IN = ("US",)


class TrackingError(RelanceError):
    """A CSV of letters cannot be read; the message says why."""


class Tracked(Struct, frozen=True):
    """What happened to a letter, one row of the CSV."""

    number: str
    date: datetime.date
    event: str


def read_tracking(
    path: Path, columns: Mapping[str, str], events: Mapping[str, str], country: str | None
) -> tuple[list[Tracked], list[Message]]:
    """Read a CSV; it may be in UTF-8 or in Windows' code page, with commas, semicolons or tabs.

    Args:
        path: the file.
        columns: the title of each of :data:`COLUMNS` that is not called so.
        events: which of :data:`EVENTS` a word of the operator means, besides the known ones.
        country: the creditor's country, for dates such as 06/02/2026.

    Returns:
        The rows, and a message for each row that cannot be understood.

    Raises:
        TrackingError: the file cannot be read, or lacks a column.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        text = msg("{path} cannot be read: {error}", path=path, error=error.strerror)
        raise TrackingError(text) from error
    try:
        text_of_it = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text_of_it = content.decode("cp1252", "replace")
    head = text_of_it.partition("\n")[0]
    delimiter = max(";,\t", key=head.count)
    rows = csv.reader(io.StringIO(text_of_it), delimiter=delimiter)
    places = _places(path, next(rows, []), columns)
    known = {**_known_events(), **{plain(word): event for word, event in events.items()}}
    formats = _MONTHS_FIRST if country in _MONTHS_FIRST_IN else _DAYS_FIRST
    found: list[Tracked] = []
    complaints: list[Message] = []
    for row in rows:
        if not any(cell.strip() for cell in row):
            continue
        read = _read_row([*row, *[""] * len(places)], places, known, formats)
        if isinstance(read, Tracked):
            found.append(read)
        else:
            complaints.append(
                msg("{path}, line {line}: {why}", path=path, line=rows.line_num, why=read)
            )
    return found, complaints


def tracking_notes(
    tracked: Iterable[Tracked], report: Report, words: Language
) -> tuple[list[NewNote], list[Message]]:
    """Return the notes of letters that were received and that the ledger does not have yet.

    Args:
        tracked: what the operator knows.
        report: the report of today.
        words: the language of the notes.

    Returns:
        The notes, and what else there is to know: letters that came back, that have not been
        received yet, or that the ledger does not have.
    """
    letters = {
        number: event
        for event in report.events
        if event.kind not in NOTE_KINDS
        for number in letter_numbers(event)
    }
    noted = {
        number
        for event in report.events
        if event.kind == RECEIVED.name
        for number in letter_numbers(event)
    }
    by_number: Mapping[str, list[Tracked]] = defaultdict(list)
    for each in tracked:
        if each.date <= report.as_of:
            by_number[plain_number(each.number)].append(each)
    notes: list[NewNote] = []
    told: list[Message] = []
    for number, rows in by_number.items():
        letter = letters.get(number)
        if number in noted:
            continue
        if letter is None:
            told.append(msg("the ledger has no letter with the number {number}", number=number))
            continue
        days = {row.event: row.date for row in sorted(rows, key=lambda row: row.date, reverse=True)}
        if DELIVERED in days:
            notes.append(_note(letter, number, days, words))
        else:
            told.append(_not_received(letter, number, days))
    return notes, told


def _note(
    letter: Event, number: str, days: Mapping[str, datetime.date], words: Language
) -> NewNote:
    is_electronic = letter.electronic is not None and plain_number(letter.electronic) == number
    return NewNote(
        customer=letter.customer,
        kind=RECEIVED.name,
        date=max(days[DELIVERED], letter.date),
        text=words.render(msg("Letter {number} received", number=number)),
        invoices=tuple(dict.fromkeys(key[2] for key in sorted(letter.items))),
        registered=None if is_electronic else letter.registered,
        electronic=letter.electronic if is_electronic else None,
        deposited=days.get(DEPOSITED),
        presented=days.get(PRESENTED),
    )


def _not_received(letter: Event, number: str, days: Mapping[str, datetime.date]) -> Message:
    facts = {"customer": letter.customer, "number": number}
    if RETURNED in days:
        return msg(
            "{customer}: letter {number} came back on {date}; check the address",
            date=days[RETURNED],
            **facts,
        )
    day = max(days.values())
    return msg("{customer}: letter {number} is not received yet ({date})", date=day, **facts)


@functools.cache
def _known_events() -> Mapping[str, str]:
    return {plain(row["word"]): row["event"] for row in csv_rows(_EVENTS_FILE)}


def _places(path: Path, header: Sequence[str], columns: Mapping[str, str]) -> Mapping[str, int]:
    """Where each column is.

    Raises:
        TrackingError: one is missing.
    """
    titles = [plain(title.strip()) for title in header]
    places: dict[str, int] = {}
    for name in COLUMNS:
        title = columns.get(name, name)
        if plain(title) not in titles:
            raise TrackingError(
                msg(
                    "{path} has no column “{title}”, only {titles}: say which it is, such as "
                    "--columns “{name}=…”",
                    path=path,
                    title=title,
                    titles=[each.strip() for each in header],
                    name=name,
                )
            )
        places[name] = titles.index(plain(title))
    return places


def _read_row(
    row: Sequence[str],
    places: Mapping[str, int],
    known: Mapping[str, str],
    formats: Sequence[str],
) -> Tracked | Message:
    """A row, or why it cannot be understood."""
    number, date, event = (row[places[name]].strip() for name in COLUMNS)
    if not plain_number(number):
        return msg("the number of the letter is missing")
    day = _day(date, formats)
    if day is None:
        return msg("“{date}” is not a date such as 2026-06-30 or 30/06/2026", date=date)
    meaning = known.get(plain(event))
    if meaning is None:
        return msg(
            "the event “{event}” is not known: say what it means, such as --events "
            "“{event}=received”",
            event=event,
        )
    return Tracked(number, day, meaning)


def _day(text: str, formats: Sequence[str]) -> datetime.date | None:
    first = text.replace("T", " ").partition(" ")[0]
    for each in formats:
        try:
            return datetime.datetime.strptime(first, each).date()  # noqa: DTZ007 - a day
        except ValueError:
            continue
    return None
