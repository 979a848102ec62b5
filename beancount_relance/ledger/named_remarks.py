"""Read the reference keys of notes and documents as their links: both name invoices.

    2026-04-06 note Assets:Clients:Roux "The sign is broken"
      relance: "dispute"
      invoice: "F-12"

is about the same invoice as with ``^F-12``. A key can name several, separated by commas or
semicolons, or, if they are of one series, by spaces.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from beancount.core.data import Document, Note
from msgspec.structs import replace

from beancount_relance.ledger.snapshot import Ledger
from beancount_relance.values.numbers.listed_names import listed_names, separated
from beancount_relance.values.readers import BadValueError, read_reference


def with_named_remarks(ledger: Ledger, keys: Sequence[str]) -> Ledger:
    """Return the ledger, with what notes and documents name by a key among their links.

    Args:
        ledger: the ledger; its entries stay as they are, those with such a key are copied.
        keys: the reference keys.
    """
    if all(map(frozenset(keys).isdisjoint, (entry.meta for entry in ledger.remarks))):
        return ledger
    return replace(ledger, remarks=[_named(entry, keys) for entry in ledger.remarks])


def _names_in(meta: Mapping[str, Any], keys: Collection[str]) -> Iterator[str]:
    """Yield what the reference keys of a note name.

    A value that cannot be a number is yielded as it is: no invoice is called like that, and the
    note is reported.
    """
    for key in keys:
        if key in meta:
            try:
                value = read_reference(meta[key])
            except BadValueError:
                yield str(meta[key])
            else:
                for name in separated(value):
                    yield from listed_names(name)


def can_be_in_key(name: str) -> bool:
    """Return whether a number can stand in a reference key, which separates several."""
    return separated(name) == [name] and listed_names(name) == (name,)


def _named(entry: Note | Document, keys: Sequence[str]) -> Note | Document:
    names = frozenset(_names_in(entry.meta, keys))
    return entry._replace(links=names.union(entry.links or ())) if names else entry
