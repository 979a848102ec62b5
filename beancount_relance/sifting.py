"""Sifting: set aside, cheaply, what is plainly settled.

Most invoices of a ledger were paid long ago by a posting that names them. One
pass nets the receivable postings of each customer, currency and name; where
they come to zero nothing is left to decide, and nothing more is made of them.
What remains, with all that it names, is read in full.

What was set aside changes nothing in the result: a credit that names one
invoice settles it before credits that name several, so a claim that nets to
zero within itself is settled within itself.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain
from operator import itemgetter
from typing import Any

from beancount.core.data import Meta, Posting, Transaction

from beancount_relance.accounts import ReceivableAccounts
from beancount_relance.lines import customer_of, words_of
from beancount_relance.settings import Settings
from beancount_relance.values import BadValueError, read_date, read_reference

_READ_IN_FULL = frozenset(("terms", "procedure"))

ClaimKey = tuple[str, str, frozenset[str]]
"""Customer, currency and names of a claim."""


_Share = tuple[ClaimKey, Decimal | None, int, Transaction]


@dataclass(frozen=True, slots=True)
class Sifted:
    """The postings to read, by transaction, and the names of what is settled.

    ``settled`` gives the customers who have each name, in lower case, of those
    that were asked for and are settled; ``balanced`` are the customers, with their
    currencies, of whom claims were set aside.
    """

    postings: Sequence[tuple[Transaction, Sequence[Posting]]]
    settled: Mapping[str, Collection[str]] = field(default_factory=dict)
    balanced: Collection[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Needed:
    """What the history has to do with: claims not to be set aside unread.

    ``names`` are to be read, and all of the ``customers``; of the names ``asked``
    it is enough to know whose they are. Of names that were spoken of ``together``
    all are read if one is, and so are the customers ``as_a_whole`` who still owe
    something. Names are in lower case.
    """

    names: frozenset[str] = frozenset()
    customers: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()
    together: frozenset[frozenset[str]] = frozenset()
    as_a_whole: frozenset[str] = frozenset()


class Sifter:
    """Sifts the transactions of a ledger."""

    def __init__(self, accounts: ReceivableAccounts, settings: Settings) -> None:
        """Know the receivable accounts, and the metadata that make a posting special."""
        self._accounts = accounts
        self._due = frozenset(settings.due_keys)
        self._special = self._due.union(settings.reference_keys, _READ_IN_FULL)

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
        left, settled, again = self._net(transactions)
        kept = [(place, txn) for claim in left.values() for place, txn in _sightings(claim)]
        recalled = again | _named(settled, self._names(kept) | needed.names, needed.together)
        customers = needed.customers | needed.as_a_whole.intersection(map(itemgetter(0), left))
        if customers:
            recalled |= {key for key in settled if key[0] in customers}
        if recalled:
            kept = [
                (place, txn)
                for place, txn in enumerate(transactions)
                if any(key in left or key in recalled for key in self._keys(txn))
            ]
        aside: dict[str, set[str]] = defaultdict(set)
        for customer, _, names in settled if needed.asked else ():
            for name in names:
                if name.casefold() in needed.asked:
                    aside[name.casefold()].add(customer)
        ordered = [txn for _, txn in sorted(dict(kept).items())]
        balanced = set(map(itemgetter(0, 1), settled))
        return Sifted(self.everything(ordered).postings, aside, balanced)

    def _net(
        self, transactions: Sequence[Transaction]
    ) -> tuple[dict[ClaimKey, list[Any]], set[ClaimKey], set[ClaimKey]]:
        """The claims that do not come to zero, and the keys of those that do.

        A claim is [sum, place, transaction, place, transaction, …]; its sum is
        ``None`` if it must not be set aside. Last come the keys of claims that
        came to zero more than once: perhaps entered twice.
        """
        left: dict[ClaimKey, list[Any]] = {}
        settled: set[ClaimKey] = set()
        again: set[ClaimKey] = set()
        special: list[tuple[int, Transaction]] = []
        for key, amount, place, txn in chain(
            self._plain(transactions, special), self._closely(special)
        ):
            claim = left.pop(key, None)
            if claim is None:
                left[key] = [amount, place, txn]
                continue
            if amount is None or claim[0] is None:
                claim[0] = None
            else:
                total = claim[0] + amount
                if not total:
                    (again if key in settled else settled).add(key)
                    continue
                # A second debit, or more paid than was owed, may be an invoice entered twice.
                doubtful = amount > 0 or claim[0] > 0 > total
                claim[0] = None if doubtful else total
            claim += (place, txn)
            left[key] = claim
        return left, settled, again

    def _plain(
        self, transactions: Sequence[Transaction], special: list[tuple[int, Transaction]]
    ) -> Iterator[_Share]:
        """What each plain transaction adds to its claim; the others go to ``special``.

        Plain is one receivable posting on a customer's own account, with links
        and without metadata of ours, dates apart. This is the one loop over the whole ledger,
        so it makes as little as it can.
        """
        accounts = dict(self._accounts)
        keys = self._special
        for place, txn in enumerate(transactions):
            found = None
            several = False
            for posting in txn.postings:
                try:
                    receivable = accounts[posting.account]
                except KeyError:
                    receivable = accounts[posting.account] = self._accounts[posting.account]
                if receivable is not None:
                    several = found is not None
                    found, account = posting, receivable
            if found is None:
                continue
            if (
                several
                or not txn.links
                or account.customer is None
                or not (keys.isdisjoint(txn.meta) or self._only_dates(txn.meta))
                or not (keys.isdisjoint(found.meta or ()) or self._only_dates(found.meta or {}))
            ):
                special.append((place, txn))
                continue
            number, currency = found.units  # type: ignore[misc]  # booked: never missing
            yield (account.customer, currency, txn.links), number, place, txn

    def _only_dates(self, meta: Meta) -> bool:
        """Whether the metadata of ours are due dates that need no reading."""
        for key in self._special.intersection(meta):
            if key not in self._due or type(meta[key]) is not datetime.date:
                return False
        return True

    def _closely(self, special: Iterable[tuple[int, Transaction]]) -> Iterator[_Share]:
        """What the transactions that ask for a closer look add to their claims."""
        for place, txn in special:
            for key, amount in self._special_claims(txn):
                yield key, amount, place, txn

    def _special_claims(self, txn: Transaction) -> list[tuple[ClaimKey, Decimal | None]]:
        """The claims of a transaction that asks for a closer look, and what it adds to them.

        ``None`` for an amount says that the claim is to be read in full: because
        it has no name, or the transaction touches several.
        """
        claims: list[tuple[ClaimKey, Decimal | None]] = []
        for posting in txn.postings:
            account = self._accounts[posting.account]
            if account is None or posting.units is None:
                continue
            names, plain = self._special_names(txn, posting.meta or {})
            customer, _ = customer_of(txn, posting, account)
            number = posting.units.number
            key = (customer, posting.units.currency, names)
            claims.append((key, number if plain else None))
        if len(claims) > 1:
            return [(key, None) for key, _ in claims]
        return claims

    def _keys(self, txn: Transaction) -> list[ClaimKey]:
        return [key for key, _ in self._special_claims(txn)]

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
                elif key in _READ_IN_FULL or here or not _can_read(read_reference, value):
                    return txn.links, False
                else:
                    here = read_reference(value)
            stated = here or stated
        if stated is None:
            return txn.links, bool(txn.links)
        names = frozenset((stated,))
        return names, not txn.links or txn.links == names

    def _names(self, kept: Iterable[tuple[int, Transaction]]) -> set[str]:
        """All the names, in lower case, by which what is left may call what is settled."""
        names: set[str] = set()
        for _, txn in kept:
            names.update(link.casefold() for link in txn.links)
            names.update(_words(txn.narration or ""))
            for meta in (txn.meta, *(posting.meta or {} for posting in txn.postings)):
                for key in self._special.intersection(meta):
                    names.add(str(meta[key]).casefold())
                    names.update(_words(str(meta[key])))
        return names


def _can_read(read: Callable[[Any], object], value: object) -> bool:
    try:
        read(value)
    except BadValueError:
        return False
    return True


def _sightings(claim: list[Any]) -> Iterator[tuple[int, Transaction]]:
    return zip(claim[1::2], claim[2::2], strict=True)


def _named(
    settled: Collection[ClaimKey], names: set[str], together: Collection[frozenset[str]]
) -> set[ClaimKey]:
    """The settled claims that go by one of the names, or by a name that leads on from there.

    A claim leads from one of its names to the others, and so does what is called ``together``.
    """
    recalled: set[ClaimKey] = set()
    seen: set[str] = set()
    while names:
        seen |= names
        found = {key for key in settled for name in key[2] if name.casefold() in names} - recalled
        recalled |= found
        called = {name.casefold() for key in found for name in key[2]}
        names = called.union(*(group for group in together if not group.isdisjoint(names))) - seen
    return recalled


def _words(text: str) -> Iterator[str]:
    return (word.casefold() for word in words_of(text))
