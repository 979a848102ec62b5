"""Readers for the values of directives and metadata.

Each ``read_…`` function takes a value as Beancount parsed it and returns it in the
required type. If the value is invalid, it raises :class:`BadValueError`, whose message
describes what was expected; the caller adds the key and the line.
"""

from __future__ import annotations

import contextlib
import datetime
import functools
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from beancount.core.amount import Amount
from beancount.core.data import Custom

from beancount_relance.language.expressions import expression
from beancount_relance.language.languages import ENGLISH, LANGUAGES
from beancount_relance.language.messages import Message, Translated, msg
from beancount_relance.language.tables import csv_rows
from beancount_relance.language.text import plain
from beancount_relance.values.vocabulary import CHOICE, KEY, english, named

_FIRST_YEAR, _LAST_YEAR = 1700, 2999  # the range that Beancount's own parser accepts
_YEARS = expression(r"([1-9]\d?) ?(?:years?|ans?)")
_YEAR_FIRST = expression(r"([0-9]{4})([-/])([0-9]{1,2})\2([0-9]{1,2})")
_YEAR_LAST = expression(r"([0-9]{1,2})([./-])([0-9]{1,2})\2([0-9]{4})")
_COUNTRIES_CSV = Path(__file__).parent / "data" / "country_codes.csv"
_LONGEST_SHOWN = 80
_BEFORE_POINT = 18
_DIGITS = 24  # out of the 28 digits of Decimal's default precision
_SHORT_KEY = 3
_SURE = 0.85


class BadValueError(ValueError):
    """Raised for an invalid value; ``expected`` describes a valid one.

    ``instead`` is what the record says that the value is for, if it must not be as before.
    """

    def __init__(self, expected: Message, instead: object = None) -> None:
        super().__init__(str(expected))
        self.expected = expected
        self.instead = instead


def values_of(custom: Custom) -> list[Any]:
    """Return the values of a custom directive; Beancount parses an empty list as ``None``."""
    return [value.value for value in custom.values or ()]


def read_text(value: Any) -> str:
    """Read a non-empty string."""
    if isinstance(value, str) and value.strip():
        return value.strip()
    raise BadValueError(msg("a text in quotes"))


def read_reference(value: Any) -> str:
    """Read an invoice number, written as a string, a number or a date.

    The result is a string: ``invoice: 5`` and ``invoice: "5"`` are the same invoice.
    """
    if isinstance(value, str) and value.strip():
        return value.strip()
    if isinstance(value, Decimal | datetime.date):
        return str(value)
    raise BadValueError(msg("an invoice number: a text in quotes, or a number"))


def read_whole_number(value: Any, *, least: int = 0, most: int | None = None) -> int:
    """Read a whole number between ``least`` and ``most``, both included."""
    if isinstance(value, Decimal) and value.is_finite() and value == value.to_integral_value():
        number = int(value)
        if number >= least and (most is None or number <= most):
            return number
    if most is None:
        raise BadValueError(msg("a whole number, {least} or more", least=least))
    raise BadValueError(msg("a whole number from {least} to {most}", least=least, most=most))


def read_years(value: Any) -> int:
    """Read a number of years, such as “1 year” or “2 ans”."""
    if isinstance(value, str) and (match := _YEARS.fullmatch(value.strip().casefold())):
        return int(match[1])
    raise BadValueError(msg("a number of years, such as “1 year” or “2 ans”"))


def read_date(value: Any) -> datetime.date:
    """Read a date; in quotes, with the year first or, if that is clear, last."""
    if isinstance(value, str):
        value = _written_date(value.strip())
    if isinstance(value, datetime.date) and is_date(value):
        return value
    raise BadValueError(msg("a date such as 2026-06-30"))


