"""What the return of a payment may cost whoever was to be paid."""

from __future__ import annotations

from decimal import Decimal

from beancount_relance.values.money import unit

_MOST_COSTS = 5000
"""What a return may cost, in the smallest unit of the currency: 50 €."""
_SHARE = Decimal("0.05")
"""What the return of a large payment may cost, as a share of it."""


def may_be_costs(costs: Decimal, paid: Decimal, currency: str) -> bool:
    """Return whether the return of a payment may have cost so much, and less than was paid."""
    most = max(_MOST_COSTS * unit(currency), paid * _SHARE)
    return 0 < costs < paid and costs <= most
