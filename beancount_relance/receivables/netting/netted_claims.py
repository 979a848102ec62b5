"""Claims as they are netted: what a customer owes under one name, in one sum.

A claim is what receivable postings of one customer and currency have a name in common for, such
as ``^F2026-014``. :class:`NettedClaims` adds them up in a single pass over the ledger. A claim
whose sum is zero is settled; one whose sum is unknown must be read in full.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import chain
from operator import itemgetter
from typing import Any, TypeVar

from beancount.core.data import Meta, Posting, Transaction

from beancount_relance.ledger.accounts.account_places import Place
from beancount_relance.ledger.accounts.account_words import RECOVERED
from beancount_relance.ledger.accounts.receivable_accounts import ReceivableAccounts
from beancount_relance.ledger.misplaced_keys import KeysInPlace
from beancount_relance.ledger.pattern_names import pattern_names
from beancount_relance.ledger.posting_customers import customer_of
from beancount_relance.policy.settings import Settings
from beancount_relance.values.numbers.invoice_names import name_key
from beancount_relance.values.numbers.listed_names import listed_names
from beancount_relance.values.readers import BadValueError, read_date, read_reference
from beancount_relance.values.stated_meta import BEANCOUNTS_KEYS, PLACE_KEYS
from beancount_relance.values.vocabulary import french_keys

Owner = tuple[str, str]
"""Customer and currency of a claim."""

NettedClaim = tuple[Any, ...]
"""A claim: (sum, owner, names, transaction, transaction, …).

