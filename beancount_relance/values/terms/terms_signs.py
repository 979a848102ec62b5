"""The wording of payment terms as a string of signs, one for each word or phrase that is known.

“30 Tage netto, 10 Tage 2 % Skonto” is ``ndt,ndn%s``, and “30 days net, 2% discount 10 days” nearly
so: what is meant has the same signs in every language. Words and phrases are rows of
``values/data/terms_words.csv``; those that change nothing, such as “payable within”, have no sign.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from msgspec import Struct

from beancount_relance.language.expressions import expression
from beancount_relance.language.tables import csv_rows

_CSV = Path(__file__).parents[1] / "data" / "terms_words.csv"
_SIGNS: Mapping[str, str] = {
    "days": "d",
    "weeks": "w",
    "months": "m",
    "years": "y",
    "month-end": "e",
    "end-of-next-month": "f",
    "next-month": "x",
    "net": "t",
    "at-once": "i",
    "receipt": "c",
    "on": "o",
    "discount": "s",
    "rest": "r",
    "after": ">",
    "and": ",",
    "plus": "+",
    "article": "a",
    "ordinal": "#",
    "of-month": "~",
    "following": "}",
    "filler": "",
}
_NUMBER = "n"
_MARKS: Mapping[str, str] = {"%": "%", "/": "/", "+": "+", ",": ",", ";": ","}
_TOKEN = expression(r"\d+(?:[.,]\d+)?|[^\W\d_]+|(?<!\w)-|[^\s\w.'’:-]")
_DASH = expression(r"\s[-–—]\s")
_REPEATED = expression(r"(?<=[^\W\d_])\s*\(\d+\)")
"""The figures in “thirty (30) days”."""
_STRAY = expression(r">(?!e)|(?<!e)\}|a(?![dwmy])")
"""“After” and “following” without the end of a month, as in “30 days from order”, and “à” without a
unit."""


class TermsSigns(Struct, frozen=True):
    """The signs of payment terms, and the numbers among them by position."""

    signs: str
    numbers: Mapping[int, Decimal]

    def part(self, start: int, end: int) -> TermsSigns:
        """Return some of the signs, without what only separates them from others."""
        while start < end and self.signs[start] in ",+":
            start += 1
        while end > start and self.signs[end - 1] in ",+":
            end -= 1
        numbers = {at - start: n for at, n in self.numbers.items() if start <= at < end}
        return TermsSigns(self.signs[start:end], numbers)


def terms_signs(text: str) -> TermsSigns | None:
    """Return the signs of payment terms; ``None`` if a word is not known."""
    tokens = _tokens(text)
    phrases, longest = _phrases()
    found: list[tuple[str, Decimal | None]] = []
    place = 0
    while place < len(tokens):
        token, size = tokens[place], 1
        if token[0].isdigit():
            found.append((_NUMBER, Decimal(token.replace(",", "."))))
        elif token in _MARKS:
            found.append((_MARKS[token], None))
        else:
            known = min(longest, len(tokens) - place)
            sizes = range(known, 0, -1)
            size = next((n for n in sizes if " ".join(tokens[place : place + n]) in phrases), 0)
            if not size:
                return None
            found += _meant(phrases[" ".join(tokens[place : place + size])])
        place += size
    return _without_strays(found)


def _meant(meaning: str) -> Iterator[tuple[str, Decimal | None]]:
    """Yield the signs and numbers of a meaning, as of “15 days”."""
    for part in meaning.split():
        if part.isdigit():
            yield _NUMBER, Decimal(part)
        elif sign := _SIGNS[part]:
            yield sign, None


def _without_strays(found: Sequence[tuple[str, Decimal | None]]) -> TermsSigns:
    """Return the signs with “a month” as a number, and without words that mean nothing there."""
    signs = "".join(sign for sign, _ in found)
    stray = {match.start() for match in _STRAY.finditer(signs)}
    kept = [
        (_NUMBER, Decimal(1)) if sign == _SIGNS["article"] else (sign, number)
        for place, (sign, number) in enumerate(found)
        if place not in stray
    ]
    numbers = {place: number for place, (_, number) in enumerate(kept) if number is not None}
    whole = TermsSigns("".join(sign for sign, _ in kept), numbers)
    return whole.part(0, len(kept))


def _tokens(text: str) -> list[str]:
    """Return the words, numbers and marks of a text, in lower case and without accents."""
    return _TOKEN.findall(_DASH.sub(" , ", _REPEATED.sub("", _plain(text))))


def _plain(text: str) -> str:
    """Return a text in lower case and without accents."""
    if text.isascii():
        return text.casefold()
    parts = unicodedata.normalize("NFKD", text)
    return "".join(c for c in parts if not unicodedata.combining(c)).casefold()


@functools.cache
def _phrases() -> tuple[Mapping[str, str], int]:
    """Return what each phrase means, and of how many words the longest is."""
    found = {
        " ".join(phrase.replace("’", " ").split()): row["meaning"]
        for row in csv_rows(_CSV)
        for phrase in _plain(row["phrases"]).split("; ")
    }
    return found, max(phrase.count(" ") for phrase in found) + 1