def _written_date(text: str) -> datetime.date | None:
    """Return the only day that a text may mean: ``2026/06/30``, ``30/06/2026``, ``06/30/2026``.

    With dots the day comes first; ``05/06/2026`` may be two days.
    """
    if (match := _YEAR_FIRST.fullmatch(text)) is not None:
        year, _, month, day = match.groups()
        possible = [(month, day)]
    elif (match := _YEAR_LAST.fullmatch(text)) is not None:
        first, separator, second, year = match.groups()
        possible = [(second, first)] if separator == "." else [(second, first), (first, second)]
    else:
        return None
    found = set()
    for month, day in possible:
        with contextlib.suppress(ValueError):
            found.add(datetime.date(int(year), int(month), int(day)))
    return found.pop() if len(found) == 1 else None


def is_date(value: Any) -> bool:
    """Return whether the value is a date in the range of years that Beancount accepts."""
    return isinstance(value, datetime.date) and _FIRST_YEAR <= value.year <= _LAST_YEAR


def read_amount(value: Any) -> Amount:
    """Read an amount with its currency: zero or more, and small enough to compute with."""
    if isinstance(value, Amount) and value.number is not None and is_calculable(value.number):
        if value.number >= 0:
            return value
        raise BadValueError(msg("an amount of zero or more, without a sign"))
    raise BadValueError(msg("an amount with its currency, such as 15.00 EUR"))


def is_calculable(number: Decimal) -> bool:
    """Return whether an amount can be used in calculations without losing digits."""
    if not number.is_finite() or number.adjusted() >= _BEFORE_POINT:
        return False
    if len(str(number)) <= _DIGITS:  # as nearly always, and sooner known than the digits
        return True
    return len(number.as_tuple().digits) <= _DIGITS


def read_flag(value: Any) -> bool:
    """Read TRUE or FALSE."""
    if isinstance(value, bool):
        return value
    raise BadValueError(msg("TRUE or FALSE"))


def read_choice(value: Any, choices: Iterable[str], french: Mapping[str, str] | None = None) -> str:
    """Read one of ``choices``, in English or French; the error suggests the closest one.

    Args:
        value: what was written.
        choices: the English words.
        french: French words by the English ones, if they are in a registry of their own.
    """
    choices = tuple(choices)
    if isinstance(value, str) and (word := english(value, choices, CHOICE)) in choices:
        return word
    known = tuple(named(choice, CHOICE, french) for choice in choices)
    near = _nearest_of(str(value)[:_LONGEST_SHOWN], known)
    if near is not None:
        raise BadValueError(msg("“{near}”, or another of {choices}", near=near, choices=known))
    raise BadValueError(msg("one of {choices}", choices=known))


def read_choices(value: Any, choices: Iterable[str]) -> tuple[str, ...]:
    """Read one or more of ``choices``, separated by spaces or commas."""
    choices = tuple(choices)
    words = read_text(value).replace(",", " ").split()
    return tuple(read_choice(word, choices) for word in words)


def read_language(value: Any) -> str:
    """Read one of the available languages: its code, or its name in one of them."""
    if isinstance(value, str) and value not in LANGUAGES:
        value = _languages_by_name().get(plain(value.strip()), value)
    return read_choice(value, LANGUAGES)


@functools.cache
def _languages_by_name() -> Mapping[str, str]:
    """Return the codes of the available languages by their names, such as ``francais``."""
    from babel import Locale  # noqa: PLC0415 - few ledgers write a language's name out

    named_in = [Locale.parse(row.locale).languages for row in LANGUAGES.values()]
    return {plain(names[code]): code for names in named_in for code in LANGUAGES}


def read_country(value: Any) -> str:
    """Read a two-letter country code (ISO 3166-1); ``UK`` and ``EL`` are accepted as well."""
    if isinstance(value, str) and value.strip().upper() in country_codes():
        return value.strip().upper()
    raise BadValueError(msg("a country as two letters, such as “FR”"))


@functools.cache
def country_codes() -> frozenset[str]:
    """Return the codes of all countries and territories, those of Babel (a test compares them)."""
    return frozenset(row["country"] for row in csv_rows(_COUNTRIES_CSV))


