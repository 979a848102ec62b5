"""Keys of metadata that tell of an entry, and not of what was sold: who wrote it, and where.

    tells_of_entry("saisi-par")   # True
    tells_of_entry("chantier")    # False

What they say is the same of many invoices that have nothing in common, and of their payments. The
words are in ``values/data/entry_words.csv``.
"""

from __future__ import annotations

import functools
from pathlib import Path

from beancount_relance.language.tables import csv_rows
from beancount_relance.values.clues.counted_numbers import folded
from beancount_relance.values.stated_meta import words_of_key

_WORDS = Path(__file__).parents[1] / "data" / "entry_words.csv"


@functools.lru_cache(maxsize=1024)
def tells_of_entry(key: str) -> bool:
    """Return whether each word of a key tells of the entry."""
    words = folded(words_of_key(key)).split()
    return bool(words) and _words().issuperset(words)


@functools.cache
def _words() -> frozenset[str]:
    return frozenset(word for row in csv_rows(_WORDS) for word in row["words"].split())
