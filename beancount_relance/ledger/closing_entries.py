"""Find the closing entries of a ledger: those that carry balances to equity at a month's end.

    2025-12-31 * "Clôture de l'exercice"
      Assets:Clients:Martin  -1000.00 EUR
      Assets:Clients:Durand   -500.00 EUR
      Equity:Bilan

They are the last entries of their day, and nobody has paid. The same entry may also close income
and expenses; then equity may have nothing left, ``Equity:Bilan 0.00 EUR``. The words that name
closings are rows of ``data/closing_words.csv``.
"""

from __future__ import annotations

import bisect
import datetime
import functools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from operator import attrgetter
from pathlib import Path
from typing import Any, TypeAlias

from beancount.core.account import sep
from beancount.core.data import Posting, Transaction
from msgspec import Struct

from beancount_relance.language.messages import msg
from beancount_relance.language.tables import csv_rows
from beancount_relance.ledger.accounts.word_table import words_of_name
from beancount_relance.values.dates import month_end

_CSV = Path(__file__).parent / "data" / "closing_words.csv"
_DATE = attrgetter("date")

BEFORE_CLOSING = msg("Before the closing entries of that day, which count from the next day.")
"""What is told of a report on the day of closing entries."""

_Balances: TypeAlias = defaultdict[tuple[str, str], Decimal]
_Content: TypeAlias = frozenset[tuple[tuple[str, str], Decimal]]


class _Roots(Struct, frozen=True):
    """How the names of accounts begin: of assets, of equity, and of income and expenses."""

    assets: str
    equity: str
    flows: tuple[str, ...]

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> _Roots:
        """Return those of a ledger, which can change them."""
        assets, equity, *flows = (
            str(options[f"name_{name}"]) + sep
            for name in ("assets", "equity", "income", "expenses")
        )
        return cls(assets, equity, tuple(flows))

    def has_flows(self, txn: Transaction) -> bool:
        """Return whether a transaction posts to income or expenses."""
        return any(posting.account.startswith(self.flows) for posting in txn.postings)


class _Day(Struct, frozen=True):
    """The balances at the beginning and at the end of a day."""

    before: _Balances
    after: _Balances

    def is_whole(self, key: tuple[str, str], number: Decimal) -> bool:
        """Return whether a number takes away all of a balance."""
        return not self.after.get(key) or self.before.get(key) == -number

    def is_part(self, key: tuple[str, str], number: Decimal) -> bool:
        """Return whether a number takes away all or a part of the balance before the day."""
        before = self.before.get(key, Decimal())
        return before * number < 0 and abs(number) <= abs(before)


def closing_entries(
    transactions: Sequence[Transaction], options: Mapping[str, Any]
) -> list[Transaction]:
    """Return the closing entries in the order of their dates.

    They are on the last day of a month, and carry balances of assets to equity. They name the
    closing, or else carry whole balances, of several accounts at once: what takes a single one to
    equity, or has a link, may be money that the owner has drawn. If the sum to equity is negative
    (a customer in credit, more debts than assets), an entry that names the closing carries
    balances that are there: what does not may be an opening. Income and expenses are closed in
    the same entry only as a whole: a credit note leaves what else was sold.

    What is opened again on the same day counts at once, and so does its closing: it is none.

    A whole balance is the one at the beginning or at the end of the day, since an invoice or the
    interest of that day may be booked before the closing or after it.

    Args:
        transactions: the transactions, in the order of their dates.
        options: Beancount's options map, which has the names of the root accounts.
    """
    roots = _Roots.of(options)
    found = [txn for txn in _at_month_ends(transactions) if _may_close(txn, roots)]
    named = {id(txn) for txn in found if _is_named(txn, roots)}
    closing = {id(txn) for txn in found if id(txn) in named and _is_trusted(txn, roots)}
    others = [
        txn
        for txn in found
        if id(txn) not in closing
        and (id(txn) in named or (not txn.links and len(_posted(txn, roots.assets)) > 1))
    ]
    if others:
        days = _days(transactions, others, roots)
        closing.update(
            id(txn)
            for txn in others
            if _closes(txn, days[txn.date], roots, is_named=id(txn) in named)
        )
    opened = _opened((txn for txn in found if id(txn) not in closing), roots) if closing else {}
    return [txn for txn in found if id(txn) in closing and not _is_reopened(txn, opened, roots)]


def opening_entries(
    transactions: Sequence[Transaction],
    closings: Sequence[Transaction],
    options: Mapping[str, Any],
) -> list[Transaction]:
    """Return the entries that post back from equity exactly what a closing took off assets.

    They tell that the bank's balance in such an entry pays nothing, whoever is in credit.

    Args:
        transactions: the transactions, in the order of their dates.
        closings: the closing entries.
        options: Beancount's options map.
    """
    roots = _Roots.of(options)
    closed = {_content(txn, roots, -1): txn.date for txn in reversed(closings)}
    first = min(closed.values(), default=datetime.date.max)
    return [
        txn
        for txn in transactions[bisect.bisect_left(transactions, first, key=_DATE) :]
        if any(posting.account.startswith(roots.equity) for posting in txn.postings)
        and txn.date > closed.get(_content(txn, roots), datetime.date.max)
    ]


