"""What tells which invoice a payment is for: words, numbers, months, days and years.

    text_clues("Virement loyer mai 2026")     # {"loyer", "month 5", "2026"}
    text_clues("2. Rate Küche")               # {"kuch", "rat", "rat 2", "instalment 2"}

Words are without the ending by which one and several differ. Months are the same in all
languages, and in digits: ``05/2026``. Articles, the words of banks and those that stand before a
number (“invoice”, “client”) tell nothing. What numbers tell is in
:mod:`~beancount_relance.values.clues.counted_numbers`.

What depends on what is compared is only noted at first: ``dated 28/2`` for a day in words and
``on 28/2`` for one in digits, whose month may be meant, ``perhaps 3`` for ``mar`` or ``03``,
``maybe day 17/3`` for ``17.03``, and ``paper 4712`` for a number of an order or the like.
A month ``between`` two counts in a payment if an invoice is of it.
:func:`words_of_invoice` and :func:`words_of_payment` decide.
"""

from __future__ import annotations

import contextlib
import datetime
import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from beancount_relance.language.expressions import expression
from beancount_relance.language.tables import csv_rows
from beancount_relance.values.clues.counted_numbers import (
    SHORTEST_TELLING,
    counted_numbers,
    counts_things,
    filler_words,
    folded,
    noun_before,
    stem,
)
from beancount_relance.values.clues.labels import labels_in, without_labels
from beancount_relance.values.clues.text_periods import (
    BETWEEN,
    is_beside_month,
    months_within,
    text_periods,
    with_days_apart,
)
from beancount_relance.values.numbers.text_runs import WORDS_BEFORE_NUMBERS, YEAR

DAY_WORD: Final = "day "
"""How a word that is a day begins: ``day 5/3``."""

_MONTHS = Path(__file__).parents[1] / "data" / "month_names.csv"
_MOST_MONTHS, _MOST_DAYS = 12, 31
_ALONE, _END = r"(?<![\w/.-])", r"(?![\w/-]|\.\d)"
_WORD = expression(r"[^\W\d_]+")
_YEAR = expression(rf"{_ALONE}({YEAR}){_END}")
_MONTH = expression(rf"{_ALONE}(0?[1-9]|1[0-2])[/.-]((?:19|20)\d\d){_END}")
_MONTH_LAST = expression(rf"{_ALONE}((?:19|20)\d\d)[/.-](0[1-9]|1[0-2]){_END}")
_IN_DIGITS = expression(rf"{_ALONE}([0-3]?\d)([/.-])([0-3]?\d)\2((?:19|20)\d\d(?!\d)|\d\d{_END})")
_YEAR_FIRST = expression(rf"{_ALONE}((?:19|20)\d\d)-([01]\d)-([0-3]\d)(?!\d)")
_IN_WORDS = expression(
    r"\b([0-3]?\d)(?:er|st|nd|rd|th|\.)?\s+(?:of\s+|de\s+)?([^\W\d_]+)\.?,?\s+((?:19|20)\d\d)\b"
)
_MONTH_IN_WORDS = expression(r"\b([^\W\d_]+)\.?\s+([0-3]?\d)(?:st|nd|rd|th)?,?\s+((?:19|20)\d\d)\b")
_AFTER_DAY = expression(r"\b([0-3]?\d)(?:er|st|nd|rd|th|\.)?\s+(?:of\s+|de\s+)?([^\W\d_]+)")
_BEFORE_DAY = expression(r"([^\W\d_]+)\.?\s+([0-3]?\d)(?:st|nd|rd|th)?\b(?![/.-]?\d)")
_BEFORE_YEAR = expression(r"(?<![^\W_])([^\W\d_]+)[-/’']?(\d\d)(?![\w/.-])")  # Feb-26
_ZERO_FIRST = expression(r"(?<![\w/.,-])0[1-9](?![\w/-]|[.,:]\d)")
_DAY_OR_AMOUNT = expression(r"(?<![\w/.,-])([0-3]\d)\.([01]\d)(?![\w/.,-])")
_DATED, _ON, _PERHAPS, _MAYBE, _PAPER = "dated ", "on ", "perhaps ", "maybe ", "paper "
_NOTED = (_DATED, _ON, _PERHAPS, _MAYBE, _PAPER, BETWEEN)
_DAYS_OF_BANKS = datetime.timedelta(days=3)
_MOST_READ = 2000
"""How many characters of a text are read: no bank passes on as many."""
_DAYS_OF_A_PERIOD = datetime.timedelta(days=15)
_DAY_AND_MONTH = expression(rf"{_ALONE}(\d\d?)(?:/(\d\d?){_END}|\.(\d\d?)\.(?!\d))")


