"""What the directives of a ledger set: how it is read, and who the customers are."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from beancount_relance.analysis.ageing import Scale
from beancount_relance.language.messages import Problem
from beancount_relance.law.regimes import regimes
from beancount_relance.ledger.accounts.receivable_accounts import ReceivableAccounts
from beancount_relance.ledger.snapshot import Ledger
from beancount_relance.policy.customer_directives import parse_customers
from beancount_relance.policy.customers import Customers
from beancount_relance.policy.names.customer_names import CustomerNames
from beancount_relance.policy.setting_directives import parse_settings
from beancount_relance.policy.settings import Settings, with_keys_since
from beancount_relance.report.checks.settings_checks import (
    no_accounts,
    no_customers,
    without_unmatched,
)
from beancount_relance.values.patterns import Pattern


class Policy(Struct, frozen=True):
    """What the directives up to a day set: how to read the ledger, and who the customers are.

    Attributes:
        settings: the settings in force.
        accounts: the receivable accounts.
        customers: the customers by id.
        patterns: all regular expressions of the settings, including ignored ones.
        problems: directives and values that could not be understood.
        hints: what may be missing, although nothing is wrong.
    """

    settings: Settings
    accounts: ReceivableAccounts
    customers: Customers
    patterns: Sequence[Pattern]
    problems: Sequence[Problem]
    hints: Sequence[Problem]

    @property
    def scale(self) -> Scale:
        """The ageing buckets."""
        return Scale(self.settings.buckets, self.settings.ageing)


def read_policy(ledger: Ledger) -> Policy:
    """Return what the directives of a ledger set."""
    settings, problems = parse_settings(ledger.customs)
    patterns = tuple(settings.patterns)
    settings = with_keys_since(settings, ledger.first)
    settings, found = without_unmatched(ledger, settings)
    problems += found
    accounts = ReceivableAccounts.of(ledger, settings)
    names = {
        entry.account: place.customer
        for entry in ledger.opens
        if (place := accounts[entry.account]) is not None and place.customer is not None
    }
    shared = {
        entry.account
        for entry in ledger.opens
        if (place := accounts[entry.account]) is not None and place.customer is None
    }
    customers, found = parse_customers(
        ledger.opens, ledger.customs, names, settings.procedures, regimes(), shared
    )
    accounts.set_names(CustomerNames(customers.values()))
    problems += found + no_customers(ledger, accounts, set(names.values()), customers)
    found, hints = no_accounts(ledger, accounts, settings)
    problems += found
    return Policy(settings, accounts, customers, patterns, problems, hints)
