"""What a returned payment may have cost, and which payments the bank may have returned together."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from itertools import groupby, islice
from operator import attrgetter

from beancount_relance.ledger.accounts.account_words import CANCEL, REFUND, RETURNED, says
from beancount_relance.ledger.counterparts.natures import CASH
from beancount_relance.receivables.return_costs import may_be_costs
from beancount_relance.receivables.returns.reversal_sides import Side
from beancount_relance.receivables.returns.reversible_credits import ReversibleCredits, total_left
from beancount_relance.receivables.sums import sums_of_some

_TOGETHER_WITHIN = datetime.timedelta(days=70)
"""How old the payments may be that are returned in one sum; a bank has eight weeks for most."""
_MOST_TOGETHER = 12
"""Of more payments than this, some nearly always have any amount together."""
_LEAST_PAID = Decimal("0.8")
"""How much of a return is the payment, if one of several has so much; the rest are costs."""


def with_costs(
    debit: Side, payments: Iterable[Side], fits: Callable[[Side], bool] = bool
) -> list[list[Side]]:
    """Return the payments of which a debit may be the return with what that has cost.

    Payments of one day and name come first together, as if they were one.

    Args:
        debit: the debit.
        payments: the payments.
        fits: whether the debit may take back a payment.
    """
    days: dict[tuple[object, ...], list[Side]] = defaultdict(list)
    for each in payments:
        if each.left < debit.left and fits(each):
            days[each.line.customer, each.date, each.line.names].append(each)
    costly: list[list[Side]] = []
    for day in days.values():
        alone = ([each] for each in day if _is_costly(debit, [each]))
        costly += [day] if _is_costly(debit, day) else alone
    return [each for each in costly if total_left(each) > _LEAST_PAID * debit.left] or costly


def _is_costly(debit: Side, whole: Sequence[Side]) -> bool:
    """Return whether a debit may be the return of payments with what that has cost."""
    paid = total_left(whole)
    return may_be_costs(debit.left - paid, paid, debit.line.currency)


def taken_back_by_name(
    debit: Side,
    named: Sequence[Side],
    credits_: ReversibleCredits,
    names_nothing: Callable[[Side], bool],
) -> list[list[Side]]:
    """Return what a debit may take back if no credit of its names has its amount.

    These are the only credits of its names that have it together, or else what names nothing and
    has it, or else, of money that went out, the payments of its names, or without a name, with the
    costs of that.

    Args:
        debit: the debit.
        named: the credits of its names, in order.
        credits_: all credits.
        names_nothing: whether a credit names no invoice, and the debit may take it back.
    """
    recent = named[-_MOST_TOGETHER:]
    together = sums_of_some([side.left for side in recent], debit.left) if recent else ()
    if len(together) == 1:
        return [[recent[place] for place in together[0]]]
    line = debit.line
    is_return = says(line.heading, RETURNED) or says(line.narration, CANCEL)
    found: list[list[Side]] = []
    if is_return or debit.left > total_left(named):
        same = credits_.recent(debit, own=True)
        found = [whole for whole in same if len(whole) == 1 and names_nothing(whole[0])]
    if not found and is_return and debit.nature == CASH:
        unnamed = filter(names_nothing, credits_.before(debit))
        found = with_costs(debit, [*unnamed, *named])
    return found


def taken_back_by_sale(debit: Side, named: Sequence[Side], *, cancels: bool) -> Sequence[Side]:
    """Return the credits of a sale's names that have its amount: one, or those of one day.

    Args:
        debit: the sale.
        named: the credits of its names that it may take back, in order.
        cancels: whether it says that it cancels something, so that it may take back a part.
    """
    days = [list(group) for _, group in groupby(named, attrgetter("date"))]
    return (
        [side for side in named if side.left == debit.left][-1:]
        or next((day for day in days[::-1] if total_left(day) == debit.left), [])
        or [side for side in named if cancels and side.left > debit.left][-1:]
    )


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
