"""Metadata below another posting than the customer's, which says of the entry what it says.

    2026-02-01 * "Ani" "Work" ^F-1
      Assets:Clients:Ani   120.00 EUR
      Income:Sales        -120.00 EUR
      due: 2026-04-01                    ; Beancount gives it to Income:Sales

Beancount gives metadata to the posting above it, however it is indented. In an entry about one
customer, such a key can only be meant for what the customer owes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from beancount.core.data import Posting, Transaction
from msgspec.structs import replace

from beancount_relance.ledger.natures import EXPENSE, OTHER, Natures
from beancount_relance.ledger.receivable_accounts import ReceivableAccounts
from beancount_relance.ledger.snapshot import Ledger
from beancount_relance.values.stated_meta import stated_meta

_PLACE_KEYS = 2  # where a posting stands, which is all that the metadata of most of them say
_PARSERS = frozenset(("filename", "lineno", "__automatic__"))
_SUPPLIERS = frozenset((EXPENSE, OTHER))
_NO_META: Mapping[str, Any] = {}


def with_keys_in_place(
    ledger: Ledger, accounts: ReceivableAccounts, reference_keys: Collection[str]
) -> Ledger:
    """Return the ledger with the keys of other postings on those of the customer, too.

    What the customer's posting or the transaction says itself goes before, links included. What
    two other postings contradict each other about is left out, and so are keys of expenses and
    debts, which have suppliers' numbers and due dates.

    Args:
        ledger: the ledger; its entries stay as they are, those with such keys are copied.
        accounts: which accounts are receivable.
        reference_keys: the keys whose values are invoice numbers, which links are, too.
    """
    natures = Natures(ledger.options, accounts)
    found: dict[int, Transaction] = {}
    for place, txn in enumerate(ledger.transactions):
        for posting in txn.postings:
            meta = posting.meta
            if meta and len(meta) > _PLACE_KEYS and not meta.keys() <= _PARSERS:
                changed = _in_place(txn, accounts, natures, reference_keys)
                if changed is not None:
                    found[place] = changed
                break
    if not found:
        return ledger
    transactions = list(ledger.transactions)
    for place, changed in found.items():
        transactions[place] = changed
    return replace(ledger, transactions=transactions)


def _in_place(
    txn: Transaction,
    accounts: ReceivableAccounts,
    natures: Natures,
    reference_keys: Collection[str],
) -> Transaction | None:
    """The transaction with the keys in their place; ``None`` if they are, or if it is unclear."""
    theirs = [posting for posting in txn.postings if accounts[posting.account] is not None]
    customers = {place.customer for p in theirs if (place := accounts[p.account]) is not None}
    if not theirs or len(customers) > 1 or (None in customers and len(theirs) > 1):
        return None
    said: dict[str, Any] = {}
    contradicted: set[str] = set()
    for posting in txn.postings:
        if accounts[posting.account] is None and natures.of(posting.account) not in _SUPPLIERS:
            for key, value in stated_meta(posting.meta).items():
                if said.setdefault(key, value) != value:
                    contradicted.add(key)
    known = {*txn.meta, *contradicted, *(reference_keys if txn.links else ())}
    more = {key: value for key, value in said.items() if key not in known}
    if not more:
        return None
    return txn._replace(postings=[_with(p, more) if p in theirs else p for p in txn.postings])


def _with(posting: Posting, more: Mapping[str, Any]) -> Posting:
    return posting._replace(meta={**more, **(posting.meta or _NO_META)})
