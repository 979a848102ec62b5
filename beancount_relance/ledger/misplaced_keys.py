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

from beancount_relance.ledger.accounts.receivable_accounts import ReceivableAccounts
from beancount_relance.ledger.counterparts.natures import EXPENSE, OTHER, Natures
from beancount_relance.values.stated_meta import stated_meta

_SUPPLIERS = frozenset((EXPENSE, OTHER))
_NO_META: Mapping[str, Any] = {}


class KeysInPlace:
    """Gives the customer's posting the keys of the others, too.

    What the customer's posting or the transaction says itself goes before, links included. What
    two other postings contradict each other about is left out, and so are keys of expenses and
    debts, which have suppliers' numbers and due dates.
    """

    def __init__(
        self,
        options: Mapping[str, Any],
        accounts: ReceivableAccounts,
        reference_keys: Collection[str],
    ) -> None:
        """Prepare for the transactions of a ledger.

        Args:
            options: Beancount's options map.
            accounts: which accounts are receivable.
            reference_keys: the keys whose values are invoice numbers, which links are, too.
        """
        self._accounts = accounts
        self._natures = Natures(options, accounts)
        self._reference_keys = reference_keys

    def of(self, txn: Transaction) -> Transaction:
        """Return a transaction with its keys in place: a copy, or itself if nothing changes."""
        accounts = self._accounts
        theirs = [posting for posting in txn.postings if accounts[posting.account] is not None]
        customers = {place.customer for p in theirs if (place := accounts[p.account]) is not None}
        if len(customers) > 1 or (None in customers and len(theirs) > 1):
            return txn
        said: dict[str, Any] = {}
        contradicted: set[str] = set()
        for posting in txn.postings:
            if self._may_say(posting.account):
                for key, value in stated_meta(posting.meta).items():
                    if said.setdefault(key, value) != value:
                        contradicted.add(key)
        known = {*txn.meta, *contradicted, *(self._reference_keys if txn.links else ())}
        more = {key: value for key, value in said.items() if key not in known}
        if all(more.keys() <= (posting.meta or _NO_META).keys() for posting in theirs):
            return txn
        return txn._replace(postings=[_with(p, more) if p in theirs else p for p in txn.postings])

    def _may_say(self, account: str) -> bool:
        return self._accounts[account] is None and self._natures.of(account) not in _SUPPLIERS


def _with(posting: Posting, more: Mapping[str, Any]) -> Posting:
    return posting._replace(meta={**more, **(posting.meta or _NO_META)})
