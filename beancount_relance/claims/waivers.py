"""Waivers: notes that give up the interest and fee of an item."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator

from beancount_relance.history.events import Event
from beancount_relance.history.note_kinds import WAIVER
from beancount_relance.receivables.items import Item
from beancount_relance.values.working_days import next_working_day


def waivers_on(item: Item, events: Iterable[Event]) -> Iterator[Event]:
    """Yield the waivers of an item that no later one replaced, whether they apply or not.

    Args:
        item: the item.
        events: the history of its customer.
    """
    for event in events:
        if event.kind == WAIVER.name and item.key in event.items and event.replaced_on is None:
            yield event


def waiver_in_force(
    item: Item, events: Iterable[Event], holidays: str | None, as_of: datetime.date
) -> Event | None:
    """Return the waiver of an item that applies on a day, if one does.

    A waiver with ``until`` applies as long as the item can still be paid by that day, or the
    next working day, and permanently if it was.

    Args:
        item: the item.
        events: the history of its customer.
        holidays: the calendar of the setting ``holidays``.
        as_of: the day.
    """
    for event in waivers_on(item, events):
        until = event.until
        if until is not None:
            until = next_working_day(until, holidays)
        if until is None or as_of <= until or item.outstanding_on(until) <= 0:
            return event
    return None
