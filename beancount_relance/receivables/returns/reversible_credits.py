"""The credits of a customer in one currency that a debit may reverse, by name and by amount."""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from operator import itemgetter

from msgspec import Struct, field
from msgspec.structs import replace

from beancount_relance.ledger.counterparts.natures import EQUITY, TRANSFER
from beancount_relance.receivables.moves.successors import Successors
from beancount_relance.receivables.naming.names_of_lines import LineNames
from beancount_relance.receivables.returns.return_texts import Marks, marks_of
from beancount_relance.receivables.returns.reversal_sides import Side
from beancount_relance.values.clues.text_clues import text_clues

Whole = list[Side]
"""A credit, or several that a debit may reverse together; all of one day."""

_MOST_TOLD = 100
"""How many credits with one mark, the latest ones, are compared with a debit."""
_MOST_RECENT = 20


class ReversibleCredits(Struct):
    """An index of credits, in the order of their dates.

    Attributes:
        names_of: the names that the line of a place uses.
        successors: the claims that went on with another customer, and under another name.
        by_name: the credits by each of their names, links included.
        equity: the credits against equity.
        has_accounts: whether they are on several accounts, so that the account of a debit tells.
    """

    names_of: Callable[[int], LineNames]
    successors: Successors
    has_accounts: bool = False
    by_name: dict[str, list[Side]] = field(default_factory=lambda: defaultdict(list))
    equity: list[Side] = field(default_factory=list)
    _by_amount: dict[tuple[str, Decimal], list[Whole]] = field(
        default_factory=lambda: defaultdict(list)
    )
    _to_come: list[Side] = field(default_factory=list)
    _before: list[Side] = field(default_factory=list)
    _sorted: dict[tuple[str, Decimal], _OfOneAmount] = field(default_factory=dict)
    _marks: dict[int, Marks] = field(default_factory=dict)

    def add(self, credits_: Iterable[Side]) -> None:
        """Add credits, which must be in order."""
        wholes: dict[object, Whole] = defaultdict(list)
        self._to_come = [*credits_][::-1]
        for side in reversed(self._to_come):
            for name in self.names_of(side.place).wide:
                self.by_name[name].append(side)
            if side.nature == EQUITY:
                self.equity.append(side)
            wholes[id(side.line.txn)].append(side)
            names = self.names_of(side.place).names
            wholes[side.line.customer, side.nature, side.date, names].append(side)
            self._add_amount([side])
        for whole in wholes.values():
            if len(whole) > 1:
                self._add_amount(whole)

    def is_own(self, side: Side, debit: Side) -> bool:
        """Return whether a credit is of a debit's customer, also under an earlier name."""
        person = self.successors.person
        return person(side.line.customer) == person(debit.line.customer)

    def named(self, names: Iterable[str]) -> list[Side]:
        """Return the credits that have one of these names."""
        found = {side.place: side for name in names for side in self.by_name.get(name, ())}
        return list(found.values())

    def latest(self, debit: Side, *, own: bool) -> Iterator[tuple[int, Whole]]:
        """Yield credits that have the amount of a debit, but of those that are alike only the last.

        They are single credits, those of one transaction, and those of one day and name, of the
        nature of the debit's main counterpart; a transfer may move any credit. Alike are credits
        of one customer against the same accounts that use the same names: if the last of them
        cannot be reversed, neither can the others. Each comes with its place in the order of all.

        Args:
            debit: the debit, on the day of the one before or later.
            own: whether to yield those of its own customer, under any name, or those of others.
        """
        return self._of_amount(debit).latest(debit, own=own)

    def marked(self, debit: Side, *, own: bool) -> Iterator[Whole]:
        """Yield such credits that have a mark of the debit, in order; of many, the latest."""
        return self._of_amount(debit).marked(debit, self.marks(debit), own=own)

    def recent(self, debit: Side, *, own: bool) -> Iterator[Whole]:
        """Yield the latest of such credits, twenty at most."""
        return self._of_amount(debit).recent(debit, own=own)

    def marks(self, side: Side) -> Marks:
        """Return what tells a credit from another, or what a debit says of it."""
        if side.place not in self._marks:
            about = self.names_of(side.place).about
            found = marks_of(side.line, about)
            for name in self.successors.names(side.line.customer):
                found = replace(found, words=found.words - text_clues(name))
            if self.has_accounts:
                found = replace(found, words=found.words | {self._account(side)})
            self._marks[side.place] = found
        return self._marks[side.place]

    def _account(self, side: Side) -> str:
        """Return the account of a line, the same under each name of its customer."""
        line = side.line
        return line.account.replace(line.customer, self.successors.person(line.customer))

    def marks_of_all(self, whole: Whole) -> Marks:
        """Return what tells some credits together from another."""
        if len(whole) == 1:
            return self.marks(whole[0])
        each = [self.marks(side) for side in whole]
        return Marks(
            frozenset().union(*(marks.numbers for marks in each)),
            frozenset().union(*(marks.words for marks in each)),
            frozenset().union(*(marks.days for marks in each)),
            frozenset().union(*(marks.years for marks in each)),
        )

    def before(self, debit: Side) -> Sequence[Side]:
        """Return what is left of all credits until the day of a debit."""
        self._pass(debit)
        self._before = [side for side in self._before if side.left]
        return self._before

    def back_to(self, day: datetime.date, debit: Side) -> Iterator[Side]:
        """Yield what is left of the credits from the day of a debit back to an earlier one."""
        self._pass(debit)
        for side in reversed(self._before):
            if side.date < day:
                return
            if side.left:
                yield side

    def _pass(self, debit: Side) -> None:
        while self._to_come and self._to_come[-1].date <= debit.date:
            self._before.append(self._to_come.pop())

    def _of_amount(self, debit: Side) -> _OfOneAmount:
        key = (debit.nature, debit.left)
        if key not in self._sorted:
            wholes = self._by_amount.get(key, ())
            likenesses = map(self._likeness, wholes)
            self._sorted[key] = _OfOneAmount(
                wholes, likenesses, self.marks_of_all, self.successors.person
            )
        return self._sorted[key]

    def _likeness(self, whole: Whole) -> object:
        """Return what all credits that are alike have in common."""
        return tuple(
            (
                side.line.customer,
                side.nature,
                side.accounts,
                self.names_of(side.place).references,
                self.names_of(side.place).names,
                side.place in self.successors.places,
                side.left,
            )
            for side in whole
        )

    def _add_amount(self, whole: Whole) -> None:
        total = total_left(whole)
        self._by_amount[whole[0].nature, total].append(whole)
        if whole[0].nature != TRANSFER:  # may have been posted on the wrong customer
            self._by_amount[TRANSFER, total].append(whole)


