"""A cheap filter that sets aside claims that are clearly settled.

Most invoices of a ledger were paid long ago by a posting that refers to them. They are netted
(:mod:`~beancount_relance.receivables.netted_claims`), and those that come to zero are set aside:
no objects are created for them. The other postings, and everything that they refer to, are read
in full.

Setting claims aside does not change the result. Credits that name one invoice settle it before
credits that name several, so a claim that comes to zero is settled by its own postings. There is
one exception: a debit that is not a sale may reverse a payment that has the same amount, or may
come from another customer. So customers who have such a debit left are read in full, and so are
shared accounts where one names neither an invoice nor a customer who has any.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from operator import itemgetter

from beancount.core.data import Transaction

from beancount_relance.ledger.receivable_accounts import ReceivableAccounts
from beancount_relance.ledger.receivable_postings import customer_of, names_stated, pattern_names
from beancount_relance.policy.settings import Settings
from beancount_relance.receivables.netted_claims import (
    NAMES,
    OWNER,
    SUM,
    TRANSACTIONS,
    NettedClaim,
    NettedClaims,
    is_settled,
)
from beancount_relance.receivables.paid_by_amount import PaidByAmount
from beancount_relance.receivables.recalled import named_claims, written_names
from beancount_relance.receivables.sifted import Needed, Sifted
from beancount_relance.values.invoice_names import name_key


class SettledFilter:
    """Sets the settled claims of a ledger aside."""

    def __init__(
        self,
        accounts: ReceivableAccounts,
        settings: Settings,
        income: str = "Income",
        by_amount: PaidByAmount | None = None,
    ) -> None:
        """Prepare to filter.

        Args:
            accounts: the receivable accounts.
            settings: the settings, for the metadata keys and the reference pattern.
            income: the name of the root account of income.
            by_amount: finds what payments without a name have settled, if that is wanted.
        """
        self._by_amount = by_amount
        self._accounts = accounts
        self._settings = settings
        self._income = income

    def everything(self, transactions: Iterable[Transaction]) -> Sifted:
        """Return all receivable postings; set nothing aside."""
        accounts = self._accounts
        found = (
            (txn, [p for p in txn.postings if accounts[p.account] is not None])
            for txn in transactions
        )
        return Sifted([(txn, postings) for txn, postings in found if postings])

    def sift(self, transactions: Sequence[Transaction], needed: Needed) -> Sifted:
        """Set aside the claims that come to zero.

        Args:
            transactions: the transactions, in the order of the ledger.
            needed: what must be read, or known, even if it is settled.

        Returns:
            What is to be read, and to whom the rest belongs.
        """
        claims = NettedClaims(self._accounts, self._settings, self._income)
        claims.add(transactions)
        return self._sifted(transactions, claims, self._with_ids(needed))

    def sift_each(
        self, transactions: Sequence[Transaction], ends: Iterable[int]
    ) -> Iterator[Sifted]:
        """Do the same as :meth:`sift` for several beginnings of the transactions.

        Args:
            transactions: the transactions, in the order of the ledger.
            ends: how many transactions each beginning has, in ascending order.
        """
        claims = NettedClaims(self._accounts, self._settings, self._income)
        done = 0
        for end in ends:
            claims.add(transactions[done:end])
            done = end
            yield self._sifted(transactions[:end], claims, Needed())

    def _with_ids(self, needed: Needed) -> Needed:
        """Add the ids of the customers who are needed, which are known by now."""
        id_of = self._accounts.names.id_of
        return replace(
            needed,
            customers=needed.customers.union(map(id_of, needed.customers)),
            as_a_whole=needed.as_a_whole.union(map(id_of, needed.as_a_whole)),
        )

    def _sifted(
        self, transactions: Iterable[Transaction], claims: NettedClaims, needed: Needed
    ) -> Sifted:
        settled = self._by_amount.find(claims.all()) if self._by_amount is not None else []
        presumed = set(map(itemgetter(OWNER), settled))
        gone = {id(txn) for claim in settled for txn in claim[TRANSACTIONS:]}
        left: list[Transaction] = []
        owing: set[str] = set()
        for claim in claims.all():
            if is_settled(claim):
                settled.append(claim)
            elif id(claim[TRANSACTIONS]) not in gone:
                left += claim[TRANSACTIONS:]
                owing.add(claim[OWNER][0])
        if settled:
            self._recall(
                settled, left, claims, replace(needed, as_a_whole=needed.as_a_whole & owing)
            )
            written = _written(claims.all(), gone)
            called = self._names(left, claims.special_keys) | needed.names | written
            for claim in named_claims(settled, NAMES, called, needed.together):
                left += claim[TRANSACTIONS:]
        kept = set(map(id, left))
        ordered = (txn for txn in transactions if id(txn) in kept)
        balanced = set(map(itemgetter(OWNER), settled))
        aside = _customers_by_name(settled, needed.asked)
        return Sifted(self.everything(ordered).postings, aside, balanced, presumed)

    def _recall(
        self,
        settled: Iterable[NettedClaim],
        left: list[Transaction],
        claims: NettedClaims,
        needed: Needed,
    ) -> None:
        """Add the settled claims of customers and shared accounts that are read in full."""
        customers = needed.customers | needed.as_a_whole | self._unexplained(left, claims)
        shared = self._of_strangers(left, claims)
        if not customers and not shared:
            return
        for claim in settled:
            if claim[OWNER][0] in customers or any(
                posting.account in shared
                for txn in (claim[TRANSACTIONS:] if shared else ())
                for posting in txn.postings
            ):
                left += claim[TRANSACTIONS:]

    def _unexplained(self, left: Iterable[Transaction], claims: NettedClaims) -> set[str]:
        """Return the customers in transactions with a debit that is not a sale."""
        found: set[str] = set()
        for txn in left:
            places = [
                (posting, place)
                for posting in txn.postings
                if (place := self._accounts[posting.account]) is not None
            ]
            is_debit = any(p.units is not None and (p.units.number or 0) > 0 for p, _ in places)
            if is_debit and not claims.is_sale(txn):
                found.update(customer_of(txn, *each, self._accounts)[0] for each in places)
        return found

    def _of_strangers(self, left: Iterable[Transaction], claims: NettedClaims) -> set[str]:
        """Return the shared accounts with a debit that names no invoice, and no customer of any."""
        found: set[str] = set()
        owners: set[str] | None = None
        for txn in left:
            if txn.links or claims.is_sale(txn):
                continue
            for posting in txn.postings:
                place = self._accounts[posting.account]
                if place is None or place.customer is not None or posting.units is None:
                    continue
                if (posting.units.number or 0) <= 0 or posting.account in found:
                    continue
                if owners is None:
                    owners = {claim[OWNER][0] for claim in claims.all() if claim[NAMES]}
                customer, certain = customer_of(txn, posting, place, self._accounts)
                if not certain and customer not in owners:
                    found.add(posting.account)
        return found

    def _names(self, left: Iterable[Transaction], keys: frozenset[str]) -> set[str]:
        """Return all names, in lower case, by which these transactions may refer to others.

        Args:
            left: the transactions that are not set aside.
            keys: the metadata keys that may hold a name.
        """
        names: set[str] = set()
        for txn in left:
            names.update(names_stated(txn, keys))
            names.update(map(name_key, pattern_names(txn, self._settings.reference_pattern)))
            for posting in txn.postings:
                place = self._accounts[posting.account]
                if place is not None and place.document is not None:
                    names.add(name_key(place.document))
        return names


def _customers_by_name(
    settled: Iterable[NettedClaim], asked: Collection[str]
) -> dict[str, set[str]]:
    """Return, for each of the names asked for, the customers whose settled claims have it."""
    found: dict[str, set[str]] = defaultdict(set)
    for claim in settled if asked else ():
        customer, _ = claim[OWNER]
        for name in claim[NAMES]:
            if name_key(name) in asked:
                found[name_key(name)].add(customer)
    return found


def _written(claims: Collection[NettedClaim], gone: Collection[int]) -> set[str]:
    """Return the names that credits without a known name may write in a different way.

    Args:
        claims: all claims.
        gone: transactions that name nothing, by identity.
    """
    unnamed = [
        (claim[OWNER][0], txn)
        for claim in claims
        if claim[SUM] is None or claim[SUM] < 0
        for txn in claim[TRANSACTIONS:]
        if id(txn) not in gone
    ]
    names = ((claim[OWNER][0], claim[NAMES]) for claim in claims)
    return written_names(unnamed, names) if unnamed else set()
