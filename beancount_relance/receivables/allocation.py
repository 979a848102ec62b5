"""Allocation: which credit settled which invoice, and what is left open.

What was taken back of a credit settles nothing. Of what stands, in this order, for each
customer and currency, which are never netted:

1. A credit settles the invoices it names, the oldest due first, each up to what
   is open on it, and then their charges; credits that name one invoice come before those
   that name several. Invoices of which a part of it was taken back come last.
2. A debit that is no invoice is covered by the credits that name it, as a loan is
   by its repayment. A refund uses up the credit the customer had when it was paid out; a credit
   that names an invoice the ledger does not have goes to the unidentified
   debits (an opening balance, where that invoice must be), oldest first, even if it
   names known invoices as well.
3. What is left settles the oldest due item (C. civ. 1342-10), then the unidentified
   debits, unless the setting ``allocation`` is ``explicit``. Such a match is
   *presumed*, and marked so.
4. What is still left is the customer's credit, for the invoices to come.

What a credit moves to another customer goes on there: the invoices it settled, with all their
history, before that customer's own credits are used. Credits of one day are taken in the order
of what they name, not of where they stand.

Nothing is lost on the way: open − credit + unidentified is the balance of the
receivable accounts, to the last digit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from beancount_relance.receivables.items import (
    BY_REFERENCE,
    PRESUMED,
    REVERSAL,
    Allocation,
    Balance,
    Item,
    ItemKey,
    OpenCredit,
    OpenDebit,
    Settlement,
    Tolerance,
)
from beancount_relance.receivables.movements import Receivables
from beancount_relance.receivables.settling import Account, Debit, Due, Money

__all__ = [
    "BY_REFERENCE",
    "PRESUMED",
    "REVERSAL",
    "Allocation",
    "Balance",
    "Item",
    "ItemKey",
    "OpenCredit",
    "OpenDebit",
    "Settlement",
    "Tolerance",
    "allocate",
]

_Accounts = Mapping[tuple[str, str], Account]


def allocate(receivables: Receivables, mode: str, tolerance: Tolerance) -> Allocation:
    """Settle the invoices with the credits.

    Args:
        receivables: the invoices, credits and unidentified debits.
        mode: ``oldest``, or ``explicit``: presume nothing.
        tolerance: which rests count as nothing, where something was settled.
    """
    accounts: dict[tuple[str, str], Account] = defaultdict(Account)
    for key in receivables.balances:
        accounts[key] = Account()
    for invoice in receivables.invoices:
        accounts[invoice.customer, invoice.currency].due.append(Due(invoice))
    for credit in receivables.credits:
        accounts[credit.customer, credit.currency].credits.append(Money(credit))
    for debit in receivables.unidentified:
        accounts[debit.customer, debit.currency].debits.append(Debit(debit))
    for account in accounts.values():
        account.remember()
    _carry(accounts, mode)

    items: list[Item] = []
    credits_: list[OpenCredit] = []
    unidentified: list[OpenDebit] = []
    balances: dict[tuple[str, str], Balance] = {}
    for key, account in sorted(accounts.items()):
        account.settle(mode)
        items += [due.item(tolerance) for due in account.due]
        credits_ += [OpenCredit(m.credit, m.left) for m in account.credits if m.left]
        unidentified += [OpenDebit(d.debit, d.left) for d in account.debits if d.left]
        balances[key] = Balance(
            open=sum((due.left for due in account.due), Decimal()),
            credits=sum((money.left for money in account.credits), Decimal()),
            unidentified=sum((debit.left for debit in account.debits), Decimal()),
            ledger=receivables.balances.get(key, Decimal()),
        )
    items.sort(key=lambda item: (item.invoice.due, item.key))
    return Allocation(items, credits_, unidentified, balances)


def _carry(accounts: _Accounts, mode: str) -> None:
    """Let what moved from one customer to another go on there, in the order of the days."""
    moving = [
        (money.credit.date, key, place)
        for key, account in accounts.items()
        for place, money in enumerate(account.credits)
        if money.credit.transfers
    ]
    for _, key, money in sorted(
        ((date, key, accounts[key].credits[place]) for date, key, place in moving),
        key=lambda each: (each[0], each[1], each[2].credit.source.file, each[2].credit.source.line),
    ):
        accounts[key].settle(mode)
        for transfer, carried in tuple(accounts[key].carry(money)):
            target = accounts[transfer.customer, key[1]]
            if isinstance(carried, Due):
                carried.invoice = replace(
                    carried.invoice, place=_free_place(target, carried.invoice.reference)
                )
                target.due.append(carried)
            else:
                target.debits.append(Debit(replace(transfer.debit, amount=carried)))


def _free_place(account: Account, reference: str) -> int:
    """The first place that no invoice of that reference has."""
    taken = {due.invoice.place for due in account.due if due.invoice.reference == reference}
    return next(place for place in range(1, len(taken) + 2) if place not in taken)