@functools.lru_cache(maxsize=4096)
def text_clues(text: str) -> frozenset[str]:
    """Return what a text says that may tell one invoice from another."""
    found = _read(text)
    more = set() if has_month(found) else _months(found, _PERHAPS)
    return frozenset(word for word in found | more if not word.startswith(_NOTED))


@functools.lru_cache(maxsize=4096)
def _read(text: str) -> frozenset[str]:
    """Return the same, and the notes on what depends on what is compared."""
    labels = labels_in(text)
    text = with_days_apart(folded(without_labels(text)[:_MOST_READ]))
    names = month_names()
    found = {*labels, *_YEAR.findall(_without_days_in_words(text))}
    months = [(int(month), year) for month, year in _MONTH.findall(text)]
    months += [(int(month), year) for year, month in _MONTH_LAST.findall(text)]
    for month, year in months:
        found |= {_month(month), year}
    for day in _days(text):
        found |= {day_word(day), f"{_ON}{day.day}/{day.month}"}
    found.update(f"day {int(one)}/{int(other)}" for one, _, other, _ in _IN_DIGITS.findall(text))
    found.update(text_periods(text, names))
    found.update(f"{_PERHAPS}{month}" for month in months_within(text, names))
    found.update(_months_and_days(text))
    filler = filler_words()
    for word in _WORD.findall(text):
        if word not in names and len(word) >= SHORTEST_TELLING:
            is_known = word in filler or word in WORDS_BEFORE_NUMBERS
            found.update(() if is_known else (stem(word),))
    rest = _YEAR_FIRST.sub(_blank, _IN_DIGITS.sub(_blank, text))
    rest = _MONTH_LAST.sub(_blank, _MONTH.sub(_blank, rest))
    for match in _DAY_AND_MONTH.finditer(rest):
        if not _is_fraction(match) and not _is_number(match):
            nouns = noun_before(rest[: match.start()], names)
            found.update(_day_or_month(match, nouns))
            rest = rest[: match.start()] + _blank(match) + rest[match.end() :]
    found.update(counted_numbers(rest, names))
    found.update(f"{_MAYBE}day {int(d)}/{int(m)}" for d, m in _DAY_OR_AMOUNT.findall(rest))
    for match in _ZERO_FIRST.finditer(rest):
        if not counts_things(noun_before(rest[: match.start()], names)):
            found.add(f"{_PERHAPS}{int(match.group())}")
    return frozenset(found)


@functools.lru_cache(maxsize=4096)
def words_of_invoice(text: str) -> frozenset[str]:
    """Return what the narration of an invoice says; if it names no month, that of its days."""
    found = set(_read(text))
    found |= {f"# {word.removeprefix(_PAPER)}" for word in found if word.startswith(_PAPER)}
    if not has_month(found):
        found |= _months(found, _DATED, _ON) or _months(found, _PERHAPS)
    found |= {word.removeprefix(_MAYBE) for word in found if word.startswith(_MAYBE)}
    noted = (_DATED, _ON, _PERHAPS, _MAYBE, BETWEEN)
    return frozenset(word for word in found if not word.startswith(noted))


