"""Numbers in a text, each with the word that it counts: ``Phase 2``, ``2e termijn``, ``KW 12``.

    counted_numbers("2. Rate Küche")       # {"rat 2", "instalment 2"}
    counted_numbers("MAINT. Q2/2026")      # {"q 2", "quarter 2", "=q2", …}
    counted_numbers("Miete AB-123-CD")     # {"=ab123cd", "# 123"}
    counted_numbers("Règlement 2026-041")  # {"####-### 2026-041", "# 2026041"}
    counted_numbers("Order 4712")          # {"order 4712", "paper 4712"}

An ordinal is the same as the number, in digits, in words or as a Roman numeral. Words that count
the same thing are rows of ``values/data/counted_words.csv``; ``values/data/number_words.csv`` has
number words. A number of one or two digits tells nothing without such a word, and years and amounts
never do; with a year or another number before or after it, one of three digits or more does. Of a
number of three digits or more it is told (``paper 4712``) if the word says that an order or the
like has it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from beancount_relance.language.expressions import expression
from beancount_relance.language.tables import csv_rows
from beancount_relance.values.numbers.amounts_in_texts import amounts_in
from beancount_relance.values.numbers.known_numbers import unaccented
from beancount_relance.values.numbers.text_runs import (
    BETWEEN_NUMBERS,
    INVOICE_WORDS,
    NUMBER_WORDS,
    OTHER_NUMBERS,
    PAPER_WORDS,
    YEAR,
)

_DATA = Path(__file__).parents[1] / "data"
_OTHER_LETTERS = str.maketrans("æœøðłß", "aoodls")
_TWO_FOR_ONE = expression("ae|oe|ue|ss")
_RUN = expression(r"[^\W\d_]+|[0-9]+")
_NEAR = expression(r"(?:[^\S\n]|[.:#°º/-]){0,4}")
_AFTER = expression(r"[\s.:°-]{0,3}")
_BESIDE = expression(r"[\s-]?")
_LIST = expression(r"\s*(?:[,;+&/-]|\b(?:et|and|und|en|y|e|och|og|a|to|bis|tot)\b)\s*")
_OF = expression(r"\s*(?:/|\b(?:of|von|sur|de|di|van|av|af)\b)\s*")
_ORDINAL = expression(r"[.:]?(?:er|re|ere|e|eme|nd|nde|de|st|rd|th|te|ter|tes|ten|o|a)")
_JOINED = expression(r"[^\W_]+(?:[-./_][^\W_]+)*")
_YEAR = expression(YEAR)
_SERIAL = expression(
    r"(?<![0-9])(?<![0-9][./_-])([0-9]{2,}(?:[-/_][0-9]{2,})+)(?![\w/-]|[.,][0-9]{1,2}(?![0-9]))"
)
_SPACED = expression(
    r"(?<![^\W_])(?=([^\W\d_]{1,3}[ -]?[0-9]+[ -]?[^\W\d_]{1,3}|[^\W\d_] [0-9]{2,})(?![^\W_]))"
    r"[^\W\d_]"
)
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
ROMANS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_ROMAN = {letters: number for number, letters in enumerate(ROMANS, 1)}
SKIPPED = NUMBER_WORDS | frozenset(
    ("of", "du", "di", "del", "da", "von", "van", "vom", "for", "f", "fur", "pour", "per", "voor")
)
_ELIDED = ("'", "’")
_MOST_BEFORE = 4
SHORTEST_TELLING = 3
_PLURALS, _VOWELS = ("s", "x", "en"), "aeioy"
_SHORTEST_ALONE = 3
_INVOICE, _INSTALMENT = "invoice", "instalment"
LAST: Final = "last"
"""The number that the last instalment has in words: ``letzte Rate``."""
_LONGEST = 12


@functools.lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Return a text in lower case, without accents, and with one letter for ``ae`` and ``ß``."""
    plain = unaccented(text).translate(_OTHER_LETTERS)
    return _TWO_FOR_ONE.sub(lambda match: match.group()[0], plain)


def counted_numbers(plain: str, months: Mapping[str, int]) -> Iterator[str]:
    """Yield the numbers that a folded text tells, each with the word beside it.

    Args:
        plain: the text, without its dates.
        months: the names of months, which are counted by no number.
    """
    yield from _written_together(plain)
    yield from _serials(plain)
    yield from _Runs(plain, months).read()


def stem(word: str) -> str:
    """Return a word without the ending by which one and several differ: ``chair``, ``tabl``."""
    less = word[:-1] if word.endswith(_PLURALS) else word
    found = less.rstrip(_VOWELS)
    return found if len(found) >= SHORTEST_TELLING else word


def noun_before(plain: str, months: Mapping[str, int]) -> Sequence[str]:
    """Return the words that stand for what the end of a folded text counts: its last noun."""
    runs = _Runs(plain, months)
    return runs.nouns_before(len(runs), len(plain))


