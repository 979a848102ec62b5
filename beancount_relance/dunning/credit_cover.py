"""Which open items a customer's unallocated credit covers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from beancount_relance.receivables.items import Item, ItemKey, OpenCredit


def covered_by_credit(
    items: Iterable[Item], credits_: Iterable[OpenCredit]
) -> dict[ItemKey, Decimal]:
    """Return the part of each open item covered by unallocated credit, oldest due first.

    What is too much of a write-off is no money of the customer's, and covers nothing.
    """
    left: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for credit in credits_:
        if not credit.credit.is_write_off:
            left[credit.credit.customer, credit.credit.currency] += credit.amount
    covered: dict[ItemKey, Decimal] = {}
    for item in items if left else ():
        account = item.key[:2]
        amount = min(left[account], item.outstanding) if item.is_open else Decimal()
        if amount > 0:
            left[account] -= amount
            covered[item.key] = amount
    return covered