def words_of_payment(
    text: str, customer: str, day: datetime.date, others: frozenset[str]
) -> frozenset[str]:
    """Return what the text of a payment says, compared with some invoices.

    The month of a day in words is meant, unless banks would write this day as that of the payment;
    days in digits are mostly theirs. What may be a month is one if an invoice is of it, and an
    order's number is any number if no invoice has it for a number of another kind.

    Args:
        text: the text.
        customer: the customer's name, which is not said.
        day: the day of the payment, which is not said either.
        others: what is known of the invoices, all together.
    """
    found = set(_read(text) - _read(customer))
    papers = {word for word in found if word.startswith(_PAPER)} - others
    found.update(f"# {word.removeprefix(_PAPER)}" for word in papers)
    if not has_month(found):
        near = {day - datetime.timedelta(days=n) for n in range(_DAYS_OF_BANKS.days + 1)}
        written = {f"{_DATED}{each.day}/{each.month}" for each in near}
        found |= _months(found - written, _DATED)
    if not has_month(found):
        found |= _months(found, _PERHAPS) & others
    found |= {word.removeprefix(_MAYBE) for word in found if word.startswith(_MAYBE)} & others
    found |= _months(found, BETWEEN) & others
    found.update(_in_full(found - others, others))
    found -= {day_word(day), f"day {day.month}/{day.day}"}
    return frozenset(word for word in found if not word.startswith(_NOTED))


def _in_full(words: Iterable[str], others: Iterable[str]) -> Iterator[str]:
    """Yield what abbreviations stand for: ``iss 16`` for ``issue 16``, ``beitrag 25`` for 2025."""
    longer: dict[str, set[str]] = {}
    for other in others:
        noun, _, number = other.rpartition(" ")
        longer.setdefault(number, set()).add(noun)
    for word in words:
        noun, _, number = word.rpartition(" ")
        if len(noun) >= SHORTEST_TELLING:
            nouns = longer.get(number, ())
            yield from (f"{each} {number}" for each in nouns if each.startswith(noun))
            if "" in longer.get(f"20{number}", ()):
                yield f"20{number}"


@functools.lru_cache(maxsize=4096)
def any_clues(text: str) -> frozenset[str]:
    """Return all that a text may say as that of an invoice or of a payment, and some more."""
    found = _read(text)
    papers = {f"# {word.removeprefix(_PAPER)}" for word in found if word.startswith(_PAPER)}
    days = {word.removeprefix(_MAYBE) for word in found if word.startswith(_MAYBE)}
    return found | papers | days | _months(found, _DATED, _ON, _PERHAPS, BETWEEN)


def says_nothing(text: str, customer: str) -> bool:
    """Return whether a text says nothing at all, whatever it is compared with.

    Args:
        text: the text of a payment.
        customer: the customer's name, which is not said.
    """
    return any_clues(text) <= _read(customer)


def _months(words: Iterable[str], *kinds: str) -> set[str]:
    return {_month(re.split("[ /]", word)[-1]) for word in words if word.startswith(kinds)}


def says_only_when(words: frozenset[str]) -> bool:
    """Return whether a text names a month, and nothing but months, days and years."""
    times = ("day ", "month ")
    return has_month(words) and all(word.isdigit() or word.startswith(times) for word in words)


def _without_days_in_words(text: str) -> str:
    """Return a folded text without the days in words: their year is no year that is named."""

    def blank(match: re.Match[str]) -> str:
        return _blank(match) if any(group in names for group in match.groups()) else match.group()

    names = month_names()
    return _MONTH_IN_WORDS.sub(blank, _IN_WORDS.sub(blank, text))


def _months_and_days(text: str) -> Iterator[str]:
    """Yield the months that a folded text names, and the days of a month that it names.

    The number in ``Phase 2 March`` may be that of the phase, so that the month is named as well.
    """
    names, certain = month_names(), _month_names()
    days = [(m.group(1), m.group(2), m.start()) for m in _AFTER_DAY.finditer(text)]
    days += [(m.group(2), m.group(1), -1) for m in _BEFORE_DAY.finditer(text)]
    told = set()
    for day, word, start in days:
        if word not in names:
            continue
        yield f"day {int(day)}/{names[word]}"
        if start > 0 and counts_things(noun_before(text[:start], names)):
            yield _month(names[word])
        else:
            yield f"{_DATED}{int(day)}/{names[word]}"
            told.add(word)
    for word, year in _BEFORE_YEAR.findall(text):
        if word in names:
            yield f"day {int(year)}/{names[word]}"
            yield _month(names[word])
            told.add(word)
    words = _WORD.findall(text)
    for place, word in enumerate(words):
        if word in names and word not in told:
            is_month = word in certain or is_beside_month(words, place, certain)
            yield _month(names[word]) if is_month else f"{_PERHAPS}{names[word]}"


