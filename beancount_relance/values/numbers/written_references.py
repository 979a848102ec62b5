"""Invoice numbers as people write them in the text of a payment.

    numbers = KnownNumbers(["F2026-012", "F2026-013", "F2026-014"])
    read_references("VIR F2026014", numbers).sure       # {"F2026-014": "F2026014"}
    read_references("FACT 12 ET 13", numbers).unsure    # "12" may be F2026-012, "13" F2026-013

A reference is *sure* if it is the number with other letter case, other separators or the letter
O for a zero, or a structured reference whose check digits are right: RF (ISO 11649), the Belgian
``+++…+++``, the Swiss QR reference, and in the Nordic countries the number with a check digit
behind it; or the long string of digits that was sent with it. It is *unsure* if it has lost
something (the letters, the year, zeros, its end) or has one wrong character; it then counts only
if the amount agrees.

Only whole numbers count: ``INV10`` is not ``INV1``, and dates, amounts and years are no
numbers. ``F2`` is sure only as it is in the ledger, as a word of its own, and if that is not a
quarter (``Q2``), a sheet (``A4``) or the like. The time taken is linear in the length of the text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, field

from beancount_relance.values.numbers.known_numbers import (
    KnownNumbers,
    is_short,
    number_key,
    runs_of,
)
from beancount_relance.values.numbers.lossy_references import LEAST_DIGITS, Unsure, lossy_references
from beancount_relance.values.numbers.structured_references import (
    long_strings,
    structured_references,
)
from beancount_relance.values.numbers.text_runs import TextRuns

_LONGEST_TEXT = 2_000
_STRONG = 6
"""A number of this many characters is recognised even if a word is attached to it."""
_STRONG_DIGITS = 4
LONGEST_RANGE = 40
"""How many numbers ``F-1 to F-41`` may name."""


class References(Struct, frozen=True):
    """The invoice numbers in a text.

    Attributes:
        sure: the numbers that are certainly meant, each with how it is written.
        unsure: what may be a number, in order.
        unknown: what has the form of the numbers, and is none of them.
    """

    sure: Mapping[str, str] = field(default_factory=dict)
    unsure: Sequence[Unsure] = ()
    unknown: Sequence[str] = ()


def read_references(text: str, numbers: KnownNumbers) -> References:
    """Return the known numbers in a text."""
    text = text[:_LONGEST_TEXT]
    return _Reader(numbers, text).read() if _may_name(text, numbers) else _NOTHING


def sure_references(
    text: str, numbers: KnownNumbers, *, ambiguous: bool = False
) -> Mapping[str, str]:
    """Return the known numbers that a text certainly means, each with how it is written.

    Args:
        text: the text.
        numbers: the known numbers.
        ambiguous: whether to include all numbers that the same spelling may mean.
    """
    text = text[:_LONGEST_TEXT]
    if not _may_name(text, numbers):
        return {}
    return _Reader(numbers, text, ambiguous=ambiguous).sure()


def _may_name(text: str, numbers: KnownNumbers) -> bool:
    if not has_digit(text) or not numbers:
        return False
    payloads = numbers.payloads
    if payloads and any(each.payload in payloads for each in long_strings(text)):
        return True
    return not numbers.starts.are_ruled_out(runs_of(text)) or any(structured_references(text))


def has_digit(text: str) -> bool:
    """Return whether a text can name anything: a spelling of a number keeps a digit."""
    return any(map(str.isdecimal, text))


_NOTHING = References()


class _Reader:
    """Reads one text."""

    def __init__(self, numbers: KnownNumbers, text: str, *, ambiguous: bool = False) -> None:
        self._numbers = numbers
        self._ambiguous = ambiguous
        self._text = text
        self._runs = TextRuns(text)
        self._sure: dict[str, str] = {}
        self._before: tuple[int, str] | None = None
        """The last run and the key of the number read before."""

    def read(self) -> References:
        self.sure()
        return References(self._sure, *lossy_references(self._numbers, self._runs, self._sure))

    def sure(self) -> Mapping[str, str]:
        for reference in structured_references(self._text):
            self._structured(reference.written, reference.payload)
        for string in long_strings(self._text) if self._numbers.payloads else ():
            if (sent := self._numbers.payloads.get(string.payload)) is not None:
                self._sure.setdefault(sent, string.written)
        runs, starts = self._runs, self._numbers.starts
        for n, run in enumerate(runs.runs):
            if run.is_digits and not runs.is_glued_before(n) and not runs.is_glued_after(n):
                self._checked(n, run.text)
        places = enumerate(runs.runs)
        self._read_at(
            [n for n, run in places if starts.exactly(run.text, runs.text_at(n + 1))], self._exact
        )
        self._read_at([n for n, run in enumerate(runs.runs) if run.is_digits], self._announced)
        return self._sure

    def _read_at(self, places: Iterable[int], reading: Callable[[int], int]) -> None:
        """Read at some places, each time from the end of what was read before."""
        end = 0
        for place in places:
            if place >= end:
                end = reading(place)

    def _windows(self, first: int) -> Iterator[int]:
        return self._runs.windows(first, self._numbers.longest)

    def _structured(self, written: str, payload: str) -> None:
        sent = self._numbers.payloads.get(payload)
        if sent is not None:
            self._sure.setdefault(sent, written)
            return
        key = payload.lower().replace("o", "0")
        found = self._numbers.with_key(key) or self._numbers.with_key(key.lstrip("0"))
        if not found and key.isdigit() and len(key.lstrip("0")) >= LEAST_DIGITS:
            found = self._numbers.with_digits(key.lstrip("0"))
            tails = (key[place:] for place in range(1, len(key)) if key[place - 1] == "0")
            found = found or next(filter(None, map(self._numbers.with_digits, tails)), set())
        for number in found if self._is_clear(found) else ():
            self._sure.setdefault(number, written)

    def _checked(self, place: int, digits: str) -> None:
        """Take the number that digits carry with their check digit, as in a Swedish OCR."""
        runs = self._runs
        if runs.is_date_or_amount(place) or runs.is_of_another_kind(place) or runs.goes_on(place):
            return
        found = self._numbers.with_check_digit(digits)
        if self._is_clear(found) and not runs.continues_digits(place):
            self._take(place, place, found)

    def _exact(self, first: int) -> int:
        """Read the longest known number that starts at a run; return the run after it."""
        key = ""
        best: tuple[int, set[str]] | None = None
        run = self._runs[first]
        longest = self._numbers.longest_key + len(run.text)
        shortest = longest if run.is_digits else len(run.text) + _STRONG_DIGITS
        for last in self._windows(first):
            key += self._runs[last].text.replace("o", "0")
            if len(key) > longest:
                break  # it only gets longer, even without the first word
            spellings = [key]
            if shortest <= len(key) < longest:
                spellings.append(self._without_glue(key, len(run.text)))
            for spelling in spellings:
                found = self._numbers.with_key(spelling)
                if found and self._is_whole(first, last, spelling, found):
                    best = last, found
                    break
        if best is None:
            return first
        last, found = best
        self._take(first, last, found)
        number = next(iter(found))
        if self._before is not None and self._runs.is_range(self._before[0], first):
            self._take_between(self._before[1], number_key(number), last)
        return self._continue(last, number)

    def _without_glue(self, key: str, letters: int) -> str:
        """Return a key without what is attached to it: ``VIRF2026014``, with so many letters."""
        numbers = self._numbers
        for place in range(max(1, len(key) - numbers.longest_key), letters):
            if len(key) - place >= _STRONG and numbers.with_key(key[place:]):
                return key[place:]
        return ""

    def _is_whole(self, first: int, last: int, key: str, found: Iterable[str]) -> bool:
        """Whether what stands from a run to another is a whole number, and not a part of one."""
        runs = self._runs
        if runs.goes_on(last) or runs.is_glued_before(first):
            return False
        announced = runs.is_announced(first)
        only_digits = runs[first].is_digits and key.isdigit() and not announced
        if only_digits and not self._are_a_number(first, last, found):
            return False
        if is_short(key) and not (announced or runs.is_only(first, last, found)):
            return False  # only if the amount agrees
        if not runs.is_glued_after(last):
            return True
        strong = len(key) >= _STRONG and sum(map(str.isdigit, key)) >= _STRONG_DIGITS
        return strong and not key.isdigit() and len(runs[last + 1].text) > 1

    def _are_a_number(self, first: int, last: int, found: Iterable[str]) -> bool:
        """Whether digits that no word announces are a whole number."""
        runs = self._runs
        if runs.is_date_or_amount(first) or runs.is_of_another_kind(first):
            return False
        written = [run.text for run in runs.runs[first : last + 1]]
        if runs.continues_digits(first) or sum(map(len, written)) < LEAST_DIGITS:
            return False
        if len(written) == 1:
            return not runs[first].is_year
        return any(runs_of(number) == written for number in found)  # not of two, side by side

    def _announced(self, first: int) -> int:
        """Read the digits of a known number after a word such as “invoice”."""
        if not self._runs.is_announced(first):
            return first
        for last, digits in self._runs.digits_from(first, self._numbers.longest):
            same = self._numbers.with_key(digits)
            found = same or self._numbers.with_digits(digits)
            ends = not self._runs.goes_on(last) and not self._runs.is_glued_after(last)
            enough = same or len(digits) > LEAST_DIGITS
            if self._is_clear(found) and enough and ends and not self._runs.is_date_or_amount(last):
                self._take(first, last, found)
                return self._continue(last, next(iter(found)))
        return first

    def _continue(self, last: int, number: str) -> int:
        """Read what a list adds: ``INV-2041/42/43``, ``12 and 13``, ``12 to 15``."""
        key = number_key(number)
        self._before = last, key
        if is_short(key) and not key.isdigit():  # “F2, 3” may be three of something
            return last + 1
        while last + 1 < len(self._runs):
            after, is_range = self._runs.next_in_list(last)
            if after is None:
                break
            digits = self._runs[after].text
            if len(digits) > len(key) - len(key.rstrip("0123456789")):
                break
            end = key[: -len(digits)] + digits
            found = self._numbers.with_key(end)
            if not (self._take_between(key, end, after) if is_range else found):
                break
            self._take(after, after, found)
            key, last = end, after
            self._before = last, key
        return last + 1

    def _take_between(self, start: str, end: str, place: int) -> bool:
        """Take the numbers of a range that ends with a run; whether it is one."""
        stem = start.rstrip("0123456789")
        first, last = start[len(stem) :], end[len(stem) :]
        if not end.startswith(stem) or len(first) != len(last) or not (first + last).isdigit():
            return False
        if not int(first) < int(last) <= int(first) + LONGEST_RANGE:
            return False
        for each in range(int(first) + 1, int(last)):
            between = self._numbers.with_key(stem + str(each).zfill(len(last)))
            self._take(place, place, between)
        return True

    def _take(self, first: int, last: int, found: Iterable[str]) -> None:
        for number in found:
            self._sure.setdefault(number, self._runs.written(first, last))
        self._runs.use(first, last)

    def _is_clear(self, found: set[str]) -> bool:
        return len(found) == 1 or (self._ambiguous and bool(found))
