"""Days that stand after a word for “invoice”: those of invoices without a number.

    announced_days("Part payment of your invoice dated 18 February 2026")
    announced_days("Acompte facture du 18/02")  # no year

Letters call such an invoice by its date, and so do those who pay it. A day by itself, or after
other words, is mostly the bank's, and so is one without a year straight after the word.
"""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Iterator, Mapping

from msgspec import Struct

from beancount_relance.language.expressions import expression
from beancount_relance.values.clues.counted_numbers import folded
from beancount_relance.values.clues.excepted_numbers import WORDS_THAT_LEAVE_OUT
from beancount_relance.values.clues.text_clues import month_names
from beancount_relance.values.numbers.known_numbers import unaccented
from beancount_relance.values.numbers.text_runs import AND_WORDS, DATE_WORDS, INVOICE_WORDS

_MOST_MONTHS = 12
_WORDS, _OF, _EXCEPT = (
    "|".join(sorted(words)) for words in (INVOICE_WORDS, DATE_WORDS, WORDS_THAT_LEAVE_OUT)
)
_BEFORE = rf"[\s.:#,(-]{{0,3}}(?P<of>(?:(?:{_OF})\b[\s.:']{{1,2}}){{0,3}})"
_YEAR = r"(?:19|20)\d\d"
_DAY = (
    rf"(?:(?P<y>{_YEAR})-(?P<m>\d\d)-(?P<d>\d\d)"
    rf"|(?P<one>\d\d?)(?P<sep>[./-])(?P<other>\d\d?)(?:(?P=sep)(?P<year>{_YEAR}|\d\d))?"
    rf"|(?P<day>\d\d?)(?:er|st|nd|rd|th|\.)?\s(?:(?:of|de)\s)?(?P<month>[a-z]+)\.?"
    rf"(?:,?\s(?P<in>{_YEAR}))?"
    rf"|(?P<first>[a-z]+)\.?\s(?P<then>\d\d?)(?:st|nd|rd|th)?(?:,?\s(?P<of_year>{_YEAR}))?)"
    r"(?![\w/-]|\.\d|,\d)(?!\s?(?:-|\b(?:a|au|bis|to|till|until|tot|al|t/m)\b)\s?\d\d?[^\d,])"
)
_AFTER_WORD = expression(rf"(?<!\w)(?:{_WORDS})\b{_BEFORE}{_DAY}")
_NEXT = expression(rf"\s?(?:[,;+&]|\b(?:{AND_WORDS})\b)\s?{_BEFORE}{_DAY}")
_LEFT_OUT = expression(rf"\b(?:{_EXCEPT})\b[^,;]*$")


class AnnouncedDay(Struct, frozen=True):
    """A day that a text gives for that of an invoice, perhaps without its year."""

    day: int
    month: int
    year: int | None = None

    def is_of(self, date: datetime.date) -> bool:
        """Return whether a date is this day, of any year if none is given."""
        return (self.day, self.month) == (date.day, date.month) and self.year in (None, date.year)


@functools.lru_cache(maxsize=4096)
def announced_days(text: str) -> Mapping[AnnouncedDay, str]:
    """Return the days in a text that a word for “invoice” announces, as it writes them.

    What the text leaves out, as in ``all except the invoice of 3 April``, is not among them.
    """
    plain = unaccented(text)
    return {
        day: text[first:last]
        for found in _AFTER_WORD.finditer(plain)
        if not _LEFT_OUT.search(plain, 0, found.start())
        for day, first, last in _days(plain, found)
    }


def _days(plain: str, found: re.Match[str] | None) -> Iterator[tuple[AnnouncedDay, int, int]]:
    """Yield the day of a match and those of a list after it, each with its place in the text."""
    is_dated = False
    while found:
        is_dated |= bool(found["of"])
        day = _day_of(found, is_dated=is_dated)
        if day is not None:
            yield day, found.end("of"), found.end()
        found = _NEXT.match(plain, found.end())


def _day_of(found: re.Match[str], *, is_dated: bool) -> AnnouncedDay | None:
    """Return the day of a match; in digits the day comes before the month, unless it cannot."""
    part = found.groupdict()
    if part["y"]:
        return AnnouncedDay(int(part["d"]), int(part["m"]), int(part["y"]))
    if word := part["month"] or part["first"]:
        month = month_names().get(folded(word))
        year = part["in"] or part["of_year"]
        if month is None:
            return None
        return AnnouncedDay(
            int(part["day"] or part["then"]), month, None if year is None else int(year)
        )
    day, month, year = int(part["one"]), int(part["other"]), part["year"]
    if year is None and not is_dated:
        return None  # straight after the word, that may be a number: invoice 12/03
    if month > _MOST_MONTHS:
        day, month = month, day
    if year is None:
        return AnnouncedDay(day, month)
    return AnnouncedDay(day, month, int(year if len(year) == len("2026") else f"20{year}"))
