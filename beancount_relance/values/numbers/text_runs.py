"""A text cut into runs of letters and of digits, and what stands around each run.

This is what :mod:`~beancount_relance.values.numbers.written_references` reads. Dates and amounts
are known here, as are the words that announce an invoice number or another one, which are rows of
``values/data/words_before_numbers.csv``, and those that go on with a list of numbers.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from pathlib import Path

from msgspec import Struct

from beancount_relance.language.expressions import expression
from beancount_relance.language.tables import csv_rows
from beancount_relance.values.numbers.amounts_in_texts import amounts_in
from beancount_relance.values.numbers.known_numbers import RUN, unaccented

_SEPARATORS = expression(r"[\s./_#:*°º-]{0,3}")
_AFTER_WORD = expression(r"[\s.:#°º/-]{0,4}")
AND_WORDS = "et|and|und|och|og|ja|y|e|en|u"
"""The words for “and” between numbers, as alternatives of an expression."""

_AND_SIGNS = rf"\s?(?:[/,;+&]|(?<=\s)(?:{AND_WORDS})(?=\s))\s?"
_UP_TO = (
    r"tot en met|till og med|fino alla|fino al|fino a|hasta el|hasta|jusqu['’]?au|jusqu['’]?a|"
    r"up to|t/m|t\.?e\.?m\.?|t\.?o\.?m\.?|until|till|til|through|thru|to|bis|tot|aux|au|ao|ate|"
    r"al|az|a|do"
)
RANGE_SIGNS = rf"\s?(?:->|→|\.\.\.?|…|-|(?<=\s)(?:{_UP_TO})(?=\s))\s?"
"""What stands between the ends of a range, in a text without accents."""

_AND, _RANGE = expression(_AND_SIGNS), expression(RANGE_SIGNS)
LIST_GOES_ON = expression(rf"(?:{_AND_SIGNS}|{RANGE_SIGNS})(?=[0-9])")
"""What stands before digits that go on with a list or a range, in a text without accents."""

_MOST_UP_TO = 3
"""How many words may stand between two numbers, as in “F-101 tot en met 105”."""

_TIES = ("-", ".", ",", "'", ":", "_")


def _words(*kinds: str) -> frozenset[str]:
    """Return the words of some kinds: the rows of ``values/data/words_before_numbers.csv``."""
    return frozenset(word for row in _ROWS if row["kind"] in kinds for word in row["words"].split())


_ROWS = csv_rows(Path(__file__).parents[1] / "data" / "words_before_numbers.csv")

INVOICE_WORDS = _words("invoice")
"""The words for an invoice, without accents."""

NUMBER_WORDS = _words("number", "of")
"""The words that may stand between a number and the word that says what it is."""

_ANNOUNCING = _words("invoice", "number", "reference")
"""The words that announce a known invoice number, without accents."""

PAPER_WORDS = _words("paper")
"""The words for an order, a quotation and other papers that have numbers."""

OTHER_NUMBERS = _words("other") | PAPER_WORDS
"""The words before a number that is not an invoice's, without accents."""

DATE_WORDS = _words("date", "of")
"""The words between a paper and its date: ``invoice dated 3 April``."""

MATTER_WORDS = _words("matter")
"""The words for what several papers may be about: a project, a building site, an import."""

BETWEEN_NUMBERS = _words("number", "of", "reference")
"""The words between a number and the word that says what it is: ``order ref. no. 12``."""

EXCEPT_WORDS = _words("except")
"""The words before numbers that a text leaves out: ``all except F-3``."""

_THINGS = _words("thing")
"""The words before the name of a thing that may look like a short number: ``appartement F2``."""

_PERIOD = expression(
    r"[qt][1-4]|h[12]|a[0345]|m(?:[1-9]|1[0-2])|(?:s|w|kw)(?:[1-9]|[1-4][0-9]|5[0-3])"
)
"""Quarters, half-years, sheets of paper, months (and square metres), weeks."""

_AROUND = frozenset("()[]«»“”\"'#:,;/+&!?.")
"""What may stand beside a word, apart from white space."""
_AFTER_NUMBER = expression(r"^[*-](?=\s|$)")

WORDS_BEFORE_NUMBERS = _ANNOUNCING | OTHER_NUMBERS | NUMBER_WORDS
"""All words that say what the number after them is."""

YEAR = r"(?:19[0-9]{2}|20[0-3][0-9])"
"""A year in an expression; 2040 is the number of an invoice until that year is near."""

_YEAR = expression(YEAR)
_MOST_NUMBER_WORDS = 2

_IBAN = expression(r"\b[a-z]{2}[0-9]{2}(?: ?[a-z0-9]{4}){2,7}(?: ?[a-z0-9]{1,3})?\b")
_IBAN_GROUPS = 3


