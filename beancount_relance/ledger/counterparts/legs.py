"""The legs of transactions: their accounts that are not receivable, which tell what was done."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from beancount_relance.ledger.accounts.account_roles import AccountRoles
from beancount_relance.ledger.accounts.account_words import (
    ADVANCE,
    ALLOWANCE,
    DISCOUNT,
    EARNINGS,
    EXCHANGE,
    FACTOR,
    RECOVERED,
)
from beancount_relance.ledger.counterparts.natures import (
    CASH,
    EQUITY,
    EXPENSE,
    INCOME,
    OTHER,
    TRANSFER,
)

_NATURES = (CASH, INCOME, RECOVERED, EXPENSE, ALLOWANCE, ADVANCE, EQUITY, EXCHANGE)
_NO_ACCOUNTS: frozenset[str] = frozenset()


class Legs(Struct, frozen=True):
    """The legs of all transactions with the same accounts.

    Attributes:
        by_nature: their accounts by nature, in their order.
        natures: the natures.
        accounts: all of the accounts.
        first: the nature that comes first of all, and its accounts.
        gained: the same of what was earned, or recovered, if anything was.
        earned: whether all income is such as nobody invoices, as a salary is.
    """

    by_nature: Mapping[str, frozenset[str]]
    natures: frozenset[str]
    accounts: frozenset[str]
    first: tuple[str, frozenset[str]]
    gained: tuple[str, frozenset[str]] | None
    earned: bool

    @classmethod
    def of(cls, by_nature: Mapping[str, frozenset[str]], roles: AccountRoles) -> Legs:
        """Return the legs with these accounts by nature."""
        accounts = _NO_ACCOUNTS.union(*by_nature.values())
        income = by_nature.get(INCOME, _NO_ACCOUNTS)
        telling = set(by_nature)
        if EXPENSE in telling and all(roles.has(name, DISCOUNT) for name in income):
            telling.discard(INCOME)  # a discount on what was bought is no sale
        nature = next((each for each in _NATURES if each in telling), None)
        if nature is None:
            nature = next((each for each in by_nature if each in telling), TRANSFER)
        if nature == EXPENSE and any(roles.has(a, FACTOR) for a in by_nature.get(OTHER, ())):
            nature = OTHER  # who bought the claim kept a commission
        first = nature, by_nature.get(nature, _NO_ACCOUNTS)
        gained = next((each for each in (INCOME, RECOVERED) if each in telling), None)
        return cls(
            by_nature=by_nature,
            natures=frozenset(telling),
            accounts=accounts,
            first=first,
            gained=(gained, by_nature[gained]) if gained is not None else None,
            earned=bool(income) and all(roles.has_whole(name, EARNINGS) for name in income),
        )
