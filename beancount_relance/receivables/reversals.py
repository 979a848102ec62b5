"""Find debits that reverse earlier credits.

Examples are bounced cheques, returned direct debits, cancelled credit notes, reversed
write-offs, and balances that are closed and reopened. The debit mirrors a credit of the same
customer and currency, and the amount settled by the credit is owed again. A debit mirrors a
credit if money comes in and goes out again, or if both have equity or the same account as
counterpart. They are matched

1. by name: both refer to an invoice, or to the payment, by the same name. The credit with
   the same amount comes first, then those that have it together, then a payment of this amount
   that names nothing, then one with the costs of its return, then the one that the text tells, and
   at last the latest one. A sale must reverse a whole credit, or say that it cancels. Money
   paid out also reverses what was settled over a suspense account or another receivable account,
   equity a loss if nothing was closed, and tax its part of a loss.
2. by amount (presumed): one of them refers to no invoice, and exactly one credit, or the
   postings of one transaction, or the payments of one day, have this amount together. Of
   several, the text tells (:mod:`~beancount_relance.receivables.return_texts`), or else it is
   the latest that names nothing. A reopened balance reverses as much as was closed, and a
   recovery a part of the only loss.

A debit that another customer gets the credit of corrects a posting on the wrong customer, and
reverses any credit of its amount. What moved to another customer can be returned there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from operator import itemgetter

from beancount_relance.ledger.account_words import CANCEL, RECOVERED, RETURNED, says
from beancount_relance.ledger.counterparts import Counterparts
from beancount_relance.ledger.natures import CASH, EQUITY, INCOME, TRANSFER
from beancount_relance.ledger.receivable_postings import ReceivablePosting
from beancount_relance.receivables.credits_and_debits import REVERSED_WITHIN, Undone
from beancount_relance.receivables.moved_claims import Move, Successors
from beancount_relance.receivables.names_of_lines import LineNames
from beancount_relance.receivables.remade_payments import remade_before
from beancount_relance.receivables.return_texts import best_told, is_contrary
from beancount_relance.receivables.returned_parts import paid_in_one_sum
from beancount_relance.receivables.returned_sums import (
    may_return,
    recent_sums,
    taken_back_by_name,
    taken_back_by_sale,
    with_costs,
)
from beancount_relance.receivables.reversal_conditions import ReversalConditions, all_fit
from beancount_relance.receivables.reversal_sides import (
    Side,
    UsesOfNames,
    is_next_sale,
    may_undo,
    side_of,
)
from beancount_relance.receivables.reversible_credits import ReversibleCredits, Whole, total_left


def find_undone(
    lines: Sequence[ReceivablePosting],
    counterparts: Counterparts,
    names_of: Callable[[int], LineNames],
    may_be_claim: Callable[[int], bool],
    moves: Sequence[Move] = (),
) -> list[Undone]:
    """Return the reversed parts of the credits, and the debits that reverse them.

    Args:
        lines: all receivable lines.
        counterparts: reads what stands against them.
        names_of: the names that the line of a place uses.
        may_be_claim: whether money paid out states a due date or a number of its own, so
            that it takes nothing back without a common name, unless it names an invoice.
        moves: the claims that went on with another customer.
    """
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    successors = Successors(lines, moves)
    for place, line in enumerate(lines):
        groups[successors.family(line.customer), line.currency].append(place)
    found: list[Undone] = []
    for places in groups.values():
        signs = {lines[place].number > 0 for place in places}
        if len(signs) > 1:
            sides = [side_of(place, lines[place], counterparts) for place in places]
            found += _Matching(sides, names_of, may_be_claim, successors).find()
    return found


class _Matching:
    """The debits and credits of one customer in one currency, and of those who became that one."""

    def __init__(
        self,
        sides: Sequence[Side],
        names_of: Callable[[int], LineNames],
        may_be_claim: Callable[[int], bool],
        successors: Successors,
    ) -> None:
        self.sides = sides
        self.names_of = names_of
        self.may_be_claim = may_be_claim
        self.successors = successors
        self.conditions = ReversalConditions(names_of, may_be_claim, successors)
        self.found: list[Undone] = []
        has_accounts = len({side.line.account for side in sides}) > 1
        self.credits = ReversibleCredits(names_of, successors.places, has_accounts=has_accounts)

    def find(self) -> list[Undone]:
        credits_ = [side for side in self.sides if side.line.number < 0]
        natures = {side.nature for side in credits_}
        debits = [
            side for side in self.sides if side.line.number > 0 and may_undo(side.nature, natures)
        ]
        if not debits:
            return []
        self.credits.add(sorted(credits_, key=self._in_order))
        self.uses = UsesOfNames(self.sides, self.names_of)
        debits.sort(key=self._in_order)
        for debit in debits:
            self._exact(debit)
        for debit in debits:
            if debit.nature == INCOME:
                self._sale(debit)
            elif debit.left and not self._named(debit):
                (self._recovered if debit.nature == RECOVERED else self._by_amount)(debit)
        for debit in debits:
            if debit.nature == CASH and debit.left == debit.whole:
                self._remade(debit)
        return self.found

    def _in_order(self, side: Side) -> tuple[object, ...]:
        """By date, and on one day by content, not by where in the ledger they stand."""
        names = sorted(self.names_of(side.place).names)
        source = side.line.source
        return side.date, side.line.number, names, source.file, source.line

    def _exact(self, debit: Side) -> None:
        """Reverse a payment by money out of its amount and with all its names.

        This comes first, so that nothing smaller takes a part of what was returned completely.
        """
        names = self.names_of(debit.place).wide
        if debit.nature != CASH or not names or debit.left != debit.whole:
            return
        same = [
            side
            for side in self._undoable(debit, names)
            if side.nature == CASH
            and side.left == debit.left == side.whole
            and self.names_of(side.place).wide == names
        ]
        for side in self._told_last(same, debit)[-1:]:
            self._take(side, debit, by_name=True)

    def _named(self, debit: Side) -> bool:
        """Reverse what has a name of the debit; return whether there is anything."""
        said = self.names_of(debit.place)
        for names in (said.names, said.wide):
            named = self._undoable(debit, names)
            if not named:
                continue
            alike = [side for side in named if side.nature == debit.nature]
            if debit.nature == EQUITY and not alike:  # losses, if nothing was closed
                self._by_amount(debit)
                if debit.left < debit.whole:
                    return True
            named = alike or named
            whole = [side for side in named if side.left == debit.whole]
            if whole and debit.legs <= whole[-1].legs:
                debit.left = debit.whole  # what looks like a sale is the discount taken back
            found: Sequence[Side] = [side for side in named if side.left == debit.left]
            if not found:
                found = self._without_name(debit, named)
            for side in self._told_last(found or named, debit)[::-1]:
                self._take(side, debit, by_name=True)
            return True
        return False

    def _without_name(self, debit: Side, named: Sequence[Side]) -> Sequence[Side]:
        """Return what a debit takes back if no credit of its names has its amount."""
        fits = partial(self.conditions.are_met, debit=debit)

        def names_nothing(side: Side) -> bool:
            return not self.names_of(side.place).references and all_fit([side], debit, fits)

        found = taken_back_by_name(debit, named, self.credits, names_nothing)
        told = best_told(self.credits.marks(debit), found, self.credits.marks_of_all)
        return (told or found or [[]])[-1]

    def _sale(self, debit: Side) -> None:
        """Reverse a credit note or a loss by a sale of its name.

        It has exactly the amount of the sale, alone or with the others of its day, unless the
        narration says that something is cancelled.
        """
        said = self.names_of(debit.place)
        cancels = says(debit.line.narration, CANCEL)
        if not cancels and is_next_sale(debit, self.uses.sales(said.names, debit.whole)):
            return
        named = [
            side
            for side in self._undoable(debit, said.names)
            if said.names <= self.names_of(side.place).wide
        ]
        taken = taken_back_by_sale(debit, named, cancels=cancels)
        for side in taken or (self._without_name(debit, named) if cancels else ()):
            self._take(side, debit, by_name=True)

    def _by_amount(self, debit: Side) -> None:
        """Reverse the only credit of the debit's amount, unless either of them names another."""
        said = self.names_of(debit.place)
        if not said.references and self.may_be_claim(debit.place):
            return  # what names an invoice of before is no invoice of its own
        if debit.nature == TRANSFER:
            if debit.place not in self.successors.certain:
                self._take_one(debit, lambda side: self.conditions.are_met(side, debit))
            return
        known = said.references
        if not known and self.uses.are_shared(said.wide):
            return  # it has to do with others of its name
        numbered = bool(said.names) and not known and debit.nature != CASH
        if numbered and debit.nature != EQUITY:
            return  # an invoice of that number

        def fits(side: Side) -> bool:
            theirs = self.names_of(side.place).references
            return not (theirs and (known or numbered)) and self.conditions.are_met(side, debit)

        found = self._take_one(debit, fits) or self._returned(debit, fits)
        if not found and debit.nature == EQUITY and not numbered:
            for side in filter(fits, self.credits.equity[::-1]):
                if debit.date - side.date <= REVERSED_WITHIN:
                    self._take(side, debit, by_name=False)

    def _recovered(self, debit: Side) -> None:
        """Take back the only loss of the amount of a recovery, or of all a part of the only one.

        A recovery may come years later; one with the name of something else is not of any of these.
        """
        if self.names_of(debit.place).names:
            return
        losses = [
            side for side in self.credits.before(debit) if self.conditions.are_met(side, debit)
        ]
        found = [side for side in losses if side.left == debit.left] or losses
        if len(found) == 1:
            self._take(found[0], debit, by_name=False)

    def _take_one(self, debit: Side, fits: Callable[[Side], bool]) -> bool:
        """Reverse the credit of the debit's amount; return whether there is any."""
        for own in (True, False):
            told = [w for w in self.credits.marked(debit, own=own) if all_fit(w, debit, fits)]
            if told:
                return self._take_told(debit, told)
            found: list[tuple[int, Whole]] = []
            for each in self.credits.latest(debit, own=own):
                if all_fit(each[1], debit, fits):
                    found.append(each)
                if self._are_different(whole for _, whole in found[:1] + found[-1:]):
                    return True
            if found:
                recent = [w for w in self.credits.recent(debit, own=own) if all_fit(w, debit, fits)]
                latest = max(found, key=itemgetter(0))[1]
                others = [each for each in recent if each is not latest]
                return self._take_told(debit, [*others, latest])
        return False

    def _returned(self, debit: Side, fits: Callable[[Side], bool]) -> bool:
        """Take back the payments that a debit returns in one sum, or one with the costs of that.

        Its narration says that it is a return, or else nothing speaks against it and only these
        come to its amount. Returns whether there are any.
        """
        if debit.nature != CASH:
            return False

        def is_theirs(side: Side) -> bool:
            return side.line.customer == debit.line.customer and all_fit([side], debit, fits)

        found = recent_sums(debit, self.credits, is_theirs)
        if not says(debit.line.heading, RETURNED):
            is_clear = len(found) == 1 and not self.names_of(debit.place).wide
            return is_clear and may_return(debit, self.sides) and self._take_told(debit, found)
        before = self.credits.before(debit)
        if not found:
            found = [[side] for side in with_costs(debit, before, is_theirs)]
        if not found:
            paid = paid_in_one_sum(debit, before, self.uses.sold, self.names_of, is_theirs)
            for side in paid:
                self._take(side, debit, by_name=True)
            return bool(paid)
        return self._take_told(debit, found)

    def _take_told(self, debit: Side, found: Sequence[Whole]) -> bool:
        """Take back the last of those of which the text says the most, if they have the same names.

        What a text says in part of one and in part of another, or of none, takes back nothing.
        Returns whether there is any.
        """
        said, marks = self.credits.marks(debit), self.credits.marks_of_all
        told = best_told(said, found, marks)
        if debit.nature != CASH:
            told = told or found
        elif len(found) > 1 and is_contrary(said, map(marks, found), debit.date):
            told = None
        for side in told[-1] if told and not self._are_different(told) else ():
            self._take(side, debit, by_name=False)
        return bool(found)

    def _told_last(self, found: Sequence[Side], debit: Side) -> Sequence[Side]:
        """Return credits of one name, and last those of which the text of a debit says the most."""
        told = best_told(self.credits.marks(debit), found, self.credits.marks) or ()
        places = {side.place for side in told}
        return [*(side for side in found if side.place not in places), *told]

    def _are_different(self, found: Iterable[Iterable[Side]]) -> bool:
        """Whether some of these credits have other names or amounts than the rest."""
        kinds = {
            (frozenset(self.names_of(side.place).names for side in whole), total_left(whole))
            for whole in found
        }
        return len(kinds) > 1

    def _undoable(self, debit: Side, names: Iterable[str]) -> list[Side]:
        """Return the credits of these names that the debit may reverse, in order."""
        named = self.credits.named(names)
        found = [side for side in named if self.conditions.are_met(side, debit, by_name=True)]
        own = [side for side in found if side.line.customer == debit.line.customer]
        return sorted(own or found, key=self._in_order)

    def _remade(self, debit: Side) -> None:
        """Take back a payment that a later return was taken for, which is of another one."""
        sides = {side.place: side for side in self.sides}
        remade = remade_before(debit, self.found, sides, self.credits, self.conditions)
        if remade is not None:
            undone = remade.undone
            self.found.remove(undone)
            for place in (undone.credit, undone.debit):
                sides[place].left += undone.amount
            self._take(remade.again, sides[undone.debit], by_name=undone.by_name)
            self._take(sides[undone.credit], debit, by_name=remade.by_name)

    def _take(self, credit: Side, debit: Side, *, by_name: bool) -> None:
        amount = min(credit.left, debit.left)
        if amount > 0:
            credit.left -= amount
            debit.left -= amount
            self.found.append(Undone(credit.place, debit.place, amount, by_name))
