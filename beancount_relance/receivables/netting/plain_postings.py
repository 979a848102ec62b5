"""Tells the plain sales and payments among transactions, and their one receivable posting.

Each transaction is read once. What it does is told by the accounts that it has, and a ledger has
the same accounts again and again; so each set of them is looked at once. On books whose payments
name nothing, this was a quarter of the plugin's time when each transaction was looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property
from operator import attrgetter
from typing import Literal

from beancount.core.data import Posting, Transaction

from beancount_relance.ledger.accounts.account_words import EARNINGS, RETURNED, TAX
from beancount_relance.ledger.accounts.receivable_accounts import ReceivableAccounts
from beancount_relance.ledger.counterparts.charge_texts import charging
from beancount_relance.ledger.counterparts.counterparts import Counterparts
from beancount_relance.ledger.counterparts.interest_accounts import InterestAccounts
from beancount_relance.ledger.counterparts.natures import CASH, INCOME
from beancount_relance.values.readers import is_calculable

Doing = Literal["sells", "pays", ""]
"""What a transaction does by its accounts: it only sells, it is only of money, or neither."""

_SALES = (frozenset((INCOME,)), frozenset((INCOME, TAX)))
_MONEY = frozenset((CASH,))
_ACCOUNT = attrgetter("account")
_NONE = -1
_THOUSAND = Decimal(1000)
"""An amount of more than three decimals may be the result of a division, and is rounded when it is
read."""

Plain = tuple[Doing, Posting, int]
"""What a transaction does, its only receivable posting, and the amount of this in thousandths, in
which it can be added up and compared fast. The amount is zero if there is no such posting, or none
that is plain."""
_NOT_PLAIN: Plain = ("", Posting("", None, None, None, None, None), 0)


class PlainPostings:
    """Finds the receivable posting of a transaction, if it is the only one and plain."""

    def __init__(
        self,
        accounts: ReceivableAccounts,
        counterparts: Counterparts,
        interest: InterestAccounts,
        transactions: Sequence[Transaction],
    ) -> None:
        """Look at no transaction yet.

        Args:
            accounts: the receivable accounts.
            counterparts: the reader of what stands against them.
            interest: the accounts of late interest, which is never sold.
            transactions: all transactions of the ledger.
        """
        self._transactions = transactions
        self.accounts = accounts
        self.counterparts = counterparts
        self.interest = interest
        self._known: dict[int, Plain] = {}
        self._shapes: dict[tuple[str, ...], tuple[Doing, int]] = {}
        self._charging: dict[str, bool] = {}

    def of(self, txn: Transaction) -> Plain:
        """Return what a transaction of the ledger does, which must remain as long as this one."""
        known = self._known.get(id(txn))
        if known is None:
            known = self._known[id(txn)] = self._read(txn)
        return known

    def _read(self, txn: Transaction) -> Plain:
        accounts = tuple(map(_ACCOUNT, txn.postings))
        shape = self._shapes.get(accounts)
        if shape is None:
            shape = self._shapes[accounts] = self._shape(txn, accounts)
        does, place = shape
        if place == _NONE:
            return _NOT_PLAIN
        posting = txn.postings[place]
        number = posting.units.number if posting.units is not None else None
        if posting.price is not None or posting.cost is not None or number is None:
            return _NOT_PLAIN
        amount = number * _THOUSAND
        whole = int(amount) if is_calculable(number) else 0
        if does == "sells" and txn.narration in self._charging_texts:
            does = ""
        return (does, posting, whole) if whole == amount else _NOT_PLAIN

    @cached_property
    def _charging_texts(self) -> frozenset[str]:
        """The narrations that tell a charge."""
        return frozenset(txn.narration or "" for txn in charging(self._transactions))

    def _shape(self, txn: Transaction, accounts: Sequence[str]) -> tuple[Doing, int]:
        """Return what a transaction does, and the place of its receivable posting."""
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
