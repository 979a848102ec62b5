"""Freshness: until when the books know what came into the bank.

Nobody should chase on stale books: an invoice that looks unpaid may have been
paid after the last statement that was recorded. In come the ledger up to a day
and its receivable accounts; out comes, for each cash account that ever paid an
invoice, the day of its last posting.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from beancount.core import flags
from beancount.core.account import sep
from beancount.core.data import Transaction

from beancount_relance.ledger.counterparts import Counterparts
from beancount_relance.ledger.receivable_accounts import ReceivableAccounts
from beancount_relance.ledger.snapshot import Ledger


@dataclass(frozen=True, slots=True)
class Freshness:
    """The last posting on a cash account, ``days`` before the day of the report."""

    account: str
    last: datetime.date
    days: int


def bank_freshness(ledger: Ledger, accounts: ReceivableAccounts) -> tuple[Freshness, ...]:
    """How fresh each cash account is that ever paid an invoice, ordered by account.

    Such an account lies under the assets, is neither receivable nor an allowance, and once
    took money in the same transaction in which a receivable account was credited.
    What ``pad`` made up is nothing that the bank said.
    """
    counterparts = Counterparts(ledger.options, accounts)
    assets = ledger.assets + sep
    last: dict[str, datetime.date] = {}
    paying: set[str] = set()
    for txn in ledger.transactions:
        if txn.flag == flags.FLAG_PADDING:
            continue
        for posting in txn.postings:
            if posting.account.startswith(assets):
                last[posting.account] = txn.date
        paying.update(_paid_into(txn, accounts, counterparts))
    return tuple(
        Freshness(account, last[account], (ledger.as_of - last[account]).days)
        for account in sorted(paying)
    )


def _paid_into(
    txn: Transaction, accounts: ReceivableAccounts, counterparts: Counterparts
) -> list[str]:
    """The cash accounts that took money in a transaction in which a customer was credited."""
    took: list[str] = []
    credited = False
    for posting in txn.postings:
        number = posting.units.number if posting.units is not None else None
        if accounts[posting.account] is not None:
            credited = credited or bool(number and number < 0)
        elif number and number > 0 and counterparts.is_cash(posting.account):
            took.append(posting.account)
    return took if credited else []


def stale_bank(ledger: Ledger, accounts: ReceivableAccounts, after: int) -> Freshness | None:
    """The freshest cash account, if even that is older than ``after`` days.

    As :func:`stale` of :func:`bank_freshness`, but where a customer paid within these days
    nothing older is looked at.
    """
    counterparts = Counterparts(ledger.options, accounts)
    for txn in reversed(ledger.transactions):
        if (ledger.as_of - txn.date).days > after:
            break
        if txn.flag != flags.FLAG_PADDING and _paid_into(txn, accounts, counterparts):
            return None
    return stale(bank_freshness(ledger, accounts), after)


def stale(bank: Iterable[Freshness], after: int) -> Freshness | None:
    """The freshest of the accounts, if even that is older than ``after`` days."""
    freshest = min(bank, key=lambda each: each.days, default=None)
    return freshest if freshest is not None and freshest.days > after else None
