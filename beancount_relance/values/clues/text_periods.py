"""Periods that a text tells by two years, or by their first and last months.

    set(text_periods("membership 2025/26", months))           # {"season 2025"}
    set(text_periods("service charge apr - jun", months))     # {"quarter 2", "between 5"}

They are words as in :mod:`~beancount_relance.values.clues.text_clues`: ``Apr-Jun`` is ``Q2``, and
the season 25/26 that of 2025-2026. The months between the two are only noted, as ``between 5``.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence

from beancount_relance.language.expressions import expression

_SEASON = expression(
    r"(?<![\w/.-])((?:19|20)?[0-9]{2})\s?[/–-]\s?((?:19|20)?[0-9]{2})(?![\w/-]|\.[0-9])"
)
_WORD = expression(r"[^\W\d_]+")
UP_TO_WORDS = "to|thru|through|au|a|al|ate|bis|tot|till|til"
"""The words between the first and the last of some months, as alternatives of an expression."""
_UP_TO = expression(rf"\.?(?:\s+(?:19|20)?[0-9]{{2}})?\s*(?:[/–-]|\b(?:{UP_TO_WORDS}|t/m)\b)\s*")
_MONTHS_IN_DIGITS = expression(
    r"(?<![\w/.,-])(0?[1-9]|1[0-2])\s?[–-]\s?(0?[1-9]|1[0-2])[/.](?:20)?2[0-9](?![\w/-]|\.[0-9])"
)
"""The first and the last month in digits, with the year of both: ``02-03/2026``."""
_DAYS_JOINED = expression(r"(?<=[0-9])-(?=[0-3]?[0-9]([./])[01]?[0-9]\1[0-9])")
_SHORT_YEAR = expression(r"(?<![\w/.,-])(0?[1-9]|1[0-2])\.2[0-9](?![\w/,-]|\.[0-9])(?!\s?[€$£])")
_DASHED_YEAR = expression(r"(?<![\w/.,–-])(0[1-9]|1[0-2])[–-]2[0-9](?![\w/,–-]|\.[0-9])")
_IN_ONE_NUMBER = (
    expression(r"(?<![\w/.,–-])(0[1-9]|1[0-2])(?:20)?2[0-9](?![\w/,–-]|\.[0-9])"),
    expression(r"(?<![\w/.,–-])202[0-9](0[1-9]|1[0-2])(?![\w/,–-]|\.[0-9])"),
)
"""A month and its year in digits that nothing divides: ``0426``, ``042026``, ``202604``."""
_MONTH_AND_NUMBER = expression(
    r"(?<![^\W_])(?:mnd|maand|mnth|month|monat|mois|mes|mese|manad|maned|m)\.?\s?(0?[1-9]|1[0-2])(?![\w/,-])"
)
_COMPOUNDS = (
    *("miet", "huur", "hyr", "lei", "rat", "beitrag", "rechnung", "factuur", "pacht"),
    *("rent", "loyer"),
)
"""Beginnings of words that are joined to the name of a month: ``Maimiete``, ``LOYERMAI``."""
_NO_COMPOUNDS = ("o", "e")
"""How months end in languages that make no such words: ``junio`` is no part of ``juniorkamer``."""
_LONG_NAME = 5
"""The letters of a name that no other word begins or ends with by chance, as with ``mai``."""
_LEAST_BESIDE = 3
_MONTHS = 12
BETWEEN = "between "
_KINDS = {3: "quarter", 6: "half-year"}


def text_periods(text: str, months: Mapping[str, int]) -> Iterator[str]:
    """Yield the seasons, quarters, half-years and months between two of a folded text.

    A season is two years in a row, as ``2025/26`` or ``25-26``; what may be a month and its year
    (``2011/12``) or a day (``11/12``) is none.

    Args:
        text: the folded text.
        months: the names of months.
    """
    for first, second in _SEASON.findall(text):
        year = _full(first)
        if _full(second) == year + 1 and int(second[-2:]) > _MONTHS:
            yield f"season {year}"
    for match in _MONTHS_IN_DIGITS.finditer(text):
        first, last = int(match.group(1)), int(match.group(2))
        yield from (f"month {month}" for month in range(first, last + 1))
    named = [match for match in _WORD.finditer(text) if match.group() in months]
    for one, other in itertools.pairwise(named):
        if _UP_TO.fullmatch(text, one.end(), other.start()):
            first, last = months[one.group()], months[other.group()]
            yield from (f"{BETWEEN}{month}" for month in range(first + 1, last))
            kind = _KINDS.get(last - first + 1)
            if kind and last % (last - first + 1) == 0:
                yield f"{kind} {last // (last - first + 1)}"


def with_days_apart(text: str) -> str:
    """Return a folded text in which a dash between two days is a word: ``01.04.26-30.04.26``."""
    return _DAYS_JOINED.sub(" to ", text)


def months_within(text: str, months: Mapping[str, int]) -> Iterator[int]:
    """Yield the months that a folded text may mean otherwise than by their names.

    They are within a word (``Aprilmiete``, ``DAVRIL``), a number after the word for a month
    (``mnd 4``), or a number with its year (``04.26``, ``04-26``, ``042026``, ``202604``).

    Args:
        text: the folded text.
        months: the names of months.
    """
    for pattern in (_SHORT_YEAR, _DASHED_YEAR, *_IN_ONE_NUMBER, _MONTH_AND_NUMBER):
        yield from (int(match.group(1)) for match in pattern.finditer(text))
    for word in _WORD.findall(text):
        yield from (months[name] for name in names_within(word, months))


def names_within(word: str, months: Collection[str]) -> list[str]:
    """Return the names of months with which a folded word is a compound: ``april``."""
    if len(word) < _LEAST_BESIDE + _LEAST_BESIDE or word in months:
        return []
    starts, ends = _by_edges(tuple(months))
    near = (*starts.get(word[:_LEAST_BESIDE], ()), *ends.get(word[-_LEAST_BESIDE:], ()))
    return [name for name in dict.fromkeys(near) if _is_within(name, word)]


@functools.lru_cache(maxsize=4)
def _by_edges(names: Sequence[str]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Return the names by their first and by their last letters: a word is compared with few."""
    starts: dict[str, list[str]] = {}
    ends: dict[str, list[str]] = {}
    for name in names:
        starts.setdefault(name[:_LEAST_BESIDE], []).append(name)
        ends.setdefault(name[-_LEAST_BESIDE:], []).append(name)
    return starts, ends


def is_beside_month(words: Sequence[str], place: int, months: Collection[str]) -> bool:
    """Return whether a word stands beside a month, or a short word between: ``Feb to Mar``."""
    for step in (-1, 1):
        beside = list(words[place + step : place + step + 1]) if place + step >= 0 else []
        if beside and len(beside[0]) <= _LEAST_BESIDE and place + 2 * step >= 0:
            beside += words[place + 2 * step : place + 2 * step + 1]
        if any(word in months for word in beside):
            return True
    return False


def _is_within(name: str, word: str) -> bool:
    """Whether a word is a compound with the name of a month."""
    if word.startswith(name):
        rest = word[len(name) :]
        is_long = len(name) >= _LONG_NAME and len(rest) >= _LEAST_BESIDE
        is_long = is_long and not name.endswith(_NO_COMPOUNDS)
        return is_long or (len(name) >= _LEAST_BESIDE and rest.startswith(_COMPOUNDS))
    if not word.endswith(name):
        return False
    before = word[: -len(name)]
    return len(name) >= _LONG_NAME or (len(name) >= _LEAST_BESIDE and before.startswith(_COMPOUNDS))


def _full(year: str) -> int:
    return int(year) if len(year) == len("2026") else int(f"20{year}")
