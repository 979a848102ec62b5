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
    free = _holidays(calendar) if calendar else ()
    while day.weekday() >= _SATURDAY or day in free:
        day += _DAY
    return day


@functools.cache
def _holidays(calendar: str) -> holidays.HolidayBase:
    country, _, region = calendar.partition("-")
    return holidays.country_holidays(country, subdiv=region or None)
