"""What a payment of several invoices says that it pays of each: ``F-2 400.00, F-3 300.00``.

The debtor chooses what a payment is for (C. civ. 1342-10). The amounts count if they stand
beside all the numbers that the payment names, all behind them or all before them, and come to
exactly its amount.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from beancount_relance.receivables.matching.own_lots import paid_by_lot
from beancount_relance.receivables.open_amounts import Due, Money
from beancount_relance.values.numbers.amounts_beside import amounts_beside

_MOST_NAMED = 50
_TEXTS = "\n\n"
"""What stands between the texts of a payment, such as its narration and a bank's line."""


def stated_shares(money: Money, dues: Sequence[Due]) -> list[tuple[Due, Decimal]]:
    """Return what a credit pays of each invoice that it names by its lot, or as its text says.

    Args:
        money: the credit, of which nothing is used yet.
        dues: what is open of these invoices, in the order in which it is paid.

    Returns:
        The parts of the invoices, the first instalments first; empty if neither says it.
    """
    its_own = paid_by_lot(money, dues)
    if its_own is not None:
        return list(its_own.parts)
    names = dict.fromkeys(money.credit.references)
    if not 1 < len(names) <= _MOST_NAMED:
        return []
    written = {**dict.fromkeys(names), **dict(money.credit.written)}
    spelled = {name: written[name] or name for name in names}
    for text in money.credit.text.split(_TEXTS):
        for amounts in amounts_beside(text, spelled):
            if sum(amounts.values()) == money.left:
                return list(_parts(amounts, dues))
    return []


def _parts(amounts: dict[str, Decimal], dues: Sequence[Due]) -> Iterator[tuple[Due, Decimal]]:
    for due in dues:
        part = min(amounts.get(due.invoice.reference, Decimal()), due.left)
        if part:
            amounts[due.invoice.reference] -= part
            yield due, part
