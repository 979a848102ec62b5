"""Calculates what was owed at the ends of past months, and how much of it was overdue.

Each month end uses the settings in force on that day and the ledger in its current state, so a
payment that was entered later but dated before the month end counts. The result has, for each
day, the aged balance and the share overdue by currency.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from beancount.core.data import Directive
from msgspec import Struct

from beancount_relance.analysis.ageing import AgedBalance, aged_balances, total_balances
from beancount_relance.analysis.collection_figures import shares_overdue
from beancount_relance.report.gc_pause import paused_collector
from beancount_relance.report.past_days import OwedOn, owed_on
from beancount_relance.report.who_owes_what import Position

_DAY = datetime.timedelta(days=1)


class MonthEnd(Struct, frozen=True):
    """What was owed on a day.

    Attributes:
        day: the day.
        balances: the aged balance of all customers, by currency.
        shares_overdue: the overdue share by currency, in percent, calculated after deducting
            the customers' unallocated credit.
    """

    day: datetime.date
    balances: Mapping[str, AgedBalance]
    shares_overdue: Mapping[str, Decimal]


def month_ends(as_of: datetime.date, count: int) -> list[datetime.date]:
    """Return ``as_of`` and the month ends before it: ``count`` days in ascending order.

    If ``as_of`` is itself the end of a month, it stands for that month.
    """
    days = [as_of]
    while len(days) < count and days[0].replace(day=1) > datetime.date.min:
        days.insert(0, days[0].replace(day=1) - _DAY)
    return days


def trend(
    entries: Sequence[Directive],
    options: Mapping[str, Any],
    days: Iterable[datetime.date],
    known: Position | None = None,
) -> list[MonthEnd]:
    """Return what was owed on each day, in ascending order, as in the report of that day.

    Args:
        entries: all directives, sorted by date.
        options: Beancount's options map.
        days: the days.
        known: the position on the last day, if these entries have been read for it already.
    """
    with paused_collector():
        owed = owed_on(entries, options, sorted(set(days)), known)
        return [_month_end(each) for each in owed]


def _month_end(owed: OwedOn) -> MonthEnd:
    scale = owed.policy.scale
    aged = aged_balances(owed.items, owed.day, scale)
    return MonthEnd(
        day=owed.day,
        balances={each.currency: each for each in total_balances(aged, scale)},
        shares_overdue=shares_overdue(owed.items, owed.credits, owed.day),
    )
