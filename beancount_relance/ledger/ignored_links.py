"""Remove links that other plugins add to entries and that do not identify invoices.

    plugin "fava.plugins.link_documents"     ; adds ^dok-2026-05-14 to all entries of a day

They are rows of ``data/ignored_links.csv``; a ledger can add prefixes with
``custom "relance" "ignore-links"``. Some plugins also leave links as mutable sets or as
``None``; the result always has frozen sets.
"""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Callable, Sequence
from itertools import chain
from operator import attrgetter
from pathlib import Path
from typing import Any, TypeVar

from beancount.core.data import Document, Note, Transaction
from msgspec.structs import replace

from beancount_relance.language.tables import csv_rows
from beancount_relance.ledger.snapshot import Ledger
from beancount_relance.policy.dated_keys import DatedKeys

_LINKS = attrgetter("links")
_IGNORED_LINKS_CSV = Path(__file__).parent / "data" / "ignored_links.csv"

_Linked = TypeVar("_Linked", Transaction, Note | Document)


def without_ignored_links(ledger: Ledger, prefixes: DatedKeys) -> Ledger:
    """Return the ledger with only the links written by people.

    Args:
        ledger: the ledger; its entries stay as they are, those with other links are copied.
        prefixes: what links of the ledger's own begin with that name no invoice; what is set
            later counts for older links, too.
    """
    return replace(
        ledger,
        transactions=_cleaned_by_day(ledger.transactions, prefixes),
        remarks=_cleaned_by_day(ledger.remarks, prefixes),
        as_read=ledger,
    )


def _cleaned_by_day(entries: Sequence[_Linked], prefixes: DatedKeys) -> Sequence[_Linked]:
    """The entries without the links to be left out of each; the same if none is to be changed."""
    foreign = "|".join((*_known_patterns(), *map(re.escape, prefixes.all)))
    changes = prefixes.since[1:]
    if not changes:
        return _cleaned(entries, foreign)
    first = bisect.bisect_left(entries, changes[0][0], key=lambda entry: entry.date)
    cleaned = list(_cleaned(entries[:first], foreign))
    cleaned += _cleaned_by_day(entries[first:], DatedKeys(changes))
    return cleaned


@functools.cache
def _known_patterns() -> Sequence[str]:
    """Regular expressions of the links that known plugins add."""
    return tuple(row["pattern"] for row in csv_rows(_IGNORED_LINKS_CSV))


def _cleaned(entries: Sequence[_Linked], foreign: str) -> Sequence[_Linked]:
    """The entries; the very same sequence if none is to be changed, as in most ledgers.

    All links are searched as lines of one text, which takes a quarter of the time of one by one.
    """
    links: list[Any] = list(map(_LINKS, entries))
    if set(map(type, links)) <= {frozenset}:
        lines = "\n".join(chain(("",), chain.from_iterable(links)))
        if re.search(rf"\n(?:{foreign})", lines, re.MULTILINE) is None:
            return entries
    is_foreign = re.compile(foreign).match
    return [_with_own_links(entry, is_foreign) for entry in entries]


def _with_own_links(entry: _Linked, is_foreign: Callable[[str], object]) -> _Linked:
    own = frozenset(link for link in entry.links or () if not is_foreign(link))
    if type(entry.links) is frozenset and entry.links == own:
        return entry
    return entry._replace(links=own)
