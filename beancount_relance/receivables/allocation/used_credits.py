"""Use up what customers have paid too much with what goes back to them, or is moved off.

    2026-01-15  150.00 paid for an invoice of 100.00
    2026-01-16   50.00 moved to Liabilities:Customer-Credits

The 50.00 are no credit for the next invoice any more, on whatever account they are now.
"""

from __future__ import annotations

import datetime
from collections import deque
from collections.abc import Sequence

from beancount_relance.receivables.open_amounts import Debit, Due, Money


def use_up_credits(dues: Sequence[Due], credits_: Sequence[Money], debits: Sequence[Debit]) -> None:
    """Cover debits that are no invoices with what credits have left by their day.

    Money that goes out is a refund. Anything else is one only as long as nothing is owed that day;
    a balance that is carried over only if it is exactly what one payment of an invoice has left.

    Args:
        dues: the invoices of a customer.
        credits_: the credits, in order of date.
        debits: the debits, in order of date.
    """
    waiting = deque(money for money in credits_ if money.left)
    owed = min((due.invoice.date for due in dues if due.left), default=datetime.date.max)
    for debit in debits:
        if not (debit.debit.cash or debit.debit.date < owed):
            continue
        while waiting and not waiting[0].left:
            waiting.popleft()
        for money in waiting:
            if not debit.left or money.credit.date > debit.debit.date:
                break
            if not debit.debit.carried_over or (money.used and money.left == debit.left):
                debit.take(money)
