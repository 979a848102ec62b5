"""Limitation: the last day on which the creditor can sue.

The period starts with the completion of the service or the delivery (Cass. com.
26/02/2020, 18-25.036). A ledger does not contain this date, so the earlier of invoice
date and due date is used as a safe assumption, which is stated. The period starts again,
with the same length, when the debtor acknowledges the debt, for example by a part payment
or a request for time (C. civ. 2240, 2231), or when an order is served (2241, 2244). A
formal notice does not interrupt it (Cass. com. 18/05/2022, 20-23.204). For public debtors,
however, any written claim does, and the period is counted from the following 1 January
(loi 68-1250, articles 1 and 2). What interrupts it under each law is in
``data/regimes.csv``. A customer's ``limitation: "1 year"``, for example for the carriage
of goods (C. com. L133-6), replaces the length.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from beancount_relance.history.events import Event
from beancount_relance.history.note_kinds import EXTENSION, NOTE_KINDS
from beancount_relance.language.messages import Message, Source, msg, nmsg
from beancount_relance.law.regimes import WRITTEN, LimitationPeriod, Regime
from beancount_relance.receivables.allocation import BY_REFERENCE, Item
from beancount_relance.values.dates import years_later

_PAYMENT = "payment"


@dataclass(frozen=True, slots=True)
class Limitation:
    """The last day to sue, its basis, and the source of the last interruption, if any."""

    last: datetime.date
    basis: Message
    source: Source | None = None


def period_for(regime: Regime | None, years: int | None) -> LimitationPeriod | None:
    """Return the limitation period of a claim, or ``None`` if it is unknown.

    Args:
        regime: the legal regime.
        years: the length set for the customer, if it differs from the law.
    """
    period = regime.limitation if regime is not None else None
    if years is None:
        return period
    return replace(period or LimitationPeriod(years), years=years, from_next_year=False)


def last_day_to_sue(
    item: Item, events: Iterable[Event], period: LimitationPeriod | None, written: Collection[str]
) -> Limitation | None:
    """Return the last day to sue for an item, or ``None`` if the period is unknown.

    Args:
        item: the item, with its part payments.
        events: the customer's history; only events about the item count.
        period: the limitation period.
        written: the stages that are written claims.
    """
    if period is None:
        return None
    found = _limitation(item, period)
    restarts = [*_recognitions(item, events, period, written), *_payments(item, period)]
    for restart in sorted(restarts, key=lambda each: each.day):
        if restart.day <= found.last:
            last, basis = _count(restart.day, restart.cause, period, anew=True)
            if last > found.last:
                found = Limitation(last, basis, restart.source)
    return found


def earliest_year(item: Item, period: LimitationPeriod) -> int:
    """Return the year of the last day to sue without interruptions, a lower bound."""
    return min(item.invoice.date, item.invoice.due).year + period.years


@dataclass(frozen=True, slots=True)
class _Restart:
    day: datetime.date
    cause: Message
    source: Source


def _limitation(item: Item, period: LimitationPeriod) -> Limitation:
    invoice = item.invoice
    if invoice.due < invoice.date:
        start = invoice.due
        cause = msg("the due date, taken as the start because the day of delivery is not known")
    else:
        start = invoice.date
        cause = msg(
            "the invoice’s date, taken as the start because the day of delivery is not known"
        )
    return Limitation(*_count(start, cause, period, anew=False))


def _count(
    day: datetime.date, cause: Message, period: LimitationPeriod, *, anew: bool
) -> tuple[datetime.date, Message]:
    """Return the last day of a period that starts on ``day``, and its description."""
    from_next_year = period.anew_from_next_year if anew else period.from_next_year
    start = datetime.date(day.year + 1, 1, 1) if from_next_year else day
    basis = nmsg(
        "{count} year from {start}: {cause}",
        "{count} years from {start}: {cause}",
        period.years,
        start=start,
        cause=cause,
    )
    return _last_day(day, period.years, from_next_year=from_next_year), basis


def _recognitions(
    item: Item, events: Iterable[Event], period: LimitationPeriod, written: Collection[str]
) -> Iterator[_Restart]:
    for event in events:
        if item.key not in event.items:
            continue
        kind = NOTE_KINDS.get(event.kind)
        if kind is EXTENSION and event.until is not None:  # not to be sued for before
            cause = msg("later due date agreed on {date}", date=event.date)
            yield _Restart(event.until, cause, event.source)
        elif kind is not None and kind.name in period.interrupted_by:
            cause = msg("{kind} on {date}", kind=kind.label, date=event.date)
            yield _Restart(event.date, cause, event.source)
        elif WRITTEN in period.interrupted_by and event.kind in written:
            cause = msg("claim in writing on {date}", date=event.date)
            yield _Restart(event.date, cause, event.source)


def _payments(item: Item, period: LimitationPeriod) -> list[_Restart]:
    """Return the part payments that refer to the item."""
    if _PAYMENT not in period.interrupted_by:
        return []
    payments = [p for p in item.settled if p.kind == _PAYMENT and p.basis == BY_REFERENCE]
    return [
        _Restart(p.date, msg("part payment of {date}", date=p.date), p.source) for p in payments
    ]


def _last_day(start: datetime.date, years: int, *, from_next_year: bool) -> datetime.date:
    if from_next_year:
        return datetime.date(start.year + years, 12, 31)
    return years_later(start, years)
