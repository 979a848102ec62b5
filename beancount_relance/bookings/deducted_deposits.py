"""Deposits that a final invoice deducts, and whether their VAT was invoiced with them.

    Assets:Clients:Huez             840.00 EUR      of 1,200.00 in all
    Liabilities:Customer-Deposits   300.00 EUR      360.00 were paid, of which 60.00 are VAT
    Income:Sales                  -1000.00 EUR
    Liabilities:VAT                -140.00 EUR      of the 700.00 that are left

The VAT of the final invoice is then that of what is left. If the deposit was without VAT, it is
that of all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property

from beancount.core.convert import get_weight
from beancount.core.data import Transaction
from msgspec import Struct

from beancount_relance.ledger.accounts.account_words import ADVANCE, TAX
from beancount_relance.ledger.accounts.receivable_accounts import ReceivableAccounts
from beancount_relance.ledger.counterparts.counterparts import Counterparts
from beancount_relance.ledger.counterparts.natures import EQUITY
from beancount_relance.policy.names.name_spellings import same_name

_NONE = Decimal()


class DeductedDeposit(Struct, frozen=True):
    """What an invoice deducts of deposits.

    Attributes:
        taxed: the deposits whose VAT was invoiced with them, without it.
        unclear: those of which the ledger does not tell.
        held: the accounts that held their VAT meanwhile (44587 in France), which is none of what
            is left.
    """

    taxed: Decimal = _NONE
    unclear: Decimal = _NONE
    held: frozenset[str] = frozenset()


class DeductedDeposits:
    """Finds the deposits that invoices deduct, in the transactions of a ledger."""

    def __init__(
        self,
        transactions: Sequence[Transaction],
        accounts: ReceivableAccounts,
        counterparts: Counterparts,
    ) -> None:
        """Take the transactions up to the day; they are read on first use."""
        self._transactions = transactions
        self._accounts = accounts
        self._counterparts = counterparts

    def of(self, invoice: Transaction) -> DeductedDeposit:
        """Return what the transaction of an invoice deducts."""
        taxed = unclear = _NONE
        held: set[str] = set()
        for account, amount in self._counterparts.weights(invoice, ADVANCE).items():
            if amount <= 0:
                continue
            paid = self._paid(invoice, account, amount)
            told = {self._is_taxed(txn) for txn in paid}
            if told == {True}:
                holding = {name for txn in paid for name, tax in self._taxes(txn) if tax > 0}
                of_held = (tax for name, tax in self._taxes(invoice) if name in holding - held)
                taxed += amount + sum(of_held, _NONE)
                held |= holding
            elif told != {False}:
                unclear += amount
        return DeductedDeposit(taxed, unclear, frozenset(held))

    def _is_taxed(self, deposit: Transaction) -> bool | None:
        """Whether a deposit bears VAT in its own entry; ``None`` if it was carried over."""
        if EQUITY in self._counterparts.natures(deposit):
            return None
        return any(tax < 0 for _, tax in self._taxes(deposit))

    def _taxes(self, txn: Transaction) -> Iterator[tuple[str, Decimal]]:
        """Yield what a transaction posts on accounts of tax, of whatever root."""
        for posting in txn.postings:
            is_leg = self._accounts[posting.account] is None
            if is_leg and self._accounts.roles.has(posting.account, TAX):
                weight = get_weight(posting)  # type: ignore[no-untyped-call]
                yield posting.account, weight.number or _NONE

    def _paid(self, invoice: Transaction, account: str, amount: Decimal) -> Sequence[Transaction]:
        """Return the deposits on an account that an invoice may deduct: of its amount, if any."""
        theirs = [txn for txn in self._deposits.get(account, ()) if self._is_same(txn, invoice)]
        exact = [
            txn
            for txn in theirs
            if self._counterparts.weights(txn, ADVANCE).get(account) == -amount
        ]
        return exact or theirs

    def _is_same(self, deposit: Transaction, invoice: Transaction) -> bool:
        """Whether a deposit came before an invoice, from the same customer as far as it tells."""
        if deposit is invoice or deposit.date > invoice.date:
            return False
        if deposit.payee and invoice.payee and same_name(deposit.payee, invoice.payee):
            return True
        own = self._own(deposit) & self._own(invoice)
        return bool(own) or not deposit.links.isdisjoint(invoice.links)

    def _own(self, txn: Transaction) -> set[str]:
        """The accounts of one customer each that a transaction posts on."""
        places = ((p.account, self._accounts[p.account]) for p in txn.postings)
        return {name for name, place in places if place is not None and place.customer is not None}

    @cached_property
    def _deposits(self) -> Mapping[str, Sequence[Transaction]]:
        """The transactions that credit deposits, by account."""
        found: dict[str, list[Transaction]] = defaultdict(list)
        for txn in self._transactions:
            if ADVANCE in self._counterparts.natures(txn):
                for account, amount in self._counterparts.weights(txn, ADVANCE).items():
                    if amount < 0:
                        found[account].append(txn)
        return found
