"""Finds invoices that payments without a name have plainly settled, by their amounts alone.

It is what :mod:`~beancount_relance.receivables.matching.matching` would find, on the tuples of the
filter of settled claims instead of objects. Where nothing is left to decide, reading all of it
was more than nine tenths of the plugin's time on books whose payments name no invoice.

Only customers whose unsettled entries are plain are looked at: sales with one number, and money
received whose text names nothing. In order of date, each payment must have exactly one
explanation, and no text that may describe what stays open instead; from the first one on that has
not, everything is read in full. What was settled before is then neither open nor a rival, so the
rest comes out the same; properties check that.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from operator import itemgetter

from beancount.core.data import Posting, Transaction

from beancount_relance.ledger.possible_names import named_in
from beancount_relance.policy.customers import Customers
from beancount_relance.policy.names.name_spellings import distinct_names
from beancount_relance.policy.settings import Settings
from beancount_relance.receivables.allocation.described_elsewhere import (
    OpenTexts,
    first_described_by,
)
from beancount_relance.receivables.credits_and_debits import NO_MATCH_KEY, Disputed
from beancount_relance.receivables.matching.numbers_beside_amounts import states_amounts
from beancount_relance.receivables.naming.invoice_texts import texts_in
from beancount_relance.receivables.naming.named_invoices import payment_text
from beancount_relance.receivables.netting.netted_claims import (
    NAMES,
    OWNER,
    SUM,
    TRANSACTIONS,
    NettedClaim,
    NettedClaims,
    Owner,
)
from beancount_relance.receivables.netting.numbers_of_claims import NumbersOfClaims
from beancount_relance.receivables.netting.plain_postings import PlainPostings
from beancount_relance.receivables.paid_parts import MOST_COMPARED
from beancount_relance.receivables.sums import Option, find_sums
from beancount_relance.values.clues.excepted_months import months_left_out
from beancount_relance.values.clues.text_clues import says_nothing
from beancount_relance.values.numbers.invoice_names import name_key
from beancount_relance.values.numbers.known_numbers import KnownNumbers
from beancount_relance.values.numbers.structured_references import structured_references
from beancount_relance.values.numbers.written_references import has_digit, read_references
from beancount_relance.values.stated_meta import states_nothing
from beancount_relance.values.terms.payment_terms import Terms

_ONCE = TRANSACTIONS + 1  # the length of a claim with one transaction
_ZERO = Decimal()

_Sale = tuple[datetime.date, int, NettedClaim]
"""A plain sale: its day, its amount in thousandths, and its claim."""
_Payment = tuple[datetime.date, int, Transaction, Posting, bool]
"""A plain payment: its day, its amount in thousandths, its entry, its receivable posting, and
whether the metadata of both say nothing."""
_DAY = itemgetter(0)
_DAY_AND_AMOUNT = itemgetter(0, 1)
_NAMES = itemgetter(NAMES)


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

    def find(self, claims: NettedClaims) -> list[NettedClaim]:
        """Return claims that are settled, each of one payment and the invoices that it paid."""
        if self.settings.allocation != "amount" or self.settings.retention:
            return []
        owners = self._owners(claims.divided()[1])
        if not owners:
            return []
        customers = {customer for customer, _ in owners}
        names: dict[str, set[str]] = defaultdict(set)
        named = list(filter(_NAMES, claims.all()))
        everybody = NumbersOfClaims(named)
        for claim in named:
            if claim[OWNER][0] in customers:
                names[claim[OWNER][0]].update(claim[NAMES])
        disputed = frozenset().union(*(each.names for each in self.disputed))
        found: list[NettedClaim] = []
        for owner, (sold, paid) in owners.items():
            theirs = names[owner[0]]
            keys = {name_key(name) for name in theirs}
            if len(keys) < len(theirs) or not keys.isdisjoint(disputed):
                continue
            texts, said = _Texts(theirs, everybody), _said(paid)
            if any(self._is_anothers(owner[0], *each) for each in said):
                continue
            accounts = {*map(_account, paid), *map(self._account_of, sold)}
            if len(accounts) > 1 or _has_several_payees(sold):
                continue  # on which of them it was posted has a say, or who has paid
            if all(texts.name_nothing(text) for _, text in said):
                found += _settled(owner, sold, paid)
        return found

    def _owners(
        self, open_ones: Sequence[NettedClaim]
    ) -> Mapping[Owner, tuple[list[_Sale], list[_Payment]]]:
        """Return the plain sales and payments of customers who have nothing else unsettled."""
        wanted = dict.fromkeys(claim[OWNER] for claim in open_ones if not claim[NAMES])
        owners: dict[Owner, tuple[list[_Sale], list[_Payment]]]
        owners = {owner: ([], []) for owner in wanted if self._has_plain_terms(owner[0])}
        for claim in open_ones:
            both = owners.get(claim[OWNER])
            if both is None:
                continue
            if len(claim) > _ONCE:
                del owners[claim[OWNER]]
            elif claim[NAMES]:
                if (sale := self._sale(claim)) is not None:
                    both[0].append(sale)
                else:
                    del owners[claim[OWNER]]
            elif (payment := self._payment(claim[TRANSACTIONS])) is not None:
                both[1].append(payment)
            else:
                del owners[claim[OWNER]]
        return {owner: both for owner, both in owners.items() if all(both)}

    def _account_of(self, sale: _Sale) -> str:
        return self.postings.of(sale[2][TRANSACTIONS])[1].account

    def _is_anothers(self, customer: str, payee: str | None, text: str) -> bool:
        """Return whether a payment is another customer's by its payee, or for one by its text."""
        accounts = self.postings.accounts
        called = accounts.names.find(payee) if payee else None
        others = called, accounts.debtor_named(text, datetime.date.max)
        return any(other not in (None, customer) for other in others)

    def _has_plain_terms(self, customer: str) -> bool:
        """Whether no terms offer a discount or instalments, whatever the day."""
        own = (*self.customers[customer].terms, *self.settings.terms)
        return all(_is_plain(terms) for _, terms in own)

    def _sale(self, claim: NettedClaim) -> _Sale | None:
        """Return a claim as a plain sale, if it is one."""
        if claim[SUM] is None or len(claim[NAMES]) != 1:
            return None
        txn = claim[TRANSACTIONS]
        does, _, amount = self.postings.of(txn)
        return (txn.date, amount, claim) if does == "sells" and amount > 0 else None

    def _payment(self, txn: Transaction) -> _Payment | None:
        """Return a transaction that names nothing as a plain payment, if it is one."""
        place = id(txn)
        if place not in self._payments:  # each month of a trend asks again
            self._payments[place] = self._read(txn)
        return self._payments[place]

    def _read(self, txn: Transaction) -> _Payment | None:
        does, posting, amount = self.postings.of(txn)
        if does != "pays" or amount >= 0 or txn.links or txn.tags:
            return None
        meta, own = txn.meta, posting.meta or {}
        is_bare = states_nothing(meta) and all(states_nothing(p.meta or {}) for p in txn.postings)
        if is_bare or (self._special.isdisjoint(meta) and self._special.isdisjoint(own)):
            return txn.date, -amount, txn, posting, is_bare
        return None


