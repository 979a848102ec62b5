"""Working days: when a customer may be contacted.

Never on a Saturday, a Sunday or a public holiday of the setting ``holidays``.
"""

from __future__ import annotations

import datetime
import functools

import holidays

_DAY = datetime.timedelta(days=1)
_SATURDAY = 5


def next_working_day(day: datetime.date, calendar: str | None) -> datetime.date:
    """``day`` itself if it is a working day, else the first one after it.

    Args:
        day: the day to start from.
        calendar: a country, perhaps with a region (``FR``, ``FR-57``), whose
            public holidays are kept; ``None`` for weekends only.
    """
    while not _is_working_day(day, calendar):
        day += _DAY
    return day


def last_working_day(day: datetime.date, calendar: str | None) -> datetime.date:
    """``day`` itself if it is a working day, else the last one before it."""
    while not _is_working_day(day, calendar):
        day -= _DAY
    return day


def _is_working_day(day: datetime.date, calendar: str | None) -> bool:
    return day.weekday() < _SATURDAY and not (calendar and day in _holidays(calendar))


@functools.cache
def _holidays(calendar: str) -> holidays.HolidayBase:
    country, _, region = calendar.partition("-")
    return holidays.country_holidays(country, subdiv=region or None)
