"""Estimates how late invoices are paid, from those that were paid and those that still are open.

A delay is a number of days after the due date; it is negative for an early payment. An invoice
that is open, or was settled without money, only tells that its delay is longer than so many days.
The estimator of Kaplan and Meier uses both. Sources: E. L. Kaplan, P. Meier, "Nonparametric
estimation from incomplete observations", Journal of the American Statistical Association 53
(1958), 457-481.

A customer with few payments tells little, so their distribution is shrunk towards that of
everybody: all other invoices together weigh as much as :data:`OTHERS` of the customer's own.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence

from msgspec import Struct, field

OTHERS = 4.0
"""The weight of all other customers' invoices together, in invoices of the customer."""

_NOTHING = 1e-9
_FEW = 0.5
_SLOW = 15  # days
_UNKNOWN = 1 / 30  # a day, where nobody ever paid so late


class Delays(Struct):
    """Weighted numbers of invoices by delay.

    Attributes:
        paid: the weight of the invoices paid after so many days.
        unpaid: the weight of the invoices of which it is only known that they were not paid
            within so many days.
    """

    paid: defaultdict[int, float] = field(default_factory=lambda: defaultdict(float))
    unpaid: defaultdict[int, float] = field(default_factory=lambda: defaultdict(float))
    weight: float = 0.0

    def add(self, days: int, *, paid: bool, weight: float = 1.0) -> None:
        """Count an invoice."""
        (self.paid if paid else self.unpaid)[days] += weight
        self.weight += weight


class Distribution(Struct, frozen=True):
    """How likely each delay is.

    Attributes:
        steps: the delays with the chance that an invoice not paid before is paid that day.
        beyond: that chance on each day after the last of them.
    """

    steps: Sequence[tuple[int, float]]
    beyond: float

    @classmethod
    def of(cls, own: Delays, everybody: Delays) -> Distribution:
        """Return the distribution of a customer.

        Args:
            own: the delays of the customer.
            everybody: the delays of all customers, this one included.
        """
        others = everybody.weight - own.weight
        share = OTHERS / others if others > _NOTHING else 0.0
        at_risk = own.weight + share * max(others, 0.0)
        steps: list[tuple[int, float]] = []
        weights: list[tuple[int, float]] = []
        for days in sorted({*everybody.paid, *everybody.unpaid}):
            paid = _blend(own.paid, everybody.paid, days, share)
            if paid > _NOTHING:
                steps.append((days, min(1.0, paid / at_risk) if at_risk > paid else 1.0))
                weights.append((days, paid))
            at_risk -= paid + _blend(own.unpaid, everybody.unpaid, days, share)
        return cls(steps, _beyond(weights))

    def chances(self, after: int) -> Iterator[tuple[int, float]]:
        """Yield delays with their probability, for an invoice not paid after so many days.

        They are in order. They do not add up to one: the rest is later than the last of them.
        """
        left = 1.0
        for days, chance in self.steps:
            if days > after:
                yield days, left * chance
                left *= 1 - chance
            if left < _NOTHING:
                return

    def within(self, days: int, after: int) -> float:
        """Return the probability of a payment within so many days, if not within ``after``."""
        sum_, last = 0.0, after
        for delay, chance in self.chances(after):
            if delay > days:
                return sum_
            sum_ += chance
            last = delay
        return sum_ + (1 - sum_) * (1 - (1 - self.beyond) ** max(0, days - last))

    def quantile(self, share: float, after: int) -> int:
        """Return the delay that a share of the invoices does not exceed, if not paid by ``after``.

        Args:
            share: a number between 0 and 1, both excluded.
            after: the days after the due date that have passed without a payment.
        """
        sum_, last = 0.0, after
        for delay, chance in self.chances(after):
            sum_ += chance
            last = delay
            if sum_ >= share - _NOTHING:
                return delay
        left = (1 - share) / max(1 - sum_, _NOTHING)
        return last + max(1, math.ceil(math.log(max(left, _NOTHING)) / math.log(1 - self.beyond)))


def _blend(own: dict[int, float], everybody: dict[int, float], days: int, share: float) -> float:
    mine = own.get(days, 0.0)
    return mine + share * max(everybody.get(days, 0.0) - mine, 0.0)


def _beyond(weights: Sequence[tuple[int, float]]) -> float:
    """Return the chance of a payment on a day later than any seen, from the later half of them."""
    half, sum_, middle = sum(weight for _, weight in weights) / 2, 0.0, 0
    for days, weight in weights:
        sum_ += weight
        middle = days
        if sum_ >= half:
            break
    late = [(days - middle, weight) for days, weight in weights if days > middle]
    if not late:
        return _UNKNOWN
    paid = max(sum(weight for _, weight in late), _FEW)
    passed = max(sum(days * weight for days, weight in late), _FEW * _SLOW)
    return min(_FEW, paid / passed)
