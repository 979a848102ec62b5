"""Which promise took the place of an earlier one, so that only the later one can be broken.

It was made on a later day, before the earlier one had run out, by who promised at least as much for
at least the same invoices.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from beancount_relance.history.events import Event
from beancount_relance.history.note_kinds import PROMISE


def with_replacements(events: Sequence[Event]) -> list[Event]:
    """Return the events; each promise has the day of the one that took its place, if one did.

    Args:
        events: the history, in order of date.
    """
    promises: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        if event.kind == PROMISE.name:
            promises[event.customer].append(event)
    days = {
        id(promise): day
        for theirs in promises.values()
        for place, promise in enumerate(theirs)
        if (day := _replaced_on(promise, theirs[place + 1 :])) is not None
    }
    if not days:  # as nearly always
        return list(events)
    return [
        replace(event, replaced_on=day) if (day := days.get(id(event))) else event
        for event in events
    ]


def _replaced_on(promise: Event, later: Iterable[Event]) -> datetime.date | None:
    until = promise.until or promise.date
    return next(
        (
            each.date
            for each in later
            if promise.date < each.date <= until
            and promise.items <= each.items
            and _is_as_much(each, promise)
        ),
        None,
    )


def _is_as_much(later: Event, earlier: Event) -> bool:
    """Return whether a promise is of at least as much; one without an amount is of everything."""
    if later.amount is None or earlier.amount is None:
        return later.amount is None
    same = later.amount.currency == earlier.amount.currency
    return same and (later.amount.number or 0) >= (earlier.amount.number or 0)
