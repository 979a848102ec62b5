"""What a returned payment may have cost, and which payments the bank may have returned together."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from decimal import Decimal
from itertools import islice

from beancount_relance.ledger.account_words import REFUND, says
from beancount_relance.receivables.reversal_sides import Side
from beancount_relance.receivables.reversible_credits import ReversibleCredits
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


def may_return(debit: Side, sides: Iterable[Side]) -> bool:
    """Return whether money out may be a return although its text says nothing of it.

    Neither does it say that it is a refund, nor is a credit of the customer paid back with it.
    """
    before = (
        side.line.number
        for side in sides
        if side.line.customer == debit.line.customer
        and side.date <= debit.date
        and side is not debit
    )
    return not says(debit.line.heading, REFUND) and sum(before, Decimal()) >= 0


def recent_sums(
    debit: Side, credits_: ReversibleCredits, fits: Callable[[Side], bool]
) -> list[list[Side]]:
    """Return the sets of two to four recent payments that are exactly a debit together.

    Args:
        debit: the debit.
        credits_: all credits.
        fits: whether the debit may take back a credit.
    """
    recent = filter(fits, credits_.back_to(debit.date - _TOGETHER_WITHIN, debit))
    theirs = [*islice(recent, _MOST_TOGETHER)][::-1]
    found = sums_of_some([side.left for side in theirs], debit.left)
    return [[theirs[place] for place in each] for each in found]
