"""Which settled claims must be read all the same, because what remains refers to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from itertools import chain
from operator import itemgetter
from typing import Any

from beancount.core.data import Transaction
from msgspec import Struct

from beancount_relance.ledger.receivable_accounts import ReceivableAccounts
from beancount_relance.ledger.receivable_postings import customer_of, names_stated, pattern_names
from beancount_relance.policy.settings import Settings
from beancount_relance.receivables.naming import payment_text
from beancount_relance.receivables.netted_claims import (
    NAMES,
    OWNER,
    TRANSACTIONS,
    NettedClaim,
    NettedClaims,
)
from beancount_relance.receivables.sifted import Needed
from beancount_relance.values.invoice_names import name_key
from beancount_relance.values.known_numbers import KnownNumbers
from beancount_relance.values.written_references import has_digit, sure_references


class Recall(Struct, frozen=True):
    """Finds what must be read of the claims set aside.

    Attributes:
        accounts: the receivable accounts.
        settings: the settings, for the reference pattern.
        claims: all claims.
        known: those whose customers are known when the others are read.
    """

    accounts: ReceivableAccounts
    settings: Settings
    claims: NettedClaims
    known: Collection[NettedClaim]

    def of(
        self,
        settled: Collection[NettedClaim],
        others: Iterable[NettedClaim],
        unnamed: Iterable[NettedClaim],
        needed: Needed,
    ) -> list[NettedClaim]:
        """Return the claims that must be read although they are set aside.

        They are of customers and shared accounts that are read in full, or what is left names them.

        Args:
            settled: the claims set aside.
            others: the claims that are left to read.
            unnamed: those that are left and may name another claim in another way.
            needed: what must be read in any case.
        """
        if not settled:
            return []
        left = [txn for claim in others for txn in claim[TRANSACTIONS:]]
        customers = needed.customers | needed.as_a_whole | self._unexplained(left)
        shared = self._of_strangers(left)
        found: list[NettedClaim] = []
        for claim in settled if customers or shared else ():
            if claim[OWNER][0] in customers or any(
                posting.account in shared
                for txn in (claim[TRANSACTIONS:] if shared else ())
                for posting in txn.postings
            ):
                found.append(claim)
                left += claim[TRANSACTIONS:]
        called = self._names(left) | needed.names
        called |= self._written(unnamed)
        return [*found, *named_claims(settled, NAMES, called, needed.together)]

    def _unexplained(self, left: Iterable[Transaction]) -> set[str]:
        """Return the customers in transactions with a debit that is not a sale."""
        found: set[str] = set()
        for txn in left:
            if self.claims.is_sale(txn):
                continue
            places = [
                (posting, place)
                for posting in txn.postings
                if (place := self.accounts[posting.account]) is not None
            ]
            if any(p.units is not None and (p.units.number or 0) > 0 for p, _ in places):
                found.update(customer_of(txn, *each, self.accounts)[0] for each in places)
        return found

    def _of_strangers(self, left: Iterable[Transaction]) -> set[str]:
        """Return the shared accounts with a debit that names no invoice, and no customer of any."""
        found: set[str] = set()
        owners: set[str] | None = None
        for txn in left:
            if txn.links or self.claims.is_sale(txn):
                continue
            for posting in txn.postings:
                place = self.accounts[posting.account]
                if place is None or place.customer is not None or posting.units is None:
                    continue
                if (posting.units.number or 0) <= 0 or posting.account in found:
                    continue
                if owners is None:
                    owners = {claim[OWNER][0] for claim in self.known if claim[NAMES]}
                customer, certain = customer_of(txn, posting, place, self.accounts)
                if not certain and customer not in owners:
                    found.add(posting.account)
        return found

    def _names(self, left: Iterable[Transaction]) -> set[str]:
        """Return all names, in lower case, by which these transactions may refer to others.

        Args:
            left: the transactions that are not set aside.
        """
        keys = self.claims.special_keys
        names: set[str] = set()
        for txn in left:
            names.update(names_stated(txn, keys))
            names.update(map(name_key, pattern_names(txn, self.settings.reference_pattern)))
            for posting in txn.postings:
                place = self.accounts[posting.account]
                if place is not None and place.document is not None:
                    names.add(name_key(place.document))
        return names

    def _written(self, unnamed: Iterable[NettedClaim]) -> set[str]:
        """Return the names that credits without a known name may write in a different way."""
        credits_ = [(claim[OWNER][0], txn) for claim in unnamed for txn in claim[TRANSACTIONS:]]
        names = ((claim[OWNER][0], claim[NAMES]) for claim in self.claims.all())
        return written_names(credits_, names) if credits_ else set()


def written_names(
    unnamed: Iterable[tuple[str, Transaction]], names: Iterable[tuple[str, Iterable[str]]]
) -> set[str]:
    """Return the names, by their keys, that some credits may write in another way.

    Args:
        unnamed: the transactions of credits that no name settles, each with its customer.
        names: the names of claims, settled or not, each with its customer.
    """
    transactions: dict[str, list[Transaction]] = defaultdict(list)
    for customer, txn in unnamed:
        transactions[customer].append(txn)
    numbers: dict[str, list[str]] = defaultdict(list)
    for customer, theirs in names:
        if customer in transactions:
            numbers[customer] += theirs
    found: set[str] = set()
    for customer, known in numbers.items():
        texts = {
            payment_text(txn, posting.meta or {})
            for txn in transactions[customer]
            for posting in txn.postings
            if posting.units is not None and (posting.units.number or 0) < 0
        }
        with_digits = list(filter(has_digit, texts))
        index = KnownNumbers(known if with_digits else ())
        for text in with_digits:
            found.update(map(name_key, sure_references(text, index, ambiguous=True)))
    return found


def named_claims(
    settled: Collection[tuple[Any, ...]],
    place: int,
    names: set[str],
    together: Collection[frozenset[str]],
) -> list[tuple[Any, ...]]:
    """Return the settled claims that have one of the names, or a name that leads on from there.

    A claim leads from one of its names to the others, and so do names used ``together``.

    Args:
        settled: the claims.
        place: where a claim has its names.
        names: the names, by their keys.
        together: names that notes use together.
    """
    theirs = map(name_key, chain.from_iterable(map(itemgetter(place), settled)))
    if names.union(*together).isdisjoint(theirs):
        return []
    leads: dict[str, list[frozenset[str]]] = defaultdict(list)
    for group in together:
        for name in group:
            leads[name].append(group)
    by_name: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for claim in settled:
        for name in claim[place]:
            by_name[name_key(name)].append(claim)
    recalled: list[tuple[Any, ...]] = []
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        waiting += chain.from_iterable(leads.pop(name, ()))
        for claim in by_name.pop(name, ()):
            recalled.append(claim)
            waiting += map(name_key, claim[place])
    return recalled
