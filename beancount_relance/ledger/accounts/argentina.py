"""Whether ``AR`` is Argentina or accounts receivable.

    Assets:AR:Galicia:Savings   beside Assets:UY:Itau:Checking: Argentina
    Assets:AR:Bank:Main         Argentina, like Liabilities:AR:Card
    Assets:AR:Acme              beside Assets:US:BofA:Checking: accounts receivable

The other accounts tell. If they speak for Argentina, but there are invoices on the accounts, these
speak louder.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from beancount.core.account import sep
from beancount.core.data import Transaction
from msgspec import Struct, field

from beancount_relance.ledger.accounts.account_readings import lexicon
from beancount_relance.ledger.accounts.account_words import MONEY
from beancount_relance.ledger.numbered_entries import is_numbered
from beancount_relance.ledger.snapshot import Ledger
from beancount_relance.policy.settings import Settings
from beancount_relance.values.readers import country_codes

AMBIGUOUS = "AR"
"""Accounts receivable, or Argentina."""

_LEAST_ALIKE = 2
"""The number of levels below a country, such as bank and account. Customers have one."""


def where_ar_looks_like_a_country(
    split: Iterable[Sequence[str]], assets: str, languages: frozenset[str]
) -> frozenset[str]:
    """Return the names above ``AR`` below which accounts speak for Argentina.

    Such as ``Assets`` for ``Assets:AR:Bank``. They do if other kinds of accounts have the component
    too, if money stands below it, or if another country beside it is divided in the same way.

    Args:
        split: the components of each account.
        assets: the name of the root of assets.
        languages: those that accounts are named in.
    """
    accounts = list(split)
    if not any(AMBIGUOUS in parts for parts in accounts):
        return frozenset()
    if any(AMBIGUOUS in parts[1:] for parts in accounts if parts[0] != assets):
        return frozenset(
            sep.join(parts[: parts.index(AMBIGUOUS)])
            for parts in accounts
            if parts[0] == assets and AMBIGUOUS in parts[1:]
        )
    words = lexicon(languages)
    below: dict[str, list[Sequence[str]]] = defaultdict(list)
    beside: dict[str, list[Sequence[str]]] = defaultdict(list)
    for parts in accounts:
        if parts[0] != assets:
            continue
        for depth, part in enumerate(parts[1:], start=1):
            if part == AMBIGUOUS:
                below[sep.join(parts[:depth])].append(parts[depth + 1 :])
            elif part in country_codes():
                beside[sep.join(parts[:depth])].append(parts[depth + 1 :])
    return frozenset(
        above
        for above, theirs in below.items()
        if any(words.read(part).only(MONEY) for parts in theirs for part in parts)
        or _are_alike(theirs, beside[above])
    )


def _are_alike(ours: Iterable[Sequence[str]], theirs: Sequence[Sequence[str]]) -> bool:
    """Whether an account of one country is divided like one of another, or shares a component."""
    depths = {len(parts) for parts in theirs}
    names = {part for parts in theirs for part in parts}
    return any(
        (len(parts) >= _LEAST_ALIKE and len(parts) in depths) or not names.isdisjoint(parts)
        for parts in ours
    )


class _Use(Struct):
    """How accounts are used: invoices by account, and how often something was bought from each."""

    invoiced: Counter[str] = field(default_factory=Counter)
    spent: Counter[str] = field(default_factory=Counter)


def where_ar_has_invoices(
    ledger: Ledger, settings: Settings, places: Iterable[str]
) -> frozenset[str]:
    """Return those of the names above ``AR`` below which there are customers' invoices.

    That is an account with numbered debits against nothing but income and tax, from which nothing
    is bought more often.

    Args:
        ledger: the ledger.
        settings: its settings, which say what numbers invoices.
        places: the names above ``AR``.
    """
    roots = {f"{above}{sep}{AMBIGUOUS}": above for above in places}
    use = {root: _Use() for root in roots}
    for txn in ledger.transactions:
        for posting in txn.postings:
            name = posting.account
            if AMBIGUOUS not in name or posting.units is None or not posting.units.number:
                continue
            root = next((r for r in roots if name == r or name.startswith(r + sep)), None)
            if root is None:
                continue
            others = {p.account for p in txn.postings if p.account != name}
            if posting.units.number > 0:
                use[root].invoiced[name] += _is_invoice(txn, others, ledger.options, settings)
            else:
                use[root].spent[name] += _is_bought(txn, others, ledger.options, settings)
    return frozenset(
        roots[root]
        for root, each in use.items()
        if any(n > each.spent[name] for name, n in each.invoiced.items())
    )


def _is_invoice(
    txn: Transaction, others: set[str], options: Mapping[str, Any], settings: Settings
) -> bool:
    """Whether a debit has a number and stands against income and liabilities, of no country."""
    kinds = {account.partition(sep)[0] for account in others}
    sold = kinds <= {options["name_income"], options["name_liabilities"]}
    own = any(AMBIGUOUS in account.split(sep) for account in others)
    return sold and options["name_income"] in kinds and not own and is_numbered(txn, settings)


def _is_bought(
    txn: Transaction, others: set[str], options: Mapping[str, Any], settings: Settings
) -> bool:
    """Whether a credit pays for something: it has no number, and stands against expenses alone."""
    kinds = {account.partition(sep)[0] for account in others}
    return kinds == {options["name_expenses"]} and not is_numbered(txn, settings)
