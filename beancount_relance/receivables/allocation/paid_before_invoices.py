"""Pay opening balances, and other debits that are no invoices, before anything was invoiced."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from beancount_relance.receivables.open_amounts import Debit, Due, Money


def cover_before_invoices(
    dues: Sequence[Due], credits_: Sequence[Money], debits: Sequence[Debit]
) -> None:
    """Cover debits that are not identified by payments before the first invoice.

    A payment that names nothing covers the only debit that it is equal to. Any other that
    names no invoice of the ledger is for the balance carried over, as far as that goes.

    Args:
        dues: the invoices of one customer in one currency.
        credits_: the credits, in order of date.
        debits: the unidentified debits, in order of date.
    """
    first = min((due.invoice.date for due in dues), default=datetime.date.max)
    for money in credits_ if debits else ():
        credit = money.credit
        if credit.date >= first:
            break
        if not money.left or credit.references or credit.others:
            continue
        before = [debit for debit in debits if debit.left and debit.debit.date <= credit.date]
        equal = [debit for debit in before if debit.left == money.left]
        if len(equal) == 1 and not credit.unknown:
            equal[0].take(money)
        for debit in before:
            if debit.debit.carried_over:
                debit.take(money)
