"""Detects a forgotten ``as-of`` setting, which hides what has become overdue since."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from beancount.core.data import Directive

from beancount_relance.language.messages import Message, Problem, nmsg
from beancount_relance.policy.as_of import frozen_day

MOST_DAYS = 7
"""The number of days that a date may stay fixed, as for a closing, without a warning."""


def forgotten_day(entries: Iterable[Directive], today: datetime.date) -> Problem | None:
    """Return a warning about a date fixed for more than a week ago, or ``None``."""
    frozen = frozen_day(entries, today)
    if frozen is None or (today - frozen.day).days <= MOST_DAYS:
        return None
    return Problem(_text(frozen.day, (today - frozen.day).days), frozen.source, "frozen-date")


def _text(day: datetime.date, days: int) -> Message:
    return nmsg(
        "the setting “as-of” fixes the date at {day}, {count} day ago, so what has become "
        "overdue since then is not shown; remove the line to use today’s date",
        "the setting “as-of” fixes the date at {day}, {count} days ago, so what has become "
        "overdue since then is not shown; remove the line to use today’s date",
        days,
        day=day,
    )
