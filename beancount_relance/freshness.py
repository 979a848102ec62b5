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

from beancount_relance.accounts import ReceivableAccounts
from beancount_relance.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Freshness:
    """The last posting on a cash account, ``days`` before the day of the report."""

    account: str
    last: datetime.date
    days: int


def bank_freshness(ledger: Ledger, accounts: ReceivableAccounts) -> tuple[Freshness, ...]:
    """How fresh each cash account is that ever paid an invoice, ordered by account.

    Such an account lies under the assets, is not receivable, and once took
    money in the same transaction in which a receivable account was credited.
    What ``pad`` made up is nothing that the bank said.
    """
    assets = ledger.assets + sep
    last: dict[str, datetime.date] = {}
    paying: set[str] = set()
    for txn in ledger.transactions:
        if txn.flag == flags.FLAG_PADDING:
            continue
        took: list[str] = []
        credited = False
        for posting in txn.postings:
            number = posting.units.number if posting.units else None
            if accounts[posting.account] is not None:
                credited = credited or bool(number and number < 0)
            elif posting.account.startswith(assets):
                last[posting.account] = txn.date
                if number and number > 0:
                    took.append(posting.account)
        if credited:
            paying.update(took)
    return tuple(
        Freshness(account, last[account], (ledger.as_of - last[account]).days)
        for account in sorted(paying)
    )


def stale(bank: Iterable[Freshness], after: int) -> Freshness | None:
    """The freshest of the accounts, if even that is older than ``after`` days."""
    freshest = min(bank, key=lambda each: each.days, default=None)
    return freshest if freshest is not None and freshest.days > after else None
