"""Which open items a customer's unallocated credit covers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from beancount_relance.receivables.items import Item, ItemKey, OpenCredit


def covered_by_credit(
    items: Sequence[Item], credits_: Sequence[OpenCredit]
) -> dict[ItemKey, Decimal]:
    """Return the part of each open item covered by unallocated credit, oldest due first.

    What is too much of a write-off is no money of the customer's, and covers nothing; nor does what
    pays interest and fee. Neither does a payment that names another customer's open invoice of its
    very amount, whose reminder waits.
    """
    left: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    others = _open_amounts(items) if any(each.credit.others for each in credits_) else {}
    for credit in credits_:
        kept = credit.credit.is_write_off or credit.credit.pays_charges
        if not kept and not _pays_another(credit, others):
            left[credit.credit.customer, credit.credit.currency] += credit.amount
    covered: dict[ItemKey, Decimal] = {}
    for item in items if left else ():
        account = item.key[:2]
        amount = min(left[account], item.outstanding) if item.is_open else Decimal()
        if amount > 0:
            left[account] -= amount
            covered[item.key] = amount
    return covered


def _open_amounts(items: Iterable[Item]) -> Mapping[str, set[tuple[str, Decimal]]]:
    """The currency and amount of the open items, by reference."""
    found: dict[str, set[tuple[str, Decimal]]] = defaultdict(set)
    for item in items:
        if item.is_open:
            found[item.invoice.reference].add((item.invoice.currency, item.outstanding))
    return found


def _pays_another(money: OpenCredit, others: Mapping[str, set[tuple[str, Decimal]]]) -> bool:
    credit = money.credit
    if credit.answered or money.amount != credit.amount:
        return False
    exact = credit.currency, money.amount
    return any(exact in others.get(reference, ()) for reference in credit.others)
