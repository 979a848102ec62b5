"""The credits of a customer in one currency that a debit may reverse, by name and by amount."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from msgspec import Struct, field

from beancount_relance.ledger.counterparts import EQUITY, TRANSFER
from beancount_relance.receivables.line_names import LineNames
from beancount_relance.receivables.sides import Side


class ReversibleCredits(Struct):
    """An index of credits, in the order of their dates.

    Attributes:
        names_of: the names that the line of a place uses.
        by_name: the credits by each of their names, links included.
        equity: the credits against equity.
    """

    names_of: Callable[[int], LineNames]
    by_name: dict[str, list[Side]] = field(default_factory=lambda: defaultdict(list))
    equity: list[Side] = field(default_factory=list)
    _by_amount: dict[tuple[str, Decimal], list[list[Side]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def add(self, credits_: Iterable[Side]) -> None:
        """Add credits, which must be in order."""
        wholes: dict[object, list[Side]] = defaultdict(list)
        for side in credits_:
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

    def named(self, names: Iterable[str]) -> list[Side]:
        """Return the credits that have one of these names."""
        found = {side.place: side for name in names for side in self.by_name.get(name, ())}
        return list(found.values())

    def of_amount(self, nature: str, amount: Decimal) -> Sequence[list[Side]]:
        """Return the credits of an amount, each a list of those that have it together.

        These are single credits, those of one transaction, and those of one day and name.

        Args:
            nature: the nature of their main counterpart; any credit may be moved by a transfer.
            amount: the amount when they were indexed.
        """
        return self._by_amount.get((nature, amount), ())

    def _add_amount(self, whole: list[Side]) -> None:
        total = total_left(whole)
        self._by_amount[whole[0].nature, total].append(whole)
        if whole[0].nature != TRANSFER:  # may have been posted on the wrong customer
            self._by_amount[TRANSFER, total].append(whole)


def total_left(sides: Iterable[Side]) -> Decimal:
    """Return the sum of what of these can be reversed."""
    return sum((side.left for side in sides), Decimal())