class Run(Struct, frozen=True):
    """A run of letters or of digits, in lower case without accents."""

    text: str
    start: int
    end: int
    is_digits: bool

    @property
    def is_year(self) -> bool:
        """Whether it may be a year."""
        return _YEAR.fullmatch(self.text) is not None


class TextRuns:
    """The runs of a text."""

    def __init__(self, text: str) -> None:
        """Cut a text into runs; none of them is used at first."""
        self._text = text
        self._plain = unaccented(text)
        self.runs = [
            Run(word, *match.span(), word[0].isdigit())
            for match in RUN.finditer(self._plain)
            for word in (match.group(),)
        ]
        self.used = [False] * len(self.runs)
        gaps = (self._plain[one.end : two.start] for one, two in pairwise(self.runs))
        self._gaps = ["", *gaps]
        """What stands before each run but the first."""

    @cached_property
    def _no_numbers(self) -> Sequence[tuple[int, int]]:
        """Where dates, amounts, bank accounts and the like stand."""
        ibans = (match for match in _IBAN.finditer(self._plain) if _is_iban(match.group()))
        return [*amounts_in(self._plain), *(match.span() for match in ibans)]

    def __len__(self) -> int:
        """Return the number of runs."""
        return len(self.runs)

    def __getitem__(self, place: int) -> Run:
        """Return a run."""
        return self.runs[place]

    def text_at(self, place: int) -> str:
        """Return the text of a run, or nothing behind the last one."""
        return self.runs[place].text if place < len(self.runs) else ""

    def use(self, first: int, last: int) -> None:
        """Mark runs as read."""
        self.used[first : last + 1] = [True] * (last + 1 - first)

    def written(self, first: int, last: int) -> str:
        """Return the text from one run to another, as it is written."""
        return self._text[self.runs[first].start : self.runs[last].end]

    def windows(self, first: int, longest: int) -> Iterator[int]:
        """Yield the last runs of all spellings that may start at a run, up to ``longest`` runs."""
        used, gaps = self.used, self._gaps
        for last in range(first, min(len(used), first + longest)):
            if used[last] or (last > first and not _hangs_together(gaps[last])):
                return
            yield last

    def digits_from(self, first: int, longest: int) -> Iterator[tuple[int, str]]:
        """Yield the last runs, and the digits, of the numbers without letters at a run."""
        digits = ""
        for last in self.windows(first, longest):
            if not self[last].is_digits:
                return
            digits += self[last].text
            yield last, digits

    def is_date_or_amount(self, place: int) -> bool:
        """Whether a run belongs to a date, an amount or something else with digits."""
        run = self.runs[place]
        spans = self._no_numbers
        return bool(spans) and any(start < run.end and run.start < end for start, end in spans)

    def is_glued_before(self, place: int) -> bool:
        """Whether a run follows another one without a separator."""
        return place > 0 and not self._gaps[place]

    def is_glued_after(self, place: int) -> bool:
        """Whether another run follows without a separator."""
        after = place + 1
        return after < len(self._gaps) and not self._gaps[after]

    def is_last(self, place: int) -> bool:
        """Whether the text ends with a run."""
        return place + 1 == len(self) and self.runs[place].end == len(self._plain)

    def continues_digits(self, place: int) -> bool:
        """Whether a dash, a dot or the like ties a run to digits before it: ``12-2041``."""
        if place == 0 or not self.runs[place - 1].is_digits:
            return False
        return self._gaps[place] in _TIES

    def goes_on(self, place: int) -> bool:
        """Whether a dash, a dot or the like ties more digits to a run: ``2041-7``.

        A dash before a higher number of the same length makes a range, and a comma a list.
        """
        after = place + 1
        if after >= len(self) or not self.runs[after].is_digits:
            return False
        tie, one, two = self._gaps[after], self.runs[place].text, self.runs[after].text
        is_range = tie == "-" and len(one) == len(two) and one < two
        return tie in _TIES and tie != "," and not is_range

    def is_of_another_kind(self, place: int) -> bool:
        """Whether words before a run of digits say that it is an order’s or a customer’s."""
        return self._is_after(place, OTHER_NUMBERS)

    def is_of_an_invoice(self, place: int) -> bool:
        """Whether words before a run of digits say that it is an invoice’s: ``facture n° 14``."""
        return self._is_after(place, INVOICE_WORDS)

    def _is_after(self, place: int, words: frozenset[str]) -> bool:
        word = place - 1
        if word < 0:
            return False
        first = max(0, word - _MOST_NUMBER_WORDS)
        while word > first and self.runs[word].text in NUMBER_WORDS:
            word -= 1
        is_one = self.runs[word].text in words and not self.is_glued_before(word)
        return is_one and _AFTER_WORD.fullmatch(self._gaps[place]) is not None

    def is_period(self, first: int, last: int) -> bool:
        """Whether what stands there may be a quarter, a month or the like: ``Q2``, ``KW12``."""
        return (
            _PERIOD.fullmatch(self._plain, self.runs[first].start, self.runs[last].end) is not None
        )

    def is_only(self, first: int, last: int, numbers: Iterable[str]) -> bool:
        """Whether what stands there is one of some numbers as written, and nothing else.

        It begins with letters, and is a word of its own.
        """
        start, end = self.runs[first].start, self.runs[last].end
        written = self._plain[start:end]
        if self.runs[first].is_digits or written not in map(unaccented, numbers):
            return False
        if self.is_period(first, last) or self.is_date_or_amount(last):
            return False
        if self.is_of_another_kind(first) or (first and self.runs[first - 1].text in _THINGS):
            return False
        before, after = self._plain[:start], self._plain[end:]
        before, after = before.removesuffix("-"), _AFTER_NUMBER.sub("", after, count=1)
        around = before[-1:] + after[:1]
        return all(char.isspace() or char in _AROUND for char in around)

    def is_announced(self, place: int) -> bool:
        """Whether a word such as “invoice”, or the sign ``#``, stands before a run of digits."""
        word = place - 1
        if self.runs[place].is_digits and self._is_after_sign(place):
            return not self.is_of_another_kind(place)
        if word < 0 or not self.runs[place].is_digits or self.runs[word].text not in _ANNOUNCING:
            return False
        if self.is_glued_before(word) or self.is_of_another_kind(place):
            return False
        return _AFTER_WORD.fullmatch(self._gaps[place]) is not None

    def _is_after_sign(self, place: int) -> bool:
        """Whether ``#`` stands before a run, and no name of a thing before that: ``flat #2``."""
        before = self._plain[: self.runs[place].start].rstrip(" ")
        return before.endswith("#") and not (place and self.runs[place - 1].text in _THINGS)

    def is_whole_text(self, first: int, last: int) -> bool:
        """Whether what stands from a run to another is all that a text says."""
        is_first = not first or "\n\n" in self._gaps[first]
        return is_first and (last + 1 == len(self) or "\n\n" in self._gaps[last + 1])

    def is_listed(self, place: int) -> bool:
        """Whether a run of digits goes on with a list of numbers read before."""
        before = place - 1
        if before > 0 and not self.runs[before].is_digits:
            before -= 1
        if before < 0 or not self.runs[before].is_digits or not self.used[before]:
            return False
        return self.runs[place].is_digits and self._between(before, place, _AND)

    def next_in_list(self, place: int) -> tuple[int | None, bool]:
        """Return the run that goes on with a list, and whether it is the end of a range."""
        for after in range(place + 1, place + _MOST_UP_TO + 2):
            if after >= len(self) or not self.runs[after].is_digits:
                continue
            if self.is_date_or_amount(after):
                break
            if self._between(place, after, _AND):
                return after, False
            if self._between(place, after, _RANGE):
                return after, True
        return None, False

    def gap(self, place: int) -> str:
        """Return what stands between a run and the one before it, without accents."""
        return self._gaps[place]

    def is_joined(self, place: int) -> bool:
        """Whether a sign or a word between a run and the next makes a list or a range of them."""
        return any(self._between(place, place + 1, pattern) for pattern in (_AND, _RANGE))

    def is_range(self, first: int, last: int) -> bool:
        """Whether what stands between two runs says that they are the ends of a range."""
        return self._between(first, last, _RANGE)

    def _between(self, first: int, last: int, pattern: re.Pattern[str]) -> bool:
        gap = slice(self.runs[first].end, self.runs[last].start)
        match = pattern.match(self._plain, gap.start, min(len(self._plain), gap.stop + 1))
        return match is not None and match.end() == gap.stop


@functools.lru_cache(maxsize=1024)  # most of them are a space
def _hangs_together(gap: str) -> bool:
    """Return whether what stands between two runs may stand within a number."""
    return _SEPARATORS.fullmatch(gap) is not None


def other_numbers(text: str) -> set[str]:
    """Return the digits in a text that are a date, an amount, an order’s number or the like."""
    runs = TextRuns(text)
    return {
        run.text
        for place, run in enumerate(runs.runs)
        if run.is_digits and (runs.is_date_or_amount(place) or runs.is_of_another_kind(place))
    }


def _is_iban(text: str) -> bool:
    """Whether it is written in groups, or its check digits are right; it is in lower case."""
    if text.count(" ") >= _IBAN_GROUPS:
        return True
    text = text.replace(" ", "")
    digits = "".join(str(int(char, 36)) for char in text[4:] + text[:4])
    return int(digits) % 97 == 1  # ISO 13616
