"""Whose a receivable posting is, and which other customers its entry is about.

2025-12-31 * "Opening balances"
  Assets:Clients:Alpha  -150.00 EUR
  Assets:Clients:Beta    300.00 EUR
    invoice: "25-9"
  Equity:Opening
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from beancount.core.data import Posting, Transaction
from msgspec import Struct

from beancount_relance.ledger.accounts.account_places import Place
from beancount_relance.ledger.accounts.receivable_accounts import ReceivableAccounts


class OthersBeside(Struct, frozen=True):
    """Who else has a posting in an entry.

    Attributes:
        customers: the other customers.
        metadata: the ids of the metadata of their postings, and of those on suppliers' accounts.
    """

    customers: Collection[str] = ()
    metadata: Collection[int] = ()


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


def others_beside(
    txn: Transaction,
    meta: Mapping[str, Any],
    customer: str,
    accounts: ReceivableAccounts,
    is_debt: Callable[[str], bool],
) -> OthersBeside:
    """Return who else has a posting in an entry.

    What the entry says of them it does not say of the one posting: here, Alpha's credit has not
    paid Beta's 25-9. In an entry of nothing but claims no customer counts: what one owed another
    owes.

    Args:
        txn: the entry.
        meta: the metadata of the one posting.
        customer: whose it is.
        accounts: the receivable accounts.
        is_debt: tells whether an account is for what suppliers and others get.
    """
    customers: set[str] = set()
    metadata: set[int] = set()
    debts: set[int] = set()
    is_of_claims = True
    for posting in txn.postings:
        place = accounts[posting.account]
        if place is None:
            is_of_claims = False
            if posting.meta and is_debt(posting.account):
                debts.add(id(posting.meta))
        elif posting.meta is not meta:
            other, _ = customer_of(txn, posting, place, accounts)
            if other != customer:
                customers.add(other)
                metadata.add(id(posting.meta))
    if is_of_claims:
        return OthersBeside()
    return OthersBeside(customers, metadata | debts)
