"""A payment that was returned and made anew, where both returns tell no more than that.

    2026-04-03 payment   ^F3            2026-04-10 returned
    2026-04-20 payment                  2026-04-27 returned ^F3

The last return has the number of the first payment, but the first one can only be of that payment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.ledger.accounts.account_words import RETURNED, says
from beancount_relance.receivables.credits_and_debits import Undone
from beancount_relance.receivables.returns.returned_sums import with_costs
from beancount_relance.receivables.returns.reversal_conditions import ReversalConditions
from beancount_relance.receivables.returns.reversal_sides import Side
from beancount_relance.receivables.returns.reversible_credits import ReversibleCredits

_MOST_LOOKED_AT = 50
"""How many returns of a customer, the latest ones, may be of another payment instead."""


class Remade(Struct, frozen=True):
    """A return that is of another payment than it seemed.

    Attributes:
        undone: what the later return was taken for.
        again: the payment that came in between, which it takes back.
        by_name: whether the earlier return has a name of the payment that is left to it.
    """

    undone: Undone
    again: Side
    by_name: bool


def remade_before(
    debit: Side,
    found: Sequence[Undone],
    sides: Mapping[int, Side],
    credits_: ReversibleCredits,
    conditions: ReversalConditions,
) -> Remade | None:
    """Return what a later return takes back if a debit is of the payment that it was taken for.

    That is a payment of its amount that names no other invoice and came after the debit.

    Args:
        debit: money that went out and takes nothing back so far; unless its text says that it is a
            return, nothing is returned.
        found: what others take back.
        sides: the credits and debits by place.
        credits_: all credits.
        conditions: the conditions on which a debit can reverse a credit.
    """
    if not says(debit.line.heading, RETURNED):
        return None
    names_of = conditions.names_of
    for undone in found[: -_MOST_LOOKED_AT - 1 : -1]:
        first, last = sides[undone.credit], sides[undone.debit]
        if not first.date <= debit.date <= last.date or undone.amount != last.whole:
            continue
        credit, later = replace(first, left=undone.amount), replace(last, left=last.whole)
        shared = names_of(debit.place).names & names_of(credit.place).names
        by_name = bool(shared)
        if not conditions.are_met(credit, debit, by_name=by_name):
            continue
        if debit.left != credit.left and not with_costs(debit, [credit]):
            continue
        for again, *more in credits_.recent(later, own=True):
            names_another = names_of(again.place).references - names_of(later.place).references
            is_between = again.date >= debit.date and not names_another
            if not more and is_between and conditions.are_met(again, later):
                return Remade(undone, again, by_name)
    return None
