"""The words of names that do not tell who it is: legal forms, titles, and words for “and”."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path

from beancount_relance.language.tables import csv_rows

_DATA = Path(__file__).parent / "data"


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
