"""Calculate late interest on an unpaid balance.

    interest = outstanding × rate / 365 × days

Interest runs from the day after the due date to the requested day or the day of
payment, both included. Each day uses the rate of its half-year, or the rate of the first
day if the regime freezes it. Consecutive days with the same rate and principal form a
segment; each segment is rounded half up to the unit of the currency, and the segments
are added up (C. com. L441-10; D441-5).

A part payment reduces the principal from the following day on. If it pays interest
first (C. civ. 1343-1), the interest accrued until that day is deducted from the payment,
and only the remainder reduces the principal; more principal then bears interest
afterwards. This does not change the books: in both cases the claim is the outstanding
amount in the ledger plus the sum of the segments. Interest does not bear interest
(C. civ. 1343-2), except under a regime that compounds: there the interest of each year
since the due date is added to the principal at the end of that year (Dutch Civil Code,
BW 6:119a lid 3). Some time after a judgment, a regime can add points to the rate (Code
monétaire et financier L313-3).

Unknown rates are never extrapolated: interest stops at the last day whose rate is
known, and the result says so.
"""

from __future__ import annotations

import datetime
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from msgspec import Struct

from beancount_relance.law.rates import RateSeries, next_half_year
from beancount_relance.law.regimes import Regime
from beancount_relance.values.dates import years_later
from beancount_relance.values.money import to_unit

_DAY = datetime.timedelta(days=1)
_PERCENT = 100


class Reduction(Struct, frozen=True):
    """An amount settled on a day; negative if a payment is reversed.

    Attributes:
        day: the day of the settlement.
        amount: the amount, in the currency of the claim.
        interest_first: whether it pays interest before principal.
        interest_only: whether it was received as late interest, so that it does not
            reduce the principal.
    """

    day: datetime.date
    amount: Decimal
    interest_first: bool = False
    interest_only: bool = False


class InterestSegment(Struct, frozen=True):
    """A period with a single principal and rate.

    Both ``first`` and ``last`` are included; ``percent`` is the yearly rate.
    """

    first: datetime.date
    last: datetime.date
    principal: Decimal
    percent: Decimal
    amount: Decimal

    @property
    def days(self) -> int:
        """The number of days in the segment."""
        return (self.last - self.first).days + 1


class Interest(Struct, frozen=True):
    """The late interest on one item.

    Attributes:
        segments: the periods for which interest has accrued.
        unknown_from: the first day whose rate is unknown, if the calculation stops
            there; else ``None``.
        received: the part that has been received as late interest.
        imputed: the part that payments have paid before the principal, as
            :attr:`Reduction.interest_first` says; the books call it paid principal.
    """

    segments: tuple[InterestSegment, ...] = ()
    unknown_from: datetime.date | None = None
    received: Decimal = Decimal()
    imputed: Decimal = Decimal()

    @property
    def accrued(self) -> Decimal:
        """The sum of the segments, in the currency of the item."""
        return _sum(self.segments)

    @property
    def amount(self) -> Decimal:
        """The interest still owed: accrued less received."""
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
    """Calculate the interest on a principal from the day after ``start`` to ``until``.

    Args:
        principal: the amount originally owed, in ``currency``.
        reductions: the settlements. The settled amount still bears interest on the
            day of its settlement.
        currency: the currency; segments are rounded to its smallest unit.
        start: the due date, or the day the formal notice was received.
        until: the last day of interest.
        regime: the rules for the rate and the day count.
        series: the published rates by name.
    """
    year = Decimal(regime.day_count * _PERCENT)
    balance = _Balance(principal)
    waiting = deque(sorted(reductions, key=lambda each: (each.day, not each.interest_only)))
    segments: list[InterestSegment] = []
    years = _years(start, until) if regime.compounds else ()
    raised = regime.surcharge
    raised_from = raised.first_day if raised is not None else None
    cuts = [*(each.day for each in reductions), *years]
    if raised_from is not None:
        cuts.append(raised_from - _DAY)
    for first, last in _stretches(start + _DAY, until, cuts):
        while waiting and waiting[0].day < first:
            balance.take(waiting.popleft(), _sum(segments))
        if first - _DAY in years:
            balance.compound(_sum(segments))
        percent = regime.rate.percent(start + _DAY if regime.frozen else first, series)
        if percent is None:
            received = _received(segments, reductions)
            return Interest(tuple(segments), first, received, balance.imputed)
        if raised is not None and raised_from is not None and first >= raised_from:
            percent += raised.points
        if balance.left <= 0 or percent <= 0:
            continue
        if segments and _continues(segments[-1], first, balance.left, percent):
            first = segments.pop().first  # noqa: PLW2901 - merge with the previous segment
        days = (last - first).days + 1
        amount = to_unit(balance.left * percent * days / year, currency)
        segments.append(InterestSegment(first, last, balance.left, percent, amount))
    balance.take_all([each for each in waiting if each.day <= until], _sum(segments))
    received = _received(segments, reductions)
    return Interest(tuple(segments), received=received, imputed=balance.imputed)