def counts_things(nouns: Iterable[str]) -> bool:
    """Return whether what :func:`noun_before` found is known to be counted: ``flat``, ``phase``."""
    return any(noun in _things() for noun in nouns)


@functools.cache
def filler_words() -> frozenset[str]:
    """Return the folded words that tell nothing: articles and the like, and those of banks."""
    rows = csv_rows(_DATA / "filler_words.csv")
    return frozenset(folded(word) for row in rows for word in row["words"].split())


@functools.cache
def _numbers() -> Mapping[str, str]:
    rows = csv_rows(_DATA / "number_words.csv")
    return {folded(word): row["number"] for row in rows for word in row["words"].split()}


@functools.cache
def _things() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in csv_rows(_DATA / "counted_words.csv"):
        for word in row["words"].split():
            for each in {folded(word), stem(folded(word))}:
                found.setdefault(each, set()).add(row["thing"])
    return {word: frozenset(things) for word, things in found.items()}


@functools.cache
def counted_words() -> frozenset[str]:
    """Return the folded words for things that are counted: ``flat``, ``phase``, ``quarter``."""
    rows = csv_rows(_DATA / "counted_words.csv")
    return frozenset(folded(word) for row in rows for word in row["words"].split())


def _written_together(plain: str) -> Iterator[str]:
    """Yield what has letters and digits without a space between them: ``3b``, ``LS-4498``.

    They may also have spaces: ``EF 456 GH``, ``B 113``. The year within a number (``F2026-014``) is
    that of the whole series.
    """
    whole = [match.group() for match in _JOINED.finditer(plain)]
    parts = [
        part
        for each in whole
        for part in re.split(r"[-./_]", each)
        if part == each or not _YEAR.fullmatch(part.strip(_LETTERS))
    ]
    spaced = [match.group(1) for match in _SPACED.finditer(plain)]
    for each in (*whole, *parts, *spaced):
        key = "".join(_RUN.findall(each))
        if not key.isdigit() and not key.isalpha():
            yield f"={key}"
            digits = key.lstrip(_LETTERS)
            if digits.isdigit() and len(digits) >= _SHORTEST_ALONE and not _YEAR.fullmatch(digits):
                yield f"# {int(digits)}"


def _serials(plain: str) -> Iterator[str]:
    """Yield the numbers written with a year or another number: ``2026-041``, ``041/2026``.

    The pattern of its digits is what it counts, so that two of one series differ. A year with a
    month (``2026-04``) or a year (``2026-2027``) is a period instead. After the word for an
    invoice, it is told by its number alone as well.
    """
    for match in _SERIAL.finditer(plain):
        parts = re.split(r"[-/_]", match.group(1))
        numbers = [part for part in parts if not _YEAR.fullmatch(part)]
        if any(len(part) > len("12") for part in numbers):
            number = "-".join(parts)
            yield f"{re.sub('[0-9]', '#', number)} {number}"
            yield f"# {int(''.join(parts))}"
            before = _RUN.findall(plain[: match.start()])[-_MOST_BEFORE:]
            if len(numbers) == 1 and not INVOICE_WORDS.isdisjoint(before):
                yield f"{_INVOICE} {int(numbers[0])}"


