"""Which settled claims are read all the same, because what remains refers to them."""

from __future__ import annotations

import datetime
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from operator import itemgetter

from beancount.core.data import Transaction

from beancount_relance.ledger.accounts.account_words import CANCEL, says
from beancount_relance.ledger.accounts.receivable_accounts import ReceivableAccounts
from beancount_relance.ledger.pattern_names import pattern_names
from beancount_relance.ledger.possible_names import named_in, names_stated
from beancount_relance.ledger.posting_customers import customer_of
from beancount_relance.policy.settings import Settings
from beancount_relance.receivables.naming.named_invoices import payment_text
from beancount_relance.receivables.netting.filter_result import Needed
from beancount_relance.receivables.netting.netted_claims import (
    NAMES,
    OWNER,
    TRANSACTIONS,
    NettedClaim,
    NettedClaims,
)
from beancount_relance.receivables.netting.numbers_of_claims import NumbersOfClaims
from beancount_relance.values.numbers.invoice_names import name_key
from beancount_relance.values.numbers.known_numbers import KnownNumbers
from beancount_relance.values.numbers.written_references import has_digit, sure_references

_SHORTLY = datetime.timedelta(days=31)
"""How long after a balance is closed it is opened again."""


class Recall:
    """Finds what must be read of the claims set aside, as more and more of the rest is read.

    What is read may refer to claims of further customers, and these to others. So each part is
    looked at once, and what it refers to is looked up.
    """

    def __init__(
        self,
        accounts: ReceivableAccounts,
        settings: Settings,
        claims: NettedClaims,
        aside: Collection[NettedClaim],
        known: Iterable[NettedClaim],
        is_carried: Callable[[Transaction], bool],
    ) -> None:
        """Set claims aside.

        Args:
            accounts: the receivable accounts.
            settings: the settings, for the reference pattern.
            claims: all claims.
            aside: those set aside.
            known: those whose customers are known when the others are read.
            is_carried: whether a transaction closes or opens balances.
        """
        self._accounts = accounts
        self._settings = settings
        self._claims = claims
        self._aside = aside
        self._known = known
        self._is_carried = is_carried
        self._named = NamedClaims(aside)
        self._recalled: set[int] = set()

    def of(
        self,
        others: Iterable[NettedClaim],
        unnamed: Iterable[NettedClaim],
        needed: Needed,
    ) -> list[NettedClaim]:
        """Return the further claims that must be read although they are set aside.

        They are of customers and shared accounts that are read in full, or what is read names them.

        Args:
            others: further claims that are read.
            unnamed: those of them that may name another claim in another way.
            needed: what else must be read.
        """
        if not self._aside:
            return []
        left = _transactions(others)
        customers = needed.customers | needed.as_a_whole | self._unexplained(left.values())
        on_shared = self._on(self._of_strangers(left.values()))
        found = self._new(chain(self._of(customers), on_shared, self._closed(left.values())))
        left |= _transactions(found)
        called = self._names(left.values()) | needed.names
        called |= self._written(unnamed)
        return [*found, *self._new(self._named.by(called, needed.together))]

    def _new(self, claims: Iterable[NettedClaim]) -> list[NettedClaim]:
        """Return those that were not recalled yet, and take note of them."""
        new = {id(claim): claim for claim in claims if id(claim) not in self._recalled}
        self._recalled.update(new)
        return list(new.values())

    def _of(self, customers: Iterable[str]) -> Iterator[NettedClaim]:
        for customer in customers:
            yield from self._by_customer.get(customer, ())

    def _on(self, accounts: Collection[str]) -> Iterator[NettedClaim]:
        for claim in self._aside if accounts else ():
            postings = chain.from_iterable(txn.postings for txn in claim[TRANSACTIONS:])
            if any(posting.account in accounts for posting in postings):
                yield claim

    def _closed(self, left: Iterable[Transaction]) -> Iterator[NettedClaim]:
        """Yield what was closed shortly before a balance without a name is opened.

        It may go on with another customer, or with one who is renamed.
        """
        days = sorted({txn.date for txn in left if not txn.links and self._opens(txn)})
        for claim in self._aside if days else ():
            txn = claim[-1]
            place = bisect_left(days, txn.date)
            is_before = place < len(days) and days[place] - txn.date <= _SHORTLY
            if is_before and self._is_carried(txn):
                yield claim

    def _opens(self, txn: Transaction) -> bool:
        """Return whether a transaction opens what a customer owes."""
        return self._is_carried(txn) and any(
            p.units is not None
            and (p.units.number or 0) > 0
            and self._accounts[p.account] is not None
            for p in txn.postings
        )

    @cached_property
    def _by_customer(self) -> Mapping[str, Sequence[NettedClaim]]:
        return claims_by_customer(self._aside)

    @cached_property
    def _names_of(self) -> Mapping[str, Sequence[NettedClaim]]:
        """All claims of each customer, for their names."""
        return claims_by_customer(self._claims.all())

    @cached_property
    def _everybody(self) -> NumbersOfClaims:
        """The names of all claims."""
        return NumbersOfClaims(self._claims.all())

    @cached_property
    def _owners(self) -> set[str]:
        return {claim[OWNER][0] for claim in self._known if claim[NAMES]}

    def _unexplained(self, left: Iterable[Transaction]) -> set[str]:
        """Return the customers in transactions with a debit that is no sale, or only cancels."""
        found: set[str] = set()
        for txn in left:
            if self._claims.is_sale(txn) and (txn.links or not says(txn.narration or "", CANCEL)):
                continue
            places = [
                (posting, place)
                for posting in txn.postings
                if (place := self._accounts[posting.account]) is not None
            ]
            if any(p.units is not None and (p.units.number or 0) > 0 for p, _ in places):
                found.update(customer_of(txn, *each, self._accounts)[0] for each in places)
        return found

    def _of_strangers(self, left: Iterable[Transaction]) -> set[str]:
        """Return the shared accounts with a debit that names no invoice, and no customer of any."""
        found: set[str] = set()
        for txn in left:
            if txn.links or self._claims.is_sale(txn):
                continue
            for posting in txn.postings:
                place = self._accounts[posting.account]
                if place is None or place.customer is not None or posting.units is None:
                    continue
                if (posting.units.number or 0) <= 0 or posting.account in found:
                    continue
                customer, certain = customer_of(txn, posting, place, self._accounts)
                if not certain and customer not in self._owners:
                    found.add(posting.account)
        return found

    def _names(self, left: Iterable[Transaction]) -> set[str]:
        """Return all names, in lower case, by which these transactions may refer to others.

        Args:
            left: the transactions that are not set aside.
        """
        keys = self._claims.special_keys
        names: set[str] = set()
        for txn in left:
            names.update(names_stated(txn, keys))
            names.update(map(name_key, pattern_names(txn, self._settings.reference_patterns)))
            for posting in txn.postings:
                place = self._accounts[posting.account]
                if place is not None and place.document is not None:
                    names.add(name_key(place.document))
        return names

    def _written(self, unnamed: Iterable[NettedClaim]) -> set[str]:
        """Return the names that the texts of credits without a known name may contain."""
        found: set[str] = set()
        unnamed = list(unnamed)
        said = {place: _said_in(txn) for place, txn in _transactions(unnamed).items()}
        for customer, claims in claims_by_customer(unnamed).items():
            texts = set().union(*(said[place] for place in _transactions(claims)))
            found.update(chain.from_iterable(map(named_in, texts)))
            with_digits = list(filter(has_digit, texts))
            theirs = self._names_of[customer] if with_digits else ()
            index = KnownNumbers(name for claim in theirs for name in claim[NAMES])
            for text in with_digits:
                found.update(map(name_key, sure_references(text, index, ambiguous=True)))
                found.update(self._everybody.written_in(text))
        return found