def _is_fraction(match: re.Match[str]) -> bool:
    """Whether what may be a day of a month may as well be an instalment: ``2/3``."""
    one, other, dotted = match.groups()
    return (
        dotted is None and "0" not in (one[0], other[0]) and int(other) <= _MOST_MONTHS >= int(one)
    )


def _is_number(match: re.Match[str]) -> bool:
    """Whether what may be a day of a month is the number of a year instead: ``42/26``."""
    return int(match.group(1)) > _MOST_DAYS


def _day_or_month(match: re.Match[str], nouns: Sequence[str]) -> Iterator[str]:
    """Yield a day of a month (``14/03``, ``14.03.``), or a month and its year (``Miete 3/26``)."""
    one, other = int(match.group(1)), int(match.group(2) or match.group(3))
    yield f"day {one}/{other}"
    if other <= _MOST_MONTHS:
        yield f"{_ON}{one}/{other}"
    yield from (f"{noun} {one}/{other}" for noun in nouns)
    if one <= _MOST_MONTHS < other:
        if other <= _MOST_DAYS:
            yield f"day {other}/{one}"
        if nouns or match.group(1).startswith("0"):
            yield _month(one)


def _blank(match: re.Match[str]) -> str:
    return "|" * len(match.group())


@functools.lru_cache(maxsize=4096)
def all_words(text: str) -> frozenset[str]:
    """Return the words of a text, without digits and accents."""
    return frozenset(_WORD.findall(folded(text)))


def day_word(day: datetime.date) -> str:
    """Return the word that a day is in a text without its year: ``day 5/3``."""
    return f"{DAY_WORD}{day.day}/{day.month}"


def words_of_period(first: datetime.date, last: datetime.date) -> frozenset[str]:
    """Return the months and years that an invoice may be of by its date and its due date.

    They are those of its date, and those of a due date within two weeks or so.
    """
    days = [first, last] if last - first <= _DAYS_OF_A_PERIOD else [first]
    return frozenset(word for day in days for word in (_month(day.month), str(day.year)))


@functools.lru_cache(maxsize=4096)
def text_days(text: str) -> frozenset[datetime.date]:
    """Return the days that a text gives with their year, in words or in digits.

    ``2 avril 2026``, ``April 2, 2026``, ``02/04/2026`` and ``2026-04-02`` are the same day.
    In digits the day comes before the month, unless it cannot: ``04/13/2026``.
    """
    return frozenset(_days(folded(text)))


def _days(text: str) -> set[datetime.date]:
    names = month_names()
    days = []
    for one, _, other, year in _IN_DIGITS.findall(text):
        day, month = (other, one) if int(other) > _MOST_MONTHS else (one, other)
        days.append((year if len(year) == len("2026") else f"20{year}", month, day))
    days += _YEAR_FIRST.findall(text)
    days += [(year, names.get(word, 0), day) for day, word, year in _IN_WORDS.findall(text)]
    days += [(year, names.get(word, 0), day) for word, day, year in _MONTH_IN_WORDS.findall(text)]
    found = set()
    for year, month, day in days:
        with contextlib.suppress(ValueError):  # no day of the calendar
            found.add(datetime.date(int(year), int(month), int(day)))
    return found


def has_month(words: Iterable[str]) -> bool:
    """Return whether a month is among the words of a text."""
    return any(word.startswith(_month("")) for word in words)


def _month(number: int | str) -> str:
    return f"month {number}"


@functools.cache
def _month_names() -> Mapping[str, int]:
    """Return the words that name a month wherever they stand."""
    rows = [row for row in csv_rows(_MONTHS) if not row["also_a_word"]]
    return {folded(row["word"]): int(row["month"]) for row in rows}


@functools.cache
def month_names() -> Mapping[str, int]:
    """Return all names of months, folded; some mean one only beside a day or a year."""
    return {folded(row["word"]): int(row["month"]) for row in csv_rows(_MONTHS)}
