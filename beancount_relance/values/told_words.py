"""What tells which invoice a payment is for: words, numbers, months, days and years.

    told_words("Virement loyer mai 2026")     # {"loyer", "month 5", "2026"}
    told_words("2. Rate Küche")               # {"kuche", "rate", "rate 2", "instalment 2"}

Months are the same in all languages, and in digits: ``05/2026``. Articles, the words of banks
and those that stand before a number (“invoice”, “client”) tell nothing. What numbers tell is in
:mod:`~beancount_relance.values.told_numbers`.
"""

from __future__ import annotations

import contextlib
import datetime
import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from beancount_relance.language.tables import csv_rows
from beancount_relance.values.text_runs import WORDS_BEFORE_NUMBERS
from beancount_relance.values.told_numbers import filler_words, folded, noun_before, told_numbers

_MONTHS = Path(__file__).parent / "data" / "month_names.csv"
SHORTEST_TELLING = 3
_MOST_MONTHS = 12
_ALONE, _END = r"(?<![\w/.-])", r"(?![\w/-]|\.\d)"
_WORD = re.compile(r"[^\W\d_]+")
_YEAR = re.compile(rf"{_ALONE}((?:19|20)\d\d){_END}")
_MONTH = re.compile(rf"{_ALONE}(0?[1-9]|1[0-2])[/.-]((?:19|20)\d\d){_END}")
_MONTH_LAST = re.compile(rf"{_ALONE}((?:19|20)\d\d)[/.-](0[1-9]|1[0-2]){_END}")
_DAY_FIRST = re.compile(rf"{_ALONE}([0-3]?\d)([/.-])([01]?\d)\2((?:19|20)\d\d)(?!\d)")
_YEAR_FIRST = re.compile(rf"{_ALONE}((?:19|20)\d\d)-([01]\d)-([0-3]\d)(?!\d)")
_IN_WORDS = re.compile(
    r"\b([0-3]?\d)(?:er|st|nd|rd|th|\.)?\s+(?:of\s+|de\s+)?([^\W\d_]+)\.?,?\s+((?:19|20)\d\d)\b"
)
_MONTH_IN_WORDS = re.compile(r"\b([^\W\d_]+)\.?\s+([0-3]?\d)(?:st|nd|rd|th)?,?\s+((?:19|20)\d\d)\b")
_AFTER_DAY = re.compile(r"\b([0-3]?\d)(?:er|st|nd|rd|th|\.)?\s+(?:of\s+|de\s+)?([^\W\d_]+)")
_BEFORE_DAY = re.compile(r"([^\W\d_]+)\.?\s+([0-3]?\d)\b(?![/.-]?\d)")
_BEFORE_YEAR = re.compile(r"(?<![^\W_])([^\W\d_]+)[-/’']?(\d\d)(?![\w/.-])")  # Feb-26
_DAY_AND_MONTH = re.compile(rf"{_ALONE}(\d\d?)(?:/(\d\d?){_END}|\.(\d\d?)\.(?!\d))")


@functools.lru_cache(maxsize=4096)
def told_words(text: str) -> frozenset[str]:
    """Return what a text says that may tell one invoice from another."""
    text = folded(text)
    found = set(_YEAR.findall(text))
    names = _month_names()
    months = [(int(month), year) for month, year in _MONTH.findall(text)]
    months += [(int(month), year) for year, month in _MONTH_LAST.findall(text)]
    for month, year in months:
        found |= {_month(month), year}
    found.update(f"day {day.day}/{day.month}" for day in _days(text))
    found.update(_months_and_days(text))
    filler = filler_words()
    for word in _WORD.findall(text):
        if word not in names and len(word) >= SHORTEST_TELLING:
            found.update(() if word in filler or word in WORDS_BEFORE_NUMBERS else (word,))
    rest = _YEAR_FIRST.sub(_blank, _DAY_FIRST.sub(_blank, text))
    rest = _MONTH_LAST.sub(_blank, _MONTH.sub(_blank, rest))
    for match in _DAY_AND_MONTH.finditer(rest):
        if not _is_fraction(match):
            nouns = noun_before(rest[: match.start()], names)
            found.update(_day_or_month(match, nouns))
            rest = rest[: match.start()] + _blank(match) + rest[match.end() :]
    found.update(told_numbers(rest, names))
    return frozenset(found)


