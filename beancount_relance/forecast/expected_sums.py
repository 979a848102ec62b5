"""The sum to expect from payments that may come in, with a band for it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from statistics import NormalDist

from beancount_relance.forecast.combined_rules import BAND

_BINS = 400
_MANY = 200
_LOW, _HIGH = (1 - BAND) / 2, (1 + BAND) / 2

Chances = Sequence[tuple[Decimal, float]]
"""Amounts with the probability that each comes in."""


def mean_of(chances: Chances) -> Decimal:
    """Return the expected sum: ``Σ amount × probability``."""
    return sum((amount * Decimal(repr(chance)) for amount, chance in chances), Decimal())


def cents(amount: Decimal) -> Decimal:
    """Return an amount with two decimals."""
    return amount.quantize(Decimal("0.01"))


def band_of(chances: Chances) -> tuple[Decimal, Decimal]:
    """Return the sums between which the true one lies in 80 % of cases.

    The payments are taken as independent of each other. The distribution of up to 200 amounts is
    added up in 400 steps; that of more is normal.
    """
    possible = [(float(amount), chance) for amount, chance in chances if chance > 0]
    total = sum(amount for amount, _ in possible)
    if not total:
        return Decimal(), Decimal()
    if len(possible) > _MANY:
        mean = sum(amount * chance for amount, chance in possible)
        variance = sum(amount**2 * chance * (1 - chance) for amount, chance in possible)
        if not variance:
            return _amount(mean), _amount(mean)
        normal = NormalDist(mean, math.sqrt(variance))
        return (
            _amount(max(normal.inv_cdf(_LOW), 0.0)),
            _amount(min(normal.inv_cdf(_HIGH), total)),
        )
    step = total / _BINS
    sums = [1.0] + [0.0] * _BINS
    passed = 0.0
    for amount, chance in possible:
        bins = round((passed + amount) / step) - round(passed / step)  # so that the total is exact
        passed += amount
        sums = [
            sums[n] * (1 - chance) + (sums[n - bins] * chance if n >= bins else 0.0)
            for n in range(_BINS + 1)
        ]
    return _amount(_quantile(sums, _LOW) * step), _amount(_quantile(sums, _HIGH) * step)


def _quantile(sums: Sequence[float], share: float) -> int:
    passed = 0.0
    for place, chance in enumerate(sums):
        passed += chance
        if passed >= share * sum(sums):
            return place
    return len(sums) - 1


def _amount(number: float) -> Decimal:
    return Decimal(f"{number:.2f}")
