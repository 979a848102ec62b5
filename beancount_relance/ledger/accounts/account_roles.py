"""Determine the role of an account by the words of its name, or by its number.

    Liabilities:TVA-Collectee      tax
    Liabilities:44571              tax, by its number in the French chart of accounts
    Liabilities:Customer-Deposits  an advance; the letters ``ust`` are not tax
    Assets:Depreciation-Clients    an allowance

The words and their roles are described in :mod:`~beancount_relance.ledger.accounts.account_words`,
the numbers in :mod:`~beancount_relance.ledger.accounts.charts`.
"""

from __future__ import annotations

from collections.abc import Collection

from beancount.core.account import sep

from beancount_relance.ledger.accounts.account_words import (
    GOODS,
    MONEY,
    OWNED,
    is_for,
    number_of,
    roles_of,
    whole_roles_of,
)
from beancount_relance.ledger.accounts.charts import NationalChart


class AccountRoles:
    """The roles of accounts in a ledger that follows a national chart of accounts."""

    def __init__(self, chart: NationalChart) -> None:
        """Read numbers by ``chart``."""
        self._chart = chart

    def has(self, account: str, role: str) -> bool:
        """Return whether a component of the account below its root has a role."""
        return self._says(account, role) or self.has_number(account, role)

    def _says(self, account: str, role: str) -> bool:
        """Return whether the words of a component have a role."""
        return any(role in roles_of(part) for part in account.split(sep)[1:])

    def has_whole(self, account: str, role: str) -> bool:
        """Return whether a component of the account below its root says nothing but a role."""
        return any(role in whole_roles_of(part) for part in account.split(sep)[1:])

    def is_for(self, account: str, role: str, beside: Collection[str]) -> bool:
        """Return whether a component says a role and nothing else, or the number says it.

        Words of the roles ``beside`` may stand with it: gains from exchange say no more than
        exchange, and the management of change does.
        """
        words = any(is_for(part, role, beside) for part in account.split(sep)[1:])
        return words or self.has_number(account, role)

    def is_goods(self, account: str) -> bool:
        """Return whether an account is for what is owned and no money: stock, equipment, land.

        A number says so only in books whose accounts have the chart's.
        """
        if self.has(account, MONEY):
            return False
        words = self._says(account, GOODS) or self.has_whole(account, OWNED)
        return words or self.has_group(account, GOODS)

    def has_number(self, account: str, role: str) -> bool:
        """Return whether the number of a component has a role in the chart."""
        numbers = (number_of(part) for part in account.split(sep)[1:])
        return any(number is not None and self._chart.has(number, role) for number in numbers)

    def has_group(self, account: str, role: str) -> bool:
        """Return whether the number has a role, in books whose accounts have the chart's."""
        return self._chart.is_used and self.has_number(account, role)
