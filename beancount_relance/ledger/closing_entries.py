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
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from operator import attrgetter
from pathlib import Path
from typing import Any

from beancount.core.account import sep
from beancount.core.data import Posting, Transaction

from beancount_relance.language.messages import msg
from beancount_relance.language.tables import csv_rows
from beancount_relance.ledger.word_table import words_of_name
from beancount_relance.values.dates import month_end

_CSV = Path(__file__).parent / "data" / "closing_words.csv"
_DATE = attrgetter("date")

BEFORE_CLOSING = msg("Before the closing entries of that day, which count from the next day.")
"""What is told of a report on the day of closing entries."""


def closing_entries(
    transactions: Sequence[Transaction], options: Mapping[str, Any]
) -> list[Transaction]:
    """Return the closing entries in the order of their dates.

    They are on the last day of a month, are against equity, and leave nothing on any account of
    assets that they close. One that closes a single account, or has a link, also names the closing:
    it may be money that the owner has drawn.

    Args:
        transactions: the transactions, in the order of their dates.
        options: Beancount's options map, which has the names of the root accounts.
    """
    assets, equity = (str(options[name]) + sep for name in ("name_assets", "name_equity"))
    flows = tuple(str(options[name]) + sep for name in ("name_income", "name_expenses"))
    found = [txn for txn in _at_month_ends(transactions) if _may_close(txn, assets, equity, flows)]
    if not found:
        return []
    emptied = _emptied(transactions, found, assets)
    return [txn for txn in found if _closed(txn, assets) <= emptied[txn.date]]


def _at_month_ends(transactions: Sequence[Transaction]) -> Iterator[Transaction]:
    """Yield the transactions of the last days of months."""
    start = 0
    while start < len(transactions):
        last = month_end(transactions[start].date)
        start = bisect.bisect_left(transactions, last, start, key=_DATE)
        end = bisect.bisect_right(transactions, last, start, key=_DATE)
        yield from transactions[start:end]
        start = end


def _may_close(txn: Transaction, assets: str, equity: str, flows: tuple[str, ...]) -> bool:
    """Return whether a transaction takes balances of assets to equity."""
    postings = txn.postings
    if not any(posting.account.startswith(equity) for posting in postings):
        return False
    if any(posting.account.startswith(flows) for posting in postings):
        return False
    closed = _closed(txn, assets)
    takes = any(posting.account.startswith(assets) and _number(posting) < 0 for posting in postings)
    return takes and ((len(closed) > 1 and not txn.links) or _is_named(txn, equity))


def _closed(txn: Transaction, assets: str) -> set[tuple[str, str]]:
    """Return the accounts of assets in a transaction, each with a currency."""
    return {
        (posting.account, posting.units.currency)
        for posting in txn.postings
        if posting.units is not None and posting.account.startswith(assets)
    }


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


def _emptied(
    transactions: Sequence[Transaction], closings: Sequence[Transaction], assets: str
) -> Mapping[datetime.date, set[tuple[str, str]]]:
    """Return the accounts with no balance at the end of the day of each closing entry."""
    watched = set[tuple[str, str]]().union(*(_closed(txn, assets) for txn in closings))
    accounts = {account for account, _ in watched}
    balances: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    emptied: dict[datetime.date, set[tuple[str, str]]] = {}
    start = 0
    for day in sorted({txn.date for txn in closings}):
        end = bisect.bisect_right(transactions, day, start, key=_DATE)
        for txn in transactions[start:end]:
            for posting in txn.postings:
                if posting.account in accounts and posting.units is not None:
                    balances[posting.account, posting.units.currency] += _number(posting)
        emptied[day] = {each for each in watched if not balances[each]}
        start = end
    return emptied
