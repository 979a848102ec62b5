"""Trend: what was owed at the ends of past months, and how much of it was late.

Each month's end is the position of its day under the policy of its day, from the ledger
as it stands now: a payment entered late, but dated then, counts. In come the entries
and the days; out comes, for each day, the aged balance and the share overdue by
currency.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from beancount.core.data import Directive

from beancount_relance.analysis.ageing import AgedBalance, aged_balances, total_balances
from beancount_relance.analysis.collection_figures import figures
from beancount_relance.report.gc_pause import paused_collector
from beancount_relance.report.position import Position, positions

_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class MonthEnd:
    """What was owed on a day.

    ``balances`` is the aged balance of all customers by currency;
    ``shares_overdue`` the figure ``share_overdue``, in percent: customers'
    unallocated credit is taken off before it is worked out.
    """

    day: datetime.date
    balances: Mapping[str, AgedBalance]
    shares_overdue: Mapping[str, Decimal]


def month_ends(as_of: datetime.date, count: int) -> list[datetime.date]:
    """``as_of``, and before it the last days of months, ``count`` days in all, rising.

    An ``as_of`` that is itself the end of a month stands for that month.
    """
    days = [as_of]
    while len(days) < count and days[0].replace(day=1) > datetime.date.min:
        days.insert(0, days[0].replace(day=1) - _DAY)
    return days


def trend(
    entries: Sequence[Directive], options: Mapping[str, Any], days: Iterable[datetime.date]
) -> list[MonthEnd]:
    """What was owed on each of the days, rising, just as the report of each has it.

    Args:
        entries: all directives, in the order of their dates.
        options: Beancount's options map.
        days: the days.
    """
    with paused_collector():
        return [_on(position) for position in positions(entries, options, sorted(set(days)))]


def _on(position: Position) -> MonthEnd:
    day, allocation = position.ledger.as_of, position.allocation
    open_items = [item for item in allocation.items if item.is_open]
    owed = figures(open_items, allocation.credits, day, first=day)
    aged = aged_balances(open_items, day, position.policy.scale)
    return MonthEnd(
        day=day,
        balances={each.currency: each for each in total_balances(aged, position.policy.scale)},
        shares_overdue={
            each.currency: each.share_overdue for each in owed if each.share_overdue is not None
        },
    )
