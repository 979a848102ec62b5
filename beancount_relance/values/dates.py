"""Date arithmetic in calendar months and years.

Library ``dateutil`` counts in the same way (a test compares them), but takes 3 ms to import and
ten times as long for each day, which bean-check would spend at every save.
"""

from __future__ import annotations

import datetime
import functools
from calendar import monthrange

_DAY = datetime.timedelta(days=1)
_YEAR = 12
_cached = functools.lru_cache(maxsize=4096)
"""The same days and terms return again and again; counting anew took 5 % of a report."""


@_cached
def month_end(day: datetime.date) -> datetime.date:
    """Return the last day of the month that contains ``day``."""
    return _in_month(day, 31)


@_cached
def months_later(day: datetime.date, months: int) -> datetime.date:
    """Return the same day of the month ``months`` later.

    If that month is too short, this is its last day. French law counts a period of
    months in the same way (C. pr. civ. 641).

    Raises:
        ValueError: The year is not one that Python's dates have.
    """
    year, month = divmod(day.year * _YEAR + day.month - 1 + months, _YEAR)
    return _in_month(datetime.date(year, month + 1, 1), day.day)


@_cached
def years_later(day: datetime.date, years: int) -> datetime.date:
    """Return the same day ``years`` later; 29 February becomes 28 February if necessary."""
    return months_later(day, years * _YEAR)


def later(day: datetime.date, count: int, unit: str) -> datetime.date:
    """Return the date that is ``count`` days, weeks, months or years later.

    Args:
        day: the first date.
        count: the number of units.
        unit: ``day``, ``week``, ``month`` or ``year``.
    """
    match unit:
        case "day":
            return day + count * _DAY
        case "week":
            return day + datetime.timedelta(weeks=count)
        case "month":
            return months_later(day, count)
        case _:
            return years_later(day, count)


@_cached
def next_day_of_month(day: datetime.date, number: int) -> datetime.date:
    """Return the first date on or after ``day`` that is day ``number`` of its month.

    In a month that is too short, the last day is used instead.
    """
    candidate = _in_month(day, number)
    return candidate if candidate >= day else _in_month(months_later(day.replace(day=1), 1), number)


def first_of_year_to(last: datetime.date) -> datetime.date:
    """Return the first day of the twelve months that end on ``last``."""
    if last.year == datetime.MINYEAR:
        return last.replace(day=28 if (last.month, last.day) == (2, 29) else last.day) + _DAY
    return years_later(last, -1) + _DAY


def _in_month(month: datetime.date, number: int) -> datetime.date:
    """Return a day of a month, or its last one if the month is too short."""
    return month.replace(day=min(number, monthrange(month.year, month.month)[1]))