class _Runs:
    """The runs of letters and of digits of a folded text."""

    def __init__(self, plain: str, months: Mapping[str, int]) -> None:
        self._plain = plain
        self._months = months
        self._runs = [(m.group(), m.start(), m.end()) for m in _RUN.finditer(plain)]

    def __len__(self) -> int:
        return len(self._runs)

    def read(self) -> Iterator[str]:
        """Yield the numbers; one that goes on with a list counts the same as that before it."""
        amounts = amounts_in(self._plain)
        last, counted = -1, frozenset[str]()
        for place, (text, start, end) in enumerate(self._runs):
            number = self._number(place)
            if number is None or any(first < end and start < stop for first, stop in amounts):
                continue
            gap = self._plain[self._runs[last][2] : start] if last >= 0 else ""
            of = _OF.fullmatch(gap) if last >= 0 else None
            if of is not None and (text.isdigit() and self._runs[last][0].isdigit()):
                yield f"day {self._runs[last][0].lstrip('0')}/{number}"
                if gap.strip() != "/":
                    continue
            before = frozenset(self.nouns_before(place, start))
            if not before and last >= 0 and _LIST.fullmatch(gap):
                before = counted
            words = before
            if text not in _ROMAN and (not before or self._is_ordinal(place)):
                words |= frozenset(self._nouns_after(place))
            elif text in _ROMAN or not counts_things(before):
                words |= frozenset(self._things_after(place))
            last, counted = place, words
            yield from (f"{word} {number}" for word in sorted(words))
            if text.isdigit() and len(text) >= _SHORTEST_ALONE:
                yield from self._alone(place, number)

    def _number(self, place: int) -> str | None:
        """Return the number that a run is; a single letter counts as one: ``Lot B``."""
        text, _, end = self._runs[place]
        if text.isdigit():
            is_number = not _YEAR.fullmatch(text) and len(text) <= _LONGEST
            return str(int(text)) if is_number else None
        if text in self._months:
            return None
        if text in _numbers():
            number = _numbers()[text]
            return number if number != LAST or _INSTALMENT in self._nouns_after(place) else None
        is_letter = len(text) == 1 and text not in SKIPPED
        if place + 1 < len(self) and self._runs[place + 1][0].isdigit():
            return None  # a word before its own number: “v. 12”
        if place and (is_letter or text in _ROMAN) and self._plain[end : end + 1] not in _ELIDED:
            noun, _, before = self._runs[place - 1]
            gap = self._plain[before : self._runs[place][1]]
            if gap and _BESIDE.fullmatch(gap) and self._nouns(noun):
                return str(_ROMAN.get(text, text))
        return str(_ROMAN[text]) if text in _ROMAN and self._things_after(place) else None

    def nouns_before(self, place: int, start: int) -> Sequence[str]:
        """Return what the noun before a place stands for, over words such as ``n°``.

        What that noun is of counts as well: ``Situation de travaux n° 2``.
        """
        found: list[str] = []
        skipped = True
        for before in reversed(range(max(0, place - _MOST_BEFORE), place)):
            text, begin, end = self._runs[before]
            if not _NEAR.fullmatch(self._plain, end, start):
                break
            if text not in SKIPPED:
                nouns = self._nouns(text) if skipped else ()
                if not nouns:
                    break
                found += nouns
            skipped = text in SKIPPED
            start = begin
        return found

    def _nouns_after(self, place: int) -> Sequence[str]:
        """Return what the noun after a number stands for, over the ending of an ordinal."""
        after = place + 1
        if after < len(self) and self._is_ending(after):
            after += 1
        if after >= len(self):
            return ()
        text, start, _ = self._runs[after]
        if not _AFTER.fullmatch(self._plain, self._runs[after - 1][2], start):
            return ()
        return self._nouns(text)

    def _things_after(self, place: int) -> Sequence[str]:
        """Return the same, if the noun is known to be counted: ``III trimestre``."""
        nouns = self._nouns_after(place)
        return nouns if counts_things(nouns) else ()

    def _is_ordinal(self, place: int) -> bool:
        text, _, end = self._runs[place]
        if not text.isdigit():
            return text in _numbers()
        dot = self._plain[end : end + 2] in (". ", "° ")
        return dot or (place + 1 < len(self) and self._is_ending(place + 1))

    def _is_ending(self, place: int) -> bool:
        """Whether a run is the ending of an ordinal in digits: ``2e``, ``2nd``, ``2.º``."""
        _, start, end = self._runs[place]
        before = self._runs[place - 1]
        ending = self._plain[before[2] : end]
        return before[0].isdigit() and _ORDINAL.fullmatch(ending) is not None and start <= end

    def _nouns(self, text: str) -> Sequence[str]:
        """Return a word and the things for which it stands, if it can be counted."""
        things = _things().get(text) or _things().get(stem(text))
        if things is None and text in INVOICE_WORDS:
            things = frozenset([_INVOICE])
        if things is not None:
            return (stem(text), *things)
        if text.isdigit() or text in self._months or text in _numbers():
            return ()
        is_noun = len(text) >= SHORTEST_TELLING and text not in filler_words()
        return (stem(text),) if is_noun and text not in SKIPPED else ()

    def _alone(self, place: int, number: str) -> Iterator[str]:
        """Yield digits without what they count, and whether they are of an order or the like.

        A customer's number tells nothing by itself, nor what goes on with other digits, unless
        there are two numbers of one length.
        """
        before = place - 1
        if before >= 0 and self._runs[before][0].isdigit():
            if not self._is_second_of_two(place):
                return
            before -= 1
        while before >= 0 and self._runs[before][0] in BETWEEN_NUMBERS:
            before -= 1
        word = self._runs[before][0] if before >= 0 else ""
        if word in PAPER_WORDS:
            yield f"paper {number}"
        elif word not in OTHER_NUMBERS:
            yield f"# {number}"

    def _is_second_of_two(self, place: int) -> bool:
        """Whether a number is the second of two alike, and no part of a longer one."""
        around = [place - 2, place + 1]
        lengths = {len(self._runs[each][0]) for each in (place - 1, place)}
        return len(lengths) == 1 and not any(
            0 <= each < len(self) and self._runs[each][0].isdigit() for each in around
        )
