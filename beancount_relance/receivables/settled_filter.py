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

The whole report sets aside only what is settled and plain
(:mod:`~beancount_relance.receivables.plain_claims`), since it can do without reading this. The
month ends of a trend also set aside what is open and plain, for customers with nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from operator import itemgetter

from beancount.core.data import Transaction
from msgspec.structs import replace

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
from beancount_relance.receivables.plain_claims import PlainClaims
from beancount_relance.receivables.recalled import named_claims, written_names
from beancount_relance.receivables.sifted import Needed, Sifted
from beancount_relance.values.invoice_names import name_key


def everything(transactions: Iterable[Transaction], accounts: ReceivableAccounts) -> Sifted:
    """Return all receivable postings; set nothing aside."""
    found = (
        (txn, [p for p in txn.postings if accounts[p.account] is not None]) for txn in transactions
    )
    return Sifted([(txn, postings) for txn, postings in found if postings])


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
        self,
        transactions: Sequence[Transaction],
        ends: Iterable[tuple[int, Needed]],
        plain: PlainClaims,
    ) -> Iterator[Sifted]:
        """Do the same as :meth:`sift` for several beginnings of the transactions.

        Of customers who have nothing else left, plain claims that are open are set aside as well.

        Args:
            transactions: the transactions, in the order of the ledger.
            ends: how many transactions each beginning has, in ascending order, and what must be
                read of it.
            plain: tells which claims are plain.
        """
        claims = NettedClaims(self._accounts, self._settings, self._income)
        done = 0
        for end, needed in ends:
            claims.add(transactions[done:end])
            done = end
            yield self._sifted(transactions[:end], claims, self._with_ids(needed), plain)

    def whole(
        self, transactions: Sequence[Transaction], needed: Needed, plain: PlainClaims
    ) -> Sifted:
        """Set aside only what is settled and plain, which becomes items without being read.

        Args:
            transactions: the transactions, in the order of the ledger.
            needed: what must be read even so.
            plain: tells which claims are plain.
        """
        claims = NettedClaims(self._accounts, self._settings, self._income)
        claims.add(transactions)
        settled = plain.among(filter(is_settled, claims.all()), claims)
        if not settled:
            return everything(transactions, self._accounts)
        gone = set(map(id, settled))
        others = [claim for claim in claims.all() if id(claim) not in gone]
        odd = plain.odd_customers(others)
        needed = replace(needed, customers=needed.customers | odd)
        unnamed = [claim for claim in others if not plain.is_plain(claim)]
        recalled = self._recalled(settled, others, claims, unnamed, needed)
        return self._without(transactions, others, recalled, [], settled)

    def _with_ids(self, needed: Needed) -> Needed:
        """Add the ids of the customers who are needed, which are known by now."""
        id_of = self._accounts.names.id_of
        return replace(
            needed,
            customers=needed.customers.union(map(id_of, needed.customers)),
            as_a_whole=needed.as_a_whole.union(map(id_of, needed.as_a_whole)),
        )

    def _sifted(
        self,
        transactions: Iterable[Transaction],
        claims: NettedClaims,
        needed: Needed,
        plain: PlainClaims | None = None,
    ) -> Sifted:
        found = self._by_amount.find(claims.all()) if self._by_amount is not None else []
        presumed = set(map(itemgetter(OWNER), found))
        gone = {id(txn) for claim in found for txn in claim[TRANSACTIONS:]}
        settled, others = list(found), []
        for claim in claims.all():
            if not claim[SUM] and is_settled(claim):
                settled.append(claim)
            elif id(claim[TRANSACTIONS]) not in gone:
                others.append(claim)
        owing = {claim[OWNER][0] for claim in others}
        needed = replace(needed, as_a_whole=needed.as_a_whole & owing)
        unnamed = [each for each in others if each[SUM] is None or each[SUM] < 0]
        apart: list[NettedClaim] = []
        if plain is not None:
            apart, others = _apart(plain.among(others, claims), others, needed.customers)
        while True:
            recalled = self._recalled([*settled, *apart], others, claims, unnamed, needed)
            theirs = {claim[OWNER][0] for claim in apart}
            read = theirs.intersection(claim[OWNER][0] for claim in recalled)
            if not read:
                break
            apart, again = _apart(apart, apart, read)
            others += again
        sifted = self._without(transactions, others, recalled, settled, apart)
        aside = _customers_by_name(settled, needed.asked)
        return replace(sifted, settled=aside, presumed=presumed)

    def _without(
        self,
        transactions: Iterable[Transaction],
        others: Iterable[NettedClaim],
        recalled: Iterable[NettedClaim],
        settled: Iterable[NettedClaim],
        plain: Iterable[NettedClaim],
    ) -> Sifted:
        """Return what is left to read: the other claims, and those recalled."""
        kept = {id(txn) for claim in (*others, *recalled) for txn in claim[TRANSACTIONS:]}
        ordered = [txn for txn in transactions if id(txn) in kept] if kept else []
        apart = [claim for claim in plain if id(claim[TRANSACTIONS]) not in kept]
        return Sifted(
            everything(ordered, self._accounts).postings,
            balanced={claim[OWNER] for claim in (*settled, *apart)},
            plain=apart,
        )

    def _recalled(
        self,
        settled: Collection[NettedClaim],
        others: Iterable[NettedClaim],
        claims: NettedClaims,
        unnamed: Iterable[NettedClaim],
        needed: Needed,
    ) -> list[NettedClaim]:
        """Return the claims that must be read although they are set aside.

        They are of customers and shared accounts that are read in full, or what is left names them.

        Args:
            settled: the claims set aside.
            others: the claims that are left to read.
            claims: all claims.
            unnamed: those that are left and may name another claim in another way.
            needed: what must be read in any case.
        """
        if not settled:
            return []
        left = [txn for claim in others for txn in claim[TRANSACTIONS:]]
        customers = needed.customers | needed.as_a_whole | self._unexplained(left, claims)
        shared = self._of_strangers(left, claims)
        found: list[NettedClaim] = []
        for claim in settled if customers or shared else ():
            if claim[OWNER][0] in customers or any(
                posting.account in shared
                for txn in (claim[TRANSACTIONS:] if shared else ())
                for posting in txn.postings
            ):
                found.append(claim)
                left += claim[TRANSACTIONS:]
        called = self._names(left, claims.special_keys) | needed.names
        called |= _written(unnamed, claims.all())
        return [*found, *named_claims(settled, NAMES, called, needed.together)]

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


def _apart(
    plain: Iterable[NettedClaim], claims: Iterable[NettedClaim], read: Collection[str]
) -> tuple[list[NettedClaim], list[NettedClaim]]:
    """Divide claims into plain ones of customers who have no others, and the rest.

    Args:
        plain: the plain ones.
        claims: all of them.
        read: the customers whose entries are all read.
    """
    ids = set(map(id, plain))
    mixed = {claim[OWNER][0] for claim in claims if id(claim) not in ids}.union(read)
    divided: tuple[list[NettedClaim], list[NettedClaim]] = ([], [])
    for claim in claims:
        divided[claim[OWNER][0] in mixed].append(claim)
    return divided


def _written(claims: Iterable[NettedClaim], everything: Iterable[NettedClaim]) -> set[str]:
    """Return the names that credits without a known name may write in a different way.

    Args:
        claims: the claims that have such credits.
        everything: all claims.
    """
    unnamed = [(claim[OWNER][0], txn) for claim in claims for txn in claim[TRANSACTIONS:]]
    names = ((claim[OWNER][0], claim[NAMES]) for claim in everything)
    return written_names(unnamed, names) if unnamed else set()
