"""What reminders of the past were good for, stage by stage.

A reminder was premature if everything that it asked for was paid within five days anyway. How late
a stage came is the mean number of days after the due date of its invoices.

What another policy would have changed can only be guessed. The guess made here is that an invoice
would have been paid as many days after the same stage as it was paid after the last reminder that
it really had. An invoice that had no reminder, or for which the other policy does not reach that
stage, would have been paid on the same day as it was.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from beancount_relance.backtest.replay import PastReminder
from beancount_relance.receivables.items import Item, ItemKey

PREMATURE = 5
"""The days after a reminder within which a payment was on its way anyway."""


class StageFigures(Struct, frozen=True):
    """The reminders of one stage.

    Attributes:
        stage: the name of the stage.
        sent: their number.
        premature: the number of those that were paid within five days.
        days_late: the mean number of days after the due date; negative before it.
    """

    stage: str
    sent: int
    premature: int
    days_late: float


class Punctuality(Struct, frozen=True):
    """How late the invoices were paid that were paid in the period.

    Attributes:
        invoices: their number.
        days: the mean number of days after the due date.
        moved: the number of invoices for which the guess differs from what happened.
    """

    invoices: int
    days: float
    moved: int = 0


def stage_figures(reminders: Iterable[PastReminder], items: Sequence[Item]) -> list[StageFigures]:
    """Return the figures of each stage, by how late it came."""
    known = {item.key: item for item in items}
    grouped: dict[str, list[PastReminder]] = defaultdict(list)
    for reminder in reminders:
        if any(key in known for key in reminder.items):
            grouped[reminder.stage].append(reminder)
    found = []
    for stage, sent in grouped.items():
        premature = sum(_is_premature(each, known) for each in sent)
        late = [_days_late(each, known) for each in sent]
        found.append(StageFigures(stage, len(sent), premature, sum(late) / len(late)))
    return sorted(found, key=lambda each: (each.days_late, each.stage))


def paid_late(items: Iterable[Item], since: datetime.date, until: datetime.date) -> Punctuality:
    """Return how late the invoices were paid that were settled in a period."""
    late = [(day - item.invoice.due).days for item, day in _paid(items, since, until)]
    return Punctuality(len(late), sum(late) / len(late) if late else 0.0)


def guessed_late(
    items: Iterable[Item],
    recorded: Iterable[PastReminder],
    replayed: Iterable[PastReminder],
    since: datetime.date,
    until: datetime.date,
) -> Punctuality:
    """Return how late the same invoices would have been paid under the replayed policy.

    Args:
        items: the items, open and settled.
        recorded: the reminders that were sent.
        replayed: those of the other policy.
        since: the first day of the period.
        until: its last day.
    """
    real, other = _by_item(recorded), _by_item(replayed)
    late, moved = [], 0
    for item, day in _paid(items, since, until):
        before = [(date, stage) for stage, date in real.get(item.key, {}).items() if date <= day]
        guess = day
        if before:
            date, stage = max(before)
            if stage in other.get(item.key, {}):
                guess = other[item.key][stage] + (day - date)
                moved += guess != day
        late.append((guess - item.invoice.due).days)
    return Punctuality(len(late), sum(late) / len(late) if late else 0.0, moved)


def _paid(
    items: Iterable[Item], since: datetime.date, until: datetime.date
) -> list[tuple[Item, datetime.date]]:
    found = []
    for item in items:
        last = max((part.date for part in item.settled), default=None)
        if last is not None and not item.is_open and since <= last <= until:
            found.append((item, last))
    return found


def _by_item(
    reminders: Iterable[PastReminder],
) -> Mapping[ItemKey, Mapping[str, datetime.date]]:
    """Return the first day of each stage, by item."""
    found: dict[ItemKey, dict[str, datetime.date]] = defaultdict(dict)
    for each in sorted(reminders, key=lambda reminder: reminder.date):
        for key in each.items:
            found[key].setdefault(each.stage, each.date)
    return found


def _is_premature(reminder: PastReminder, known: Mapping[ItemKey, Item]) -> bool:
    """Whether something was open that day, and all of it was paid within five days."""
    last = reminder.date + datetime.timedelta(days=PREMATURE)
    items = [known[key] for key in reminder.items if key in known]
    open_ = [item for item in items if item.outstanding_on(reminder.date) > 0]
    return bool(open_) and all(item.outstanding_on(last) <= 0 for item in open_)


def _days_late(reminder: PastReminder, known: Mapping[ItemKey, Item]) -> float:
    days = [(reminder.date - known[key].invoice.due).days for key in reminder.items if key in known]
    return sum(days) / len(days)
