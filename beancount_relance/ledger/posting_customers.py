"""Whose a receivable posting is, and which other customers its entry is about.

2025-12-31 * "Opening balances"
  Assets:Clients:Alpha  -150.00 EUR
  Assets:Clients:Beta    300.00 EUR
    invoice: "25-9"
  Equity:Opening
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from beancount.core.data import Posting, Transaction
from msgspec import Struct

from beancount_relance.ledger.accounts.account_places import Place
from beancount_relance.ledger.accounts.receivable_accounts import ReceivableAccounts
from beancount_relance.ledger.counterparts.natures import OTHER, Natures

_NO_META: Mapping[str, Any] = {}


def customer_of(
    txn: Transaction, posting: Posting, place: Place, accounts: ReceivableAccounts
) -> tuple[str, bool]:
    """The customer of a receivable posting, and whether the ledger itself names them.

    The account names the customer; on a control account it is the first customer key
    that the posting or else the transaction has, then the payee, unless it is the creditor,
    nobody in particular or a bank's word, then the customer whose name is in the narration,
    then the account's own name.

    Args:
        txn: the transaction.
        posting: its posting on a receivable account.
        place: what is known of that account.
        accounts: the receivable accounts.
    """
    if place.customer is not None:
        return place.customer, True
    said = accounts.name_in(posting.meta or _NO_META, txn.meta)
    is_debit = posting.units is not None and (posting.units.number or 0) > 0
    customer = accounts.customer_named(said, txn, place.account, is_debit=is_debit)
    return customer, said is not None


class EntryParties(Struct, frozen=True):
    """Who has a posting in an entry.

    Attributes:
        customers: the customers, unless the entry is of nothing but claims: what one owed another
            owes, and what is said of one is said of both.
        owners: the same, by the ids of the metadata of their postings.
        debts: the ids of the metadata on the accounts of suppliers and other creditors.
    """

    customers: frozenset[str] = frozenset()
    owners: Mapping[int, str] = {}
    debts: frozenset[int] = frozenset()

    def beside(self, customer: str) -> OthersBeside:
        """Return who has a posting besides a customer."""
        return OthersBeside(self, customer)


class OthersBeside(Struct, frozen=True):
    """Who has a posting in an entry besides a customer.

    What the entry says of them it does not say of the customer: in the entry above, Alpha's credit
    has not paid Beta's 25-9, and a supplier's number is not ours.
    """

    parties: EntryParties
    customer: str

    def has(self, customer: str) -> bool:
        """Return whether another customer has a posting."""
        return customer != self.customer and customer in self.parties.customers

    @property
    def others(self) -> Sequence[str]:
        """The other customers who have a posting, in order."""
        return sorted(self.parties.customers - {self.customer})

    def owns(self, meta: Mapping[str, Any]) -> bool:
        """Return whether the metadata of a posting are about somebody else."""
        owner = self.parties.owners.get(id(meta), self.customer)
        return owner != self.customer or id(meta) in self.parties.debts


NOBODY_BESIDE = OthersBeside(EntryParties(), "")


class EntryPartiesReader:
    """Reads who has a posting in each entry, once as long as one entry is asked about."""

    def __init__(self, accounts: ReceivableAccounts, natures: Natures | None) -> None:
        """Prepare for the entries of a ledger.

        Args:
            accounts: the receivable accounts.
            natures: tell the accounts of suppliers; without, there are none.
        """
        self._accounts = accounts
        self._natures = natures
        self._last: tuple[Transaction | None, EntryParties] = (None, EntryParties())

    def of(self, txn: Transaction) -> EntryParties:
        """Return who has a posting in an entry."""
        last, parties = self._last
        if last is not txn:
            parties = self._read(txn)
            self._last = txn, parties
        return parties

    def _read(self, txn: Transaction) -> EntryParties:
        customers: set[str] = set()
        owners: dict[int, str] = {}
        debts: set[int] = set()
        is_of_claims = True
        for posting in txn.postings:
            place = self._accounts[posting.account]
            if place is not None:
                customer, _ = customer_of(txn, posting, place, self._accounts)
                customers.add(customer)
                owners[id(posting.meta)] = customer
            else:
                is_of_claims = False
                if posting.meta and self._is_debt(posting.account):
                    debts.add(id(posting.meta))
        if is_of_claims:
            return EntryParties()
        return EntryParties(frozenset(customers), owners, frozenset(debts))

    def _is_debt(self, account: str) -> bool:
        return self._natures is not None and self._natures.of(account) == OTHER
