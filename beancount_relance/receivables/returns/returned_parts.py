"""Which part of a payment a return takes back that names one of the invoices it has paid.

A bank credits several bills in one sum, and debits the one that was not honoured by its number.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from beancount_relance.receivables.naming.names_of_lines import LineNames
from beancount_relance.receivables.returns.reversal_sides import Side
from beancount_relance.receivables.sums import sums_of_some

_MOST_SALES = 24
"""Of more sales than this, some nearly always have any amount together."""


def paid_in_one_sum(
    debit: Side,
    before: Iterable[Side],
    sales: Iterable[Side],
    names_of: Callable[[int], LineNames],
    fits: Callable[[Side], bool],
) -> Sequence[Side]:
    """Return the payment of which a debit returns what it names, or a part of it.

    The payment names none, and is exactly for the invoices that the debit names, of which nothing
    else is paid, and for others that nothing names, or for none. There is one such payment, or
    else none is returned.

    Args:
        debit: the debit, whose text says that it is a return.
        before: what is left of all credits until its day.
        sales: what was invoiced to the customer.
        names_of: the names that the line of a place uses.
        fits: whether the debit may take back a credit.
    """
    named = names_of(debit.place).references
    paid = [side for side in before if side.left > debit.left and fits(side)]
    if not named or not paid:
        return ()
    theirs, others = [], []
    taken = {name for side in before for name in names_of(side.place).references}
    for sale in sales:
        names = names_of(sale.place).names
        if not names.isdisjoint(named):
            theirs.append(sale)
        elif names.isdisjoint(taken):
            others.append(sale)
    if not named.isdisjoint(taken) or sum(sale.whole for sale in theirs) < debit.left:
        return ()
    found = [side for side in paid if _are_for_all(side, theirs, others)]
    return found if len(found) == 1 else ()


def _are_for_all(payment: Side, theirs: Collection[Side], others: Iterable[Side]) -> bool:
    """Whether a payment may be for some invoices and for others, at most four, of its day."""
    there = [sale for sale in others if sale.date <= payment.date]
    if any(sale.date > payment.date for sale in theirs) or len(there) > _MOST_SALES:
        return False
    rest = payment.left - sum(sale.whole for sale in theirs)
    return not rest or bool(sums_of_some([sale.whole for sale in there], rest))