def _content(txn: Transaction, roots: _Roots, sign: int = 1) -> _Content:
    """Return what a transaction posts to assets, or the opposite, to compare it with others."""
    return frozenset((key, number * sign) for key, number in _posted(txn, roots.assets).items())


def _opened(
    transactions: Iterable[Transaction], roots: _Roots
) -> Mapping[datetime.date, _Balances]:
    """Return what some entries carry from equity to assets, by day."""
    found: defaultdict[datetime.date, _Balances] = defaultdict(lambda: defaultdict(Decimal))
    for txn in transactions:
        for key, number in _posted(txn, roots.assets).items():
            found[txn.date][key] += number
    return found


def _is_reopened(
    txn: Transaction, opened: Mapping[datetime.date, _Balances], roots: _Roots
) -> bool:
    """Return whether all that a closing takes off assets is opened again on its day."""
    of_day: Mapping[tuple[str, str], Decimal] = opened.get(txn.date, {})
    return all(of_day.get(key) == -number for key, number in _posted(txn, roots.assets).items())


def _at_month_ends(transactions: Sequence[Transaction]) -> Iterator[Transaction]:
    """Yield the transactions of the last days of months."""
    start = 0
    while start < len(transactions):
        last = month_end(transactions[start].date)
        start = bisect.bisect_left(transactions, last, start, key=_DATE)
        end = bisect.bisect_right(transactions, last, start, key=_DATE)
        yield from transactions[start:end]
        start = end


def _may_close(txn: Transaction, roots: _Roots) -> bool:
    """Return whether a transaction has postings to assets and to equity.

    Without equity, income must be closed too, and several balances taken off assets.
    """
    accounts = [posting.account for posting in txn.postings]
    if any(each.startswith(roots.equity) for each in accounts):
        return any(each.startswith(roots.assets) for each in accounts)
    return roots.has_flows(txn) and len(_taken_off(txn, roots)) > 1


def _is_trusted(txn: Transaction, roots: _Roots) -> bool:
    """Return whether nothing but its name has to tell that a transaction is a closing.

    It takes something off an asset, and leaves all of that on equity.
    """
    to_equity = sum(_number(each) for each in txn.postings if each.account.startswith(roots.equity))
    return to_equity > 0 and not roots.has_flows(txn) and bool(_taken_off(txn, roots))


def _taken_off(txn: Transaction, roots: _Roots) -> list[str]:
    """Return the accounts of assets that a transaction credits."""
    return [
        each.account
        for each in txn.postings
        if _number(each) < 0 and each.account.startswith(roots.assets)
    ]


def _posted(txn: Transaction, names: str | tuple[str, ...]) -> _Balances:
    """Return what a transaction posts to accounts that begin so, by account and currency."""
    found: _Balances = defaultdict(Decimal)
    for posting in txn.postings:
        if posting.units is not None and posting.account.startswith(names):
            found[posting.account, posting.units.currency] += _number(posting)
    return found


def _closes(txn: Transaction, day: _Day, roots: _Roots, *, is_named: bool) -> bool:
    """Return whether each posting to an asset closes its account, or carries what was on it.

    One to income or an expense closes its account; an entry that does so, names the closing and
    has equity needs no more.
    """
    flows, assets = _posted(txn, roots.flows), _posted(txn, roots.assets)
    if not all(day.is_whole(key, number) for key, number in flows.items()):
        return False
    if flows and is_named and _posted(txn, roots.equity):
        return bool(_taken_off(txn, roots))
    return all(
        day.is_whole(key, number) or (is_named and day.is_part(key, number))
        for key, number in assets.items()
    )


def _number(posting: Posting) -> Decimal:
    return (posting.units and posting.units.number) or Decimal()


def _is_named(txn: Transaction, roots: _Roots) -> bool:
    """Return whether a transaction or its account of equity is called a closing."""
    texts = [txn.narration, txn.payee]
    texts += [each.account for each in txn.postings if each.account.startswith(roots.equity)]
    words = " ".join(word for text in texts for word in words_of_name(text or "")).casefold()
    return any(f" {word} " in f" {words} " for word in _words())


@functools.cache
def _words() -> frozenset[str]:
    return frozenset(row["word"] for row in csv_rows(_CSV))


def _days(
    transactions: Sequence[Transaction], closings: Sequence[Transaction], roots: _Roots
) -> Mapping[datetime.date, _Day]:
    """Return the balances of the accounts of some entries, on the day of each entry."""
    names = (roots.assets, *roots.flows)
    accounts = {account for txn in closings for account, _ in _posted(txn, names)}
    balances: _Balances = defaultdict(Decimal)
    days: dict[datetime.date, _Day] = {}
    start = 0
    for day in sorted({txn.date for txn in closings}):
        first = bisect.bisect_left(transactions, day, start, key=_DATE)
        end = bisect.bisect_right(transactions, day, first, key=_DATE)
        _add(balances, transactions[start:first], accounts)
        before = balances.copy()
        _add(balances, transactions[first:end], accounts)
        days[day] = _Day(before=before, after=balances.copy())
        start = end
    return days


def _add(balances: _Balances, transactions: Iterable[Transaction], accounts: set[str]) -> None:
    """Add to the balances what transactions post to some accounts."""
    for txn in transactions:
        for posting in txn.postings:
            if posting.account in accounts and posting.units is not None:
                balances[posting.account, posting.units.currency] += _number(posting)
