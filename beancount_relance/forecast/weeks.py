"""The weeks that a forecast is about: how many, and their first and last days."""

from __future__ import annotations

import datetime

WEEKS, MOST_WEEKS = 5, 26
"""How many weeks a forecast shows if nobody asks for another number, and at most."""

_DAY = datetime.timedelta(days=1)
_SUNDAY = 6


def weeks_after(day: datetime.date, number: int) -> list[tuple[datetime.date, datetime.date]]:
    """Return the first and last days of the weeks after a day.

    Weeks end on Sunday. The first one begins on the next day, so it may be short.
    """
    first = day + _DAY
    weeks = []
    for _ in range(number):
        last = first + (_SUNDAY - first.weekday()) * _DAY
        weeks.append((first, last))
        first = last + _DAY
    return weeks
