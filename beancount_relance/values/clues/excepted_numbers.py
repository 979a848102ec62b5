"""Numbers that a text leaves out: ``all except F-3``, ``März ohne RG 14 und 15``.

The words are rows of ``values/data/words_before_numbers.csv``.
"""

from __future__ import annotations

import functools
import re

from beancount_relance.values.clues.counted_numbers import SKIPPED
from beancount_relance.values.numbers.known_numbers import unaccented
from beancount_relance.values.numbers.text_runs import (
    AND_WORDS,
    EXCEPT_WORDS,
    INVOICE_WORDS,
)

_ARTICLES = frozenset(("la", "las", "le", "les", "el", "il", "the", "der", "die", "das", "den"))
WORDS_THAT_LEAVE_OUT = EXCEPT_WORDS.union(word.replace("ss", "s") for word in EXCEPT_WORDS)
"""The words for leaving something out; in a text without accents, ``ß`` is one ``s``."""
_NUMBER = r"[^\s,;]*[0-9][^\s,;]*"
_words_of = re.compile(r"[a-zß]+").findall  # in a text without accents
_AND = rf"\s?(?:[,;+&]|\b(?:{AND_WORDS})\b)\s?"


def without_excepted(text: str) -> str:
    """Return a text with blanks for the numbers that it leaves out."""
    for first, last in _excepted(text):
        text = text[:first] + " " * (last - first) + text[last:]
    return text


def excepted_in(text: str) -> str:
    """Return the numbers that a text leaves out, as it writes them; empty if it leaves none."""
    return ", ".join(text[first:last] for first, last in _excepted(text))


@functools.lru_cache(maxsize=1024)  # the same words stand before most numbers
def leaves_out(text: str) -> bool:
    """Return whether a text has a word for leaving something out, such as ``except``."""
    return not WORDS_THAT_LEAVE_OUT.isdisjoint(_words_of(unaccented(text)))


def _excepted(text: str) -> list[tuple[int, int]]:
    """Return where the numbers stand that a text leaves out."""
    plain = unaccented(text)
    if not leaves_out(plain):
        return []
    return [match.span(1) for match in _pattern().finditer(plain)]


@functools.cache
def _pattern() -> re.Pattern[str]:
    words = "|".join(sorted(WORDS_THAT_LEAVE_OUT))
    kinds = "|".join(sorted(INVOICE_WORDS | SKIPPED | _ARTICLES))
    return re.compile(
        rf"\b(?:{words})\b\W{{1,3}}(?:(?:{kinds})\b[^\w-]{{1,3}})*({_NUMBER}(?:{_AND}{_NUMBER})*)"
    )