class _Balance(Struct):
    """The remaining principal, and the interest paid, compounded and imputed so far."""

    left: Decimal
    paid: Decimal = Decimal()
    compounded: Decimal = Decimal()
    imputed: Decimal = Decimal()

    def compound(self, accrued: Decimal) -> None:
        """Add the unpaid interest to the principal that is left, at the end of a year."""
        if self.left > 0:
            unpaid = max(Decimal(), accrued - self.paid - self.compounded)
            self.compounded += unpaid
            self.left += unpaid

    def take_all(self, reductions: Iterable[Reduction], accrued: Decimal) -> None:
        """Apply settlements of the last days, after which no interest has accrued."""
        for reduction in reductions:
            self.take(reduction, accrued)

    def take(self, reduction: Reduction, accrued: Decimal) -> None:
        """Apply a settlement; ``accrued`` is the interest accrued until its day."""
        amount = reduction.amount
        if reduction.interest_only:
            fresh = max(Decimal(), accrued - self.paid - self.compounded)
            old = min(self.compounded, max(Decimal(), amount - fresh))
            self.compounded -= old
            self.left -= old
            self.paid += amount
        elif reduction.interest_first:
            # Reversing a payment makes the interest it had paid due again.
            owed = max(Decimal(), accrued - self.paid - self.compounded)
            part = min(owed, amount) if amount > 0 else max(-self.paid, amount)
            self.paid += part
            self.imputed += part
            self.left -= amount - part
        else:
            self.left -= amount


def _received(segments: Iterable[InterestSegment], reductions: Iterable[Reduction]) -> Decimal:
    """Return the amount received as late interest, at most the accrued interest."""
    received = sum((each.amount for each in reductions if each.interest_only), Decimal())
    return min(received, _sum(segments))


def _sum(segments: Iterable[InterestSegment]) -> Decimal:
    return sum((segment.amount for segment in segments), Decimal())


def _continues(
    segment: InterestSegment, first: datetime.date, principal: Decimal, percent: Decimal
) -> bool:
    return (segment.last + _DAY, segment.principal, segment.percent) == (first, principal, percent)


def _years(start: datetime.date, until: datetime.date) -> Sequence[datetime.date]:
    """Return the last day of each full year since ``start``, up to ``until``."""
    count = until.year - start.year + 1
    return [day for n in range(1, count) if (day := years_later(start, n)) <= until]


def _stretches(
    first: datetime.date, last: datetime.date, ends: Sequence[datetime.date]
) -> Iterator[tuple[datetime.date, datetime.date]]:
    """Split the days from ``first`` to ``last`` after each of ``ends`` and at half-years."""
    cuts = {first, *(day + _DAY for day in ends)}
    border = next_half_year(first)
    while border <= last:
        cuts.add(border)
        border = next_half_year(border)
    starts = sorted(cut for cut in cuts if first <= cut <= last)
    for start, following in pairwise([*starts, last + _DAY]):
        yield start, following - _DAY
