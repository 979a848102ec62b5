"""Values that a ledger sets anew in the course of time, each with its first day.

    2024-01-01 custom "relance" "reference-pattern" "F[0-9]{4}"
    2026-07-01 custom "relance" "reference-pattern" "R-[0-9]+"

The first value counts for what is older than itself, too: it says how things have always been.
"""

from __future__ import annotations

import datetime
from typing import TypeAlias, TypeVar

_T = TypeVar("_T")

Dated: TypeAlias = tuple[tuple[datetime.date, _T], ...]
"""Values in force one after the other, each with its first day, in the order of these days."""


def followed(dated: Dated[_T], day: datetime.date, value: _T) -> Dated[_T]:
    """Return dated values and one that follows them from a day on.

    It takes the place of one of the same day, and changes nothing if it is in force already.
    """
    if dated and dated[-1][1] == value:
        return dated
    before = dated[:-1] if dated and dated[-1][0] == day else dated
    return (*before, (day, value))


def from_day_on(dated: Dated[_T], day: datetime.date) -> Dated[_T]:
    """Return the value in force on a day, or else the first one, and those that follow it."""
    return dated[sum(after <= day for after, _ in dated[1:]) :]
