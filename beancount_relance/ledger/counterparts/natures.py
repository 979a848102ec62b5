"""What an account is, as a counterpart of a receivable: cash, income, equity and so on.

It is told by the ledger's own root names and by the words of the account's name: an allowance for
doubtful debts is an asset and no cash, and what was earned and not yet invoiced is income.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from beancount.core.account import sep

from beancount_relance.ledger.accounts.account_words import (
    ACCRUED,
    ADVANCE,
    ALLOWANCE,
    BODY,
    CLAIM,
    DEFERRED,
    EXCHANGE,
    FACTOR,
    INTEREST_WORD,
    JOINT,
    LOSS,
    MONEY,
    OUTCOME,
    OVERDRAFT,
    PEOPLE,
    RECOVERED,
    REVALUATION,
    SUSPENSE,
    TAX,
    TRANSIT,
    UNBILLED,
)
from beancount_relance.ledger.accounts.receivable_accounts import ReceivableAccounts

CASH = "cash"
INCOME = "income"
EXPENSE = "expense"
EQUITY = "equity"
OTHER = "other"
TRANSFER = "transfer"
"""The nature of a posting whose only counterparts are receivable postings."""

_WITH_EXCHANGE = (OUTCOME, JOINT, LOSS, BODY, MONEY, CLAIM, PEOPLE, INTEREST_WORD)
"""The roles of words that an account of exchange differences may have besides."""

_UNASSIGNED: Mapping[str, Collection[str]] = {
    INCOME: (SUSPENSE,),
    EXPENSE: (SUSPENSE,),
    EQUITY: (SUSPENSE, TRANSIT),
    OTHER: (SUSPENSE,),
}
"""The roles of accounts of each nature that are for money nobody has assigned yet."""


class Natures:
    """The natures of accounts."""

    def __init__(self, options: Mapping[str, Any], accounts: ReceivableAccounts) -> None:
        """Take the root names from ``options``, and the roles of words from ``accounts``."""
        self._accounts = accounts
        self._roles = accounts.roles
        self._known: dict[str, str] = {}
        self._unassigned: dict[str, bool] = {}
        self._income = options["name_income"]
        self._roots = {
            options["name_assets"]: CASH,
            self._income: INCOME,
            options["name_expenses"]: EXPENSE,
            options["name_equity"]: EQUITY,
        }

    def of(self, account: str) -> str:
        """Return the nature of an account."""
        nature = self._known.get(account)
        if nature is None:
            nature = self._known[account] = self._read(account)
        return nature

    def of_leg(self, account: str, weight: Decimal) -> str:
        """Return the nature of an account in an entry that posts ``weight`` on it.

        What is taken off an account of money that nobody has assigned yet came in as money,
        whatever its root: importers put it on ``Income:Uncategorized``. What goes to such an
        account among the liabilities is money that goes back; to one of income, it is earned.
        """
        nature = self.of(account)
        is_money = self.is_unassigned(account) and (weight > 0 or nature == OTHER)
        return CASH if is_money else nature

    def is_unassigned(self, account: str) -> bool:
        """Whether an account that holds no cash is one of money that nobody has assigned yet.

        Of what is on its way, income and expenses are no account: ``Expenses:PayPal`` is a fee.
        """
        known = self._unassigned.get(account)
        if known is None:
            nature, has = self.of(account), self._roles.has
            roles = _UNASSIGNED.get(nature, ())
            known = not has(account, TAX) and any(has(account, role) for role in roles)
            self._unassigned[account] = known
        return known

    def is_accrued(self, account: str) -> bool:
        """Whether an account keeps, as an asset, what was earned before its invoice."""
        is_asset = self._roots.get(account.partition(sep)[0]) == CASH
        return is_asset and self.of(account) == INCOME

    def _read(self, account: str) -> str:
        """Return the nature of an account, by its root and the words of its name."""
        nature = self._roots.get(account.partition(sep)[0])
        if nature is None and self._roles.has(account, OVERDRAFT):
            nature = CASH  # a bank account that is in the red
        if self._roles.has(account, REVALUATION):
            return EXCHANGE
        if account in self._accounts.deposits.names:
            return ADVANCE
        if nature == CASH and self._roles.has(account, FACTOR):
            return OTHER  # the claim was sold: the customer has paid nobody
        if self._is_income_of_other_days(account, nature):
            return INCOME
        if nature == CASH and self._roles.is_goods(account):
            return OTHER
        possible = {
            CASH: (ALLOWANCE, TAX, ADVANCE),
            INCOME: (EXCHANGE, RECOVERED),  # what is recovered was sold long ago
            EXPENSE: (EXCHANGE, RECOVERED),
            None: (TAX, ADVANCE, ALLOWANCE),
        }.get(nature, ())
        said = (each for each in possible if self._says(account, each, nature))
        return next(said, nature or OTHER)

    def _is_income_of_other_days(self, account: str, nature: str | None) -> bool:
        """Whether an account keeps what was earned before its invoice, or will be after it.

        Plugins do so on ``Assets:Hold:Income:…`` and ``Liabilities:Hold:Income:…``
        (``effective_date`` of beancount_reds_plugins), and on ``Equity:Received:…`` (``amortize``
        of beancount_periodic).
        """
        _, *names = account.split(sep)
        if nature == EQUITY:
            return names[:1] == ["Received"] and len(names) > 1
        if nature in {CASH, None} and names[:2] == ["Hold", self._income]:
            return True
        is_deferred = nature is None and self._roles.has(account, DEFERRED)
        return is_deferred or (nature == CASH and self._is_unbilled(account))

    def _says(self, account: str, role: str, nature: str | None) -> bool:
        """Whether an account says a role; as income, exchange only without what else is sold.

        An asset is a tax or an advance only by its number, where a class of the chart is one root.
        """
        if nature == CASH and role in (TAX, ADVANCE):
            return self._roles.has_group(account, role)
        if (nature, role) == (INCOME, EXCHANGE):  # the management of change is sold
            return self._roles.is_for(account, role, _WITH_EXCHANGE)
        return self._roles.has(account, role)

    def _is_unbilled(self, account: str) -> bool:
        """Whether an asset was earned and not invoiced; what is accrued is, among receivables."""
        is_accrued = self._roles.has(account, ACCRUED)
        is_claim = is_accrued and self._accounts.barred_by(account) is not None
        return is_claim or self._roles.has(account, UNBILLED)
