"""Late interest: what an unpaid balance has earned its creditor, day by day.

    interest = outstanding × rate / 365 × days

The first day is the day after the due date, the last is the day asked for, or
the day of payment, both included. Each day takes the rate of its half-year (or
of the first one, under a regime that freezes it). The days of one rate and one
principal are one segment; each segment is rounded half up to the currency's
unit, and the segments are added (C. com. L441-10; D441-5).

A part payment reduces the principal, from the next day on. Where it pays the
interest first (C. civ. 1343-1), what had run until its day is taken from it and
only the rest reduces the principal, so that more principal bears interest after
it. The books are not touched by that: what is claimed is, either way, the
ledger's outstanding amount and the sum of the segments. Interest bears no
interest (1343-2).

A half-year whose rate is not known is never extrapolated: the interest stops at
the last day that is known, and says so.
"""

from __future__ import annotations

import datetime
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from beancount_relance.law.rates import RateSeries, next_half_year
from beancount_relance.law.regimes import Regime
from beancount_relance.values.money import to_unit

_DAY = datetime.timedelta(days=1)
_PERCENT = 100


@dataclass(frozen=True, slots=True)
class Reduction:
    """What was settled on a day; negative where a payment was taken back.

    With ``interest_first`` it pays the interest before the principal; with
    ``interest_only`` it came in as late interest, and leaves the principal as it is.
    """

    day: datetime.date
    amount: Decimal
    interest_first: bool = False
    interest_only: bool = False


@dataclass(frozen=True, slots=True)
class InterestSegment:
    """Days of one principal at one rate: both days included, ``percent`` a year."""

    first: datetime.date
    last: datetime.date
    principal: Decimal
    percent: Decimal
    amount: Decimal

    @property
    def days(self) -> int:
        """How many days the segment has."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Interest:
    """The interest of one item.

    ``unknown_from`` is the first day whose rate is not known, if that is why
    the segments end there; ``received`` is what came in of it, as late interest.
    """

    segments: tuple[InterestSegment, ...] = ()
    unknown_from: datetime.date | None = None
    received: Decimal = Decimal()

    @property
    def accrued(self) -> Decimal:
        """The sum of the segments, in the currency of the item."""
        return _sum(self.segments)

    @property
    def amount(self) -> Decimal:
        """What is owed of it: what has accrued and did not come in."""
        return self.accrued - self.received


def late_interest(
    principal: Decimal,
    reductions: Sequence[Reduction],
    currency: str,
    start: datetime.date,
    until: datetime.date,
    regime: Regime,
    series: Mapping[str, RateSeries],
) -> Interest:
    """The interest on a principal from the day after ``start`` to ``until``.

    Args:
        principal: the amount owed at first, in ``currency``.
        reductions: what reduces it; each still bears interest on its day.
        currency: its unit is what the segments are rounded to.
        start: the due date, or the day the formal notice was received.
        until: the last day that counts.
        regime: how the rate is found and the days are counted.
        series: the published rates by name.
    """
    year = Decimal(regime.day_count * _PERCENT)
    balance = _Balance(principal)
    waiting = deque(sorted(reductions, key=lambda each: (each.day, not each.interest_only)))
    segments: list[InterestSegment] = []
    for first, last in _stretches(start + _DAY, until, [each.day for each in reductions]):
        while waiting and waiting[0].day < first:
            balance.take(waiting.popleft(), _sum(segments))
        percent = regime.rate.percent(start + _DAY if regime.frozen else first, series)
        if percent is None:
            return Interest(tuple(segments), first, _received(segments, reductions))
        if balance.left <= 0 or percent <= 0:
            continue
        if segments and _continues(segments[-1], first, balance.left, percent):
            first = segments.pop().first  # noqa: PLW2901 - the stretch grows backwards
        days = (last - first).days + 1
        amount = to_unit(balance.left * percent * days / year, currency)
        segments.append(InterestSegment(first, last, balance.left, percent, amount))
    return Interest(tuple(segments), received=_received(segments, reductions))


@dataclass(slots=True)
class _Balance:
    """The principal that is left, and how much interest was paid."""

    left: Decimal
    paid: Decimal = Decimal()

    def take(self, reduction: Reduction, accrued: Decimal) -> None:
        """Reduce what is left; ``accrued`` is the interest that has run until that day."""
        amount = reduction.amount
        if reduction.interest_only:
            self.paid += amount
        elif reduction.interest_first:
            # A payment taken back leaves the interest that it paid owed again.
            owed = max(Decimal(), accrued - self.paid)
            part = min(owed, amount) if amount > 0 else max(-self.paid, amount)
            self.paid += part
            self.left -= amount - part
        else:
            self.left -= amount


def _received(segments: Iterable[InterestSegment], reductions: Iterable[Reduction]) -> Decimal:
    """What came in as late interest, up to what has accrued."""
    received = sum((each.amount for each in reductions if each.interest_only), Decimal())
    return min(received, _sum(segments))


def _sum(segments: Iterable[InterestSegment]) -> Decimal:
    return sum((segment.amount for segment in segments), Decimal())


def _continues(
    segment: InterestSegment, first: datetime.date, principal: Decimal, percent: Decimal
) -> bool:
    return (segment.last + _DAY, segment.principal, segment.percent) == (first, principal, percent)


def _stretches(
    first: datetime.date, last: datetime.date, payments: Sequence[datetime.date]
) -> Iterator[tuple[datetime.date, datetime.date]]:
    """The days from ``first`` to ``last``, cut after payments and at half-years."""
    cuts = {first, *(day + _DAY for day in payments)}
    border = next_half_year(first)
    while border <= last:
        cuts.add(border)
        border = next_half_year(border)
    starts = sorted(cut for cut in cuts if first <= cut <= last)
    for start, following in pairwise([*starts, last + _DAY]):
        yield start, following - _DAY
