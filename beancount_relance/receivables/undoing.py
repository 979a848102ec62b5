"""Find debits that reverse earlier credits.

Examples are bounced cheques, returned direct debits, cancelled credit notes, reversed
write-offs, and balances that are closed and reopened. The debit mirrors a credit of the same
customer and currency, and the amount settled by the credit is owed again. A debit mirrors a
credit if money comes in and goes out again, or if both have equity or the same account as
counterpart. They are matched

1. by name: both refer to an invoice, or to the payment, by the same name. The credit with
   the same amount comes first, then the latest one. A sale must reverse a whole credit.
2. by amount (presumed): one of them refers to no invoice, and exactly one credit, or the
   postings of one transaction together, have this amount. A reopened balance reverses as
   much as was closed.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from beancount_relance.ledger.counterparts import (
    ALLOWANCE,
    CASH,
    EQUITY,
    EXPENSE,
    INCOME,
    TRANSFER,
    Counterparts,
)
from beancount_relance.ledger.receivable_postings import ReceivablePosting

_LOSSES = (EXPENSE, ALLOWANCE)
_WITHIN = datetime.timedelta(days=400)
"""The maximum time between a credit and a debit that are only matched by amount.

It is slightly more than the thirteen months in which a bank can return a direct debit.
"""


@dataclass(frozen=True, slots=True)
class Spoken:
    """How a line calls invoices, in lower case.

    ``references`` are invoices of its customer, of that day or before, other than its own;
    ``names`` are those and what else it states, and ``wide`` has all of its links, too.
    """

    references: frozenset[str]
    names: frozenset[str]
    wide: frozenset[str]


@dataclass(frozen=True, slots=True)
class Undone:
    """A part of a credit that a debit reverses; both are given by position."""

    credit: int
    debit: int
    amount: Decimal
    by_name: bool


@dataclass(slots=True)
class Side:
    """A line with what stands against it."""

    place: int
    line: ReceivablePosting
    nature: str
    accounts: frozenset[str]
    left: Decimal

    @property
    def date(self) -> datetime.date:
        """The day of its transaction."""
        return self.line.txn.date


def find_undone(
    lines: Sequence[ReceivablePosting],
    owners: Sequence[str],
    counterparts: Counterparts,
    spoken: Callable[[int], Spoken],
    may_be_claim: Callable[[int], bool],
) -> list[Undone]:
    """Return the reversed parts of the credits, and the debits that reverse them.

    Args:
        lines: all receivable lines.
        owners: the customer of each.
        counterparts: reads what stands against them.
        spoken: how the line of a place calls invoices.
        may_be_claim: whether money paid out states a due date or a number of its own, so
            that it takes nothing back without a common name.
    """
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, line in enumerate(lines):
        groups[owners[place], line.currency].append(place)
    found: list[Undone] = []
    for places in groups.values():
        signs = {lines[place].number > 0 for place in places}
        if len(signs) > 1:
            sides = [_side(place, lines[place], counterparts) for place in places]
            found += _Matching(sides, spoken, may_be_claim).find()
    return found


def _side(place: int, line: ReceivablePosting, counterparts: Counterparts) -> Side:
    nature, accounts = counterparts.side(line.txn, line.number)
    left = abs(line.number)
    if line.number > 0 and nature == CASH and INCOME in counterparts.natures(line.txn):
        left = min(left, counterparts.money_out(line.txn))  # the rest was sold
    return Side(place, line, nature, accounts, left)


@dataclass(slots=True)
class _Matching:
    """The debits and credits of one customer in one currency."""

    sides: Sequence[Side]
    spoken: Callable[[int], Spoken]
    may_be_claim: Callable[[int], bool]
    found: list[Undone] = field(default_factory=list)
    by_name: dict[str, list[Side]] = field(default_factory=lambda: defaultdict(list))
    by_amount: dict[tuple[str, Decimal], list[list[Side]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    equity: list[Side] = field(default_factory=list)
    uses: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def find(self) -> list[Undone]:
        credits_ = [side for side in self.sides if side.line.number < 0]
        natures = {side.nature for side in credits_}
        debits = [
            side for side in self.sides if side.line.number > 0 and _may_undo(side.nature, natures)
        ]
        if not debits:
            return []
        self._index(credits_)
        for side in self.sides:
            for name in self.spoken(side.place).wide:
                self.uses[name] += 1
        for debit in sorted(debits, key=self._in_order):
            if not self._named(debit):
                self._by_amount(debit)
        return self.found

    def _index(self, credits_: Iterable[Side]) -> None:
        wholes: dict[int, list[Side]] = defaultdict(list)
        for side in sorted(credits_, key=self._in_order):
            for name in self.spoken(side.place).wide:
                self.by_name[name].append(side)
            self.by_amount[side.nature, side.left].append([side])
            if side.nature == EQUITY:
                self.equity.append(side)
            wholes[id(side.line.txn)].append(side)
        for whole in wholes.values():
            if len(whole) > 1:
                total = sum((side.left for side in whole), Decimal())
                self.by_amount[whole[0].nature, total].append(whole)

    def _in_order(self, side: Side) -> tuple[object, ...]:
        """By date, and on one day by content, not by where in the ledger they stand."""
        names = sorted(self.spoken(side.place).names)
        source = side.line.source
        return side.date, side.line.number, names, source.file, source.line

    def _named(self, debit: Side) -> bool:
        """Take back what goes by a name of the debit; whether anything does."""
        said = self.spoken(debit.place)
        if debit.nature == INCOME:
            if not said.references:  # an invoice of a number that is not known yet
                return False
            return self._sale(debit, said)
        for names in (said.names, said.wide):
            named = self._undoable(debit, names)
            if not named:
                continue
            same = [side for side in named if side.left == debit.left]
            for side in (same or named)[::-1]:
                self._take(side, debit, by_name=True)
            return True
        return False

    def _sale(self, debit: Side, said: Spoken) -> bool:
        """A sale takes back a credit note, or a loss, for exactly its amount."""
        named = [
            side
            for side in self._undoable(debit, said.names)
            if said.names <= self.spoken(side.place).wide
        ]
        same = next((side for side in named[::-1] if side.left == debit.left), None)
        if same is not None:
            self._take(same, debit, by_name=True)
        return same is not None

    def _by_amount(self, debit: Side) -> None:
        """Take back the one credit of the debit's amount, where neither says otherwise."""
        said = self.spoken(debit.place)
        known = said.references
        if debit.nature == INCOME or self.may_be_claim(debit.place):
            return
        if not known and any(self.uses[name] > 1 for name in said.wide):
            return  # it has to do with others of its name
        numbered = bool(said.names) and not known and debit.nature != CASH
        if numbered and debit.nature != EQUITY:
            return  # an invoice of that number

        def fits(side: Side) -> bool:
            theirs = self.spoken(side.place).references
            near = debit.date - side.date <= _WITHIN
            return near and not (theirs and (known or numbered)) and self._can_undo(side, debit)

        found = [
            whole
            for whole in self.by_amount.get((debit.nature, debit.left), ())
            if all(fits(side) for side in whole)
        ]
        alike = {frozenset(self.spoken(side.place).names for side in whole) for whole in found}
        if len(alike) == 1:
            for side in found[-1]:
                self._take(side, debit, by_name=False)
        elif not found and debit.nature == EQUITY and not numbered:
            for side in filter(fits, self.equity[::-1]):
                self._take(side, debit, by_name=False)

    def _undoable(self, debit: Side, names: Iterable[str]) -> list[Side]:
        """The credits of these names that the debit may take back, in their order."""
        named = {side.place: side for name in names for side in self.by_name.get(name, ())}
        return sorted(
            (side for side in named.values() if self._can_undo(side, debit)), key=self._in_order
        )

    def _can_undo(self, credit: Side, debit: Side) -> bool:
        return (
            credit.left > 0
            and credit.date <= debit.date
            and credit.line.txn is not debit.line.txn
            and _mirrors(credit, debit)
        )

    def _take(self, credit: Side, debit: Side, *, by_name: bool) -> None:
        amount = min(credit.left, debit.left)
        if amount > 0:
            credit.left -= amount
            debit.left -= amount
            self.found.append(Undone(credit.place, debit.place, amount, by_name))


def _may_undo(nature: str, credits_: set[str]) -> bool:
    """Whether a debit of this nature can take back any credit of those."""
    if nature == INCOME:
        return not credits_.isdisjoint((INCOME, *_LOSSES))
    return nature == TRANSFER or nature in credits_


def _mirrors(credit: Side, debit: Side) -> bool:
    """Return whether the debit has the same counterpart as the credit."""
    if debit.nature == TRANSFER:  # between two invoices, or customers
        return True
    if credit.nature != debit.nature:
        return debit.nature == INCOME and credit.nature in _LOSSES  # recovered
    return debit.nature in (CASH, EQUITY) or not credit.accounts.isdisjoint(debit.accounts)
