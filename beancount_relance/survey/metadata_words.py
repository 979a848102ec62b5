"""Words in metadata keys, narrations and customers' names, by kind and language.

They are rows of ``data/metadata_words.csv``.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path

from beancount_relance.language.tables import csv_rows
from beancount_relance.language.text import plain

_DATA = Path(__file__).parent / "data"


@functools.cache
def by_language(kind: str) -> Mapping[str, frozenset[str]]:
    """The words of a kind in each language, made plain."""
    return {
        row["language"]: frozenset(map(plain, row["words"].split()))
        for row in csv_rows(_DATA / "metadata_words.csv")
        if row["kind"] == kind
    }


@functools.cache
def words(kind: str) -> frozenset[str]:
    """The words of a kind in all languages."""
    return frozenset().union(*by_language(kind).values())


@functools.cache
def country_signs() -> tuple[Mapping[str, str], ...]:
    """The countries that can be guessed, as rows, the most likely first."""
    return tuple(csv_rows(_DATA / "country_signs.csv"))
