"""Tells what somebody owes of a purchase from what is invoiced.

Links tie a purchase to a friend's share of it, or to its refund: no such link is the number of an
invoice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

from beancount.core.convert import get_weight
from beancount.core.data import Posting, Transaction
from msgspec import Struct

from beancount_relance.ledger.accounts.account_words import CARD
from beancount_relance.ledger.accounts.receivable_accounts import ReceivableAccounts
from beancount_relance.ledger.counterparts.natures import EQUITY, EXPENSE, OTHER, Natures
from beancount_relance.values.numbers.invoice_names import name_key

_LAID_OUT = frozenset((EXPENSE, EQUITY, OTHER))


class Purchases(Struct, frozen=True, dict=True):
    """The purchases of a ledger, which are not looked for before a link is asked about.

    Args:
        transactions: the transactions of the ledger.
        accounts: the receivable accounts, and the roles of all others.
        natures: the natures of accounts.
    """

    transactions: Sequence[Transaction]
    accounts: ReceivableAccounts
    natures: Natures

    def explain(self, txn: Transaction, link: str) -> bool:
        """Return whether a debit with nothing but a link is a share of a purchase, or a refund.

        Something is bought in the same entry, a card stands against the debit, or it is taken
        from an expense that was made under the same link.

        Args:
            txn: the transaction of the debit.
            link: its name.
        """
        legs = self._legs(txn)
        of_nature: dict[str, set[str]] = defaultdict(set)
        for posting in legs:
            of_nature[self.natures.of(posting.account)].add(posting.account)
        if not of_nature.keys() <= _LAID_OUT:
            return False
        if _bought(legs) & of_nature[EXPENSE]:
            return not any(self.accounts.roles.is_goods(each.account) for each in legs)
        others = of_nature[EQUITY] | of_nature[OTHER]
        if others:
            return all(self.accounts.roles.has(account, CARD) for account in others)
        return not self._by_link.get(name_key(link), set()).isdisjoint(of_nature[EXPENSE])

    def _legs(self, txn: Transaction) -> list[Posting]:
        return [posting for posting in txn.postings if self.accounts[posting.account] is None]

    @cached_property
    def _by_link(self) -> Mapping[str, set[str]]:
        """What was debited in the entries under each link that are no customer's."""
        found: dict[str, set[str]] = defaultdict(set)
        for txn in self.transactions:
            if txn.links and len(legs := self._legs(txn)) == len(txn.postings):
                bought = _bought(legs)
                for link in txn.links:
                    found[name_key(link)] |= bought
        return found


def _bought(legs: Sequence[Posting]) -> set[str]:
    """Return the accounts that are debited."""
    return {
        posting.account
        for posting in legs
        if (get_weight(posting).number or 0) > 0  # type: ignore[no-untyped-call]
    }
