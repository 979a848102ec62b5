"""Find the closing entries of a ledger: those that carry balances to equity at a month's end.

    2025-12-31 * "Clôture de l'exercice"
      Assets:Clients:Martin  -1000.00 EUR
      Assets:Clients:Durand   -500.00 EUR
      Equity:Bilan

They are the last entries of their day, and nobody has paid. The words that name them are rows of
``data/closing_words.csv``.
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
from beancount_relance.ledger.word_table import words_of_name
from beancount_relance.values.dates import month_end

_CSV = Path(__file__).parent / "data" / "closing_words.csv"
_DATE = attrgetter("date")

BEFORE_CLOSING = msg("Before the closing entries of that day, which count from the next day.")
"""What is told of a report on the day of closing entries."""

_Balances: TypeAlias = defaultdict[tuple[str, str], Decimal]


class _Day(Struct, frozen=True):
    """The balances at the beginning and at the end of a day."""

    before: _Balances
    after: _Balances


def closing_entries(
    transactions: Sequence[Transaction], options: Mapping[str, Any]
) -> list[Transaction]:
    """Return the closing entries in the order of their dates.

    They are on the last day of a month, and carry balances of assets to equity and nothing else.
    They name the closing, or else carry whole balances, of several accounts at once: what takes a
    single one to equity, or has a link, may be money that the owner has drawn. If the sum to
    equity is negative (a customer in credit, more debts than assets), an entry that names the
    closing carries balances that are there: what does not may be an opening.

    A whole balance is the one at the beginning or at the end of the day, since an invoice or the
    interest of that day may be booked before the closing or after it.

    Args:
        transactions: the transactions, in the order of their dates.
        options: Beancount's options map, which has the names of the root accounts.
    """
    assets, equity = (str(options[name]) + sep for name in ("name_assets", "name_equity"))
    flows = tuple(str(options[name]) + sep for name in ("name_income", "name_expenses"))
    found = [txn for txn in _at_month_ends(transactions) if _carries(txn, assets, equity, flows)]
    named = {id(txn) for txn in found if _is_named(txn, equity)}
    closing = {id(txn) for txn in found if id(txn) in named and _is_to_equity(txn, assets, equity)}
    others = [
        txn
        for txn in found
        if id(txn) not in closing
        and (id(txn) in named or (not txn.links and len(_closed(txn, assets)) > 1))
    ]
    if others:
        days = _days(transactions, others, assets)
        closing.update(
            id(txn)
            for txn in others
            if _closes(txn, days[txn.date], assets, is_named=id(txn) in named)
        )
    return [txn for txn in found if id(txn) in closing]


def _at_month_ends(transactions: Sequence[Transaction]) -> Iterator[Transaction]:
    """Yield the transactions of the last days of months."""
    start = 0
    while start < len(transactions):
        last = month_end(transactions[start].date)
        start = bisect.bisect_left(transactions, last, start, key=_DATE)
        end = bisect.bisect_right(transactions, last, start, key=_DATE)
        yield from transactions[start:end]
        start = end


def _carries(txn: Transaction, assets: str, equity: str, flows: tuple[str, ...]) -> bool:
    """Return whether a transaction moves balances between assets and equity, and no income."""
    accounts = [posting.account for posting in txn.postings]
    if any(each.startswith(flows) for each in accounts):
        return False
    return all(any(each.startswith(root) for each in accounts) for root in (assets, equity))


def _is_to_equity(txn: Transaction, assets: str, equity: str) -> bool:
    """Return whether a transaction takes something off an asset, and leaves more on equity."""
    from_assets = any(_number(each) < 0 for each in txn.postings if each.account.startswith(assets))
    to_equity = sum(_number(each) for each in txn.postings if each.account.startswith(equity))
    return from_assets and to_equity > 0


def _closed(txn: Transaction, assets: str) -> _Balances:
    """Return what a transaction posts to accounts of assets, by account and currency."""
    found: _Balances = defaultdict(Decimal)
    for posting in txn.postings:
        if posting.units is not None and posting.account.startswith(assets):
            found[posting.account, posting.units.currency] += _number(posting)
    return found


def _closes(txn: Transaction, day: _Day, assets: str, *, is_named: bool) -> bool:
    """Return whether each posting to an asset closes its account, or carries what was on it."""
    for key, number in _closed(txn, assets).items():
        before, after = day.before.get(key, Decimal()), day.after.get(key, Decimal())
        is_part = is_named and before * number < 0 and abs(number) <= abs(before)
        if after and before != -number and not is_part:
            return False
    return True


def _number(posting: Posting) -> Decimal:
    return (posting.units and posting.units.number) or Decimal()


def _is_named(txn: Transaction, equity: str) -> bool:
    """Return whether a transaction or its account of equity is called a closing."""
    texts = [txn.narration, txn.payee]
    texts += [posting.account for posting in txn.postings if posting.account.startswith(equity)]
    words = " ".join(word for text in texts for word in words_of_name(text or "")).casefold()
    return any(f" {word} " in f" {words} " for word in _words())


@functools.cache
def _words() -> frozenset[str]:
    return frozenset(row["word"] for row in csv_rows(_CSV))


def _days(
    transactions: Sequence[Transaction], closings: Sequence[Transaction], assets: str
) -> Mapping[datetime.date, _Day]:
    """Return the balances of the accounts of some entries, on the day of each entry."""
    accounts = {account for txn in closings for account, _ in _closed(txn, assets)}
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
