"""The legs of an entry: its postings that are not receivable, each of a nature.

2026-06-10 * "Boulangerie Martin" "Virement" ^F2026-014
Assets:Banque              1180.00 EUR    cash
Expenses:Frais               20.00 EUR    an expense
Assets:Clients:Martin     -1200.00 EUR    receivable, and so no leg
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from operator import itemgetter
from typing import Any, TypeVar

from beancount.core.convert import get_weight
from beancount.core.data import Posting, Transaction

from beancount_relance.ledger.accounts.receivable_accounts import ReceivableAccounts
from beancount_relance.ledger.counterparts.legs import Legs
from beancount_relance.ledger.counterparts.natures import CASH, Natures

_Found = TypeVar("_Found")
_ACCOUNT = itemgetter(0)


class EntryLegs:
    """Reads the natures of legs under the ledger's own root names."""

    def __init__(
        self,
        options: Mapping[str, Any],
        accounts: ReceivableAccounts,
        closings: Iterable[Transaction] = (),
        openings: Iterable[Transaction] = (),
    ) -> None:
        """Take the root names from ``options``; receivable ``accounts`` are no legs.

        ``closings`` are the closing entries of the ledger, and ``openings`` those that open the
        same again.
        """
        self._accounts = accounts
        self._closings = {id(txn.meta) for txn in closings}  # links may be replaced, not this
        self._carried = self._closings.union(id(txn.meta) for txn in openings)
        self._roles = accounts.roles
        self._natures = Natures(options, accounts)
        self._legs: dict[tuple[str, ...], Legs] = {}
        self._common: dict[tuple[frozenset[str], str], bool] = {}
        self._known: dict[tuple[int, object], tuple[Transaction, Any]] = {}

    def natures(self, txn: Transaction) -> frozenset[str]:
        """Return the natures of the postings that are not receivable: cash, income and so on.

        An allowance for doubtful debts is never cash, whatever its account; a customer's
        deposit is an advance.
        """
        return self._legs_of(txn).natures

    def legs(self, txn: Transaction) -> frozenset[str]:
        """Return the accounts of a transaction that are not receivable."""
        return self._legs_of(txn).accounts

    def weights(self, txn: Transaction, nature: str) -> Mapping[str, Decimal]:
        """Return what a transaction posts on accounts of a nature, as the books value it."""
        found: dict[str, Decimal] = {}
        for posting, of in self._with_natures(txn):
            if of == nature:
                weight = get_weight(posting)  # type: ignore[no-untyped-call]
                before = found.get(posting.account, Decimal())
                found[posting.account] = before + (weight.number or Decimal())
        return found

    def is_earned(self, txn: Transaction) -> bool:
        """Return whether all income of a transaction is such as nobody invoices, as a salary is."""
        return self._legs_of(txn).earned

    def all_have(self, accounts: frozenset[str], role: str) -> bool:
        """Return whether the names of all these accounts have a role."""
        known = self._common.get((accounts, role))
        if known is None:
            known = all(self._roles.has(account, role) for account in accounts)
            self._common[accounts, role] = known
        return known

    def is_cash(self, account: str) -> bool:
        """Return whether an account holds cash: an asset, but no allowance, goods or the like."""
        return self._accounts[account] is None and self._natures.of(account) == CASH

    def _once(self, txn: Transaction, work: Callable[[Any, Transaction], _Found]) -> _Found:
        """Return what is read of a transaction, worked out once for all its postings.

        One entry may have those of all customers. The entry is kept with it, so that its
        id remains its own.
        """
        known = self._known.get((id(txn), work))
        if known is None:
            known = self._known[id(txn), work] = txn, work(self, txn)
        found: _Found = known[1]
        return found

    def _legs_of(self, txn: Transaction) -> Legs:
        """Return the postings that are not receivable."""
        return self._once(txn, EntryLegs._read_legs)

    def _read_legs(self, txn: Transaction) -> Legs:
        """Return the same, by the accounts alone, of which a ledger has the same all along."""
        accounts = tuple(map(_ACCOUNT, txn.postings))
        known = self._legs.get(accounts)
        if known is None:
            by_nature = self._by_nature(txn)
            known = Legs.of(by_nature, self._roles)
            if not any(map(self._natures.is_unassigned, known.accounts)):  # the side matters there
                self._legs[accounts] = known
        return known

    def _by_nature(self, txn: Transaction) -> dict[str, frozenset[str]]:
        found: dict[str, list[str]] = {}
        for posting, nature in self._with_natures(txn):
            found.setdefault(nature, []).append(posting.account)
        return {nature: frozenset(theirs) for nature, theirs in found.items()}

    def _with_natures(self, txn: Transaction) -> Iterator[tuple[Posting, str]]:
        for posting in txn.postings:
            if self._accounts[posting.account] is None:
                yield posting, self._nature(posting)

    def _nature(self, posting: Posting) -> str:
        if not self._natures.is_unassigned(posting.account):
            return self._natures.of(posting.account)
        weight = get_weight(posting)  # type: ignore[no-untyped-call]
        return self._natures.of_leg(posting.account, weight.number or Decimal())
