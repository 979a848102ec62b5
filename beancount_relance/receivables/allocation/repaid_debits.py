"""Pay opening balances and money laid out by payments of exactly that amount, also later ones."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from beancount_relance.policy.names.name_spellings import telling_words
from beancount_relance.receivables.open_amounts import Debit, Due, Money
from beancount_relance.receivables.sums import sums_of_some

MOST_OPEN = 12
"""With more open invoices than this, some of them nearly always have an amount together."""


def cover_repaid(dues: Sequence[Due], credits_: Sequence[Money], debits: Sequence[Debit]) -> None:
    """Cover debits that are not identified by payments that name nothing and are equal to them.

    No open invoice, nor several together, may have that amount. The debit must be older than the
    open invoices, or the two texts must have a word in common; otherwise it might be chance.

    Args:
        dues: the invoices of one customer in one currency.
        credits_: the credits, in order of date.
        debits: the unidentified debits, in order of date.
    """
    left = [due for due in dues if due.left] if debits else []
    if not left or len(left) > MOST_OPEN:
        return
    equal: dict[Decimal, list[Debit]] = defaultdict(list)
    for debit in debits:
        equal[debit.left].append(debit)
    first = next((money.credit.date for money in credits_ if money.left), datetime.date.max)
    for money in credits_:
        credit = money.credit
        if not money.left or credit.references or credit.others or credit.unknown:
            continue
        found = equal.get(money.left, ())
        if len(found) != 1 or not money.is_payment:
            continue
        debit = found[0]
        if debit.debit.date > credit.date:
            continue
        if debit.debit.cash and first <= debit.debit.date:
            continue  # it may give back what was paid before
        there = [due for due in left if due.invoice.date <= credit.date]
        if not is_sum(there, money.left) and _agrees(debit, money, left):
            debit.take(money)


def is_sum(dues: Sequence[Due], amount: Decimal) -> bool:
    """Return whether some open invoices have an amount together.

    Args:
        dues: the invoices.
        amount: the amount, in their currency.
    """
    if sum((due.left for due in dues), Decimal()) == amount:
        return True
    return bool(sums_of_some([due.left for due in dues], amount))


def _agrees(debit: Debit, money: Money, left: Sequence[Due]) -> bool:
    """Whether the order or the text says that a payment is for a debit."""
    if debit.debit.date < min(due.invoice.date for due in left):
        return True
    return not telling_words(debit.debit.narration).isdisjoint(
        telling_words(money.credit.narration)
    )