class _OfOneAmount:
    """The credits of one nature and amount."""

    def __init__(
        self,
        wholes: Sequence[Whole],
        likenesses: Iterable[object],
        marks: Callable[[Whole], Marks],
        person: Callable[[str], str],
    ) -> None:
        """Take the credits, those that are alike in order of date, and their likenesses."""
        self._wholes = wholes
        self._marks = marks
        self._person = person
        alike: dict[object, list[tuple[int, Whole]]] = defaultdict(list)
        for each, likeness in zip(enumerate(wholes), likenesses, strict=True):
            alike[likeness].append(each)
        self._alike: dict[str, deque[_Alike]] = defaultdict(deque)
        for found in alike.values():
            self._alike[self._whose(found[0][1])].append(_Alike(found[::-1]))

    def latest(self, debit: Side, *, own: bool) -> Iterator[tuple[int, Whole]]:
        person = self._person(debit.line.customer)
        for whose, theirs in self._alike.items():
            while theirs and theirs[0].is_used_up:
                theirs.popleft()
            for alike in theirs if (whose == person) is own else ():
                found = alike.latest(debit)
                if found is not None:
                    yield found

    def marked(self, debit: Side, marks: Marks, *, own: bool) -> Iterator[Whole]:
        dated = (self._by_mark.get(mark, ()) for mark in marks.all())
        found = {place for each in dated for place in _until(debit, each, _MOST_TOLD)}
        for place in sorted(found):
            if self._suits(place, debit, own=own):
                yield self._wholes[place]

    def recent(self, debit: Side, *, own: bool) -> Iterator[Whole]:
        for place in _until(debit, self._dated, _MOST_RECENT):
            if self._suits(place, debit, own=own):
                yield self._wholes[place]

    def _suits(self, place: int, debit: Side, *, own: bool) -> bool:
        whole = self._wholes[place]
        is_own = self._whose(whole) == self._person(debit.line.customer)
        return is_own is own and total_left(whole) == debit.left

    def _whose(self, whole: Whole) -> str:
        return self._person(whole[0].line.customer)

    @cached_property
    def _dated(self) -> Sequence[tuple[datetime.date, int]]:
        return sorted((whole[0].date, place) for place, whole in enumerate(self._wholes))

    @cached_property
    def _by_mark(self) -> Mapping[str, Sequence[tuple[datetime.date, int]]]:
        found: dict[str, list[tuple[datetime.date, int]]] = defaultdict(list)
        for day, place in self._dated:
            for mark in self._marks(self._wholes[place]).all():
                found[mark].append((day, place))
        return found


def _until(debit: Side, dated: Sequence[tuple[datetime.date, int]], most: int) -> Iterator[int]:
    """Yield the last places up to the day of a debit, from dates and places in order."""
    end = bisect_right(dated, debit.date, key=itemgetter(0))
    yield from (place for _, place in dated[max(end - most, 0) : end])


class _Alike(Struct):
    """Credits that are alike: those still to come, the last one first, and those before."""

    to_come: list[tuple[int, Whole]]
    before: list[tuple[int, Whole]] = field(default_factory=list)

    @property
    def is_used_up(self) -> bool:
        return not self.to_come and not self.before

    def latest(self, debit: Side) -> tuple[int, Whole] | None:
        """Return the last one of which nothing is used, and which is not the debit's own entry."""
        while self.to_come and self.to_come[-1][1][0].date <= debit.date:
            self.before.append(self.to_come.pop())
        while self.before and total_left(self.before[-1][1]) != debit.left:
            self.before.pop()
        for found in reversed(self.before):
            if total_left(found[1]) == debit.left and all(
                side.line.txn is not debit.line.txn for side in found[1]
            ):
                return found
        return None


def total_left(sides: Iterable[Side]) -> Decimal:
    """Return the sum of what of these can be reversed."""
    return sum((side.left for side in sides), Decimal())