def _months_and_days(text: str) -> Iterator[str]:
    """Yield the months that a folded text names, and the days of a month that it names."""
    names = _month_names()
    days = {(day, word) for day, word in _AFTER_DAY.findall(text) if word in names}
    days |= {(day, word) for word, day in _BEFORE_DAY.findall(text) if word in names}
    yield from (f"day {int(day)}/{names[word]}" for day, word in days)
    for word, year in _BEFORE_YEAR.findall(text):
        if word in names:
            yield f"day {int(year)}/{names[word]}"
            yield _month(names[word])
    of_days = {word for _, word in days}
    for word in _WORD.findall(text):
        if word in names and word not in of_days:
            yield _month(names[word])


def _is_fraction(match: re.Match[str]) -> bool:
    """Whether what may be a day of a month may as well be an instalment: ``2/3``."""
    one, other, dotted = match.groups()
    return (
        dotted is None and "0" not in (one[0], other[0]) and int(other) <= _MOST_MONTHS >= int(one)
    )


def _day_or_month(match: re.Match[str], nouns: Sequence[str]) -> Iterator[str]:
    """Yield a day of a month (``14/03``, ``14.03.``), or a month and its year (``Miete 3/26``)."""
    one, other = int(match.group(1)), int(match.group(2) or match.group(3))
    yield f"day {one}/{other}"
    yield from (f"{noun} {one}/{other}" for noun in nouns)
    if nouns and one <= _MOST_MONTHS < other:
        yield _month(one)


def _blank(match: re.Match[str]) -> str:
    return "|" * len(match.group())


@functools.lru_cache(maxsize=4096)
def all_words(text: str) -> frozenset[str]:
    """Return the words of a text, without digits and accents."""
    return frozenset(_WORD.findall(folded(text)))


def words_of_period(first: datetime.date, last: datetime.date) -> frozenset[str]:
    """Return the month and the year that two days share, as :func:`told_words` has them."""
    if first.year != last.year:
        return frozenset()
    year = str(first.year)
    return frozenset((_month(first.month), year) if first.month == last.month else (year,))


@functools.lru_cache(maxsize=4096)
def told_days(text: str) -> frozenset[datetime.date]:
    """Return the days that a text gives with their year, in words or in digits.

    ``2 avril 2026``, ``April 2, 2026``, ``02/04/2026`` and ``2026-04-02`` are the same day.
    In digits the day comes before the month.
    """
    return frozenset(_days(folded(text)))


def _days(text: str) -> set[datetime.date]:
    names = _month_names()
    days = [(year, month, day) for day, _, month, year in _DAY_FIRST.findall(text)]
    days += _YEAR_FIRST.findall(text)
    days += [(year, names.get(word, 0), day) for day, word, year in _IN_WORDS.findall(text)]
    days += [(year, names.get(word, 0), day) for word, day, year in _MONTH_IN_WORDS.findall(text)]
    found = set()
    for year, month, day in days:
        with contextlib.suppress(ValueError):  # no day of the calendar
            found.add(datetime.date(int(year), int(month), int(day)))
    return found


def has_month(words: frozenset[str]) -> bool:
    """Return whether a month is among the words of a text."""
    return any(word.startswith(_month("")) for word in words)


def _month(number: int | str) -> str:
    return f"month {number}"


@functools.cache
def _month_names() -> Mapping[str, int]:
    return {folded(row["word"]): int(row["month"]) for row in csv_rows(_MONTHS)}
