"""What debits take of the credits of one customer in one currency, as one debit follows another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from msgspec import Struct, field

from beancount_relance.ledger.counterparts.natures import CASH
from beancount_relance.receivables.credits_and_debits import Undone
from beancount_relance.receivables.naming.names_of_lines import LineNames
from beancount_relance.receivables.returns.return_texts import best_described, is_contrary
from beancount_relance.receivables.returns.reversal_conditions import ReversalConditions
from beancount_relance.receivables.returns.reversal_sides import Side
from beancount_relance.receivables.returns.reversible_credits import (
    ReversibleCredits,
    Whole,
    total_left,
)


class Takings(Struct):
    """What has been taken so far, and what may be.

    Attributes:
        conditions: on which conditions a debit takes back a credit.
        credits: the credits, with what is left of each.
        found: what debits have taken back.
    """

    conditions: ReversalConditions
    credits: ReversibleCredits
    found: list[Undone] = field(default_factory=list)

    def names_of(self, place: int) -> LineNames:
        """Return the names that the line of a place uses."""
        return self.conditions.names_of(place)

    def in_order(self, side: Side) -> tuple[object, ...]:
        """By date, and on one day by content, not by where in the ledger they stand."""
        names = sorted(self.names_of(side.place).names)
        source = side.line.source
        return side.date, side.line.number, names, source.file, source.line

    def undoable(self, debit: Side, names: Iterable[str]) -> list[Side]:
        """Return the credits of these names that the debit may reverse, in order."""
        named = self.credits.named(names)
        found = [side for side in named if self.conditions.are_met(side, debit, by_name=True)]
        own = [side for side in found if self.credits.is_own(side, debit)]
        return sorted(own or found, key=self.in_order)

    def owed_then(self, found: Sequence[Whole], debit: Side) -> Sequence[Whole]:
        """Return the credits that could pay what a debit names, or all if none or one could."""
        could = self.conditions.was_owed
        if len(found) > 1:
            found = [w for w in found if all(could(side, debit) for side in w)] or found
        return found

    def take_described(self, debit: Side, found: Sequence[Whole]) -> bool:
        """Take back the last of those of which the text says the most, if they have the same names.

        What a text says in part of one and in part of another, or of none, takes back nothing.
        Returns whether there is any.
        """
        found = self.owed_then(found, debit)
        said, marks = self.credits.marks(debit), self.credits.marks_of_all
        best = best_described(said, found, marks)
        if debit.nature != CASH:
            best = best or found
        elif len(found) > 1 and is_contrary(said, map(marks, found), debit.date):
            best = None
        for side in best[-1] if best and not self.are_different(best) else ():
            self.take(side, debit, by_name=False)
        return bool(found)

    def described_last(self, found: Sequence[Side], debit: Side) -> Sequence[Side]:
        """Return credits of one name, and last those of which the text of a debit says the most."""
        best = best_described(self.credits.marks(debit), found, self.credits.marks) or ()
        places = {side.place for side in best}
        return [*(side for side in found if side.place not in places), *best]

    def are_different(self, found: Iterable[Iterable[Side]]) -> bool:
        """Return whether some of these credits have other names or amounts than the rest."""
        kinds = {
            (frozenset(self.names_of(side.place).names for side in whole), total_left(whole))
            for whole in found
        }
        return len(kinds) > 1

    def take(
        self, credit: Side, debit: Side, *, by_name: bool, most: Decimal | None = None
    ) -> None:
        """Take a credit back by a debit, as far as there is something left of both, or ``most``."""
        amount = min(credit.left, debit.left if most is None else most)
        if amount > 0:
            credit.left -= amount
            debit.left -= amount
            self.found.append(Undone(credit.place, debit.place, amount, by_name))
