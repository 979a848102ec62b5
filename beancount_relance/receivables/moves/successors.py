"""Whose claims went on with whom, and under which names a customer goes."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property

from msgspec import Struct

from beancount_relance.ledger.receivable_postings import ReceivablePosting
from beancount_relance.values.numbers.invoice_names import name_key


class Move(Struct, frozen=True):
    """An amount that a transaction takes off one customer and puts on another; by place.

    ``certain`` is one that corrects no posting, whatever the new customer paid before.
    """

    credit: int
    debit: int
    amount: Decimal
    certain: bool = False


class Successors:
    """Whose claims went on with whom, by the moves that did so."""

    def __init__(
        self,
        lines: Sequence[ReceivablePosting],
        moves: Sequence[Move],
        heirs: Iterable[tuple[str, str, datetime.date]] = (),
    ) -> None:
        """Take the moves, and the lines that they give by place.

        ``heirs`` are customers without a move, who took the place of another one by a day.
        """
        self.places = {place for move in moves for place in (move.credit, move.debit)}
        """The lines that move a claim."""
        self.certain = {move.debit for move in moves if move.certain}
        """The debits that correct no posting on the wrong customer."""
        self._moves = sorted(
            ((lines[move.credit], lines[move.debit], move.certain) for move in moves),
            key=lambda move: move[1].date,
        )
        self._since: dict[str, dict[str, datetime.date]] = {}
        self._families, self._renamed = _Families(), _Families()
        for move in moves:
            credit, debit = lines[move.credit], lines[move.debit]
            since = self._since.setdefault(credit.customer, {})
            since[debit.customer] = min(debit.date, since.get(debit.customer, debit.date))
            self._families.join(credit.customer, debit.customer)
            if move.certain:
                self._renamed.join(credit.customer, debit.customer)
        for before, after, day in heirs:
            since = self._since.setdefault(before, {})
            since[after] = min(day, since.get(after, day))
            self._families.join(before, after)
            self._renamed.join(before, after)

    def family(self, customer: str) -> str:
        """Return the one who stands for all that are connected by moves."""
        return self._families.of(customer)

    def person(self, customer: str) -> str:
        """Return the one who stands for all names of a customer who is renamed."""
        return self._renamed.of(customer)

    def names(self, customer: str) -> Collection[str]:
        """Return all names of a customer who is renamed; none of another."""
        return self._renamed.all_of(customer)

    def has(self, customer: str, successor: str, day: datetime.date) -> bool:
        """Return whether claims of a customer were those of a successor by a day, at last."""
        waiting, seen = [customer], {customer}
        while waiting:
            for after, since in self._since.get(waiting.pop(), {}).items():
                if since <= day and after not in seen:
                    waiting.append(after)
                    seen.add(after)
        return successor in seen

    def owes(self, customer: str, day: datetime.date, number: str | None) -> str:
        """Return who owes on a day what a customer was invoiced.

        Args:
            customer: who was invoiced.
            day: the day; what moves on it may do so after whatever else happens then.
            number: the number of the invoice, in lower case; ``None`` for whatever a renamed
                customer owed.
        """
        if customer not in self._since:
            return customer
        for credit, debit, certain in self._moves:
            if credit.customer != customer or debit.date >= day:
                continue
            names = set(map(name_key, credit.names))
            if (certain and not names) if number is None else not names or number in names:
                customer = debit.customer
        return customer


class _Families:
    """Who is connected with whom."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def join(self, one: str, other: str) -> None:
        first, second = self.of(one), self.of(other)
        self._above[first] = self._above[second] = first

    def of(self, each: str) -> str:
        """Return the one who stands for all that are connected with one."""
        above = self._above.get(each, each)
        while above != each:
            each, above = above, self._above.get(above, above)
        return each

    def all_of(self, each: str) -> Collection[str]:
        """Return all that are connected with one, if there are any."""
        return self._members.get(self.of(each), ())

    @cached_property
    def _members(self) -> Mapping[str, Collection[str]]:
        members: dict[str, list[str]] = defaultdict(list)
        for each in self._above:
            members[self.of(each)].append(each)
        return members
