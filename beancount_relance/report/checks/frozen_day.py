"""Detects an ``as-of`` setting that was forgotten, or whose day is still to come.

The first hides what has become overdue since; by the second, customers are chased too early.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from beancount.core.data import Directive

from beancount_relance.language.messages import Message, Problem, nmsg
from beancount_relance.policy.as_of import frozen_day

MOST_DAYS = 7
"""The number of days that a date may stay fixed, as for a closing, without a warning."""
MOST_AHEAD = 0
"""The number of days by which it may be later than today."""


def forgotten_day(entries: Iterable[Directive], today: datetime.date) -> Problem | None:
    """Return a warning about a date fixed for more than a week ago or ahead, or ``None``."""
    frozen = frozen_day(entries, today)
    if frozen is None or -MOST_AHEAD <= (days := (today - frozen.day).days) <= MOST_DAYS:
        return None
    text = _ahead(frozen.day, -days) if days < 0 else _ago(frozen.day, days)
    return Problem(text, frozen.source, "frozen-date")


def _ahead(day: datetime.date, days: int) -> Message:
    return nmsg(
        "the setting “as-of” fixes the date at {day}, {count} day from now, so what is not due "
        "yet may be chased; correct the date, or remove the line to use today’s",
        "the setting “as-of” fixes the date at {day}, {count} days from now, so what is not due "
        "yet may be chased; correct the date, or remove the line to use today’s",
        days,
        day=day,
    )


def _ago(day: datetime.date, days: int) -> Message:
    return nmsg(
        "the setting “as-of” fixes the date at {day}, {count} day ago, so what has become "
        "overdue since then is not shown; remove the line to use today’s date",
        "the setting “as-of” fixes the date at {day}, {count} days ago, so what has become "
        "overdue since then is not shown; remove the line to use today’s date",
        days,
        day=day,
    )
