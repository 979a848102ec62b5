"""Which part of a credit a debit takes back that names one of the invoices it has settled.

A bank credits several bills in one sum, and debits the one that was not honoured by its number. A
set-off, a loss or a credit note that names nothing is cancelled in part by an invoice's number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import islice

from msgspec import Struct

from beancount_relance.ledger.counterparts.natures import CASH
from beancount_relance.receivables.naming.names_of_lines import LineNames
from beancount_relance.receivables.return_costs import may_be_costs
from beancount_relance.receivables.returns.reversal_sides import Side
from beancount_relance.receivables.sums import sums_of_some

_MOST_SALES = 24
"""Of more sales than this, some nearly always have any amount together."""


class SalesByName:
    """What was sold to a customer, by name, and of what no credit names, by amount."""

    def __init__(
        self,
        sold: Iterable[Side],
        names_of: Callable[[int], LineNames],
        credited: Mapping[str, Sequence[Side]],
    ) -> None:
        """Take what was sold, the names of each, and the credits that have a name."""
        self._by_name: dict[str, list[Side]] = defaultdict(list)
        self._by_amount: dict[Decimal, list[Side]] = defaultdict(list)
        unpaid = []
        for sale in sold:
            names = names_of(sale.place).names
            for name in names:
                self._by_name[name].append(sale)
            if not any(credited.get(name) for name in names):
                unpaid.append(sale)
                self._by_amount[sale.whole].append(sale)
        self._unpaid = sorted(unpaid, key=lambda sale: sale.date)

    def of(self, names: Iterable[str]) -> Sequence[Side]:
        """Return what was sold under one of these names."""
        return list({s.place: s for name in names for s in self._by_name.get(name, ())}.values())

    def others(self, theirs: Collection[Side], credit: Side) -> Sequence[Decimal]:
        """Return the amounts of the first other sales before a credit, one more than compared."""
        places = {sale.place for sale in theirs}
        first = islice(self._unpaid, len(theirs) + _MOST_SALES + 1)
        return [s.left for s in first if s.date <= credit.date and s.place not in places]

    def is_anothers(self, theirs: Collection[Side], credit: Side) -> bool:
        """Return whether a credit has the amount of another sale before it."""
        places = {sale.place for sale in theirs}
        first = islice(self._by_amount.get(credit.left, ()), len(theirs) + 1)
        return any(s.date <= credit.date and s.place not in places for s in first)


class NamedSales(Struct, frozen=True):
    """What a debit names, and what else the customer may have paid.

    Attributes:
        theirs: the invoices that the debit names.
        sales: all that was sold.
        paid: what credits that name the same had settled of ``theirs``.
    """

    theirs: Sequence[Side]
    sales: SalesByName
    paid: Decimal

    def open(self, credit: Side) -> Decimal:
        """What of the named invoices a credit that names nothing may have settled.

        What was charged under their names after it is none of this.
        """
        before = [sale.left for sale in self.theirs if sale.date <= credit.date]
        return sum(before, -self.paid) if before else Decimal()

    def taken_back(self, debit: Side, credit: Side, *, exactly: bool) -> Decimal:
        """Return how much of a credit a debit takes back: at most what is open, or just that.

        Money that went out may be that and what its return has cost.
        """
        there = self.open(credit)
        if debit.left == there or (debit.left < there and not exactly):
            return debit.left
        costs = debit.left - there
        has_costs = debit.nature == CASH and may_be_costs(costs, there, debit.line.currency)
        return there if has_costs and not exactly else Decimal()


def settled_as_named(
    unnamed: Iterable[Side], sales: NamedSales, *, exactly: bool = False
) -> Sequence[Side]:
    """Return the credit of which a debit takes back what it names, or a part of it.

    The credit names nothing. It is of exactly what was open of the invoices that the debit names,
    or else of these and of others that nothing names, or else it may have settled them, and is not
    of another's amount. Of several it is the latest: whichever it is, the same is owed again.

    Args:
        unnamed: the larger credits that name none, and that it may take back, the latest first.
        sales: what it names, and the other invoices.
        exactly: whether there must be only one such credit, of exactly these and others.
    """
    there = list(unnamed)
    alone = [side for side in there if side.left == sales.open(side)]
    found = alone or [side for side in there if _are_for_all(side, sales)]
    if not found and not exactly:
        found = [side for side in there if not sales.sales.is_anothers(sales.theirs, side)]
    return found[:1] if len(found) == 1 or not exactly else ()


def _are_for_all(credit: Side, sales: NamedSales) -> bool:
    """Whether a credit may be for what it leaves open of some, and for at most four others."""
    others, theirs = sales.sales.others(sales.theirs, credit), sales.open(credit)
    if len(others) > _MOST_SALES or credit.left <= theirs:
        return False
    return bool(sums_of_some([*others], credit.left - theirs))
