"""Date arithmetic in calendar months and years."""

from __future__ import annotations

import datetime
import functools

from dateutil.relativedelta import relativedelta

_DAY = datetime.timedelta(days=1)
_cached = functools.lru_cache(maxsize=4096)
"""The same days and terms return again and again; counting anew took 5 % of a report."""


@_cached
def month_end(day: datetime.date) -> datetime.date:
    """Return the last day of the month that contains ``day``."""
    return day + relativedelta(day=31)


@_cached
def months_later(day: datetime.date, months: int) -> datetime.date:
    """Return the same day of the month ``months`` later.

    If that month is too short, this is its last day. French law counts a period of
    months in the same way (C. pr. civ. 641).
    """
    return day + relativedelta(months=months)


@_cached
def years_later(day: datetime.date, years: int) -> datetime.date:
    """Return the same day ``years`` later; 29 February becomes 28 February if necessary."""
    return day + relativedelta(years=years)


def later(day: datetime.date, count: int, unit: str) -> datetime.date:
    """Return the date that is ``count`` days, weeks, months or years later.

    Args:
        day: the first date.
        count: the number of units.
        unit: ``day``, ``week``, ``month`` or ``year``.
    """
    length = {
        "day": relativedelta(days=count),
        "week": relativedelta(weeks=count),
        "month": relativedelta(months=count),
        "year": relativedelta(years=count),
    }
    return day + length[unit]


@_cached
def next_day_of_month(day: datetime.date, number: int) -> datetime.date:
    """Return the first date on or after ``day`` that is day ``number`` of its month.

    In a month that is too short, the last day is used instead.
    """
    candidate = day + relativedelta(day=number)
    return candidate if candidate >= day else day + relativedelta(months=1, day=number)


def first_of_year_to(last: datetime.date) -> datetime.date:
    """Return the first day of the twelve months that end on ``last``."""
    if last.year == datetime.MINYEAR:
        return last.replace(day=28 if (last.month, last.day) == (2, 29) else last.day) + _DAY
    return years_later(last, -1) + _DAY
