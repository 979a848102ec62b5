"""Limitation: the last day on which the creditor can still sue.

The time starts with the completion of the service or the delivery (Cass. com.
26/02/2020, 18-25.036), which a ledger does not know: the earlier of invoice and
due date is taken as the safe assumption. It starts anew, for the same length,
when the debtor recognises the debt, as by a part payment or a request for time
(C. civ. 2240, 2231), or when an order is served on them (2241, 2244). A formal
notice does not move it (Cass. com. 18/05/2022, 20-23.204).
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterable

from beancount_relance.allocation import BY_REFERENCE, Item
from beancount_relance.history import Event
from beancount_relance.regimes import Regime

_RESTARTS = frozenset(("acknowledged", "promise", "plan", "served"))


def last_day_to_sue(
    item: Item, events: Iterable[Event], regime: Regime | None
) -> datetime.date | None:
    """The last day to sue for an item; ``None`` where the regime does not tell.

    Args:
        item: the item, with its part payments.
        events: what happened with the customer; only those about the item count.
        regime: its limitation period and how it is counted.
    """
    if regime is None or regime.limitation_years is None:
        return None
    restarts = [
        event.date for event in events if event.kind in _RESTARTS and item.key in event.items
    ]
    restarts += _payments(item)
    last = _last_day(min(item.invoice.date, item.invoice.due), regime)
    for restart in sorted(restarts):
        if restart <= last:
            last = max(last, _last_day(restart, regime))
    return last


def _payments(item: Item) -> list[datetime.date]:
    """The days of the part payments that name the item and were not taken back."""
    payments = [p for p in item.settled if p.kind == "payment" and p.basis == BY_REFERENCE]
    for part in item.settled:
        if part.kind == "reversal":
            before = [p for p in payments if p.date <= part.date]
            same = [p for p in before if p.amount == -part.amount]
            if before:
                payments.remove((same or before)[-1])
    return [payment.date for payment in payments]


def _last_day(start: datetime.date, regime: Regime) -> datetime.date:
    years = regime.limitation_years or 0
    if regime.limitation_from_next_year:
        return datetime.date(start.year + years, 12, 31)
    year = start.year + years
    return start.replace(year=year, day=min(start.day, calendar.monthrange(year, start.month)[1]))