def _transactions(claims: Iterable[NettedClaim]) -> dict[int, Transaction]:
    """Return the transactions of claims by their ids: one may be of the claims of everybody."""
    return {id(txn): txn for claim in claims for txn in claim[TRANSACTIONS:]}


def _said_in(txn: Transaction) -> set[str]:
    """Return what the postings of a transaction that take something off may say."""
    return {
        payment_text(txn, posting.meta or {})
        for posting in txn.postings
        if posting.units is not None and (posting.units.number or 0) < 0
    }


class NamedClaims:
    """Finds claims by name, and those to which the names of these lead."""

    def __init__(self, claims: Collection[NettedClaim]) -> None:
        """Index nothing before a name is found."""
        self._claims = claims
        self._by_name: dict[str, list[NettedClaim]] | None = None

    def by(self, names: set[str], together: Iterable[frozenset[str]]) -> list[NettedClaim]:
        """Return the claims that have one of the names, or a name that leads on from there.

        A claim leads from one of its names to the others, and so do names used ``together``. What
        was returned before is left out.

        Args:
            names: the names, by their keys.
            together: names that notes use together.
        """
        if self._by_name is None:
            theirs = map(name_key, chain.from_iterable(map(itemgetter(NAMES), self._claims)))
            if names.union(*together).isdisjoint(theirs):
                return []
            self._by_name = defaultdict(list)
            for claim in self._claims:
                for name in claim[NAMES]:
                    self._by_name[name_key(name)].append(claim)
        leads: dict[str, list[frozenset[str]]] = defaultdict(list)
        for group in together:
            for name in group:
                leads[name].append(group)
        found: list[NettedClaim] = []
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            waiting += chain.from_iterable(leads.pop(name, ()))
            for claim in self._by_name.pop(name, ()):
                found.append(claim)
                waiting += map(name_key, claim[NAMES])
        return found


def claims_by_customer(claims: Iterable[NettedClaim]) -> Mapping[str, Sequence[NettedClaim]]:
    """Return claims by their customers."""
    found: dict[str, list[NettedClaim]] = defaultdict(list)
    for claim in claims:
        found[claim[OWNER][0]].append(claim)
    return found