class _Texts:
    """Tells texts that name no invoice, of their customer or of anybody else."""

    def __init__(self, names: Iterable[str], everybody: NumbersOfClaims) -> None:
        self._numbers = KnownNumbers(names)
        self._everybody = everybody

    def name_nothing(self, text: str) -> bool:
        if has_digit(text):
            if states_amounts(text):
                return False
            reading = read_references(text, self._numbers)
            if reading.sure or reading.unsure or reading.unknown:
                return False
            if any(structured_references(text)) or self._everybody.written_in(text):
                return False
        return self._everybody.names.isdisjoint(named_in(text)) and not months_left_out(text)


def _account(payment: _Payment) -> str:
    return payment[3].account


def _has_several_payees(sold: Iterable[_Sale]) -> bool:
    payees = {sale[2][TRANSACTIONS].payee for sale in sold}
    return len(payees) > 1 and len(distinct_names(filter(None, payees))) > 1


def _is_plain(terms: Terms) -> bool:
    return not terms.discounts and len(terms.shares) == 1


def _said(payments: Iterable[_Payment]) -> set[tuple[str | None, str]]:
    """Return the payees and texts of payments, each once: many have the same."""
    same: dict[tuple[str | None, str | None], _Payment] = {}
    others: list[_Payment] = []
    for payment in payments:
        txn, is_bare = payment[2], payment[-1]
        if is_bare:
            same[txn.payee, txn.narration] = payment
        else:
            others.append(payment)
    return {
        (txn.payee, payment_text(txn, posting.meta or {}))
        for _, _, txn, posting, _ in (*same.values(), *others)
    }


