"""The table of words in account names: cut names into words, and look these up.

It is ``ledger/data/account_words.csv``; what its roles mean is described in
:mod:`~beancount_relance.ledger.accounts.account_words`.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

_CSV = Path(__file__).parents[1] / "data" / "account_words.csv"
_COLUMNS = ["word", "language", "role"]
_PARTS = re.compile(r"\d+|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_A-Za-z]+")
_NUMBERS = re.compile(r"\d+")
_LETTERS = str.maketrans("øØłŁđĐðÐı", "oOlLdDdDi") | {
    ord(letter): ascii_
    for letter, ascii_ in (
        ("ß", "ss"),
        ("æ", "ae"),
        ("Æ", "Ae"),
        ("œ", "oe"),
        ("Œ", "Oe"),
        ("þ", "th"),
    )
}


def words_of_name(text: str) -> list[str]:
    """The parts of a name: cut at anything but letters, at digits and at inner capitals."""
    return _PARTS.findall(without_accents(text))


def without_accents(text: str) -> str:
    """Return a text as its words are compared, but for capitals."""
    if text.isascii():
        return text
    bare = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return "".join(c for c in bare if not unicodedata.combining(c))


def without_numbers(text: str) -> str:
    """Return a text with a zero instead of each number."""
    return _NUMBERS.sub("0", text)


def senses_of(word: str) -> Iterator[tuple[str, str]]:
    """Yield the languages of a word, or of a phrase written together, with its role in each."""
    for sense in _words().get(word, "").splitlines():
        language, _, role = sense.partition(",")
        yield language, role


def phrases_with(role: str) -> list[str]:
    """Return the words and phrases that have a role, as the table spells them."""
    end = f",{role}\n"
    with _CSV.open(encoding="utf-8") as file:
        return [line.partition(",")[0] for line in file if line.endswith(end)]


@functools.cache
def _words() -> Mapping[str, str]:
    """The lines of each word in the table, without the word.

    There are six thousand, of which a ledger needs ten; to take them all apart takes 4 ms.
    """
    words: dict[str, str] = {}
    with _CSV.open(encoding="utf-8") as file:
        if next(file).strip().split(",") != _COLUMNS:  # the lines are taken apart by hand
            message = f"{_CSV.name} must have the columns {_COLUMNS}"
            raise ValueError(message)
        for line in file:
            word, _, sense = line.partition(",")
            bare = word.replace(" ", "")
            key = bare if word.isascii() else "".join(words_of_name(word)).casefold()
            words[key] = words[key] + sense if key in words else sense
    return words
