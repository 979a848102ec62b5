"""Read receivable postings, each with its customer and the invoice names it refers to.

The names come from the reference keys of the posting or the transaction, or else from the
links of the transaction, or else from what the reference pattern finds
(:mod:`~beancount_relance.ledger.pattern_names`).
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from beancount.core.account import sep
from beancount.core.convert import get_weight
from beancount.core.data import Posting, Transaction
from beancount.core.position import Cost
from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.language.codes import Code
from beancount_relance.language.messages import Message, Problem, Source
from beancount_relance.ledger.accounts.account_words import RETENTION, roles_of
from beancount_relance.ledger.accounts.receivable_accounts import ReceivableAccounts
from beancount_relance.ledger.counterparts.natures import Natures
from beancount_relance.ledger.pattern_names import pattern_names
from beancount_relance.ledger.posting_customers import (
    EntryPartiesReader,
    OthersBeside,
    customer_of,
)
from beancount_relance.ledger.purchases import Purchases
from beancount_relance.policy.settings import Settings
from beancount_relance.values.money import to_unit, without_division
from beancount_relance.values.numbers.listed_names import listed_names
from beancount_relance.values.readers import BadValueError, bad_value, read_reference

_NO_META: Mapping[str, Any] = {}


class ReceivablePosting(Struct, frozen=True):
    """One receivable posting, or several of one transaction and one claim made one.

    Attributes:
        txn: its transaction.
        account: the receivable account.
        customer: the customer's id.
        certain: whether the ledger itself names the customer, by account or by
            ``customer:``, and not just the payee.
        number: the amount, positive for a debit, in ``currency``.
        meta: the posting's metadata.
        names: what it calls invoices, known or not.
        keyed: whether ``names`` come from a reference key.
        by_account: whether they come from the name of the account.
        source: the line of the transaction; the posting's own if there are several.
        moves: whether it is that part of a posting which another one takes off or puts on again.
        lot: its lot, if it is held at cost and somebody chose it.
    """

    txn: Transaction
    account: str
    customer: str
    certain: bool
    currency: str
    number: Decimal
    meta: Mapping[str, Any]
    names: tuple[str, ...]
    keyed: bool
    source: Source
    by_account: bool = False
    moves: bool = False
    lot: Cost | None = None

    @property
    def stated(self) -> tuple[str, ...]:
        """The names that a reference key or the account states."""
        return self.names if self.keyed or self.by_account else ()

    @property
    def date(self) -> datetime.date:
        """The date of its transaction."""
        return self.txn.date

    @property
    def narration(self) -> str:
        """The narration of its transaction."""
        return self.txn.narration or ""

    @property
    def heading(self) -> str:
        """The payee and the narration: banks write in either what an entry is."""
        return f"{self.txn.payee or ''} {self.narration}"


Naming = Callable[[Sequence[ReceivablePosting]], Sequence[ReceivablePosting]]


def _as_they_are(lines: Sequence[ReceivablePosting]) -> Sequence[ReceivablePosting]:
    return lines


class PostingReader:
    """Reads lines, and keeps what it could not understand in ``problems``.

    ``moves`` are the debits of claims that were moved from one receivable account to another,
    one for each. ``moved`` are the debits that moved a claim and did nothing else.
    """

    def __init__(
        self,
        accounts: ReceivableAccounts,
        settings: Settings,
        purchases: Purchases | None = None,
        natures: Natures | None = None,
    ) -> None:
        """Take the reference keys and the pattern from ``settings``, and what was bought.

        The ``natures`` tell suppliers' accounts, whose metadata say nothing of a customer.
        """
        self._parties = EntryPartiesReader(accounts, natures)
        self._accounts = accounts
        self._purchases = purchases
        self._keys = frozenset(settings.reference_keys)
        self._ordered_keys = settings.reference_keys
        self._patterns = settings.reference_patterns
        self.problems: list[Problem] = []
        self._complaints: dict[Source, list[Problem]] = defaultdict(list)
        self.moves: list[ReceivablePosting] = []
        self.moved: list[ReceivablePosting] = []
        self._for_retentions: dict[tuple[str, str], bool] = {}

    def read(
        self, txn: Transaction, postings: Iterable[Posting], named: Naming = _as_they_are
    ) -> list[ReceivablePosting]:
        """The lines of one transaction, of its ``postings`` on receivable accounts.

        ``named`` says under which names several of them stand.
        """
        found = [(line, p) for p in postings if (line := self._line(txn, p))]
        if len(found) == 1:
            return [found[0][0]]
        lines = [replace(line, source=_own_source(line)) for line in _without_remainder(found)]
        return self._netted(named(lines))

    def customer_called(self, payee: str | None) -> str | None:
        """Return the customer who is called exactly like a payee, if there is one."""
        return self._accounts.names.find(payee) if payee else None

    def debtor_named(self, text: str, line: ReceivablePosting) -> str | None:
        """Return another customer than a line's for whom its text says that it was paid."""
        found = self._accounts.debtor_named(text, line.date)
        return found if found != line.customer else None

    def others_beside(self, line: ReceivablePosting) -> OthersBeside:
        """Return who else has a posting in the entry of a line."""
        return self._parties.of(line.txn).beside(line.customer)

    def has_own_key(self, line: ReceivablePosting) -> bool:
        """Return whether a posting itself has a reference key, and not just its transaction."""
        return not self._keys.isdisjoint(line.meta)

    def pattern_names(self, txn: Transaction) -> tuple[str, ...]:
        """Return the matches of the reference pattern: see :func:`pattern_names`."""
        return pattern_names(txn, self._patterns)

    def _line(self, txn: Transaction, posting: Posting) -> ReceivablePosting | None:
        place = self._accounts[posting.account]
        if place is None or posting.units is None or not posting.units.number:
            return None
        customer, certain = customer_of(txn, posting, place, self._accounts)
        names = keyed = self.keyed_names(txn, posting)
        by_account = False
        if not keyed:
            names = tuple(sorted(txn.links)) if txn.links else self.pattern_names(txn)
            by_account = not names and place.document is not None
            if place.document is not None and by_account:
                names = (place.document,)
        return ReceivablePosting(
            txn=txn,
            account=posting.account,
            customer=customer,
            certain=certain,
            currency=posting.units.currency,
            number=without_division(posting.units.number, posting.units.currency),
            meta=posting.meta or _NO_META,
            names=names,
            keyed=bool(keyed),
            source=Source.of(txn.meta),
            by_account=by_account,
            lot=None if posting.cost is None else self._accounts.chosen_lot(posting),
        )

    def is_for_retentions(self, line: ReceivablePosting) -> bool:
        """Return whether an account is for what customers keep back; their names do not count."""
        known = self._for_retentions.get((line.account, line.customer))
        if known is None:
            named = line.customer.split(sep)
            words = (part for part in line.account.split(sep)[1:] if part not in named)
            known = any(RETENTION in roles_of(part) for part in words)
            known = known or self._accounts.roles.has_number(line.account, RETENTION)
            self._for_retentions[line.account, line.customer] = known
        return known

    def is_share(self, line: ReceivablePosting, number: str) -> bool:
        """Return whether all that names a debit is the link of a purchase that it is a part of."""
        if self._purchases is None or line.stated or number not in line.txn.links:
            return False
        if number in self.pattern_names(line.txn):
            return False
        return self._purchases.explain(line.txn, number)

    def nobody(self, account: str) -> str:
        """Return the id that what names no customer has on a shared account."""
        return self._accounts.nobody(account)

    def is_taken_off(self, txn: Transaction, account: str) -> bool:
        """Return whether a transaction takes anything off a receivable account but ``account``."""
        return any(
            posting.account != account
            and posting.units is not None
            and (posting.units.number or 0) < 0
            and self._accounts[posting.account] is not None
            for posting in txn.postings
        )

    def debited(self, txn: Transaction) -> Decimal:
        """Return what a transaction debits on receivable accounts, in the balancing currency."""
        total = Decimal()
        for posting in txn.postings:
            if self._accounts[posting.account] is not None:
                weight = get_weight(posting)  # type: ignore[no-untyped-call]
                total += max(weight.number or Decimal(), Decimal())
        return total

    def is_netted(self, line: ReceivablePosting) -> bool:
        """Return whether a debit is what a move of a claim left over on its account."""
        return any(
            posting.account == line.account
            and posting.units is not None
            and posting.units.currency == line.currency
            and (posting.units.number or 0) > line.number > 0
            for posting in line.txn.postings
        )

    def complain(self, complaint: Message, source: Source, code: Code = "bad-invoice") -> None:
        """Keep a problem, once."""
        problem = Problem(complaint, source, code)
        here = self._complaints[source]
        if problem not in here:
            here.append(problem)
            self.problems.append(problem)

    def keyed_names(self, txn: Transaction, posting: Posting) -> tuple[str, ...]:
        """Return what a reference key of the posting lists, or else one of its transaction."""
        keys, own = self._keys, posting.meta or _NO_META
        if keys.isdisjoint(own) and keys.isdisjoint(txn.meta):  # as of nearly all
            return ()
        for meta in (own, txn.meta):
            for key in self._ordered_keys:
                if key in meta:
                    try:
                        return listed_names(read_reference(meta[key]))
                    except BadValueError as error:
                        source = Source.of(meta if "lineno" in meta else txn.meta)
                        self.problems.append(
                            Problem(bad_value(key, meta[key], error), source, "bad-invoice")
                        )
        return ()

    def _netted(self, lines: Sequence[ReceivablePosting]) -> list[ReceivablePosting]:
        """Replace the debits and credits of one claim by their sum.

        A move to another receivable account is therefore not a payment, and a deduction on
        the invoice itself is not a credit.
        """
        claims: dict[tuple[object, ...], list[ReceivablePosting]] = defaultdict(list)
        for line in lines:
            claims[line.customer, line.currency, line.names, line.moves].append(line)
        netted: list[ReceivablePosting] = []
        for claim in claims.values():
            highest = max(claim, key=lambda line: line.number)
            lowest = min(claim, key=lambda line: line.number)
            if lowest.number > 0 or highest.number < 0:
                netted += claim
                continue
            if highest.names and lowest.account != highest.account:
                self.moves.append(highest)
            total = sum((line.number for line in claim), Decimal())
            if not total and highest.names:
                self.moved += [line for line in claim if line.number > 0]
            if total:
                netted.append(replace(highest if total > 0 else lowest, number=total))
        return netted


def _without_remainder(
    found: Sequence[tuple[ReceivablePosting, Posting]],
) -> list[ReceivablePosting]:
    """Return the lines, the last one from a division with what its claim was rounded by.

    Three instalments of ``1000.00/3`` are 333.33, 333.33 and 333.34.
    """
    lines = [line for line, _ in found]
    over: dict[tuple[object, ...], Decimal] = defaultdict(Decimal)
    last: dict[tuple[object, ...], int] = {}
    claim: tuple[object, ...]
    for place, (line, posting) in enumerate(found):
        exact = posting.units.number if posting.units is not None else None
        if exact is not None and exact != line.number:
            claim = line.customer, line.currency, line.names
            over[claim] += exact - line.number
            last[claim] = place
    for claim, place in last.items():
        rest = to_unit(over[claim], lines[place].currency)
        lines[place] = replace(lines[place], number=lines[place].number + rest)
    return lines


def _own_source(line: ReceivablePosting) -> Source:
    return Source.of(line.meta) if "lineno" in line.meta else line.source
