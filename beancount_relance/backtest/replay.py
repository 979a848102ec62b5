"""Replays a policy day by day: what it would have proposed, if every proposal had been followed.

The reminders that the ledger records are left out, since others would have been sent. Everything
else stays as it was: invoices, payments, promises, plans and disputes. Each proposed reminder
is recorded on its day, so that the next one follows from it.
"""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from beancount.core.data import Directive
from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.dunning.agenda import UPCOMING_DAYS, Action
from beancount_relance.history.note_kinds import NOTE_KINDS
from beancount_relance.receivables.items import ItemKey
from beancount_relance.recording.draft import note_about
from beancount_relance.recording.new_note import NewNote
from beancount_relance.recording.note_checks import NewNoteError
from beancount_relance.report.loading import LoadedLedger
from beancount_relance.report.report import Report, build_report

_DAY = datetime.timedelta(days=1)


class PastReminder(Struct, frozen=True):
    """A reminder of the past, recorded or replayed.

    Attributes:
        stage: the name of the stage.
        date: its day.
        customer: the customer's id.
        items: the keys of its items.
    """

    stage: str
    date: datetime.date
    customer: str
    items: frozenset[ItemKey]


def recorded_reminders(
    report: Report, since: datetime.date, until: datetime.date
) -> list[PastReminder]:
    """Return the reminders that the ledger records, from ``since`` to ``until``."""
    return [
        PastReminder(event.kind, event.date, event.customer, event.items)
        for event in report.events
        if event.kind not in NOTE_KINDS and since <= event.date <= until and event.items
    ]


def replayed_reminders(
    ledger: LoadedLedger, report: Report, since: datetime.date, until: datetime.date
) -> list[PastReminder]:
    """Return the reminders that the ledger's policy would have proposed.

    Args:
        ledger: the ledger, with the policy to replay.
        report: its whole report, of any day from ``until`` on.
        since: the first day to replay. Older reminders stay as they are recorded.
        until: the last day to replay.
    """
    entries = list(_without_reminders(ledger.entries, report, since))
    dates = [entry.date for entry in entries]
    seen: dict[tuple[str, frozenset[ItemKey]], datetime.date] = {}
    day = since
    while day <= until:
        made = build_report(entries, ledger.options, day, whole=False)
        following = replace(ledger, entries=entries)
        for action in made.actions:
            if action.occasion is not None:
                continue
            note = _note(action, day, following, made)
            if note is not None:
                seen.setdefault((action.stage.name, _keys(action)), day)
                place = bisect_right(dates, day)
                entries.insert(place, note)
                dates.insert(place, day)
        day = _next_day(made, dates, day)
    return [PastReminder(stage, date, min(keys)[0], keys) for (stage, keys), date in seen.items()]


def _next_day(made: Report, dates: Sequence[datetime.date], day: datetime.date) -> datetime.date:
    """Return the next day on which something can become due.

    It is the day of the next entry or of an upcoming action, or the day after the end of a wait.
    After an action it is the next day, when its effect is known.
    """
    tomorrow = day + _DAY
    if made.actions:
        return tomorrow
    ends = [decision.until + _DAY for decision in made.agenda.waiting if decision.until]
    days = [action.due_on for action in made.agenda.upcoming] + ends
    place = bisect_right(dates, day)
    days += dates[place : place + 1]
    furthest = day + UPCOMING_DAYS * _DAY
    return max(min([*days, furthest]), tomorrow)


def _without_reminders(
    entries: Iterable[Directive], report: Report, since: datetime.date
) -> Iterator[Directive]:
    """Yield the entries without the notes and documents that record reminders."""
    lines = {
        (event.source.file, event.source.line)
        for event in report.events
        if event.kind not in NOTE_KINDS and event.date >= since
    }
    for entry in entries:
        if (entry.meta.get("filename"), entry.meta.get("lineno")) not in lines:
            yield entry


def _keys(action: Action) -> frozenset[ItemKey]:
    return frozenset(each.item.key for each in action.items)


def _note(
    action: Action, day: datetime.date, ledger: LoadedLedger, report: Report
) -> Directive | None:
    """Return the note that records an action; ``None`` if no account of the customer is open."""
    new_note = NewNote(
        customer=action.customer.id,
        kind=action.stage.name,
        date=day,
        text=action.stage.name,
        invoices=action.invoices,
        channel=action.channel,
    )
    try:
        return note_about(new_note, [each.item for each in action.items], ledger, report)
    except NewNoteError:
        return None
