"""Words that tell what a payment is for: months, years, and what only some narrations say.

    told_words("Virement loyer mai 2026")     # {"loyer", "month 5", "2026", "virement"}

Months are the same in all languages, and in digits: ``05/2026``. Short words, numbers, days and
the words that stand before a number (“invoice”, “client”) tell nothing.
"""

from __future__ import annotations

import contextlib
import datetime
import functools
import re
from collections.abc import Mapping
from pathlib import Path

from beancount_relance.language.tables import csv_rows
from beancount_relance.values.known_numbers import unaccented
from beancount_relance.values.text_runs import WORDS_BEFORE_NUMBERS

_MONTHS = Path(__file__).parent / "data" / "month_names.csv"
SHORTEST_TELLING = 5
"""Shorter words, such as “pour” or “with”, are in any text."""
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
_AFTER_DAY = re.compile(r"\b[0-3]?\d(?:er|st|nd|rd|th|\.)?\s+(?:of\s+|de\s+)?([^\W\d_]+)")
_BEFORE_DAY = re.compile(r"([^\W\d_]+)\.?\s+[0-3]?\d\b(?![/.-]?\d)")


@functools.lru_cache(maxsize=4096)
def told_words(text: str) -> frozenset[str]:
    """Return what a text says in words that may tell one invoice from another."""
    text = unaccented(text)
    found = set(_YEAR.findall(text))
    months = [(int(month), year) for month, year in _MONTH.findall(text)]
    months += [(int(month), year) for year, month in _MONTH_LAST.findall(text)]
    for month, year in months:
        found |= {_month(month), year}
    names = _month_names()
    days = {*_AFTER_DAY.findall(text), *_BEFORE_DAY.findall(text)}
    for word in _WORD.findall(text):
        if word in names:
            found.update(() if word in days else (_month(names[word]),))
        elif len(word) >= SHORTEST_TELLING and word not in WORDS_BEFORE_NUMBERS:
            found.add(word)
    return frozenset(found)


@functools.lru_cache(maxsize=4096)
def all_words(text: str) -> frozenset[str]:
    """Return the words of a text, without digits and accents."""
    return frozenset(_WORD.findall(unaccented(text)))


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
    text = unaccented(text)
    names = _month_names()
    days = [(year, month, day) for day, _, month, year in _DAY_FIRST.findall(text)]
    days += _YEAR_FIRST.findall(text)
    days += [(year, names.get(word, 0), day) for day, word, year in _IN_WORDS.findall(text)]
    days += [(year, names.get(word, 0), day) for word, day, year in _MONTH_IN_WORDS.findall(text)]
    found = set()
    for year, month, day in days:
        with contextlib.suppress(ValueError):  # no day of the calendar
            found.add(datetime.date(int(year), int(month), int(day)))
    return frozenset(found)


def has_month(words: frozenset[str]) -> bool:
    """Return whether a month is among the words of a text."""
    return any(word.startswith(_month("")) for word in words)


def _month(number: int | str) -> str:
    return f"month {number}"


@functools.cache
def _month_names() -> Mapping[str, int]:
    return {row["word"]: int(row["month"]) for row in csv_rows(_MONTHS)}
