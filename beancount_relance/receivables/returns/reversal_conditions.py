"""On which conditions a debit can reverse a credit."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec import Struct

from beancount_relance.ledger.natures import CASH, EQUITY, TRANSFER
from beancount_relance.receivables.credits_and_debits import REVERSED_WITHIN
from beancount_relance.receivables.moves.moved_claims import Successors
from beancount_relance.receivables.naming.names_of_lines import LineNames
from beancount_relance.receivables.returns.reversal_sides import Side, mirrors, undoes_by_name


class ReversalConditions(Struct, frozen=True):
    """The conditions, for the lines of a ledger.

    Attributes:
        names_of: the names that the line of a place uses.
        may_be_claim: whether money paid out states a due date or a number of its own.
        successors: the claims that went on with another customer.
    """

    names_of: Callable[[int], LineNames]
    may_be_claim: Callable[[int], bool]
    successors: Successors

    def are_met(self, credit: Side, debit: Side, *, by_name: bool = False) -> bool:
        """Return whether a debit can reverse a credit; ``by_name``: both have one name."""
        return (
            credit.left > 0
            and credit.date <= debit.date
            and credit.line.txn is not debit.line.txn
            and not self._repays(credit, debit)
            and self._concerns(credit, debit, by_name=by_name)
            and (mirrors(credit, debit) or (by_name and undoes_by_name(credit, debit)))
        )

    def _repays(self, credit: Side, debit: Side) -> bool:
        """Whether a credit is the payment of a debit on its day, which is no return then."""
        if credit.date != debit.date or self.names_of(debit.place).references:
            return False
        return self.may_be_claim(debit.place)

    def _concerns(self, credit: Side, debit: Side, *, by_name: bool) -> bool:
        """Return whether a credit concerns the debit's customer, or one whose claims moved there.

        In the latter case it must be a payment, or have the name of the debit. A credit that moved
        a claim is not taken back: a claim that moves back does so by a move of its own.
        """
        if credit.place in self.successors.places:
            return False
        one, other = credit.line, debit.line
        if one.customer == other.customer:
            return True
        named = by_name and debit.nature not in (TRANSFER, EQUITY)
        is_returned = debit.nature == CASH or named
        return is_returned and self.successors.has(one.customer, other.customer, debit.date)


def all_fit(whole: Iterable[Side], debit: Side, fits: Callable[[Side], bool]) -> bool:
    """Return whether a debit may take back some credits, none of which is too old for that."""
    return all(debit.date - side.date <= REVERSED_WITHIN and fits(side) for side in whole)
