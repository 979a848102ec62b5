"""A cheap filter that sets aside claims that are clearly settled.

Most invoices of a ledger were paid long ago by a posting that refers to them. A single
pass nets the receivable postings of each customer, currency and name. If they net to
zero, nothing is left to decide, and no objects are created for them. The remaining postings,
and everything they refer to, are read in full.

Setting claims aside does not change the result: credits that refer to one invoice settle
it before credits that refer to several, so a claim that nets to zero is settled within
itself. However, a debit that is not a sale may reverse a payment by its amount alone, or
come from another customer, so customers with such a remaining debit are read in full.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from operator import itemgetter
from typing import Any

from beancount.core.data import Meta, Transaction

from beancount_relance.ledger.receivable_accounts import ReceivableAccounts
from beancount_relance.ledger.receivable_postings import customer_of, names_stated, pattern_names
from beancount_relance.policy.settings import Settings
from beancount_relance.receivables.recalled import named_claims, written_names
from beancount_relance.receivables.sifted import Needed, Sifted
from beancount_relance.values.invoice_names import name_key
from beancount_relance.values.readers import BadValueError, read_date, read_reference
from beancount_relance.values.vocabulary import french_keys

Owner = tuple[str, str]
"""Customer and currency of a claim."""

_NettedClaim = tuple[Any, ...]
"""A claim as it is netted: (sum, owner, names, transaction, transaction, …).

