"""Invoice numbers that have lost something, or have one wrong character, in the text of a payment.

They are read after those that are sure
(:mod:`~beancount_relance.values.numbers.written_references`), and count only if the amount agrees.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

from msgspec import Struct

from beancount_relance.values.numbers.known_numbers import KnownNumbers, is_short
from beancount_relance.values.numbers.number_lists import number_lists
from beancount_relance.values.numbers.text_runs import INVOICE_WORDS, TextRuns

LEAST_DIGITS = 4
"""Fewer digits without a word such as “invoice” before them are no invoice number."""
_LEAST_MISTYPED = 5


class Unsure(Struct, frozen=True):
    """A part of a text that may be one of several numbers.

    ``is_unknown`` says that nothing is missing from it: it has the form of the numbers, and none
    of them is called that.
    """

    written: str
    numbers: frozenset[str]
    is_unknown: bool = False


def lossy_references(
    numbers: KnownNumbers, runs: TextRuns, sure: Collection[str]
) -> tuple[Sequence[Unsure], Sequence[str]]:
    """Read what the sure numbers have left of a text.

    Args:
        numbers: the known numbers.
        runs: the text; what is read is marked as used.
        sure: the numbers that are certainly meant.

    Returns:
        What may be a number, in order, and what has the form of the numbers and is none of them.
    """
    return _Reader(numbers, runs, sure).read()


class _Reader:
    """Reads one text."""

    def __init__(self, numbers: KnownNumbers, runs: TextRuns, sure: Collection[str]) -> None:
        self._numbers = numbers
        self._runs = runs
        self._sure = sure
        self._unsure: list[Unsure] = []

    def read(self) -> tuple[Sequence[Unsure], Sequence[str]]:
        numbers, runs = self._numbers, list(enumerate(self._runs.runs))
        for first, last in number_lists(self._runs):
            self._list(first, last)
        for place, run in runs:
            if run.is_digits or numbers.starts.with_loss(run.text, self._runs.text_at(place + 1)):
                self._lossy(place)
        return self._unsure, [
            text
            for place, run in runs
            if (not numbers.are_lettered if run.is_digits else numbers.begins_with(run.text))
            for text in self._unknown(place)
        ]

    def _list(self, first: int, last: int) -> None:
        """Read a list of digits that are the last ones of several known numbers: ``102/103``.

        In a text that says something else they must have three digits or more. Together they must
        not be what is left of one number, as ``21-26`` is of ``0021-26``.
        """
        runs = self._runs
        if self._short_year(first, last):
            return
        digits = [runs[place].text for place in range(first, last + 1)]
        found = [self._ends(each) for each in digits]
        least = 1 if runs.is_whole_text(first, last) else LEAST_DIGITS - 1
        if all(found) and min(map(len, digits)) >= least and not runs.is_of_another_kind(first):
            for place, numbers in enumerate(found, first):
                self._doubt(place, place, numbers)

    def _ends(self, digits: str) -> set[str]:
        numbers = self._numbers
        found = numbers.with_key(digits) or numbers.with_digits(digits)
        return found or numbers.ending_in(digits)

    def _lossy(self, first: int) -> None:
        if self._runs.used[first]:
            return
        if self._runs.is_announced(first) or self._runs.is_listed(first):
            self._lossy_digits(first, self._announced_digits)
        elif self._runs.is_of_another_kind(first):
            return
        elif self._runs.is_glued_before(first):
            self._lettered_digits(first)
        elif not self._runs[first].is_digits:
            self._lossy_number(first)
        elif not self._runs.continues_digits(first):
            is_all = self._runs.is_whole_text(first, first) and not self._runs[first].is_year
            alone = self._only_digits if is_all else self._lone_digits
            self._lossy_digits(first, alone, unless_amount=True)

    def _lettered_digits(self, first: int) -> None:
        """Read the digits of a number with one letter before them: ``R10235`` of ``10235``."""
        letter, digits = self._runs[first - 1].text, self._runs[first].text
        is_one = len(letter) == 1 and not self._runs.is_glued_before(first - 1)
        ends = not self._runs.goes_on(first) and not self._runs.is_glued_after(first)
        if is_one and ends and len(digits) > LEAST_DIGITS:
            self._doubt(first, first, self._numbers.with_key(digits))

    def _lossy_digits(
        self, first: int, alone: Callable[[str], set[str]], *, unless_amount: bool = False
    ) -> None:
        """Read digits: those of a number without its letters, or its last ones."""
        found, last = self._digits_at(first, alone)
        if found and not (unless_amount and self._runs.is_date_or_amount(first)):
            self._doubt(first, last, found)

    def _digits_at(
        self, first: int, alone: Callable[[str], set[str]]
    ) -> tuple[Collection[str], int]:
        """Return the numbers that digits may be, and the last run of these."""
        for last, digits in self._runs.digits_from(first, self._numbers.longest):
            ends = not self._runs.goes_on(last) and not self._runs.is_glued_after(last)
            if len(digits) > LEAST_DIGITS and ends:
                found = self._numbers.with_digits(digits) or self._year_last(first, last)
                found = found or self._short_year(first, last)
            elif ends and " " not in self._runs.written(first, last):
                found = self._short_year(first, last)
            else:
                continue
            if found:
                return found, last
        if self._runs.goes_on(first) or self._runs.is_glued_after(first):
            return (), first
        return alone(self._runs[first].text), first

    def _year_last(self, first: int, last: int) -> set[str]:
        """The numbers that are written with their year behind: ``014-2026``."""
        if last != first + 1 or not self._runs[last].is_year:
            return set()
        number, year = self._runs[first].text, self._runs[last].text
        swapped = year + number
        few = len(number) < LEAST_DIGITS - 1  # as those of a month
        return (
            set() if few else self._numbers.with_key(swapped) | self._numbers.with_digits(swapped)
        )

    def _short_year(self, first: int, last: int) -> set[str]:
        """The numbers of digits that lack zeros, letters or a century: ``102-26``, ``2026/13``."""
        runs = [self._runs[place].text for place in range(first, last + 1)]
        return self._numbers.without_zeros(runs) if len(runs) > 1 else set()

    def _announced_digits(self, digits: str) -> set[str]:
        found = self._numbers.with_key(digits) | self._numbers.ending_in(digits)
        if not found and len(digits) >= _LEAST_MISTYPED:
            return self._numbers.near(digits)
        return found

    def _lone_digits(self, digits: str) -> set[str]:
        """Digits that nothing announces: zeros before them tell ``014`` from a street number."""
        few = LEAST_DIGITS - 1
        if len(digits) == few:
            padded = self._numbers.ending_in(digits) if digits[0] == "0" else set()
            return self._numbers.with_key(digits) | self._numbers.without_zeros([digits]) | padded
        is_year = len(digits) == LEAST_DIGITS and digits[:2] in ("19", "20")
        return self._numbers.ending_in(digits) if len(digits) > few and not is_year else set()

    def _only_digits(self, digits: str) -> set[str]:
        """Digits that are all that a text says: a number without its letters or zeros, too."""
        found = self._lone_digits(digits) or self._numbers.with_digits(digits)
        found = found or self._numbers.without_zeros([digits])
        few = len(digits) < LEAST_DIGITS - 1  # as those of a day
        return found or (set() if few else self._numbers.ending_in(digits))

    def _lossy_number(self, first: int) -> None:
        """Read letters with digits that lack zeros, a character or the end."""
        runs: list[str] = []
        best: tuple[int, set[str]] | None = None
        numbers = self._numbers
        length = 0
        for last in self._runs.windows(first, numbers.longest):
            runs.append(self._runs[last].text)
            length += len(runs[-1])
            if len(runs) > numbers.most_runs and length > numbers.longest_key + 1:
                break  # it only gets longer
            if len(runs) == 1 or self._runs.goes_on(last) or self._runs.is_glued_after(last):
                continue
            key = "".join(runs).replace("o", "0")
            found = self._numbers.with_key(key) or self._numbers.without_zeros(runs)
            if len(key) >= _LEAST_MISTYPED:
                found = found or self._numbers.near(key)
                if self._runs.is_last(last):
                    found = found | self._numbers.starting_with(key)
            if found:
                best = last, found
        if best is not None:
            self._doubt(first, *best)

    def _doubt(self, first: int, last: int, numbers: Collection[str]) -> None:
        found = set(numbers).difference(self._sure)
        if found:
            written, is_unknown = self._runs.written(first, last), self._is_unknown(first, last)
            self._unsure.append(Unsure(written, frozenset(found), is_unknown))
            self._runs.use(first, last)

    def _is_unknown(self, first: int, last: int) -> bool:
        """Whether what may be a known number is one that is mistyped, and has lost nothing."""
        runs = [self._runs[place].text for place in range(first, last + 1)]
        numbers, key = self._numbers, "".join(runs).replace("o", "0")
        if not numbers.near(key) or numbers.starting_with(key) or numbers.without_zeros(runs):
            return False
        return self._end_of_unknown(first) == last

    def _unknown(self, first: int) -> Iterator[str]:
        """Yield what starts with a run and may be a number of the series of a known one."""
        last = self._end_of_unknown(first)
        if last is not None:
            yield self._runs.written(first, last)
            self._runs.use(first, last)

    def _end_of_unknown(self, first: int) -> int | None:
        """Return where a number ends that starts with a run and has the form of the known ones."""
        if self._runs.is_glued_before(first):
            return None
        return self._digits_of_none(first) if self._runs[first].is_digits else self._none(first)

    def _none(self, first: int) -> int | None:
        """Return where what has the letters of a known number ends: its digits are others.

        A short one after the word for another number is that: ``order B-2``.
        """
        runs: list[str] = []
        found: int | None = None
        is_of_another = self._runs.is_of_another_kind(first)
        for last in self._runs.windows(first, self._numbers.longest):
            runs.append(self._runs[last].text)
            key = "".join(runs).replace("o", "0")
            if self._numbers.with_key(key) or (is_of_another and is_short(key)):
                continue
            if self._runs.is_date_or_amount(last) or self._runs.is_period(first, last):
                break
            if self._runs.is_glued_after(last):
                continue
            if self._numbers.has_form_of(runs):
                return last
            if found is None and self._is_longer_or_shorter(first, last, runs):
                found = last
        return found

    def _is_longer_or_shorter(self, first: int, last: int, runs: Sequence[str]) -> bool:
        """Whether letters and digits are a number whose digits are more or fewer than the known.

        ``INV-98`` where numbers are like ``INV-114``: an ordinary word may have digits after it,
        too, so they must be tied to it, or be three, or two after a word for an invoice.
        """
        runs_ = self._runs
        written = runs_.written(first, last)
        if runs_.goes_on(last) or (runs_[last].is_year and " " in written):
            return False
        if not self._numbers.has_letters_of(runs):
            return False
        digits = sum(len(run) for run in runs if run[0].isdigit())
        if len(runs[0]) == 1:
            return " " not in written and ("-" in written or digits >= LEAST_DIGITS - 1)
        least = LEAST_DIGITS - 2 if runs[0] in INVOICE_WORDS else LEAST_DIGITS - 1
        return " " not in written or digits >= least

    def _digits_of_none(self, first: int) -> int | None:
        """Return where digits end that an invoice would have: ``2025-098``, ``invoice 998``."""
        runs: list[str] = []
        for last in self._runs.windows(first, self._numbers.longest):
            runs.append(self._runs[last].text)
            if self._runs.is_date_or_amount(last) or not self._runs[last].is_digits:
                return None
            ends = not (self._runs.goes_on(last) or self._runs.is_glued_after(last))
            if not ends or self._runs.continues_digits(first):
                continue
            if len(runs) > 1 and " " not in self._runs.written(first, last):
                if self._numbers.has_years_of(runs) and not _is_period(runs):
                    return last
            elif len(runs) == 1 and self._runs.is_of_an_invoice(first):
                return last if self._numbers.has_length_of(runs[0]) else None
        return None


def _is_period(runs: Sequence[str]) -> bool:
    """Whether digits may be a month and its year, or two years: ``2025-11``, ``2025-26``."""
    if len(runs) == 2:  # noqa: PLR2004
        first, last = int(runs[0][-2:]), int(runs[1][-2:])
        if last == first + 1 and runs[1][:-2] in ("", "19", "20"):
            return True
    return any(len(run) <= len("12") and int(run) <= 12 for run in runs)  # noqa: PLR2004
