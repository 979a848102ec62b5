"""The words of names that do not tell who it is: legal forms, titles, and words for “and”.

So are whole names that are nobody’s, such as “Unknown” and “Walk-in customer”.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from pathlib import Path

from beancount_relance.language.tables import csv_rows
from beancount_relance.language.text import plain

_DATA = Path(__file__).parents[1] / "data"
_WORD = re.compile(r"[^\W_]+")
_YEAR = re.compile(r"(?:19|20)\d\d")


@functools.cache
def legal_forms() -> Mapping[str, str]:
    """Return the canonical spelling of each legal form."""
    rows = csv_rows(_DATA / "legal_forms.csv")
    return {row["form"]: row["same_as"] or row["form"] for row in rows}


@functools.cache
def titles() -> Mapping[str, str]:
    """Return whether a title is that of a man or of a woman; empty if it may be either's."""
    rows = csv_rows(_DATA / "name_words.csv")
    return {row["word"]: row["same_as"] for row in rows if row["kind"] == "title"}


@functools.cache
def joints() -> frozenset[str]:
    """Return the words for "and", which some write and others do not."""
    rows = csv_rows(_DATA / "name_words.csv")
    return frozenset(row["word"] for row in rows if row["kind"] == "joint")


@functools.cache
def joints_between() -> frozenset[str]:
    """Return the words for "and" that may be something else at either end of a name."""
    rows = csv_rows(_DATA / "name_words.csv")
    return frozenset(row["word"] for row in rows if row["kind"] == "between")


@functools.cache
def full_words() -> Mapping[str, str]:
    """Return the words that are usually shortened: ``ets`` is ``etablissements``."""
    rows = csv_rows(_DATA / "name_words.csv")
    return {row["word"]: row["same_as"] for row in rows if row["kind"] == "short"}


@functools.lru_cache(maxsize=4096)
def is_nobodys(name: str) -> bool:
    """Return whether a name is that of nobody in particular: “?”, “N/A”, “Clients divers”.

    So are several such words together, with the year or the words of a book between them: “Journal
    VE”, “Ventes 2026”, “Registro IVA vendite”.
    """
    words = _WORD.findall(plain(name))
    if " ".join(words) in _of_kind("nobody"):
        return True
    rest = [word for word in words if word not in _of_kind("nobody")]
    return len(rest) < len(words) and all(
        word in _of_kind("book") or _YEAR.fullmatch(word) for word in rest
    )


@functools.cache
def _of_kind(kind: str) -> frozenset[str]:
    rows = csv_rows(_DATA / "name_words.csv")
    return frozenset(("", *(row["word"] for row in rows if row["kind"] == kind)))