def nearest(name: str, names: Iterable[str]) -> str | None:
    """Return the closest match for ``name`` among ``names``, if any is close enough."""
    return _closest(name, names, 0.6)


def misspelt(key: str, known: Iterable[str], french: Mapping[str, str] | None = None) -> str | None:
    """Return the known key that ``key`` almost certainly misspells, or ``None``.

    Metadata is shared with other programs, so a key must differ by only a letter or two,
    or in the order of its letters. A key with a digit, such as ``phone2``, is never taken
    for a misspelling.

    Args:
        key: the key, which is none of the known ones.
        known: the English names of those that are known; their other names count as well.
        french: French names by the English ones, if they are in a registry of their own.
    """
    return _misspelt(key, tuple(known), tuple((french or {}).items()))


@functools.lru_cache(maxsize=4096)
def _misspelt(key: str, known: tuple[str, ...], french: tuple[tuple[str, str], ...]) -> str | None:
    """Return the same; thousands of notes have the same few keys."""
    if key in known or any(character.isdigit() for character in key):
        return None
    more = dict(french)
    names = {name: each for each in known for name in named(each, KEY, more).texts.values()}
    translated = [name for name in names if name not in known and _is_of_language(key, name)]
    for name in (*known, *translated):
        if len(key) > _SHORT_KEY and sorted(name) == sorted(key):
            return names.get(name, name)
    found = _closest(key, known, _SURE) or _closest(key, translated, _SURE)
    return names.get(found, found) if found is not None else None


def _is_of_language(key: str, name: str) -> bool:
    """Whether a key may misspell a translated name, and is no word of some other language.

    Such words differ in how they begin or end: ``kategorie``, ``categoria`` and ``categorie``.
    """
    short, long = sorted((key, name), key=len)
    return short[:1] == long[:1] and long[: len(short)] != short and key[:-1] != name[:-1]


def _closest(name: str, names: Iterable[str], least: float) -> str | None:
    """Return what a name is most like, if the likeness is at least so much."""
    from difflib import get_close_matches  # noqa: PLC0415 - only a mistake needs it; it takes 2 ms

    found = get_close_matches(name, list(names), n=1, cutoff=least)
    return found[0] if found else None


def _nearest_of(name: str, words: Collection[Translated]) -> Translated | None:
    """Return the word that a name is most like: in English, or almost certainly in French."""
    by_name = {text: word for word in words for text in word.texts.values()}
    near = nearest(name, [word.in_language(ENGLISH) for word in words])
    near = near or _closest(name, by_name, _SURE)
    return by_name[near] if near is not None else None


def shown(value: object) -> object:
    """Return a value as error messages show it, with long strings truncated."""
    if isinstance(value, list):
        return [shown(part) for part in value]
    if isinstance(value, str) and len(value) > _LONGEST_SHOWN:
        return f"{value[:_LONGEST_SHOWN]}…"
    return value


def unknown_key(
    key: str, known: Iterable[str], use: str = KEY, french: Mapping[str, str] | None = None
) -> Message:
    """Return the message about an unknown key, with the closest known one.

    Args:
        key: the key.
        known: the English names of those that are known.
        use: what they are used for.
        french: French names by the English ones, if they are in a registry of their own.
    """
    names = [named(each, use, french) for each in sorted(known)]
    near = _nearest_of(key, names) if len(key) <= _LONGEST_SHOWN else None
    key = str(shown(key))
    if near is not None:
        return msg("“{key}” is not known here; perhaps “{near}”", key=key, near=near)
    return msg("“{key}” is not known here; known are {known}", key=key, known=names)


def bad_value(key: str | Translated, value: object, error: BadValueError) -> Message:
    """Return the message about the invalid value of a key."""
    return msg(
        "{key}: “{value}” – expected {expected}",
        key=key,
        value=shown(value),
        expected=error.expected,
    )
