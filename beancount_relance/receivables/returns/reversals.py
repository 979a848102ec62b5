"""Find debits that reverse earlier credits.

Examples are bounced cheques, returned direct debits, cancelled credit notes, reversed
write-offs, and balances that are closed and reopened. The debit mirrors a credit of the same
customer and currency, and the amount settled by the credit is owed again. A debit mirrors a
credit if money comes in and goes out again, or if both have equity or the same account as
counterpart. They are matched

1. by name (:mod:`~beancount_relance.receivables.returns.named_reversals`);
2. by amount (:mod:`~beancount_relance.receivables.returns.presumed_reversals`).

A debit that another customer gets the credit of corrects a posting on the wrong customer, and
reverses any credit of its amount. What moved to another customer can be returned there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence

from beancount_relance.ledger.accounts.account_words import RECOVERED
from beancount_relance.ledger.counterparts.counterparts import Counterparts
from beancount_relance.ledger.counterparts.natures import CASH, INCOME
from beancount_relance.ledger.receivable_postings import ReceivablePosting
from beancount_relance.receivables.credits_and_debits import Undone
from beancount_relance.receivables.moves.successors import Move, Successors
from beancount_relance.receivables.naming.names_of_lines import NamesByLine
from beancount_relance.receivables.returns.named_reversals import NamedReversals
from beancount_relance.receivables.returns.presumed_reversals import PresumedReversals
from beancount_relance.receivables.returns.remade_payments import remade_before
from beancount_relance.receivables.returns.reversal_conditions import ReversalConditions
from beancount_relance.receivables.returns.reversal_sides import (
    Side,
    UsesOfNames,
    may_undo,
    side_of,
)
from beancount_relance.receivables.returns.reversible_credits import ReversibleCredits
from beancount_relance.receivables.returns.takings import Takings


def find_undone(
    lines: Sequence[ReceivablePosting],
    counterparts: Counterparts,
    names: NamesByLine,
    may_be_claim: Callable[[int], bool],
    moves: Sequence[Move] = (),
    entered: Collection[int] = (),
) -> list[Undone]:
    """Return the reversed parts of the credits, and the debits that reverse them.

    Args:
        lines: all receivable lines.
        counterparts: reads what stands against them.
        names: the names that the lines use.
        may_be_claim: whether money paid out states a due date or a number of its own, so
            that it takes nothing back without a common name, unless it names an invoice.
        moves: the claims that went on with another customer.
        entered: the places of what continues an invoice in another currency, or enters one in the
            place of others.
    """
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    successors = Successors(lines, moves, names.heirs)
    going_on = successors.certain.union(entered)
    for place, line in enumerate(lines):
        groups[successors.family(line.customer), line.currency].append(place)
    found: list[Undone] = []
    for places in groups.values():
        signs = {lines[place].number > 0 for place in places}
        if len(signs) > 1:
            sides = [side_of(place, lines[place], counterparts) for place in places]
            conditions = ReversalConditions(
                names.of, may_be_claim, successors, names.invoiced, going_on
            )
            found += _Matching(sides, conditions).find()
    return found


class _Matching:
    """The debits and credits of one customer in one currency, and of those who became that one."""

    def __init__(self, sides: Sequence[Side], conditions: ReversalConditions) -> None:
        self._sides = sides
        has_accounts = len({side.line.account for side in sides}) > 1
        self._taking = Takings(
            conditions,
            ReversibleCredits(
                conditions.names_of, conditions.successors, has_accounts=has_accounts
            ),
        )

    def find(self) -> list[Undone]:
        taking = self._taking
        credits_ = [side for side in self._sides if side.line.number < 0]
        natures = {side.nature for side in credits_}
        debits = [
            side for side in self._sides if side.line.number > 0 and may_undo(side.nature, natures)
        ]
        if not debits:
            return []
        taking.credits.add(sorted(credits_, key=taking.in_order))
        uses = UsesOfNames(self._sides, taking.names_of)
        presumed = PresumedReversals(taking, self._sides, uses)
        named = NamedReversals(taking, uses, presumed)
        debits.sort(key=taking.in_order)
        for debit in debits:
            named.reverse_whole(debit)
        for debit in debits:
            if debit.nature == INCOME:
                named.reverse_by_sale(debit)
            elif debit.left and not named.reverse(debit):
                (presumed.recover if debit.nature == RECOVERED else presumed.reverse)(debit)
        waiting = [debit for debit in debits if debit.nature == CASH and debit.left == debit.whole]
        remade = [debit for debit in waiting if self._is_remade(debit)]
        for debit in waiting if remade else ():
            if debit.left:  # of several payments, only one may be left
                presumed.reverse(debit)
        return taking.found

    def _is_remade(self, debit: Side) -> bool:
        """Take back a payment that a later return was taken for, which is of another one."""
        sides = {side.place: side for side in self._sides}
        taking = self._taking
        remade = remade_before(debit, taking.found, sides, taking.credits, taking.conditions)
        if remade is not None:
            undone = remade.undone
            taking.found.remove(undone)
            for place in (undone.credit, undone.debit):
                sides[place].left += undone.amount
            taking.take(remade.again, sides[undone.debit], by_name=undone.by_name)
            taking.take(sides[undone.credit], debit, by_name=remade.by_name)
        return remade is not None
