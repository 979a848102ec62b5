"""Words in metadata keys, narrations and customers' names, by kind and language.

They are rows of ``data/metadata_words.csv``.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from pathlib import Path

from beancount_relance.language.tables import csv_rows
from beancount_relance.language.text import plain

_DATA = Path(__file__).parent / "data"
_PARTS = re.compile(r"[^\W_]+(?:[./&'’][^\W_]+)*|&|°")


@functools.cache
def by_language(kind: str) -> Mapping[str, frozenset[str]]:
    """The words of a kind in each language, in the form that :func:`plain` returns."""
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
def given_names() -> frozenset[str]:
    """Given names that mark a private person, in the form that :func:`plain` returns."""
    text = (_DATA / "given_names.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(word for line in lines for word in line.split())


@functools.cache
def countries() -> tuple[Mapping[str, str], ...]:
    """The countries that can be guessed, as rows, the most likely first."""
    return tuple(csv_rows(_DATA / "countries.csv"))


def parts_of(text: str) -> list[str]:
    """The words of a name, an account component or a metadata key, made :func:`plain`."""
    cut = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text).replace("-", " ").replace("_", " ")
    return [plain(part) for part in _PARTS.findall(cut)]
