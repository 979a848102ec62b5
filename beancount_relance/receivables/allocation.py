"""Allocate credits to invoices and determine the open items.

Reversed parts of a credit settle nothing. The rest is allocated in this order, for each
customer and currency separately:

1. A credit settles the invoices it refers to, oldest due first, each up to its open
   amount, and then their charges. Credits that refer to a single invoice come before those
   that refer to several. Invoices for which a part of the credit was reversed come last.
2. A debit that is not an invoice is covered by credits that refer to it, such as the
   repayment of a loan. A refund uses up the customer's credit at the time it was paid out.
   A credit that refers to an invoice missing from the ledger goes to the unidentified
   debits (such as the opening balance that must contain it), oldest first, even if it
   also refers to known invoices.
3. The remainder settles the oldest due item (C. civ. 1342-10), then the unidentified
   debits, unless the setting ``allocation`` is ``explicit``. Such a match is marked as
   *presumed*. A payment of what is settled already settles nothing else, and one that names an
   unknown number settles no invoice whose number is of the same series.
4. What is still left is the customer's credit, available for future invoices.

If a credit moves a claim to another customer, the invoices it settled continue there with
their history, before that customer's own credits are used. The order of credits on the same
day depends on their content, not on their position in the ledger.

No amount is lost: open − credit + unidentified equals the balance of the receivable
accounts exactly.
"""

from __future__ import annotations

import datetime
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
from beancount_relance.receivables.movements import Credit, Receivables, Transfer
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
    """Allocate the credits to the invoices.

    Args:
        receivables: the invoices, credits and unidentified debits.
        mode: ``oldest``, or ``explicit`` for no presumed matches.
        tolerance: the residuals that count as settled.
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
    """Continue the claims moved from one customer to another there, in order of date."""
    moving = [
        (transfer, key, place)
        for key, account in accounts.items()
        for place, money in enumerate(account.credits)
        for transfer in money.credit.transfers
    ]
    for transfer, key, money in sorted(
        ((transfer, key, accounts[key].credits[place]) for transfer, key, place in moving),
        key=lambda each: (*_when(each[0], each[2].credit), each[1]),
    ):
        accounts[key].settle(mode)
        for carried in tuple(accounts[key].carry(money, transfer)):
            target = accounts[transfer.customer, key[1]]
            if isinstance(carried, Due):
                carried.invoice = replace(
                    carried.invoice, place=_free_place(target, carried.invoice.reference)
                )
                target.due.append(carried)
            else:
                target.debits.append(Debit(replace(transfer.debit, amount=carried)))


def _when(transfer: Transfer, credit: Credit) -> tuple[datetime.date, str, int]:
    """The day on which claims go on (of the move, or of a payment's return), and the line."""
    day = credit.date if transfer.returned is None else transfer.returned.date
    return day, credit.source.file, credit.source.line


def _free_place(account: Account, reference: str) -> int:
    """Return the first position that no invoice with this reference has."""
    taken = {due.invoice.place for due in account.due if due.invoice.reference == reference}
    return next(place for place in range(1, len(taken) + 2) if place not in taken)
