"""An index of known invoice numbers, in which ``written_references`` looks them up.

A number consists of runs of letters and of digits: ``F2026-014`` of ``f``, ``2026`` and ``014``.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from beancount_relance.language.expressions import expression
from beancount_relance.values.numbers.letters_written_out import written_out
from beancount_relance.values.numbers.lost_parts import bare, shortened, tails
from beancount_relance.values.numbers.number_starts import NumberStarts, one_less
from beancount_relance.values.numbers.structured_references import checked_payloads, has_check_digit

RUN = expression(r"[a-z]+|[0-9]+")
"""A run of letters or of digits in a text in lower case."""

_SEPARATOR = "\x1e"
_DIGITS: Mapping[int, str | None] = {
    code: "0" if chr(code) in "oO" else None
    for code in range(128)
    if not chr(code).isdigit() and chr(code) != _SEPARATOR
}
"""What makes the digits of a text of it: the letter O may be a zero."""
_DASHES = "\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d"
_ALIKE = {**dict.fromkeys(map(ord, _DASHES), "-"), ord("№"): "#"}
"""Signs that word processors and telephones write: the dashes, the minus and the number sign."""
_ORDINAL_SIGN = expression(r"(?<=\b[nN]\.)º")
"""In ``N.º1042`` it is no letter of the number."""
_YEAR = expression("20([0-9]{2})")

_MOST_RUNS = 8
_LEAST_DIGITS = 4
_SHORTEST = 4


def unaccented(text: str) -> str:
    """Return a text in lower case without accents, with plain dashes and the same length."""
    if text.isascii():
        return text.lower()
    return _ORDINAL_SIGN.sub("°", text).translate(_PLAIN)


class _PlainCharacters(dict[int, str]):
    """Each character in lower case without its accent, by its code."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        self[code] = unicodedata.normalize("NFKD", char).casefold()[:1] or char
        return self[code]


_PLAIN = _PlainCharacters(_ALIKE)


def runs_of(number: str) -> list[str]:
    """Return the runs of letters and of digits that a number consists of."""
    return RUN.findall(unaccented(number))


def number_key(number: str) -> str:
    """Return the key that all sure spellings of a number share; it may be empty."""
    return "".join(runs_of(number)).replace("o", "0")


def is_short(key: str) -> bool:
    """Return whether a number, by its key, is so short that something else may look like it."""
    return len(key) < _SHORTEST


