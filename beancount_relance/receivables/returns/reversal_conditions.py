"""On which conditions a debit can reverse a credit."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from msgspec import Struct

from beancount_relance.ledger.counterparts.natures import EQUITY, TRANSFER
from beancount_relance.receivables.credits_and_debits import REVERSED_WITHIN
from beancount_relance.receivables.moves.successors import Successors
from beancount_relance.receivables.naming.names_of_lines import LineNames
from beancount_relance.receivables.returns.reversal_sides import Side, mirrors, undoes_by_name


class ReversalConditions(Struct, frozen=True):
    """The conditions, for the lines of a ledger.

    Attributes:
        names_of: the names that the line of a place uses.
        may_be_claim: whether money paid out states a due date or a number of its own.
        successors: the claims that went on with another customer.
        invoiced: which customer an invoice was made out to, by a reference.
        going_on: the places of debits by which an invoice only goes on, with another customer, in
            another currency or under another number, whatever was paid of it on that day or before.
    """

    names_of: Callable[[int], LineNames]
    may_be_claim: Callable[[int], bool]
    successors: Successors
    invoiced: Callable[[str], str | None]
    going_on: Collection[int] = ()

    def are_met(self, credit: Side, debit: Side, *, by_name: bool = False) -> bool:
        """Return whether a debit can reverse a credit; ``by_name``: both have one name."""
        return (
            credit.left > 0
            and (credit.date < debit.date if credit.is_closing else credit.date <= debit.date)
            and debit.place not in self.going_on
            and credit.line.txn is not debit.line.txn
            and not self._repays(credit, debit)
            and self._concerns(credit, debit)
            and (mirrors(credit, debit) or (by_name and undoes_by_name(credit, debit)))
        )

    def was_owed(self, credit: Side, debit: Side) -> bool:
        """Return whether an invoice that a debit names was that of a credit's customer on its day.

        Under another name the customer could not pay it.
        """
        return any(
            self.successors.owes(customer, credit.date, reference) == credit.line.customer
            for reference in self.names_of(debit.place).references
            if (customer := self.invoiced(reference)) is not None
        )

    def _repays(self, credit: Side, debit: Side) -> bool:
        """Whether a credit is the payment of a debit on its day, which is no return then."""
        if credit.date != debit.date or self.names_of(debit.place).references:
            return False
        return self.may_be_claim(debit.place)

    def _concerns(self, credit: Side, debit: Side) -> bool:
        """Return whether a credit concerns the debit's customer, or one whose claims moved there.

        In the latter case the debit must be no balance. A credit that moved a claim is not taken
        back: a claim that moves back does so by a move of its own.
        """
        if credit.place in self.successors.places:
            return False
        one, other = credit.line, debit.line
        if one.customer == other.customer:
            return True
        if debit.nature in (TRANSFER, EQUITY):
            return False
        return self.successors.has(one.customer, other.customer, debit.date)


def all_fit(whole: Iterable[Side], debit: Side, fits: Callable[[Side], bool]) -> bool:
    """Return whether a debit may take back some credits, none of which is too old for that."""
    return all(debit.date - side.date <= REVERSED_WITHIN and fits(side) for side in whole)
