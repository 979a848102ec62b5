"""Receivable accounts: which they are, and whose.

Without settings they are recognised by name under the ledger's own assets root:
``Clients``, ``Customers``, ``Receivable(s)``, ``AccountsReceivable``, ``AR``,
``Debtors``, ``Debiteurs``, ``Creances``, ``Forderungen``, ``411…`` and the
doubtful ones, ``Clients-Douteux`` and ``416…``; a number before the name, case,
accents and hyphens do not matter. What follows that name is the customer; the
account itself is a control account, whose postings each name their customer. An
auxiliary account such as ``411MARTIN`` or ``4110001-Martin`` is itself the customer's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from beancount.core.account import sep

from beancount_relance.policy.settings import ReceivableRule

_ONE_PERSON = frozenset(("client", "customer", "debtor", "debiteur"))
_CLAIMS = frozenset(
    [
        "receivable",
        "receivables",
        "accountsreceivable",
        "accountreceivable",
        "tradereceivable",
        "tradereceivables",
        "ar",
        "creances",
        "forderungen",
    ]
)
_PEOPLE = frozenset(["clients", "customers", "debtors", "debiteurs", "debitoren"])
_DOUBTFUL_CLAIMS = frozenset(
    [
        "clientsdouteux",
        "creancesdouteuses",
        "doubtfulclients",
        "doubtfulcustomers",
        "doubtfulreceivables",
        "doubtfuldebtors",
        "zweifelhafteforderungen",
    ]
)
_NAMES = _ONE_PERSON | _PEOPLE | _CLAIMS | _DOUBTFUL_CLAIMS | {"creancesclients"}
_DOUBTFUL = frozenset(("douteux", "doubtful"))
_CHART_NUMBER = re.compile(r"41[16]")
_AUXILIARY = re.compile(r"41[16](?:\d*[^\W\d]|\d+-\D)")
_LEADING_NUMBER = re.compile(r"^\d+-?")


@dataclass(frozen=True, slots=True)
class Place:
    """A receivable account: its root, and the customer it belongs to (``None``: control)."""

    account: str
    root: str
    customer: str | None


class ReceivableAccounts(dict[str, Place | None]):
    """Every account's place among the receivables, ``None`` for all others.

    A dictionary that fills itself, because the question is asked for every
    posting of the ledger.
    """

    def __init__(self, assets: str, rules: Sequence[ReceivableRule]) -> None:
        """Recognise by ``rules`` or, if there are none, by name below ``assets``."""
        super().__init__()
        self._assets = assets
        self._rules = rules

    def __missing__(self, account: str) -> Place | None:
        """Look at an account that was not asked for before."""
        place = self[account] = self._find(account)
        return place

    def _find(self, account: str) -> Place | None:
        parts = account.split(sep)
        if self._rules:
            roots = [root for rule in self._rules if (root := rule.root(account)) is not None]
            if not roots:
                return None
            depth = max(root.count(sep) for root in roots) + 1
        else:
            if not account.startswith(self._assets + sep):
                return None
            named = (
                depth for depth, part in enumerate(parts) if depth and is_receivable_name(part)
            )
            depth = next(named, 0) + 1
            if depth == 1:
                return None
            if _AUXILIARY.match(parts[depth - 1]) and _plain(parts[depth - 1]) not in _NAMES:
                depth -= 1  # 411MARTIN is itself the customer
        while depth < len(parts) and _goes_on(parts[depth - 1], parts[depth]):
            depth += 1
        customer = sep.join(parts[depth:]) or None
        return Place(account, sep.join(parts[:depth]), customer)


def _goes_on(above: str, component: str) -> bool:
    """Whether a component below a receivable name is a part of the root, not a customer.

    ``Receivable:Client`` and ``Clients:Douteux`` are roots, but below ``Clients`` one
    who is called ``Client`` is a customer.
    """
    name = _plain(component)
    if name in _ONE_PERSON:
        return _plain(above) in _CLAIMS
    return name in _NAMES | _DOUBTFUL


def is_receivable_name(component: str) -> bool:
    """Whether one component of an account's name says "receivables"."""
    return bool(_CHART_NUMBER.match(component)) or _plain(component) in _NAMES


def _plain(component: str) -> str:
    """Without a leading number, accents, hyphens and capitals."""
    bare = unicodedata.normalize("NFKD", _LEADING_NUMBER.sub("", component))
    return "".join(c for c in bare if c.isalnum()).casefold()
