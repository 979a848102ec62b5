"""A cheap filter that sets aside claims that are clearly settled.

Most invoices of a ledger were paid long ago by a posting that refers to them. They are netted
(:mod:`~beancount_relance.receivables.netting.netted_claims`), and those that come to zero are set
aside: no objects are created for them. The other postings, and everything that they refer to, are
read in full.

Setting claims aside does not change the result. Credits that name one invoice settle it before
credits that name several, so a claim that comes to zero is settled by its own postings. There is
one exception: a debit that is not a sale may reverse a payment that has the same amount, or may
come from another customer. So customers who have such a debit left are read in full, and so are
shared accounts where one names neither an invoice nor a customer who has any.

The whole report sets aside only what is settled and plain, since it can do without reading this
(:mod:`~beancount_relance.receivables.netting.plain_claims`). For the ends of months, customers who
have nothing else are divided off once, with what they owe; the others are sifted for each of the
days. All three begin with the same claims, which are netted once.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain, compress
from operator import itemgetter

from beancount.core.data import Transaction
from msgspec.structs import replace

from beancount_relance.ledger.misplaced_keys import KeysInPlace
from beancount_relance.receivables.netting.claims_read_again import Recall, claims_by_customer
from beancount_relance.receivables.netting.filter_result import (
    Needed,
    Sifted,
    everything,
)
from beancount_relance.receivables.netting.left_out_claims import LeftOut
from beancount_relance.receivables.netting.netted_claims import (
    NAMES,
    OWNER,
    SUM,
    TRANSACTIONS,
    NettedClaim,
    NettedClaims,
    is_settled,
)
from beancount_relance.receivables.netting.paid_by_amount import PaidByAmount
from beancount_relance.receivables.netting.plain_claims import PlainClaims
from beancount_relance.values.numbers.invoice_names import name_key

_OWNER = itemgetter(OWNER)


class SettledFilter:
    """Sets the settled claims of a ledger aside."""

    def __init__(
        self,
        transactions: Sequence[Transaction],
        plain: PlainClaims,
        by_amount: PaidByAmount | None = None,
        income: str = "Income",
        keys: KeysInPlace | None = None,
    ) -> None:
        """Net the claims of a ledger.

        Args:
            transactions: the transactions, in the order of the ledger.
            plain: tells which claims are plain, by the accounts and settings.
            by_amount: finds what payments without a name have settled, if that is wanted.
            income: the name of the root account of income.
            keys: puts keys into their place; ``None`` if they are.
        """
        self.plain = plain
        self._accounts = plain.accounts
        self._settings = plain.settings
        self._by_amount = by_amount
        self._income = income
        self._kept: Collection[int] = ()
        self._read = Sifted(())
        self._claims = self._no_claims(keys)
        self._claims.add(transactions)
        copies = self._claims.copies
        if copies:
            transactions = [copies.get(id(txn), txn) for txn in transactions]
        self.transactions = transactions
        """The transactions, with their keys in place."""

    @property
    def elsewhere(self) -> Sequence[Transaction]:
        """The transactions without a receivable posting."""
        return self._claims.elsewhere

    @cached_property
    def _paid(self) -> Sequence[NettedClaim]:
        """The claims of which each is a payment that names nothing, with its invoices."""
        return self._found(self._claims)

    def sift(self, needed: Needed) -> Sifted:
        """Set aside the claims that come to zero.

        Args:
            needed: what must be read, or known, even if it is settled.

        Returns:
            What is to be read, and to whom the rest belongs.
        """
        needed = self._with_ids(needed)
        return self._sifted(self.transactions, self._claims, self._paid, needed)

    def sift_each(
        self, transactions: Sequence[Transaction], ends: Iterable[tuple[int, Needed]]
    ) -> Iterator[Sifted]:
        """Do the same as :meth:`sift` for several beginnings of some of the transactions.

        Args:
            transactions: the transactions, in the order of the ledger.
            ends: how many transactions each beginning has, in ascending order, and what must be
                read of it.
        """
        claims = self._no_claims()
        done = 0
        for end, needed in ends:
            claims.add(transactions[done:end])
            done = end
            begun, found = transactions[:end], self._found(claims)
            yield self._sifted(begun, claims, found, self._with_ids(needed))

    def divide(self, first: datetime.date, needed: Needed) -> tuple[Sifted, list[Transaction]]:
        """Divide the ledger for several days into what is known on each of them, and what is read.

        Args:
            first: the first of the days.
            needed: what must be read of any of the days.

        Returns:
            The plain claims, and what was paid by its amount, as far as it was not settled by the
            first day, of customers who have nothing else; and all transactions of the others, to
            be sifted for each day.
        """
        claims, plain = self._claims, self.plain
        settled: list[NettedClaim] = []
        later: list[NettedClaim] = []
        for claim in claims.all():
            was_settled = is_settled(claim) and all(
                txn.date <= first for txn in claim[TRANSACTIONS:]
            )
            (settled if was_settled else later).append(claim)
        known: Collection[NettedClaim] = plain.among(later, claims)
        paid = self._paid_by_amount(later, known)
        unclear = _without(later, (*known, *paid))
        known = _without(known, paid)
        begun = (
            claim
            for claim in claims.all()
            if any(txn.date <= first for txn in claim[TRANSACTIONS:])
        )
        recall = self._recall(claims, [*settled, *known, *paid], begun)
        theirs = claims_by_customer(later)
        needed = self._with_ids(needed)
        read = new = {*needed.customers, *_customers(unclear)}
        while new:
            others = [claim for customer in new for claim in theirs.get(customer, ())]
            unnamed = [claim for claim in others if not plain.is_plain(claim)]
            new = _customers(recall.of(others, unnamed, needed)) - read
            read = read | new
        known, paid = _of_others(known, read), _of_others(paid, read)
        kept = {
            id(txn)
            for claim in claims.all()
            if claim[OWNER][0] in read
            for txn in claim[TRANSACTIONS:]
        }
        rest = list(_kept(self.transactions, kept))
        paid = [claim for claim in paid if claim[-1].date > first]
        return Sifted([], plain=known, paid=paid), rest

    def _paid_by_amount(
        self, claims: Collection[NettedClaim], known: Collection[NettedClaim]
    ) -> list[NettedClaim]:
        """Return what payments that name nothing have settled, of customers for whom all is clear.

        Args:
            claims: the claims.
            known: those of them that are plain, which these payments are not.

        Returns:
            The claims of which each is a payment with its invoices.
        """
        if not self._paid:
            return []
        payments = {id(claim[-1]) for claim in self._paid}
        unclear = _without(claims, known)
        mixed = _customers(each for each in unclear if id(each[TRANSACTIONS]) not in payments)
        return _of_others(self._paid, mixed)

    def whole(self, needed: Needed, left_out: LeftOut | None = None) -> Sifted:
        """Set aside only what is settled and plain, which becomes items without being read.

        Args:
            needed: what must be read even so.
            left_out: tells what is settled and not wanted either.
        """
        transactions, claims, plain = self.transactions, self._claims, self.plain
        gone = left_out.among(claims) if left_out is not None else []
        rest: Collection[NettedClaim] = claims.all()
        if gone:
            left = set(map(id, gone))
            rest = [claim for claim in rest if id(claim) not in left]
        known = plain.among(rest, claims)
        paid = self._paid_by_amount(rest, known)
        settled = _without(list(filter(is_settled, known)), paid)
        if not (gone or settled or paid):
            return everything(transactions, self._accounts)
        others = _without(rest, (*settled, *paid))
        unnamed = [claim for claim in others if not plain.is_plain(claim)]
        aside = [*gone, *settled, *paid]
        recall, needed = self._recall(claims, aside), self._with_ids(needed)
        of_paid, read = _customers(paid), needed.customers | plain.odd_customers(others)
        recalled = new = recall.of(others, unnamed, replace(needed, customers=read))
        while more := (_customers(new) & of_paid) - read:
            read = read | more
            new = recall.of((), (), Needed(customers=frozenset(more), together=needed.together))
            recalled = [*recalled, *new]
        sifted = self._left(transactions, others, recalled, gone, settled, paid)
        if left_out is None:
            return sifted
        over = [claim for claim in sifted.paid if left_out.has(claim, claims)]
        gone += over
        return replace(
            sifted,
            paid=_without(sifted.paid, over),
            settled=_customers_by_name(aside, needed.asked),
            left_out=set(map(_OWNER, gone)),
        )

    def _with_ids(self, needed: Needed) -> Needed:
        """Add the ids of the customers who are needed, which are known by now."""
        id_of = self._accounts.names.id_of
        return replace(
            needed,
            customers=needed.customers.union(map(id_of, needed.customers)),
            as_a_whole=needed.as_a_whole.union(map(id_of, needed.as_a_whole)),
        )

    def _no_claims(self, keys: KeysInPlace | None = None) -> NettedClaims:
        return NettedClaims(self._accounts, self._settings, self._income, keys)

    def _found(self, claims: NettedClaims) -> Sequence[NettedClaim]:
        return self._by_amount.find(claims) if self._by_amount is not None else []

    def _sifted(
        self,
        transactions: Sequence[Transaction],
        claims: NettedClaims,
        found: Sequence[NettedClaim],
        needed: Needed,
    ) -> Sifted:
        presumed = set(map(_OWNER, found))
        by_name, not_by_name = claims.divided()
        settled, others = [*found, *by_name], _without(not_by_name, found)
        owing = {claim[OWNER][0] for claim in others}
        needed = replace(needed, as_a_whole=needed.as_a_whole & owing)
        unnamed = [each for each in others if each[SUM] is None or each[SUM] < 0]
        recalled = self._recall(claims, settled).of(others, unnamed, needed)
        sifted = self._left(transactions, others, recalled, settled)
        aside = _customers_by_name(settled, needed.asked)
        return replace(sifted, settled=aside, presumed=presumed)

    def _recall(
        self,
        claims: NettedClaims,
        aside: Collection[NettedClaim],
        known: Iterable[NettedClaim] | None = None,
    ) -> Recall:
        known = claims.all() if known is None else known
        is_carried = self.plain.counterparts.is_carried
        return Recall(self._accounts, self._settings, claims, aside, known, is_carried)

    def _left(
        self,
        transactions: Sequence[Transaction],
        others: Iterable[NettedClaim],
        recalled: Iterable[NettedClaim],
        settled: Iterable[NettedClaim] = (),
        plain: Iterable[NettedClaim] = (),
        paid: Iterable[NettedClaim] = (),
    ) -> Sifted:
        """Return what is left to read, which is the other claims and those recalled.

        The rest is settled, plain, or paid by its amount. A view mostly has the same to read as
        the plugin.
        """
        kept = {id(txn) for claim in (*others, *recalled) for txn in claim[TRANSACTIONS:]}
        if kept != self._kept:
            self._kept = kept
            self._read = everything(_kept(transactions, kept), self._accounts)
        plain = [claim for claim in plain if id(claim[TRANSACTIONS]) not in kept]
        paid = [claim for claim in paid if id(claim[TRANSACTIONS]) not in kept]
        return replace(
            self._read,
            balanced=set(map(_OWNER, chain(settled, plain, paid))),
            plain=plain,
            paid=paid,
        )


def _kept(transactions: Sequence[Transaction], kept: Collection[int]) -> Iterable[Transaction]:
    """Return the transactions that have some ids, in their order."""
    return compress(transactions, map(kept.__contains__, map(id, transactions))) if kept else ()


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


def _without(
    claims: Collection[NettedClaim], others: Collection[NettedClaim]
) -> Collection[NettedClaim]:
    """Return the claims whose first transaction is in none of the others."""
    if not others:
        return claims
    gone = {id(txn) for claim in others for txn in claim[TRANSACTIONS:]}
    return [claim for claim in claims if id(claim[TRANSACTIONS]) not in gone]


def _customers(claims: Iterable[NettedClaim]) -> set[str]:
    return {claim[OWNER][0] for claim in claims}


def _of_others(claims: Iterable[NettedClaim], customers: Collection[str]) -> list[NettedClaim]:
    """Return the claims of other customers than these."""
    return [claim for claim in claims if claim[OWNER][0] not in customers]
