"""Accounts of late interest, whose postings are interest or fees rather than sales.

This is the account of the setting ``account`` ``"interest"`` with its sub-accounts; without
the setting, any income account whose name says so, such as ``7631…``, ``…Penalites…`` or
``Late-Fees``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from beancount.core.account import sep

from beancount_relance.ledger.accounts.account_roles import AccountRoles
from beancount_relance.ledger.accounts.account_words import LATE_INTEREST

INTEREST = "interest"
"""The role of the account, in the setting ``account``."""


class InterestAccounts(dict[str, bool]):
    """Whether each account is an account of late interest, computed once."""

    def __init__(self, options: Mapping[str, Any], given: str | None, roles: AccountRoles) -> None:
        """Take the root of income from the ledger's ``options``, ``given`` from the setting."""
        super().__init__()
        self._roles = roles
        self._root = str(options["name_income"])
        self._given = given
        self._all: dict[frozenset[str], bool] = {}

    def __missing__(self, account: str) -> bool:
        """Look at the name, and remember the answer."""
        self[account] = found = self._is_one(account)
        return found

    def are_all(self, accounts: frozenset[str]) -> bool:
        """Return whether all of these accounts are of late interest."""
        known = self._all.get(accounts)
        if known is None:
            known = self._all[accounts] = all(self[account] for account in accounts)
        return known

    def _is_one(self, account: str) -> bool:
        if self._given is not None:
            return account == self._given or account.startswith(self._given + sep)
        in_income = account.startswith(self._root + sep)
        return in_income and self._roles.has(account, LATE_INTEREST)
