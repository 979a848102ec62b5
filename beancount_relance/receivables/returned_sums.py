"""What a returned payment may have cost, and which payments the bank may have returned together."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import islice

from beancount_relance.receivables.reversal_sides import Side
from beancount_relance.receivables.sums import sums_of_some
from beancount_relance.values.money import unit

_TOGETHER_WITHIN = datetime.timedelta(days=70)
"""How old the payments may be that are returned in one sum; a bank has eight weeks for most."""
_MOST_TOGETHER = 12
"""Of more payments than this, some nearly always have any amount together."""
_MOST_COSTS = 5000
"""What a return may cost, in the smallest unit of the currency: 50 €."""
_SHARE = Decimal("0.05")
"""What the return of a large payment may cost, as a share of it."""


LEAST_PAID = Decimal("0.8")
"""How much of a return is the payment, if one of several has so much; the rest are costs."""


def may_cost(returned: Decimal, payment: Side) -> bool:
    """Return whether a return may be of a payment with its costs, and these less than that."""
    costs, paid = returned - payment.left, payment.left
    most = max(_MOST_COSTS * unit(payment.line.currency), paid * _SHARE)
    return 0 < costs < paid and costs <= most


def recent_sums(
    debit: Side, before: Sequence[Side], fits: Callable[[Side], bool]
) -> list[list[Side]]:
    """Return the sets of two to four recent payments that are exactly a debit together.

    Args:
        debit: the debit.
        before: what is left of all credits until its day, in order.
        fits: whether the debit may take back a credit.
    """
    since = debit.date - _TOGETHER_WITHIN
    recent = (side for side in reversed(before) if side.date >= since and fits(side))
    theirs = [*islice(recent, _MOST_TOGETHER)][::-1]
    found = sums_of_some([side.left for side in theirs], debit.left)
    return [[theirs[place] for place in each] for each in found]
