"""Finds invoices that payments without a name have plainly settled, by their amounts alone.

It is what :mod:`~beancount_relance.receivables.matching` would find, on the tuples of the
filter of settled claims instead of objects. Where nothing is left to decide, reading all of it
was more than nine tenths of the plugin's time on books whose payments name no invoice (measured
in ``docs/benchmarks.md``, convention *unlinked*).

Only customers whose unsettled entries are plain are looked at: sales with one number, and money
received whose text names nothing. In order of date, each payment must have exactly one
explanation; from the first one on that has not, everything is read in full. What was settled
before is then neither open nor a rival, so the rest comes out the same; properties check that.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple

from beancount.core.data import Transaction

from beancount_relance.language.messages import Source
from beancount_relance.ledger.receivable_postings import words_of
from beancount_relance.policy.customers import Customers
from beancount_relance.policy.settings import Settings
from beancount_relance.receivables.movements import NO_MATCH_KEY, Disputed
from beancount_relance.receivables.naming import payment_text
from beancount_relance.receivables.netted_claims import (
    NAMES,
    OWNER,
    SUM,
    TRANSACTIONS,
    NettedClaim,
    Owner,
    is_settled,
)
from beancount_relance.receivables.plain_postings import LEAST_EXPONENT, PlainPostings
from beancount_relance.receivables.sums import Option, find_sums
from beancount_relance.values.invoice_names import name_key
from beancount_relance.values.known_numbers import KnownNumbers
from beancount_relance.values.payment_terms import Terms
from beancount_relance.values.structured_references import structured_references
from beancount_relance.values.written_references import has_digit, read_references

_ONCE = TRANSACTIONS + 1  # the length of a claim with one transaction
_ZERO = Decimal()
_UNIT = Decimal(1).scaleb(-LEAST_EXPONENT)


class PaidByAmount:
    """Finds claims that payments without a name have settled."""

    def __init__(
        self,
        postings: PlainPostings,
        settings: Settings,
        customers: Customers,
        disputed: Sequence[Disputed],
    ) -> None:
        """Know no payment yet.

        Args:
            postings: tells plain sales and payments.
            settings: the settings, for the way of allocation, and what makes an entry special.
            customers: the customers by id, for their terms.
            disputed: what the notes say is disputed; such invoices are paid last.
        """
        self.postings = postings
        self.settings = settings
        self.customers = customers
        self.disputed = disputed
        self._special = frozenset((*settings.reference_keys, NO_MATCH_KEY))
        self._payments: dict[int, _Payment | None] = {}

    def find(self, claims: Iterable[NettedClaim]) -> list[NettedClaim]:
        """Return claims that are settled, each of one payment and the invoices that it paid."""
        if self.settings.allocation != "amount" or self.settings.retention is not None:
            return []
        claims = list(claims)
        owners = self._owners(claims)
        if not owners:
            return []
        customers = {customer for customer, _ in owners}
        names: dict[str, set[str]] = defaultdict(set)
        everybody = {name_key(name) for claim in claims for name in claim[NAMES]}
        for claim in claims:
            if claim[OWNER][0] in customers:
                names[claim[OWNER][0]].update(claim[NAMES])
        disputed = frozenset().union(*(each.names for each in self.disputed))
        found: list[NettedClaim] = []
        for owner, (sold, paid) in owners.items():
            theirs = names[owner[0]]
            keys = {name_key(name) for name in theirs}
            if len(keys) < len(theirs) or not keys.isdisjoint(disputed):
                continue
            texts = _Texts(theirs, everybody)
            if all(texts.name_nothing(*each) for each in {payment.said for payment in paid}):
                found += _settled(owner, sold, paid)
        return found

    def _owners(
        self, claims: Iterable[NettedClaim]
    ) -> Mapping[Owner, tuple[list[NettedClaim], list[_Payment]]]:
        """Return the plain sales and payments of customers who have nothing else unsettled."""
        open_ones = [each for each in claims if not is_settled(each)]
        wanted = dict.fromkeys(claim[OWNER] for claim in open_ones if not claim[NAMES])
        owners: dict[Owner, tuple[list[NettedClaim], list[_Payment]]]
        owners = {owner: ([], []) for owner in wanted}
        for claim in open_ones:
            owner = claim[OWNER]
            if owner not in owners:
                continue
            if claim[NAMES] and self._is_sale(claim):
                owners[owner][0].append(claim)
            elif not claim[NAMES] and (payment := self._money(claim)) is not None:
                owners[owner][1].append(payment)
            else:
                del owners[owner]
        return {
            owner: both
            for owner, both in owners.items()
            if all(both) and self._has_plain_terms(owner[0])
        }

    def _has_plain_terms(self, customer: str) -> bool:
        """Whether no terms offer a discount or instalments, whatever the day."""
        own = (*self.customers[customer].terms, *self.settings.terms)
        return all(_is_plain(terms) for _, terms in own)

    def _is_sale(self, claim: NettedClaim) -> bool:
        total = claim[SUM]
        if not total or total < 0 or len(claim[NAMES]) != 1 or len(claim) > _ONCE:
            return False
        return self.postings.of_sale(claim[TRANSACTIONS]) is not None

    def _money(self, claim: NettedClaim) -> _Payment | None:
        """Return the plain payment that a claim without a name is, if it is one."""
        txn: Transaction = claim[TRANSACTIONS]
        if len(claim) > _ONCE or txn.links or txn.tags:
            return None
        if id(txn) not in self._payments:
            self._payments[id(txn)] = self._payment(txn)
        return self._payments[id(txn)]

    def _payment(self, txn: Transaction) -> _Payment | None:
        posting = self.postings.of_payment(txn)
        if posting is None:
            return None
        number = posting.units.number if posting.units is not None else None
        keys = self._special
        if number is None or number >= 0 or not keys.isdisjoint(txn.meta):
            return None
        meta = posting.meta or {}
        if not keys.isdisjoint(meta):
            return None
        source = Source.of(txn.meta)
        said = txn.narration or "", payment_text(txn, meta)
        return _Payment((txn.date, -number, source.file, source.line), txn, -number, said)


class _Payment(NamedTuple):
    """A plain payment: its place among others, its entry and amount, its narration and text."""

    order: tuple[datetime.date, Decimal, str, int]
    txn: Transaction
    amount: Decimal
    said: tuple[str, str]


class _Texts:
    """Tells texts that name no invoice: of their customer in any way, or of anybody by a word."""

    def __init__(self, names: Iterable[str], everybody: set[str]) -> None:
        self._names = names
        self._everybody = everybody

    @cached_property
    def _numbers(self) -> KnownNumbers:
        return KnownNumbers(self._names)

    def name_nothing(self, narration: str, text: str) -> bool:
        if has_digit(text):
            reading = read_references(text, self._numbers)
            if reading.sure or reading.unsure or reading.unknown:
                return False
            if any(structured_references(text)):
                return False
        return self._everybody.isdisjoint(map(name_key, words_of(narration)))


def _is_plain(terms: Terms) -> bool:
    return not terms.discounts and len(terms.shares) == 1


def _settled(
    owner: Owner, sold: Sequence[NettedClaim], paid: Iterable[_Payment]
) -> Iterator[NettedClaim]:
    """Yield what payments settle, in order, until one has no explanation or several."""
    paid = sorted(paid, key=attrgetter("order"))
    sales = [(int(claim[SUM] * _UNIT), claim) for claim in sold]
    to_come = sorted(sales, key=lambda sale: sale[1][TRANSACTIONS].date, reverse=True)
    open_: list[tuple[int, NettedClaim]] = []
    total = 0
    for payment in paid:
        amount = int(payment.amount * _UNIT)
        while to_come and to_come[-1][1][TRANSACTIONS].date <= payment.txn.date:
            open_.append(to_come.pop())
            total += open_[-1][0]
        if amount == total and open_:
            chosen, open_ = open_, []
        elif amount < total and (places := _only([value for value, _ in open_], amount)):
            chosen = [open_[place] for place in places]
            open_ = [sale for place, sale in enumerate(open_) if place not in places]
        else:
            return
        names = frozenset().union(*(claim[NAMES] for _, claim in chosen))
        yield (_ZERO, owner, names, *(claim[TRANSACTIONS] for _, claim in chosen), payment.txn)
        total -= amount


def _only(values: Sequence[int], amount: int) -> Sequence[int]:
    """Return the places of the only values that have a sum, if there are no others."""
    exact = values.count(amount)
    others = sum(value for value in values if value <= amount) - exact * amount
    if exact <= 1 and others < amount:  # too little for any other set
        return [values.index(amount)] if exact else ()
    sums = find_sums([Option(*each) for each in enumerate(values)], amount, 2)
    if len(sums.sets) != 1 or not (sums.complete or len(sums.sets[0]) == 1):
        return ()
    return sums.sets[0]
