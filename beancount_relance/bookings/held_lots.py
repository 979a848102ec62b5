"""The lots that accounts hold at cost: what is taken off an account has to be there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property

from beancount.core.data import Transaction
from beancount.core.position import Cost

_Lots = dict[Cost, Decimal]


class HeldLots:
    """The lots in the transactions of a ledger, as far as no proposed entry has taken them."""

    def __init__(self, transactions: Sequence[Transaction]) -> None:
        """Take the transactions up to the day; they are read on first use."""
        self._transactions = transactions

    def take(
        self, account: str, amount: Decimal, currency: str, cost: Cost | None
    ) -> Sequence[tuple[Decimal, Cost | None]]:
        """Return how much is taken of which lots.

        Args:
            account: the account.
            amount: how much is taken off it.
            currency: in which currency.
            cost: the lot of the invoice; without one, nothing is held at cost. If it is gone,
                another of the same cost is taken, or else the oldest.
        """
        held = self._held.get((account, currency), {}) if cost is not None else {}
        if cost is None or sum(held.values(), Decimal()) < amount:
            return [(amount, cost)]
        return list(_taken(held, amount, cost))

    @cached_property
    def _held(self) -> Mapping[tuple[str, str], _Lots]:
        held: dict[tuple[str, str], _Lots] = defaultdict(lambda: defaultdict(Decimal))
        for txn in self._transactions:
            for posting in txn.postings:
                if isinstance(posting.cost, Cost) and posting.units is not None:
                    lots = held[posting.account, posting.units.currency]
                    lots[posting.cost] += posting.units.number or Decimal()
        return held


def _taken(held: _Lots, left: Decimal, cost: Cost) -> Iterator[tuple[Decimal, Cost]]:
    """Yield what is taken of which lots, and take it off what is held."""
    order = sorted(held, key=lambda lot: (lot != cost, lot.number != cost.number, lot.date))
    for lot in order:
        part = min(left, held[lot])
        if part > 0:
            held[lot] -= part
            left -= part
            yield part, lot
