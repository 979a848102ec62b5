"""Dates: months and years counted on the calendar."""

from __future__ import annotations

import datetime

from dateutil.relativedelta import relativedelta

_DAY = datetime.timedelta(days=1)


def month_end(day: datetime.date) -> datetime.date:
    """The last day of the month of ``day``."""
    return day + relativedelta(day=31)


def months_later(day: datetime.date, months: int) -> datetime.date:
    """The same day some months later, or the last of that month if it is too short.

    So the law counts a period of months (C. pr. civ. 641).
    """
    return day + relativedelta(months=months)


def years_later(day: datetime.date, years: int) -> datetime.date:
    """The same day some years later; 28 February for 29 February."""
    return day + relativedelta(years=years)


def next_day_of_month(day: datetime.date, number: int) -> datetime.date:
    """The first date from ``day`` on that is the ``number``-th of its month.

    A month that is too short counts with its last day.
    """
    candidate = day + relativedelta(day=number)
    return candidate if candidate >= day else day + relativedelta(months=1, day=number)


def first_of_year_to(last: datetime.date) -> datetime.date:
    """The first day of the year that ends on ``last``."""
    if last.year == datetime.MINYEAR:
        return last.replace(day=28 if (last.month, last.day) == (2, 29) else last.day) + _DAY
    return years_later(last, -1) + _DAY
