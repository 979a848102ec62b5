"""Working days, on which customers may be contacted.

Saturdays, Sundays and the public holidays selected by the setting ``holidays`` are not
working days.
"""

from __future__ import annotations

import datetime
import functools
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import holidays

_DAY = datetime.timedelta(days=1)
_SATURDAY = 5
# Departments that share the holidays of a region which the library knows by its own code.
_REGION_OF_DEPARTMENT = {"FR-67": "FR-6AE", "FR-68": "FR-6AE"}
# Countries some of whose holidays hold in most regions, but not in all. In the others that is
# rare, and to look through their regions takes long.
_BY_MOST_REGIONS = frozenset(("AU", "CA", "CH", "DE", "ES", "GB"))


def next_working_day(
    day: datetime.date, calendar: str | None, *, saturdays: bool = False
) -> datetime.date:
    """Return the first working day on or after ``day``.

    Args:
        day: the day to start from.
        calendar: the country, optionally with a region (``FR``, ``FR-57``), whose
            public holidays apply; ``None`` if only weekends count.
        saturdays: whether Saturdays are working days, as in some laws about due dates.
    """
    free = _SATURDAY + saturdays
    while not _is_working_day(day, calendar, free):
        day += _DAY
    return day


def last_working_day(day: datetime.date, calendar: str | None) -> datetime.date:
    """Return the last working day on or before ``day``; see :func:`next_working_day`."""
    while not _is_working_day(day, calendar):
        day -= _DAY
    return day


def has_holidays(calendar: str) -> bool:
    """Whether the holidays of a country, such as ``FR``, or a region, ``FR-57``, are known."""
    try:
        _holidays(calendar)
    except NotImplementedError:  # this is how the library refuses a country
        return False
    return True


def _is_working_day(day: datetime.date, calendar: str | None, free: int = _SATURDAY) -> bool:
    if day.weekday() >= free:
        return False
    return not (calendar and (day in _holidays(calendar) or day in _in_most(calendar, day.year)))


@functools.cache
def _holidays(calendar: str) -> holidays.HolidayBase:
    import holidays  # noqa: PLC0415 - it takes long, and most ledgers name no holidays

    country, _, region = _REGION_OF_DEPARTMENT.get(calendar, calendar).partition("-")
    return holidays.country_holidays(country, subdiv=region or None)


@functools.cache
def _in_most(country: str, year: int) -> frozenset[datetime.date]:
    """Return the holidays of a year in at least half of the regions of a country named as a whole.

    Easter Monday is one in England, Wales and Northern Ireland, but not in Scotland.
    """
    if country not in _BY_MOST_REGIONS:
        return frozenset()
    import holidays  # noqa: PLC0415 - see above

    regions = holidays.country_holidays(country).subdivisions
    days = Counter(
        day
        for region in regions
        for day in holidays.country_holidays(country, subdiv=region, years=year)
    )
    return frozenset(day for day, count in days.items() if 2 * count >= len(regions))
