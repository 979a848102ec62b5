"""Tell which of several equal credits a debit takes back, by what its text says of them.

``Returned: Rent February`` takes back the payment that says so, or that paid the invoice that says
so, and not the latest one. The numbers in the texts come first, months among them, then their
words, and then the days of the payments.
"""

from __future__ import annotations

import contextlib
import datetime
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from decimal import Decimal
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.ledger.possible_names import words_of
from beancount_relance.ledger.receivable_postings import ReceivablePosting
from beancount_relance.policy.names.name_spellings import telling_words
from beancount_relance.receivables.credits_and_debits import REVERSED_WITHIN
from beancount_relance.receivables.naming.named_invoices import payment_text
from beancount_relance.values.clues.text_clues import (
    DAY_WORD,
    day_word,
    has_month,
    text_clues,
    text_days,
    words_of_period,
)
from beancount_relance.values.numbers.invoice_names import name_key
from beancount_relance.values.numbers.text_runs import YEAR

_DIGIT = re.compile(r"\d")
_YEAR = re.compile(YEAR)
_DIGITS = re.compile(r"\d{3,}")
_COMPACT = re.compile(r"(?<!\d)(?:\d{6}|\d{8})(?!\d)")
_Any = TypeVar("_Any")


class Marks(Struct, frozen=True):
    """What may tell one credit from another.

    Attributes:
        numbers: its tags, what has digits in its texts, and the months that they name.
        words: the other words of its texts.
        days: its day, or those that the text of a debit gives, with or without the year.
        years: the years in its texts, which tell nothing alone.
    """

    numbers: frozenset[str]
    words: frozenset[str]
    days: frozenset[str]
    years: frozenset[str] = frozenset()

    def all(self) -> frozenset[str]:
        """Return all of these but the years."""
        return self.numbers | self.words | self.days

    @property
    def kinds(self) -> frozenset[str]:
        """What its numbers count, and whether it names a month: ``cheque``, ``month``."""
        counted = (each.rpartition(" ")[0] for each in self.numbers)
        return frozenset(kind for kind in counted if kind not in ("", "#"))


def marks_of(line: ReceivablePosting, about: Collection[str]) -> Marks:
    """Return what may tell one credit from another, or what a debit says of a credit.

    The texts are its own, metadata such as the number of a cheque, and those of the invoices that
    it names. A payment whose text names no month has that of its day.

    Args:
        line: the credit, or the debit.
        about: the words of the invoices that it names.
    """
    day = line.txn.date
    meta = (*line.txn.meta.items(), *line.meta.items())
    text = payment_text(line.txn, line.meta)
    texts = (text, *(str(value) for _, value in meta if isinstance(value, Decimal)))
    quoted = {word for each in texts for word in words_of(each) if _DIGIT.search(word)}
    said = text_clues(text).union(about) - text_clues(line.customer)
    said -= {f"# {abs(line.number).normalize():f}"}
    if line.number < 0 and not has_month(said):
        said |= words_of_period(day, day)
    days = {each for each in said if each.startswith(DAY_WORD)}
    years = frozenset(filter(_YEAR.fullmatch, said))
    numbers = {each for each in said - days - years if _DIGIT.search(each)}
    words = said - days - years - numbers
    keys = {name_key(word) for word in quoted if len(word) > (2 if word.isdigit() else 1)} - years
    keys |= {name_key(tag) for tag in line.txn.tags if len(tag) > 1}
    keys |= {str(int(run)) for word in quoted for run in _DIGITS.findall(word)} - years
    if line.number > 0:
        dated = text_days(text) | _compact_days(text, day)
        days -= {day_word(each) for each in (*dated, day)}
    else:
        dated, days = frozenset((day,)), days | {day_word(day)}
    days |= {each.isoformat() for each in dated}
    return Marks(frozenset(keys | numbers), frozenset(words), frozenset(days), years)


def _compact_days(text: str, day: datetime.date) -> frozenset[datetime.date]:
    """Return the days before a day that a text gives in digits alone: ``050226``, ``20260205``."""
    found = set()
    for digits in _COMPACT.findall(text):
        last, first = (
            (digits[4:], digits[2:4], digits[:2]),
            (digits[:-4], digits[-4:-2], digits[-2:]),
        )
        for year, month, of_month in (last, first):
            with contextlib.suppress(ValueError):  # no day of the calendar
                found.add(datetime.date(int(year[-2:]) + 2000, int(month), int(of_month)))
    return frozenset(each for each in found if day - REVERSED_WITHIN <= each <= day)


def best_described(
    said: Marks, found: Sequence[_Any], marks: Callable[[_Any], Marks]
) -> Sequence[_Any] | None:
    """Return those of several credits of which a debit says the most; all of them if it says none.

    The result is ``None`` if what it says is true of one in part, and of another in part.
    """
    for tier in (_numbers, _words, _days):
        of_it = tier(said)
        shared = [_with_more_than_years(of_it & tier(marks(each)), said) for each in found]
        most = max(shared, key=len, default=frozenset())
        if any(not each <= most for each in shared):
            return None
        found = [each for each, theirs in zip(found, shared, strict=True) if theirs == most]
    return found


def payments_described(
    debit: ReceivablePosting, paid: Sequence[ReceivablePosting]
) -> Sequence[ReceivablePosting]:
    """Return those of several payments of which the text of a return says the most.

    It may be the name of who paid, on an account that several share, or else anything of the text.
    """
    text = telling_words(debit.heading)
    named = [each for each in paid if set() < telling_words(each.customer) <= text]
    of_one = len({each.customer for each in named}) == 1
    found = named if of_one else paid
    return best_described(marks_of(debit, ()), found, lambda each: marks_of(each, ())) or ()


def is_contrary(said: Marks, found: Iterable[Marks], day: datetime.date) -> bool:
    """Return whether a debit of a day tells another number or month than all of these credits have.

    The month of its own day may be no more than when it was returned.
    """
    theirs = [*found]
    counted = frozenset[str]().union(*(each.kinds for each in theirs))
    known = frozenset[str]().union(*(each.numbers for each in theirs))
    rest = replace(said, numbers=said.numbers - words_of_period(day, day))
    return not rest.kinds.isdisjoint(counted) and rest.numbers.isdisjoint(known)


def _numbers(marks: Marks) -> frozenset[str]:
    return marks.numbers | marks.years


def _words(marks: Marks) -> frozenset[str]:
    return marks.words


def _days(marks: Marks) -> frozenset[str]:
    return marks.days


def _with_more_than_years(shared: frozenset[str], said: Marks) -> frozenset[str]:
    return frozenset() if shared <= said.years else shared
