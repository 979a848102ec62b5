"""Suspense accounts, on which money lies until somebody has assigned it."""

from __future__ import annotations

from beancount_relance.ledger.accounts.account_words import SUSPENSE, TAX
from beancount_relance.ledger.accounts.receivable_accounts import ReceivableAccounts
from beancount_relance.policy.settings import Settings


def is_suspense(account: str, accounts: ReceivableAccounts, settings: Settings) -> bool:
    """Return whether money that nobody has assigned yet is on an account.

    VAT that is due once the customer has paid, such as ``TVA:En-Attente``, is no such money.
    """
    if settings.suspense:
        return any(rule.root(account) is not None for rule in settings.suspense)
    return accounts.roles.has(account, SUSPENSE) and not accounts.roles.has(account, TAX)
