"""Counterparts: what stands against a receivable posting in its transaction, by nature.

The other legs tell what a debit is (a sale, money paid out, a balance carried
over) and what a credit is (a payment, a credit note, a write-off). Where a
credit has several natures, as a transfer from which the bank took its fee, it
is split in the proportion of the legs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from beancount.core.convert import get_weight
from beancount.core.data import Transaction

from beancount_relance.ledger.receivable_accounts import ReceivableAccounts

_TAX = re.compile(r"tva|vat|tax|mwst|ust|iva|gst|hst|pst|tps|tvq|4457", re.IGNORECASE)
_EXCHANGE = re.compile(r"change|exchange|currency|fx|forex|devise|666|766", re.IGNORECASE)
_DISCOUNT = re.compile(r"escompte|remise|rabais|ristourne|discount|skont|665|709", re.IGNORECASE)
_FEE = re.compile(r"fee|frais|commission|bank|banque|charge|627", re.IGNORECASE)

CASH = "cash"
INCOME = "income"
EXPENSE = "expense"
EQUITY = "equity"
TAX = "tax"
OTHER = "other"

_TAXED = ("discount", "write-off", "credit-note")
_KINDS: Mapping[str, str] = {
    CASH: "payment",
    INCOME: "credit-note",
    EXPENSE: "write-off",
    TAX: "credit-note",
    EQUITY: "other",
    OTHER: "other",
}


class Counterparts:
    """Reads the natures of legs under the ledger's own root names."""

    def __init__(self, options: Mapping[str, Any], accounts: ReceivableAccounts) -> None:
        """Take the root names from ``options``; receivable ``accounts`` are no legs."""
        self._accounts = accounts
        self._natures: dict[str, str] = {}
        self._roots = {
            options["name_assets"]: CASH,
            options["name_income"]: INCOME,
            options["name_expenses"]: EXPENSE,
            options["name_equity"]: EQUITY,
        }

    def natures(self, txn: Transaction) -> set[str]:
        """The natures of the legs that are not receivable: cash, income, expense and so on."""
        return {
            self._nature(posting.account)
            for posting in txn.postings
            if self._accounts[posting.account] is None
        }

    def billed(self, txn: Transaction) -> tuple[dict[str, Decimal], dict[str, Decimal]] | None:
        """What a transaction bills, net and tax, each by account, positive.

        Net are income and expenses, tax the tax accounts; money that moved beside and
        advances are neither. ``None`` if it bills nothing, or in several currencies.
        """
        parts: dict[str, dict[str, Decimal]] = {INCOME: {}, TAX: {}}
        currencies = set()
        for posting in txn.postings:
            nature = self._nature(posting.account)
            part = parts.get({EXPENSE: INCOME}.get(nature, nature))
            if part is None or self._accounts[posting.account] is not None:
                continue
            weight = get_weight(posting)  # type: ignore[no-untyped-call]
            currencies.add(weight.currency)
            part[posting.account] = part.get(posting.account, Decimal()) - weight.number
        net, tax = parts[INCOME], parts[TAX]
        total = sum(net.values()) + sum(tax.values())
        if len(currencies) != 1 or not net or total <= 0:
            return None
        return net, tax

    def kinds(self, txn: Transaction, amount: Decimal) -> tuple[tuple[str, Decimal], ...]:
        """A credit of ``amount`` as (kind, amount), the principal kind first.

        The kinds are ``payment``, ``credit-note``, ``write-off``, ``discount``,
        ``bank-fee``, ``exchange-difference``, ``transfer`` and ``other``. Counterparts
        that run against the credit, such as the part of a transfer that is no
        customer's, leave it whole.
        """
        natures = self.natures(txn)
        if not natures:
            return (("transfer", amount),)
        principal = next(_KINDS[nature] for nature in _KINDS if nature in natures)
        shares: dict[str, Decimal] = {}
        total = tax = Decimal()
        for posting in txn.postings:
            if self._accounts[posting.account] is not None:
                continue
            weight = get_weight(posting).number or Decimal()  # type: ignore[no-untyped-call]
            total += weight
            kind = self._kind(posting.account, principal)
            if kind != principal:
                shares[kind] = shares.get(kind, Decimal()) + weight
            elif self._nature(posting.account) == TAX:
                tax += weight
        for kind in _TAXED:
            if kind in shares and principal == "payment":  # money bears no tax, the rest does
                shares[kind] += tax
                break
        return _split(principal, amount, total, shares)

    def _nature(self, account: str) -> str:
        nature = self._natures.get(account)
        if nature is None:
            otherwise = TAX if _TAX.search(account) else OTHER
            nature = self._roots.get(account.partition(":")[0], otherwise)
            self._natures[account] = nature
        return nature

    def _kind(self, account: str, principal: str) -> str:
        """The kind of one leg beside the principal one."""
        nature = self._nature(account)
        name = account.partition(":")[2]
        if nature in (INCOME, EXPENSE) and _EXCHANGE.search(name):
            return "exchange-difference"
        if nature in (INCOME, EXPENSE) and _DISCOUNT.search(name):
            return "discount"
        if nature == EXPENSE and principal == "payment" and _FEE.search(name):
            return "bank-fee"
        return _KINDS[nature] if nature in (CASH, INCOME, EXPENSE) else principal


def _split(
    principal: str, amount: Decimal, total: Decimal, shares: Mapping[str, Decimal]
) -> tuple[tuple[str, Decimal], ...]:
    parts = []
    if total > 0 and all(0 <= share <= total for share in shares.values()):
        unit = Decimal(1).scaleb(int(amount.as_tuple().exponent))
        for kind, share in shares.items():
            part = (amount * share / total).quantize(unit, ROUND_HALF_UP)
            if part:
                parts.append((kind, part))
    left = amount - sum((part for _, part in parts), Decimal())
    return ((principal, left), *parts) if left else tuple(parts)


Kinds = Sequence[tuple[str, Decimal]]
"""A credit by kind: ``(("payment", 1180), ("bank-fee", 20))``."""