The sum is ``None`` if the claim must be read in full. It is a tuple, which is the fastest to
make, because there are as many of them as invoices.
"""

SUM, OWNER, NAMES, TRANSACTIONS = 0, 1, 2, 3
"""The positions in a claim; the transactions go on to its end."""

_ONCE = 4  # the length of a claim with one transaction
_ZERO = Decimal()
_NAMES = itemgetter(NAMES)
_NO_NAMES: frozenset[str] = frozenset()
_NO_META: Meta = {}
_Value = TypeVar("_Value")


def is_settled(claim: NettedClaim) -> bool:
    """Return whether several postings of a claim come to zero."""
    return len(claim) > _ONCE and claim[SUM] == 0


class NettedClaims:
    """The claims of a ledger, netted as its transactions are added."""

    def __init__(
        self,
        accounts: ReceivableAccounts,
        settings: Settings,
        income: str = "Income",
        keys: KeysInPlace | None = None,
    ) -> None:
        """Start without any claim.

        Args:
            accounts: the receivable accounts.
            settings: the settings, for the metadata keys and the reference pattern.
            income: the name of the root account of income.
            keys: puts keys into their place; ``None`` if they are.
        """
        self._accounts = accounts
        self._income = f"{income}:"
        self._keys = keys
        self.copies: dict[int, Transaction] = {}
        """The transactions with keys put into their place, by the ids of the originals."""
        self._earning: dict[str, bool] = {}
        self._due = frozenset(settings.due_keys)
        self._dating = self._due.union(settings.terms_keys)
        own = ("law", "supply")
        self._in_full = frozenset((*settings.terms_keys, *own, *french_keys(own), "procedure"))
        self._patterns = settings.reference_patterns
        self.special_keys = self._due.union(settings.reference_keys, self._in_full)
        """The metadata keys that change how a posting is read."""
        self.dated: set[int] = set()
        """The transactions with due dates or terms of their own, by their ids."""
        self.elsewhere: list[Transaction] = []
        """The transactions without a receivable posting."""
        self._claims: dict[Any, NettedClaim] = {}
        self._owners: dict[Owner, Owner] = {}  # one object for each, which is fetched faster
        self._divided: tuple[Sequence[NettedClaim], Sequence[NettedClaim]] | None = None

    def all(self) -> Collection[NettedClaim]:
        """Return the claims so far."""
        return self._claims.values()

    def divided(self) -> tuple[Sequence[NettedClaim], Sequence[NettedClaim]]:
        """Return the claims so far that are settled, and the others."""
        if self._divided is None:
            settled: list[NettedClaim] = []
            others: list[NettedClaim] = []
            for claim in self.all():
                if claim[SUM] or len(claim) == _ONCE or claim[SUM] is None:  # as is_settled, faster
                    others.append(claim)
                else:
                    settled.append(claim)
            self._divided = settled, others
        return self._divided

    def uses(self, names: Collection[str]) -> Mapping[str, int]:
        """Return how many of the claims so far have each of some names, all by their keys."""
        keys = map(name_key, chain.from_iterable(map(_NAMES, self.all())))
        return Counter(filter(names.__contains__, keys))

    def is_sale(self, txn: Transaction) -> bool:
        """Return whether a transaction has a posting to income, other than of what was lost."""
        return any(self._earns(posting.account) for posting in txn.postings)

    def _earns(self, account: str) -> bool:
        if not account.startswith(self._income):
            return False
        if account not in self._earning:
            self._earning[account] = not self._accounts.roles.has(account, RECOVERED)
        return self._earning[account]

    def add(self, transactions: Iterable[Transaction]) -> None:
        """Add the receivable postings of transactions to their claims, in their order.

        Most transactions are plain: they have one receivable posting, and either links, or one
        reference in their metadata, or else one match of the reference pattern, or no name on a
        customer's own account; apart from that, of the special metadata they have dates at most.
        This is the only loop over the whole ledger, so it creates as few objects as it can, and
        looks for keys in the wrong place as well: in a loop of its own that takes 5 % of the
        plugin's time. As long as only one owner uses some names, they identify the claim.
        """
        self._divided = None
        accounts, claims, owners = self._accounts, self._claims, self._owners
        keys, ours = self._keys, self.special_keys
        special: list[Transaction] = []
        for read in transactions:
            txn, found, several, is_stated = read, None, False, False
            for posting in txn.postings:
                receivable = accounts[posting.account]
                if receivable is None:
                    meta = posting.meta or _NO_META
                    is_stated |= len(meta) > PLACE_KEYS and not meta.keys() <= BEANCOUNTS_KEYS
                else:
                    several = found is not None
                    found, place = posting, receivable
            if found is None:
                self.elsewhere.append(txn)
                continue
            if is_stated and keys is not None:
                txn, found = self._in_place(txn, found, keys)
            names, counts = txn.links, True
            meta = found.meta or _NO_META
            is_bare = len(meta) == PLACE_KEYS and "filename" in meta and "lineno" in meta
            if not (ours.isdisjoint(txn.meta) and (is_bare or ours.isdisjoint(meta))):
                names, counts = self._special_names(txn, meta)
            names = names or self._patterned(txn)
            if (
                several
                or not counts
                or (not names and (place.document is not None or place.customer is None))
            ):
                special.append(txn)
                self._name_debtor(txn, found, place)
                continue
            number, currency = found.units  # type: ignore[misc]  # booked: never missing
            owner = (place.customer or customer_of(txn, found, place, accounts)[0], currency)
            owner = owners.setdefault(owner, owner)
            claim = claims.get(names)
            if claim is None:
                key = names or (id(txn), owner)  # nothing can settle what has no name
                claims[key] = (number if names else None, owner, names, txn)
            elif (
                number < 0  # type: ignore[operator]  # booked: never missing
                and len(claim) == _ONCE
                and claim[OWNER] == owner
                and claim[SUM] == -number  # type: ignore[operator]  # the sum may be unknown
            ):
                claims[names] = (_ZERO, owner, names, claim[TRANSACTIONS], txn)
            else:
                self._add(owner, names, number, txn)
        self._add_special(special)

    def _in_place(
        self, txn: Transaction, posting: Posting, keys: KeysInPlace
    ) -> tuple[Transaction, Posting]:
        """Return a transaction and a posting of it with their keys in place."""
        meant = keys.of(txn)
        if meant is not txn:
            self.copies[id(txn)] = meant
        return meant, meant.postings[[each is posting for each in txn.postings].index(True)]

    def _name_debtor(self, txn: Transaction, posting: Posting, place: Place) -> None:
        """Keep the customer's name as it is spelt, since the first spelling names them."""
        is_debit = posting.units is not None and (posting.units.number or 0) > 0
        if place.customer is None and is_debit:
            customer_of(txn, posting, place, self._accounts)

    def _add_special(self, special: Iterable[Transaction]) -> None:
        """Add transactions that are not plain."""
        for txn in special:
            for owner, names, amount in self._special_claims(txn):
                self._add(owner, names, amount, txn)

    def _add(
        self, owner: Owner, names: frozenset[str], amount: Decimal | None, txn: Transaction
    ) -> None:
        """Add an amount to a claim.

        The claim must be read in full if the amount is not known; if the claim is debited twice,
        paid by more than is owed, or had been settled before, because an invoice may have been
        entered twice; and if it begins with a credit, unless this is a payment in advance.
        """
        claims = self._claims
        if not names:  # nothing can settle it by name
            claims[id(txn), owner] = (None, owner, names, txn)
            return
        key: Any = names
        claim = claims.get(key)
        if claim is not None and claim[OWNER] != owner:
            key = (owner, names)
            claim = claims.get(key)
        if claim is None:
            claims[key] = (amount, owner, names, txn)
            return
        before: Decimal | None = claim[SUM]
        total: Decimal | None = None
        if amount is not None and before:
            rest = before + amount
            if rest:
                known = amount < 0 and not before > 0 > rest
            else:
                known = amount < 0 or self._is_sale_paid_in_advance(claim, txn)
            total = rest if known else None
        claims[key] = (total, claim[OWNER], names, *claim[TRANSACTIONS:], txn)

    def _is_sale_paid_in_advance(self, claim: NettedClaim, txn: Transaction) -> bool:
        return self.is_sale(txn) and not any(map(self.is_sale, claim[TRANSACTIONS:]))

    def _patterned(self, txn: Transaction) -> frozenset[str]:
        """Return the one name that the reference pattern finds, if it finds exactly one."""
        if not self._patterns:
            return _NO_NAMES
        found = pattern_names(txn, self._patterns)
        return frozenset(found) if len(found) == 1 else _NO_NAMES

    def _special_claims(
        self, txn: Transaction
    ) -> list[tuple[Owner, frozenset[str], Decimal | None]]:
        """Return the claims of a transaction that is not plain, with the amount for each.

        An amount of ``None`` means that the claim must be read in full: because its metadata say
        more than a number or a due date, such as terms, wherever its name comes from; or because
        the transaction has several receivable postings.
        """
        claims: list[tuple[Owner, frozenset[str], Decimal | None]] = []
        for posting in txn.postings:
            account = self._accounts[posting.account]
            if account is None or posting.units is None:
                continue
            names, plain = self._special_names(txn, posting.meta or _NO_META)
            names = names or self._patterned(txn)
            if not names and account.document is not None:
                names = frozenset((account.document,))
                plain = plain and not self._patterns
            customer, _ = customer_of(txn, posting, account, self._accounts)
            owner = (customer, posting.units.currency)
            claims.append((owner, names, posting.units.number if plain else None))
        if len(claims) > 1:
            return [(owner, names, None) for owner, names, _ in claims]
        return claims

    def _special_names(self, txn: Transaction, meta: Meta) -> tuple[frozenset[str], bool]:
        """Return the names of a posting with special metadata, and whether its amount counts.

        The amount counts if the metadata are due dates, or the only reference, provided that no
        link gives the invoice a second name. The posting's own metadata come before those of
        its transaction.
        """
        stated: str | None = None
        for place in (txn.meta, meta):
            keys = self.special_keys.intersection(place)
            if not keys:
                continue
            if not self._dating.isdisjoint(keys):
                self.dated.add(id(txn))
            here: str | None = None
            for key in keys:
                value = place[key]
                if key in self._due:
                    if type(value) is not datetime.date and _read(read_date, value) is None:
                        return txn.links, False
                elif key in self._in_full or here or not (here := _read(read_reference, value)):
                    return txn.links, False
            stated = here or stated
        if stated is None:
            return txn.links, True
        names = frozenset(listed_names(stated))
        return names, not txn.links or txn.links == names


def _read(read: Callable[[Any], _Value], value: object) -> _Value | None:
    """Return a value as it is read, or ``None`` if it cannot be."""
    try:
        return read(value)
    except BadValueError:
        return None
