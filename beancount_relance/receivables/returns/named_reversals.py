"""Find the credits that debits reverse by name: both refer to an invoice, or to the payment.

The credit with the same amount comes first, then those that have it together, then a payment of
this amount that names nothing, then one with the costs of its return, then the one that the text
tells, and at last the latest one. A sale must reverse a whole credit, or say that it cancels. Money
paid out also reverses what was settled over a suspense account or another receivable account,
equity a loss if nothing was closed, and tax its part of a loss.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from beancount_relance.ledger.accounts.account_words import CANCEL, says
from beancount_relance.ledger.counterparts.natures import CASH, EQUITY
from beancount_relance.receivables.returns.presumed_reversals import PresumedReversals
from beancount_relance.receivables.returns.return_texts import best_described
from beancount_relance.receivables.returns.returned_sums import (
    taken_back_by_name,
    taken_back_by_sale,
)
from beancount_relance.receivables.returns.reversal_conditions import all_fit
from beancount_relance.receivables.returns.reversal_sides import Side, UsesOfNames, is_next_sale
from beancount_relance.receivables.returns.takings import Takings


class NamedReversals:
    """The debits and credits of one customer that belong together by their names."""

    def __init__(self, taking: Takings, uses: UsesOfNames, presumed: PresumedReversals) -> None:
        """Look at all debits and credits.

        Args:
            taking: what is taken.
            uses: which names the debits and credits use.
            presumed: takes back a closed balance by its amount.
        """
        self._taking = taking
        self._credits = taking.credits
        self._conditions = taking.conditions
        self._names_of = taking.names_of
        self._uses = uses
        self._presumed = presumed

    def reverse_whole(self, debit: Side) -> None:
        """Reverse a payment by money out of its amount and with all its names.

        This comes first, so that nothing smaller takes a part of what was returned completely.
        """
        names = self._names_of(debit.place).wide
        if debit.nature != CASH or not names or debit.left != debit.whole:
            return
        same = [
            side
            for side in self._taking.undoable(debit, names)
            if side.nature == CASH
            and side.left == debit.left == side.whole
            and self._names_of(side.place).wide == names
        ]
        for side in self._taking.described_last(same, debit)[-1:]:
            self._taking.take(side, debit, by_name=True)

    def reverse(self, debit: Side) -> bool:
        """Reverse what has a name of the debit; return whether there is anything."""
        said = self._names_of(debit.place)
        for names in (said.names, said.wide):
            named = self._taking.undoable(debit, names)
            if not named:
                continue
            alike = [side for side in named if side.nature == debit.nature]
            if debit.nature == EQUITY and not alike:  # losses, if nothing was closed
                self._presumed.reverse(debit)
                if debit.left < debit.whole:
                    return True
            named = alike or named
            whole = [side for side in named if side.left == debit.whole]
            if whole and debit.legs <= whole[-1].legs:
                debit.left = debit.whole  # what looks like a sale is the discount taken back
            found: Sequence[Side] = [side for side in named if side.left == debit.left]
            if not found:
                found = self._without_name(debit, named)
            for side in self._taking.described_last(found or named, debit)[::-1]:
                self._taking.take(side, debit, by_name=True)
            return True
        return False

    def reverse_by_sale(self, debit: Side) -> None:
        """Reverse a credit note or a loss by a sale of its name.

        It has exactly the amount of the sale, alone or with the others of its day, unless the
        narration says that something is cancelled.
        """
        said = self._names_of(debit.place)
        cancels = says(debit.line.narration, CANCEL)
        if not cancels and is_next_sale(debit, self._uses.sales(said.names, debit.whole)):
            return
        named = [
            side
            for side in self._taking.undoable(debit, said.names)
            if said.names <= self._names_of(side.place).wide
        ]
        taken = taken_back_by_sale(debit, named, cancels=cancels)
        for side in taken or (self._without_name(debit, named) if cancels else ()):
            self._taking.take(side, debit, by_name=True)
        if cancels and debit.left == debit.whole:
            if said.names:
                self._presumed.reverse_part(debit)
            else:
                self._cancel_by_amount(debit)

    def _cancel_by_amount(self, debit: Side) -> None:
        """Reverse a credit note of the amount of what cancels one and names nothing itself."""
        fits = partial(self._conditions.are_met, debit=debit)
        same = self._credits.recent(debit, own=True)
        self._taking.take_described(debit, [whole for whole in same if all_fit(whole, debit, fits)])

    def _without_name(self, debit: Side, named: Sequence[Side]) -> Sequence[Side]:
        """Return what a debit takes back if no credit of its names has its amount."""
        fits = partial(self._conditions.are_met, debit=debit)

        def names_nothing(side: Side) -> bool:
            return not self._names_of(side.place).references and all_fit([side], debit, fits)

        same = taken_back_by_name(debit, named, self._credits, names_nothing)
        found = self._taking.owed_then(same, debit)
        best = best_described(self._credits.marks(debit), found, self._credits.marks_of_all)
        return (best or found or [[]])[-1]
