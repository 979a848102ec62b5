"""Accounts of late interest, whose postings are interest or fees rather than sales.

This is the account of the setting ``account`` ``"interest"`` with its sub-accounts; without
the setting, any income account named ``7631…``, ``…Penalit…``, ``…Retard…`` or ``Late-…``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from beancount.core.account import sep

INTEREST = "interest"
"""The role of the account, in the setting ``account``."""

LATE_INTEREST = (
    re.compile(r"7631"),
    re.compile(r".*(?:p[eé]nalit|retard|moratoire|verzug)|(?:.*-)?late-", re.IGNORECASE),
)
"""The names of accounts of late interest, the most reliable first."""


class InterestAccounts(dict[str, bool]):
    """Whether each account is an account of late interest, computed once."""

    def __init__(self, options: Mapping[str, Any], given: str | None) -> None:
        """Take the root of income from the ledger's ``options``, ``given`` from the setting."""
        super().__init__()
        self._root = str(options["name_income"])
        self._given = given

    def __missing__(self, account: str) -> bool:
        """Look at the name, and remember the answer."""
        self[account] = found = self._is_one(account)
        return found

    def _is_one(self, account: str) -> bool:
        if self._given is not None:
            return account == self._given or account.startswith(self._given + sep)
        root, *parts = account.split(sep)
        if root != self._root:
            return False
        return any(pattern.match(part) for pattern in LATE_INTEREST for part in parts)
