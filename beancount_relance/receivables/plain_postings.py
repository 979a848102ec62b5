"""Tells the plain sales and payments among transactions, and their one receivable posting.

What a transaction does is told by the accounts that it has, and a ledger has the same accounts
again and again; so each set of them is looked at once. On books whose payments name nothing, this
was a quarter of the plugin's time when each transaction was looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from operator import attrgetter
from typing import Literal

from beancount.core.data import Posting, Transaction

from beancount_relance.ledger.account_words import EARNINGS, RETURNED, TAX
from beancount_relance.ledger.counterparts import Counterparts
from beancount_relance.ledger.interest_accounts import InterestAccounts
from beancount_relance.ledger.natures import CASH, INCOME
from beancount_relance.ledger.receivable_accounts import ReceivableAccounts
from beancount_relance.values.readers import is_reckonable

Doing = Literal["sells", "pays", ""]
"""What a transaction does by its accounts: it only sells, it is only of money, or neither."""

_SALES = (frozenset((INCOME,)), frozenset((INCOME, TAX)))
_MONEY = frozenset((CASH,))
_ACCOUNT = attrgetter("account")
_NONE = -1
_THOUSAND = Decimal(1000)
"""An amount of more than three decimals may be the result of a division, and is rounded when it is
read."""


class PlainPostings:
    """Finds the receivable posting of a transaction, if it is the only one and plain."""

    def __init__(
        self,
        accounts: ReceivableAccounts,
        counterparts: Counterparts,
        interest: InterestAccounts,
    ) -> None:
        """Look at no transaction yet.

        Args:
            accounts: the receivable accounts.
            counterparts: the reader of what stands against them.
            interest: the accounts of late interest, which is never sold.
        """
        self.accounts = accounts
        self.counterparts = counterparts
        self.interest = interest
        self._shapes: dict[tuple[str, ...], tuple[Doing, int]] = {}
        self._charging: dict[str, bool] = {}

    def that(self, doing: Doing, txn: Transaction) -> tuple[Posting, int] | None:
        """Return the posting of a transaction that does nothing but this, and its amount.

        The amount is in thousandths, in which it can be added up and compared fast.
        """
        does, place = self._shape(txn)
        return _plain(txn.postings[place]) if does == doing else None

    def of(self, txn: Transaction) -> tuple[Posting, int] | None:
        """Return the same of a transaction, whatever it does."""
        _, place = self._shape(txn)
        return _plain(txn.postings[place]) if place != _NONE else None

    def _shape(self, txn: Transaction) -> tuple[Doing, int]:
        """Return what a transaction does, and the place of its receivable posting."""
        accounts = tuple(map(_ACCOUNT, txn.postings))
        shape = self._shapes.get(accounts)
        if shape is None:
            shape = self._shapes[accounts] = self._told(txn, accounts)
        return shape

    def _told(self, txn: Transaction, accounts: Sequence[str]) -> tuple[Doing, int]:
        places = [n for n, account in enumerate(accounts) if self.accounts[account] is not None]
        if len(places) != 1:
            return "", _NONE
        natures = self.counterparts.natures(txn)
        if natures == _MONEY:
            return "pays", places[0]
        if natures in _SALES and not any(map(self._charges, accounts)):
            return "sells", places[0]
        return "", places[0]

    def _charges(self, account: str) -> bool:
        """Return whether an account is of late interest, of what a return costs, or of earnings."""
        known = self._charging.get(account)
        if known is None:
            roles = self.accounts.roles
            is_earned = roles.has_whole(account, EARNINGS)
            known = self.interest[account] or is_earned or roles.has(account, RETURNED)
            self._charging[account] = known
        return known


def _plain(posting: Posting) -> tuple[Posting, int] | None:
    """Return a posting whose amount counts as it is written, and the amount in thousandths."""
    number = posting.units.number if posting.units is not None else None
    if posting.price is not None or posting.cost is not None or number is None:
        return None
    amount = number * _THOUSAND
    whole = int(amount) if is_reckonable(number) else 0
    return (posting, whole) if whole == amount else None
