"""The invoice names that the texts, links, tags and metadata of a transaction may contain."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from typing import Any

from beancount.core.data import Transaction

from beancount_relance.values.numbers.invoice_names import name_key

# A final \w in the expression would make it quadratic in a row of dots, so they are cut off below.
_RUN = re.compile(r"[\w/.#:-]+")
_NO_LETTERS = "/.#:-"
_CUTS = re.compile(r"[/.#:]+")
_NO_META: Mapping[str, Any] = {}


def words_of(text: str) -> Iterator[str]:
    """The words of a text that may be invoice numbers: whole, and cut at slashes and dots.

    A bank writes ``/REM/F2026-031``, a bookkeeper ``12/2026``: both are tried.
    """
    for run in _RUN.findall(text):
        if run.isalnum():  # as nearly all are
            yield run
        elif word := run.rstrip(_NO_LETTERS).lstrip("#"):
            yield word
            parts = _CUTS.split(word)
            if len(parts) > 1:
                yield from parts


@functools.lru_cache(maxsize=4096)
def named_in(text: str) -> frozenset[str]:
    """Return the words of a text that may be invoice numbers, in lower case.

    The narrations of a ledger are the same again and again.
    """
    return frozenset(map(name_key, words_of(text)))


def names_said(txn: Transaction) -> frozenset[str]:
    """Return what may be invoice names in the narration and the tags, in lower case."""
    return named_in(txn.narration or "").union(map(name_key, txn.tags))


def names_stated(txn: Transaction, keys: frozenset[str]) -> set[str]:
    """Return all possible invoice names in a transaction, in lower case.

    Its links and tags, the words of its narration, and what metadata of these keys say, whole
    and in words.
    """
    names = {*map(name_key, txn.links), *names_said(txn)}
    for meta in (txn.meta, *[posting.meta or _NO_META for posting in txn.postings]):
        if not keys.isdisjoint(meta):
            for value in [str(meta[key]) for key in keys & meta.keys()]:
                names.update((name_key(value), *named_in(value)))
    return names
