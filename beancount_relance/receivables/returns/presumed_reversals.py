"""Find the credits that debits reverse by their amount, because one of them refers to no invoice.

It is exactly one credit, or the postings of one transaction, or the payments of one day, which have
this amount together. Of several, the text tells
(:mod:`~beancount_relance.receivables.returns.return_texts`), or else it is the latest that names
nothing. A reopened balance reverses as much as was closed, and a recovery a part of the only loss.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from decimal import Decimal
from functools import cached_property
from itertools import islice
from operator import itemgetter

from beancount_relance.ledger.accounts.account_words import RETURNED, says
from beancount_relance.ledger.counterparts.natures import CASH, EQUITY, TRANSFER
from beancount_relance.receivables.credits_and_debits import REVERSED_WITHIN
from beancount_relance.receivables.returns.returned_parts import (
    NamedSales,
    SalesByName,
    settled_as_named,
)
from beancount_relance.receivables.returns.returned_sums import may_return, recent_sums, with_costs
from beancount_relance.receivables.returns.reversal_conditions import all_fit
from beancount_relance.receivables.returns.reversal_sides import Side, UsesOfNames
from beancount_relance.receivables.returns.reversible_credits import Whole, total_left
from beancount_relance.receivables.returns.takings import Takings
from beancount_relance.values.numbers.invoice_names import name_key

_MOST_LOOKED_AT = 100
"""How many credits, the latest ones, a debit may be a part of."""


class PresumedReversals:
    """The debits and credits of one customer that belong together by their amounts."""

    def __init__(self, taking: Takings, sides: Sequence[Side], uses: UsesOfNames) -> None:
        """Look at all debits and credits.

        Args:
            taking: what is taken.
            sides: the debits and credits.
            uses: which names they use.
        """
        self._taking = taking
        self._credits = taking.credits
        self._conditions = taking.conditions
        self._names_of = taking.names_of
        self._sides = sides
        self._uses = uses

    def reverse(self, debit: Side) -> None:
        """Reverse the only credit of the debit's amount, unless either of them names another."""
        said = self._names_of(debit.place)
        if not said.references and self._conditions.may_be_claim(debit.place):
            return  # what names an invoice of before is no invoice of its own
        if debit.nature == TRANSFER:
            self._take_one(debit, lambda side: self._conditions.are_met(side, debit))
            return
        known = said.references
        if not known and self._uses.are_shared(said.wide):
            return  # it has to do with others of its name
        numbered = bool(said.names) and not known and debit.nature != CASH
        if numbered and debit.nature != EQUITY:
            return  # an invoice of that number

        def fits(side: Side) -> bool:
            theirs = self._names_of(side.place).references
            return not (theirs and (known or numbered)) and self._conditions.are_met(side, debit)

        found = self._take_one(debit, fits) or self._returned(debit, fits)
        if not found and debit.nature not in (CASH, EQUITY):
            self.reverse_part(debit)
        if not found and debit.nature == EQUITY and not numbered:
            for side in filter(fits, self._credits.equity[::-1]):
                if debit.date - side.date <= REVERSED_WITHIN:
                    self._taking.take(side, debit, by_name=False)

    def recover(self, debit: Side) -> None:
        """Take back the only loss of the amount of a recovery, or of all a part of the only one.

        A recovery may come years later; one with the name of something else is not of any of these.
        """
        if self._names_of(debit.place).names:
            self.reverse_part(debit)
            return
        losses = [
            side for side in self._credits.before(debit) if self._conditions.are_met(side, debit)
        ]
        found = [side for side in losses if side.left == debit.left] or losses
        if len(found) == 1:
            self._taking.take(found[0], debit, by_name=False)

    def _take_one(self, debit: Side, fits: Callable[[Side], bool]) -> bool:
        """Reverse the credit of the debit's amount; return whether there is any."""
        for own in (True, False):
            marked = [w for w in self._credits.marked(debit, own=own) if all_fit(w, debit, fits)]
            if marked:
                return self._taking.take_described(debit, marked)
            found: list[tuple[int, Whole]] = []
            for each in self._credits.latest(debit, own=own):
                if all_fit(each[1], debit, fits):
                    found.append(each)
                if self._taking.are_different(whole for _, whole in found[:1] + found[-1:]):
                    return True
            if found:
                recent = [
                    w for w in self._credits.recent(debit, own=own) if all_fit(w, debit, fits)
                ]
                latest = max(found, key=itemgetter(0))[1]
                others = [each for each in recent if each is not latest]
                return self._taking.take_described(debit, [*others, latest])
        return False

    def _returned(self, debit: Side, fits: Callable[[Side], bool]) -> bool:
        """Take back the payments that a debit returns in one sum, or one with the costs of that.

        Its narration says that it is a return, or else nothing speaks against it and only these
        come to its amount. Returns whether there are any.
        """
        if debit.nature != CASH:
            return False

        def is_theirs(side: Side) -> bool:
            return self._credits.is_own(side, debit) and all_fit([side], debit, fits)

        found = recent_sums(debit, self._credits, is_theirs)
        is_named = bool(self._names_of(debit.place).references)
        if not says(debit.line.heading, RETURNED):
            if is_named:
                return self.reverse_part(debit, exactly=True)
            is_clear = len(found) == 1 and not self._names_of(debit.place).wide
            return (
                is_clear
                and may_return(debit, self._sides)
                and self._taking.take_described(debit, found)
            )
        before = self._credits.before(debit)
        if not found:
            found = with_costs(debit, before, is_theirs)
        if not found:
            return self.reverse_part(debit)
        return self._taking.take_described(debit, found)

    def reverse_part(self, debit: Side, *, exactly: bool = False) -> bool:
        """Take back what a credit that names nothing had settled of the invoices a debit names.

        Args:
            debit: the debit.
            exactly: whether it must be all that they were given.

        Returns:
            Whether there is one such credit.
        """
        said = self._names_of(debit.place)
        named, stated = said.references, set(map(name_key, debit.line.names))
        has_own = not said.names <= named and stated.isdisjoint(named)
        if not named or (has_own and debit.nature != CASH):
            return False  # another invoice of one project
        sales = NamedSales(
            [s for s in self._sales.of(named) if s.place != debit.place],
            self._sales,
            self._paid_by_name(named, debit),
        )
        recent = self._credits.back_to(debit.date - REVERSED_WITHIN, debit)
        unnamed = [
            side
            for side in islice(recent, _MOST_LOOKED_AT)
            if side.left >= debit.left < side.whole
            and sales.taken_back(debit, side, exactly=exactly)
            and not self._names_of(side.place).names
            and self._credits.is_own(side, debit)
            and self._conditions.are_met(side, debit)
        ]
        found = settled_as_named(unnamed, sales, exactly=exactly)
        if exactly and found and not may_return(debit, self._sides):
            return False
        for side in found:
            most = sales.taken_back(debit, side, exactly=exactly)
            self._taking.take(side, debit, by_name=True, most=most)
        return bool(found)

    @cached_property
    def _sales(self) -> SalesByName:
        """What was sold, with what no credit names."""
        return SalesByName(self._uses.sold, self._names_of, self._credits.by_name)

    def _paid_by_name(self, names: Collection[str], debit: Side) -> Decimal:
        """Return what is left of the credits until a debit's day that have one of these names."""
        return total_left(s for s in self._credits.named(names) if s.date <= debit.date)