Where the sum is zero it is settled; where it is ``None`` it must not be set aside. A
tuple, because there are as many as invoices.
"""

_SUM, _OWNER, _NAMES, _TRANSACTIONS = 0, 1, 2, 3
_ONCE = 4  # the length of a claim with one transaction
_ZERO = Decimal()
_NO_NAMES: frozenset[str] = frozenset()
_Claims = dict[Any, _NettedClaim]


class SettledFilter:
    """Filters the transactions of a ledger."""

    def __init__(
        self, accounts: ReceivableAccounts, settings: Settings, income: str = "Income"
    ) -> None:
        """Know the receivable accounts, the root of income, and what makes a posting special."""
        self._accounts = accounts
        self._income = f"{income}:"
        self._due = frozenset(settings.due_keys)
        own = ("law", "supply")
        self._in_full = frozenset((*settings.terms_keys, *own, *french_keys(own), "procedure"))
        self._pattern = settings.reference_pattern
        self._special = self._due.union(settings.reference_keys, self._in_full)

    def everything(self, transactions: Iterable[Transaction]) -> Sifted:
        """Set nothing aside."""
        accounts = self._accounts
        found = (
            (txn, [p for p in txn.postings if accounts[p.account] is not None])
            for txn in transactions
        )
        return Sifted([(txn, postings) for txn, postings in found if postings])

    def sift(self, transactions: Sequence[Transaction], needed: Needed) -> Sifted:
        """Set aside the claims that net to zero.

        Args:
            transactions: in the order of the ledger.
            needed: what is to be read, or known of, all the same.
        """
        claims: _Claims = {}
        self._net(claims, transactions)
        return self._sifted(transactions, claims, self._with_ids(needed))

    def sift_each(
        self, transactions: Sequence[Transaction], ends: Iterable[int]
    ) -> Iterator[Sifted]:
        """What :meth:`sift` makes of several beginnings of the same transactions.

        Args:
            transactions: in the order of the ledger.
            ends: how many of them each time, rising.
        """
        claims: _Claims = {}
        done = 0
        for end in ends:
            self._net(claims, transactions[done:end])
            done = end
            yield self._sifted(transactions[:end], claims, Needed())

    def _with_ids(self, needed: Needed) -> Needed:
        """What is needed, the customers by their ids, too, now that these are known."""
        id_of = self._accounts.names.id_of
        return replace(
            needed,
            customers=needed.customers.union(map(id_of, needed.customers)),
            as_a_whole=needed.as_a_whole.union(map(id_of, needed.as_a_whole)),
        )

    def _sifted(
        self, transactions: Iterable[Transaction], claims: _Claims, needed: Needed
    ) -> Sifted:
        """What is left to read, and whose the rest is."""
        settled: list[_NettedClaim] = []
        left: list[Transaction] = []
        owing: set[str] = set()
        for claim in claims.values():
            if claim[_SUM] == 0 and len(claim) > _ONCE:
                settled.append(claim)
            else:
                left += claim[_TRANSACTIONS:]
                owing.add(claim[_OWNER][0])
        customers = needed.customers | (needed.as_a_whole & owing) | self._unexplained(left)
        if customers:
            for claim in settled:
                if claim[_OWNER][0] in customers:
                    left += claim[_TRANSACTIONS:]
        if settled:
            called = self._names(left) | needed.names | _written(claims.values())
            for claim in named_claims(settled, _NAMES, called, needed.together):
                left += claim[_TRANSACTIONS:]
        kept = set(map(id, left))
        ordered = (txn for txn in transactions if id(txn) in kept)
        balanced = set(map(itemgetter(_OWNER), settled))
        aside = _customers_by_name(settled, needed.asked)
        return Sifted(self.everything(ordered).postings, aside, balanced)

    def _unexplained(self, left: Iterable[Transaction]) -> set[str]:
        """The customers in transactions with a debit that no income explains."""
        found: set[str] = set()
        for txn in left:
            places = [
                (posting, place)
                for posting in txn.postings
                if (place := self._accounts[posting.account]) is not None
            ]
            is_debit = any(p.units is not None and (p.units.number or 0) > 0 for p, _ in places)
            if is_debit and not self._is_of_income(txn):
                found.update(customer_of(txn, *each, self._accounts)[0] for each in places)
        return found

    def _net(self, claims: _Claims, transactions: Iterable[Transaction]) -> None:
        """Add what transactions state to the claims, each with its transactions in their order.

        Plain is a transaction with one receivable posting, with links, or without them with
        one match of the reference pattern, and without metadata of ours, dates apart. This is
        the one loop over the whole ledger, so it makes as little as it can: it knows a claim by
        the links alone, as long as they are one owner's.
        """
        accounts = self._accounts
        ours = self._special
        special: list[Transaction] = []
        for txn in transactions:
            found = None
            several = False
            for posting in txn.postings:
                receivable = accounts[posting.account]
                if receivable is not None:
                    several = found is not None
                    found, place = posting, receivable
            if found is None:
                continue
            links = txn.links or self._patterned(txn)
            if (
                several
                or not links
                or not (ours.isdisjoint(txn.meta) or self._only_dates(txn.meta))
                or not (ours.isdisjoint(found.meta or ()) or self._only_dates(found.meta or {}))
            ):
                special.append(txn)
                continue
            number, currency = found.units  # type: ignore[misc]  # booked: never missing
            owner = (place.customer or customer_of(txn, found, place, accounts)[0], currency)
            claim = claims.get(links)
            if claim is None:
                claims[links] = (number, owner, links, txn)
            elif (
                number < 0  # type: ignore[operator]  # booked: never missing
                and len(claim) == _ONCE
                and claim[_OWNER] == owner
                and not claim[_SUM] + number
            ):
                claims[links] = (_ZERO, owner, links, claim[_TRANSACTIONS], txn)
            else:
                self._add(claims, owner, links, number, txn)
        for txn in special:
            for owner, names, amount in self._special_claims(txn):
                self._add(claims, owner, names, amount, txn)

    def _add(
        self,
        claims: _Claims,
        owner: Owner,
        names: frozenset[str],
        amount: Decimal | None,
        txn: Transaction,
    ) -> None:
        """Add what a transaction states to its claim.

        The claim is to be read in full if that is not known, if it is debited twice or more is
        paid than was owed, and if it had been settled before: an invoice may be entered twice.
        So is what was credited first, unless it is an invoice that was paid in advance.
        """
        if not names:  # nothing can settle it by name
            claims[id(txn), owner] = (None, owner, names, txn)
            return
        key: Any = names
        claim = claims.get(key)
        if claim is not None and claim[_OWNER] != owner:
            key = (owner, names)
            claim = claims.get(key)
        if claim is None:
            claims[key] = (amount, owner, names, txn)
            return
        before: Decimal | None = claim[_SUM]
        total: Decimal | None = None
        if amount is not None and before:
            rest = before + amount
            if rest:
                known = amount < 0 and not before > 0 > rest
            else:
                known = amount < 0 or self._is_sale_paid_in_advance(claim, txn)
            total = rest if known else None
        claims[key] = (total, claim[_OWNER], names, *claim[_TRANSACTIONS:], txn)

    def _is_sale_paid_in_advance(self, claim: _NettedClaim, txn: Transaction) -> bool:
        return self._is_of_income(txn) and not any(map(self._is_of_income, claim[_TRANSACTIONS:]))

    def _is_of_income(self, txn: Transaction) -> bool:
        return any(posting.account.startswith(self._income) for posting in txn.postings)

    def _patterned(self, txn: Transaction) -> frozenset[str]:
        """Return the one name that the reference pattern finds, if it finds exactly one."""
        if self._pattern is None:
            return _NO_NAMES
        found = pattern_names(txn, self._pattern)
        return frozenset(found) if len(found) == 1 else _NO_NAMES

    def _only_dates(self, meta: Meta) -> bool:
        """Whether the metadata of ours are due dates that need no reading."""
        for key in self._special.intersection(meta):
            if key not in self._due or type(meta[key]) is not datetime.date:
                return False
        return True

    def _special_claims(
        self, txn: Transaction
    ) -> list[tuple[Owner, frozenset[str], Decimal | None]]:
        """The claims of a transaction that asks for a closer look, and what it adds to them.

        ``None`` for an amount says that the claim is to be read in full: because
        it has no name, or the transaction touches several.
        """
        claims: list[tuple[Owner, frozenset[str], Decimal | None]] = []
        for posting in txn.postings:
            account = self._accounts[posting.account]
            if account is None or posting.units is None:
                continue
            names, plain = self._special_names(txn, posting.meta or {})
            if not names:
                names = self._patterned(txn)
                plain = bool(names)
            if not names and account.document is not None:
                names, plain = frozenset((account.document,)), self._pattern is None
            customer, _ = customer_of(txn, posting, account, self._accounts)
            owner = (customer, posting.units.currency)
            claims.append((owner, names, posting.units.number if plain else None))
        if len(claims) > 1:
            return [(owner, names, None) for owner, names, _ in claims]
        return claims

    def _special_names(self, txn: Transaction, meta: Meta) -> tuple[frozenset[str], bool]:
        """The names of a posting with metadata of ours, and whether it is plain all the same.

        A date as the due date is; a reference is, where it is the only one and no
        link gives the invoice a second name.
        """
        stated: str | None = None
        for place in (txn.meta, meta):  # the posting's own word is the last
            here: str | None = None
            for key in self._special.intersection(place):
                value = place[key]
                if key in self._due:
                    if type(value) is not datetime.date and not _can_read(read_date, value):
                        return txn.links, False
                elif key in self._in_full or here or not _can_read(read_reference, value):
                    return txn.links, False
                else:
                    here = read_reference(value)
            stated = here or stated
        if stated is None:
            return txn.links, bool(txn.links)
        names = frozenset((stated,))
        return names, not txn.links or txn.links == names

    def _names(self, left: Iterable[Transaction]) -> set[str]:
        """All the names, in lower case, by which what is left may call what is settled."""
        names: set[str] = set()
        for txn in left:
            names.update(names_stated(txn, self._special))
            names.update(map(name_key, pattern_names(txn, self._pattern)))
            for posting in txn.postings:
                place = self._accounts[posting.account]
                if place is not None and place.document is not None:
                    names.add(name_key(place.document))
        return names


def _customers_by_name(
    settled: Iterable[_NettedClaim], asked: Collection[str]
) -> dict[str, set[str]]:
    """Return whose claims are called by the names asked for."""
    found: dict[str, set[str]] = defaultdict(set)
    for _, (customer, _), names, *_ in settled if asked else ():
        for name in names:
            if name_key(name) in asked:
                found[name_key(name)].add(customer)
    return found


def _can_read(read: Callable[[Any], object], value: object) -> bool:
    try:
        read(value)
    except BadValueError:
        return False
    return True


def _written(claims: Collection[_NettedClaim]) -> set[str]:
    """The names that credits of no known name may write in another way than the ledger."""
    unnamed = [
        (claim[_OWNER][0], txn)
        for claim in claims
        if claim[_SUM] is None or claim[_SUM] < 0
        for txn in claim[_TRANSACTIONS:]
    ]
    names = ((claim[_OWNER][0], claim[_NAMES]) for claim in claims)
    return written_names(unnamed, names) if unnamed else set()
