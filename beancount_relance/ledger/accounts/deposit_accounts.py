"""Which accounts of deferred revenue hold customers' deposits, by what the ledger posts on them.

English books keep deposits as unearned revenue, and the same name is that of what was invoiced in
advance. The name cannot tell them apart, but the entries can: what was invoiced, or was income
before, was earned by an invoice. Where there is nothing of the kind, what is taken from the account
to settle a claim came in as money.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal

from beancount.core.account import sep
from beancount.core.data import Transaction
from msgspec import Struct

from beancount_relance.ledger.accounts.account_roles import AccountRoles
from beancount_relance.ledger.accounts.account_words import DEFERRED
from beancount_relance.ledger.accounts.conventions import accounts_of
from beancount_relance.ledger.snapshot import Ledger


class DepositAccounts(Struct, frozen=True):
    """The accounts of deferred revenue that hold deposits.

    ``may_differ`` says that there may be others on an earlier day, because one was applied to
    a claim before the first invoice was posted on it.
    """

    names: frozenset[str] = frozenset()
    may_differ: bool = False


def deposit_accounts(
    ledger: Ledger, roles: AccountRoles, places: Mapping[str, object]
) -> DepositAccounts:
    """Return the accounts of deferred revenue that hold deposits.

    Args:
        ledger: the ledger.
        roles: what the names of accounts say.
        places: the place of each receivable account; ``None`` for all others.
    """
    root = ledger.options["name_liabilities"] + sep
    owed = (name for name in accounts_of(ledger) if name.startswith(root))
    names = {name for name in owed if roles.has(name, DEFERRED)}
    uses = _Uses(places, ledger.options["name_income"] + sep)
    for txn in ledger.transactions if names else ():
        for posting in txn.postings:
            if posting.account in names and posting.units is not None:
                uses.add(txn, posting.account, posting.units.number or Decimal())
    return DepositAccounts(frozenset(uses.applied - uses.earned), may_differ=uses.may_differ)


class _Uses:
    """What was posted on accounts of deferred revenue so far."""

    def __init__(self, places: Mapping[str, object], income: str) -> None:
        self.earned: set[str] = set()
        self.applied: set[str] = set()
        self.may_differ = False
        self._places = places
        self._income = income
        self._parts: Counter[tuple[str, str, str | None, Decimal]] = Counter()

    def add(self, txn: Transaction, name: str, number: Decimal) -> None:
        """Take note of what an entry posts on such an account."""
        if name not in self.earned and self._is_earned(txn, name, is_fed=number < 0):
            self.earned.add(name)
            self.may_differ |= name in self.applied

    def _is_earned(self, txn: Transaction, name: str, *, is_fed: bool) -> bool:
        """Return whether a claim, or income, is debited for what the account is credited with.

        What takes back a deposit applied to the same customer before is no claim.
        """
        for other in txn.postings:
            number = other.units.number if other.units is not None else None
            if number is None or (number > 0) is not is_fed:
                continue
            if self._places[other.account] is not None:
                part = name, other.account, txn.payee, abs(number)
                if is_fed and not self._parts[part]:
                    return True
                self._parts[part] += -1 if is_fed else 1
                self.applied.add(name)
            elif is_fed and other.account.startswith(self._income):
                return True
        return False