def _by_content(payment: _Payment) -> tuple[datetime.date, int, str, int]:
    """Return the order in which payments settle invoices."""
    date, amount, txn, *_ = payment
    return date, amount, txn.meta.get("filename", ""), txn.meta.get("lineno", 0)


def _in_order(paid: Sequence[_Payment]) -> Sequence[_Payment]:
    """Return payments in the order in which they settle invoices."""
    by_amount = sorted(paid, key=_DAY_AND_AMOUNT)
    is_sure = len(set(map(_DAY_AND_AMOUNT, paid))) == len(paid)  # as nearly always, and fast
    return by_amount if is_sure else sorted(paid, key=_by_content)


def _settled(
    owner: Owner, sold: Iterable[_Sale], paid: Sequence[_Payment]
) -> Iterator[NettedClaim]:
    """Yield what payments settle, in order, until one may be for something else."""
    found, still_open = _explained(sold, paid)
    texts = _StillOpen(owner[0], still_open) if 0 < len(still_open) <= MOST_COMPARED else None
    for payment, chosen in found:
        if texts is not None and texts.may_be_described(payment, chosen):
            return
        first, *others = chosen
        if others:
            names = first[NAMES].union(*map(_NAMES, others))
            sales = [claim[TRANSACTIONS] for claim in chosen]
            yield (_ZERO, owner, names, *sales, payment[2])
        else:
            yield (_ZERO, owner, first[NAMES], first[TRANSACTIONS], payment[2])


class _StillOpen:
    """What payments have left open; its texts are read only if a payment says anything."""

    def __init__(self, customer: str, claims: Sequence[NettedClaim]) -> None:
        self._customer = customer
        self._claims = claims
        self._since = first_described_by(min(claim[TRANSACTIONS].date for claim in claims))
        self._unlike: set[tuple[str | None, str | None]] = set()

    def may_be_described(self, payment: _Payment, paid: Iterable[NettedClaim]) -> bool:
        """Whether the text of a payment may describe any of it, and not what it has paid."""
        date, _, txn, posting, is_bare = payment
        if date < self._since or (is_bare and (txn.payee, txn.narration) in self._unlike):
            return False
        text = payment_text(txn, posting.meta or {})
        if says_nothing(text, self._customer) or not self._texts.are_like(text):
            if is_bare:  # many have the same
                self._unlike.add((txn.payee, txn.narration))
            return False
        narrations = [claim[TRANSACTIONS].narration or "" for claim in paid]
        return self._texts.may_be_described(text, date, narrations)

    @cached_property
    def _texts(self) -> OpenTexts:
        texts = OpenTexts()
        for claim in self._claims:
            txn = claim[TRANSACTIONS]
            metas = (txn.meta, *(posting.meta or {} for posting in txn.postings))
            more = [text for meta in metas for text in texts_in(meta, ())]
            texts.add(txn.narration or "", [*more, *txn.tags], txn.date)
        return texts


def _explained(
    sold: Iterable[_Sale], paid: Sequence[_Payment]
) -> tuple[list[tuple[_Payment, list[NettedClaim]]], list[NettedClaim]]:
    """Return what payments settle, in order, until one has no explanation or several; the rest."""
    to_come = sorted(sold, key=_DAY, reverse=True)
    values: list[int] = []
    open_: list[NettedClaim] = []
    found: list[tuple[_Payment, list[NettedClaim]]] = []
    total = 0
    for payment in _in_order(paid):
        date, amount, *_ = payment
        while to_come and to_come[-1][0] <= date:
            _, value, claim = to_come.pop()
            values.append(value)
            open_.append(claim)
            total += value
        if amount == total:
            chosen = open_
            values, open_ = [], []
        elif amount < total and (places := _only(values, amount)):
            chosen = [open_[place] for place in places]
            for place in sorted(places, reverse=True):
                del values[place], open_[place]
        else:
            break
        found.append((payment, chosen))
        total -= amount
    return found, [*open_, *(claim for _, _, claim in to_come)]


def _only(values: Sequence[int], amount: int) -> Sequence[int]:
    """Return the places of the only values that have a sum, if there are no others."""
    exact = values.count(amount)
    smaller = sum([value for value in values if value < amount])
    if exact <= 1 and smaller < amount:  # too little for any other set
        return [values.index(amount)] if exact else ()
    sums = find_sums([Option(*each) for each in enumerate(values)], amount, 2)
    if len(sums.sets) != 1 or not (sums.complete or len(sums.sets[0]) == 1):
        return ()
    return sums.sets[0]
