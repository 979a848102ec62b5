"""What an account is, as a counterpart of a receivable: cash, income, equity and so on.

It is told by the ledger's own root names and by the words of the account's name: an allowance for
doubtful debts is an asset and no cash, and what was earned and not yet invoiced is income.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from beancount.core.account import sep

from beancount_relance.ledger.account_words import (
    ACCRUED,
    ADVANCE,
    ALLOWANCE,
    DEFERRED,
    EXCHANGE,
    FACTOR,
    GOODS,
    RECOVERED,
    REVALUATION,
    TAX,
    UNBILLED,
)
from beancount_relance.ledger.receivable_accounts import ReceivableAccounts

CASH = "cash"
INCOME = "income"
EXPENSE = "expense"
EQUITY = "equity"
OTHER = "other"
TRANSFER = "transfer"
"""The nature of a posting whose only counterparts are receivable postings."""


class Natures:
    """The natures of accounts."""

    def __init__(self, options: Mapping[str, Any], accounts: ReceivableAccounts) -> None:
        """Take the root names from ``options``, and the roles of words from ``accounts``."""
        self._accounts = accounts
        self._roles = accounts.roles
        self._known: dict[str, str] = {}
        self._roots = {
            options["name_assets"]: CASH,
            options["name_income"]: INCOME,
            options["name_expenses"]: EXPENSE,
            options["name_equity"]: EQUITY,
        }

    def of(self, account: str) -> str:
        """Return the nature of an account."""
        nature = self._known.get(account)
        if nature is None:
            nature = self._known[account] = self._told(account)
        return nature

    def _told(self, account: str) -> str:
        """Return the nature of an account, by its root and the words of its name."""
        nature = self._roots.get(account.partition(sep)[0])
        if self._roles.has(account, REVALUATION):
            return EXCHANGE
        if nature == CASH and self._roles.has(account, FACTOR):
            return OTHER  # the claim was sold: the customer has paid nobody
        if nature == CASH and self._is_unbilled(account):
            return INCOME  # it was earned earlier, and is invoiced now
        if nature == CASH and self._roles.has(account, GOODS):
            return OTHER
        if nature is None and self._roles.has(account, DEFERRED):
            return INCOME  # it is invoiced now, and will be earned later
        possible = {
            CASH: (ALLOWANCE,),
            INCOME: (EXCHANGE, RECOVERED),  # what is recovered was sold long ago
            EXPENSE: (EXCHANGE, RECOVERED),
            None: (TAX, ADVANCE, ALLOWANCE),
        }.get(nature, ())
        told = (each for each in possible if self._roles.has(account, each))
        return next(told, nature or OTHER)

    def _is_unbilled(self, account: str) -> bool:
        """Whether an asset was earned and not invoiced; what is accrued is, among receivables."""
        is_accrued = self._roles.has(account, ACCRUED)
        is_claim = is_accrued and self._accounts.barred_by(account) is not None
        return is_claim or self._roles.has(account, UNBILLED)