class KnownNumbers:
    """Some invoice numbers, found by what people may write of them."""

    def __init__(self, numbers: Iterable[str], payloads: Mapping[str, str] | None = None) -> None:
        """Take the numbers; they are indexed when the first text with a digit is read.

        Args:
            numbers: the numbers as written in the ledger. A name without a digit is none that
                could be written in another way.
            payloads: numbers by what a structured reference for them carries.
        """
        self.payloads = payloads or {}
        self._numbers = tuple(numbers)

    @cached_property
    def _runs(self) -> Mapping[str, Sequence[str]]:
        split = {number: runs_of(number) for number in self._numbers}
        return {number: runs for number, runs in split.items() if any(r[0].isdigit() for r in runs)}

    @cached_property
    def _keys(self) -> Mapping[str, set[str]]:
        keys: dict[str, set[str]] = defaultdict(set)
        for number, runs in self._runs.items():
            keys["".join(runs).replace("o", "0")].add(number)
        odd = [number for number in self._runs if not number.isascii()]
        own = frozenset(keys) if odd else ()
        for number in odd:
            if (key := number_key(written_out(number))) not in own:
                keys[key].add(number)
        return keys

    @cached_property
    def _digits(self) -> Mapping[str, set[str]]:
        digits: dict[str, set[str]] = defaultdict(set)
        for number, runs in self._runs.items():
            if not runs[0][0].isdigit():
                digits["".join(runs[1:]).replace("o", "0")].add(number)
        return digits

    def with_more(self, numbers: Iterable[str]) -> KnownNumbers:
        """Return an index that has further numbers."""
        return KnownNumbers((*self._numbers, *numbers), self.payloads)

    def __bool__(self) -> bool:
        """Whether there are any numbers."""
        return bool(self._runs) or bool(self.payloads)

    def may_be_in(self, texts: Sequence[str]) -> Iterator[int]:
        """Yield the places of the texts that have the digits of a number.

        The others surely have none. This is much faster than reading them, and takes as long
        for many numbers as for few.
        """
        joined = _SEPARATOR.join(texts)
        if not joined.isascii():
            joined = unicodedata.normalize("NFKD", joined).encode("ascii", "ignore").decode()
        found = joined.translate(_DIGITS).split(_SEPARATOR)
        if len(found) != len(texts):  # one of them has a separator in it
            yield from range(len(texts))
            return
        lengths = sorted(self._all_digits.items())
        if not lengths:
            return
        shortest = lengths[0][0]
        for place, digits in enumerate(found):
            if len(digits) >= shortest and any(
                digits[first : first + length] in known
                for length, known in lengths
                for first in range(len(digits) - length + 1)
            ):
                yield place

    @cached_property
    def _all_digits(self) -> Mapping[int, set[str]]:
        """The digits of each number, and of each structured reference, by how many they are."""
        found: dict[int, set[str]] = defaultdict(set)
        for text in (*self._runs, *self.payloads):
            digits = number_key(text).translate(_DIGITS)
            if digits:
                found[len(digits)].add(digits)
        return found

    @cached_property
    def longest(self) -> int:
        """The most runs that a spelling can have."""
        return min(_MOST_RUNS, self.most_runs + 4)

    @cached_property
    def longest_key(self) -> int:
        """The most characters that a key has."""
        return max(self._key_lengths, default=0)

    @cached_property
    def most_runs(self) -> int:
        """The most runs that a number has."""
        return max(map(len, self._runs.values()), default=0)

    @cached_property
    def _key_lengths(self) -> frozenset[int]:
        return frozenset(map(len, self._keys))

    def with_key(self, key: str) -> set[str]:
        """The numbers with this key."""
        return self._keys.get(key, set())

    def with_check_digit(self, digits: str) -> set[str]:
        """The numbers whose digits these are with a right check digit behind them."""
        if len(digits) <= _LEAST_DIGITS or self.with_key(digits) or self.with_digits(digits):
            return set()
        for payload in checked_payloads(digits):
            bare = payload.lstrip("0")
            found = self.with_key(payload) or self.with_key(bare) or self.with_digits(bare)
            if found and len(bare) >= _LEAST_DIGITS and has_check_digit(digits):
                return found
        return set()

    def with_digits(self, digits: str) -> set[str]:
        """The numbers that have these digits after their letters."""
        return self._digits.get(digits, set())

    def without_zeros(self, runs: Sequence[str]) -> set[str]:
        """The numbers that have only lost leading zeros, a century, or what is before a word."""
        if len(runs) > self.most_runs:
            return set()
        return self._short.get(bare(runs), set())

    def ending_in(self, digits: str) -> set[str]:
        """The numbers whose last digits are these, leading zeros and a year at either end aside."""
        return self._tails.get(digits.lstrip("0"), set()) if digits.strip("0") else set()

    def starting_with(self, key: str) -> set[str]:
        """The numbers whose key starts with this one."""
        first = bisect_left(self._sorted, key)
        after = bisect_left(self._sorted, key + "\x7f")
        return {number for each in self._sorted[first:after] for number in self._keys[each]}

    def near(self, key: str) -> set[str]:
        """The numbers that may have been mistyped as this key."""
        length = len(key)
        if self._key_lengths.isdisjoint((length - 1, length, length + 1)):
            return set()
        if sum(map(str.isdigit, key)) < _LEAST_DIGITS - 1:
            return set()
        found = set().union(*(self._near.get(each, ()) for each in one_less(key)))
        return {number for number in found if _is_mistyped(key, number_key(number))}

    @cached_property
    def are_lettered(self) -> bool:
        """Whether all known numbers have letters."""
        return not any(all(map(str.isdigit, runs)) for runs in self._runs.values())

    def begins_with(self, letters: str) -> bool:
        """Whether a known number has these letters first."""
        return letters in self._beginnings

    @cached_property
    def _beginnings(self) -> set[str]:
        return {runs[0] for runs in self._runs.values() if not runs[0][0].isdigit()}

    def has_form_of(self, runs: Sequence[str]) -> bool:
        """Whether a known number has the same letters, and digits in the same places."""
        return _form(runs) in self._forms

    def has_letters_of(self, runs: Sequence[str]) -> bool:
        """Whether a known number has the same letters, and digits between them, however many."""
        return _letters(runs) in self._lettered

    def has_years_of(self, runs: Sequence[str]) -> bool:
        """Whether a known number is digits with a year in the same place, and as many or three."""
        return any(
            all(n >= _LEAST_DIGITS - 1 or n in lengths for n in digits)
            for place, digits in _years(runs)
            for lengths in self._yearly.get(place, ())
        )

    def has_length_of(self, digits: str) -> bool:
        """Whether a known number is nothing but about as many digits, which are three or more."""
        near = range(len(digits) - 1, len(digits) + 2)
        return len(digits) >= _LEAST_DIGITS - 1 and any(each in self._lengths for each in near)

    @cached_property
    def _lettered(self) -> set[tuple[str, ...]]:
        return {_letters(runs) for runs in self._runs.values() if not runs[0][0].isdigit()}

    @cached_property
    def _yearly(self) -> Mapping[tuple[int, int], set[frozenset[int]]]:
        """The lengths of the digits beside a year, by its place and the number of runs."""
        found: dict[tuple[int, int], set[frozenset[int]]] = defaultdict(set)
        for runs in self._runs.values():
            if len(runs) > 1 and all(map(str.isdigit, runs)):
                for place, lengths in _years(runs):
                    found[place].add(frozenset(lengths))
        return found

    @cached_property
    def _lengths(self) -> set[int]:
        numbers = self._runs.values()
        return {len(runs[0]) for runs in numbers if len(runs) == 1 and runs[0].isdigit()}

    @cached_property
    def _short(self) -> Mapping[tuple[str, ...], set[str]]:
        return shortened(self._runs)

    @cached_property
    def _tails(self) -> Mapping[str, set[str]]:
        return tails(self._runs)

    @cached_property
    def starts(self) -> NumberStarts:
        """Where in a text a number may start."""
        return NumberStarts(
            self._sorted,
            sorted(self._digits),
            {runs[0] for runs in self._short if not runs[0][0].isdigit()},
            lambda digits: bool(
                self.ending_in(digits) or self.near(digits) or self.with_check_digit(digits)
            ),
            are_lettered=self.are_lettered,
        )

    @cached_property
    def _sorted(self) -> Sequence[str]:
        return sorted(self._keys)

    @cached_property
    def _near(self) -> Mapping[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for key, numbers in self._keys.items():
            for shorter in one_less(key):
                found[shorter] |= numbers
        return found

    @cached_property
    def _forms(self) -> set[tuple[str | int, ...]]:
        return {_form(runs) for runs in self._runs.values() if not runs[0][0].isdigit()}


def _form(runs: Sequence[str]) -> tuple[str | int, ...]:
    return tuple(len(run) if run[0].isdigit() else run for run in runs)


def _letters(runs: Sequence[str]) -> tuple[str, ...]:
    """Return the letters of a number, with one place for the digits that follow each other."""
    places = ["" if run[0].isdigit() else run for run in runs]
    return tuple(place for n, place in enumerate(places) if place or not n or places[n - 1])


def _years(runs: Sequence[str]) -> Iterator[tuple[tuple[int, int], Sequence[int]]]:
    """Yield each run that may be a year, by its place and their number; the others' lengths."""
    for place, run in enumerate(runs):
        if _YEAR.fullmatch(run):
            yield (place, len(runs)), [len(other) for n, other in enumerate(runs) if n != place]


def _is_mistyped(typed: str, key: str) -> bool:
    """Whether a key was typed with one character wrong, missing or doubled, or two swapped."""
    if sum(map(str.isdigit, key)) < _LEAST_DIGITS:
        return False
    pairs = enumerate(zip(typed, key, strict=False))
    same = next((n for n, (one, other) in pairs if one != other), min(len(typed), len(key)))
    before = typed[same - 1 : same] if same else ""
    typed, key = typed[same:], key[same:]
    if len(typed) == len(key):
        swapped = typed[1::-1] == key[:2] and typed[2:] == key[2:]
        return swapped or typed[1:] == key[1:]
    if len(typed) < len(key):
        return typed == key[1:]
    return typed[:1] == before and typed[1:] == key
