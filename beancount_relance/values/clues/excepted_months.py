"""Months that a text leaves out: ``LOYERS 2026 SAUF MARS``, ``all rents except March and April``.

The words that leave something out are rows of ``values/data/words_before_numbers.csv``, those of
months of ``values/data/month_names.csv``.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator

from beancount_relance.language.expressions import expression
from beancount_relance.values.clues.counted_numbers import SKIPPED, folded
from beancount_relance.values.clues.excepted_numbers import WORDS_THAT_LEAVE_OUT, leaves_out
from beancount_relance.values.clues.text_clues import month_names
from beancount_relance.values.clues.text_periods import UP_TO_WORDS
from beancount_relance.values.numbers.text_runs import AND_WORDS, YEAR

_TOKEN = expression(
    rf"(?P<digits>(?<![\w/.-])(?P<number>0?[1-9]|1[0-2])[/.-]20\d\d(?![\w/-]))|(?P<year>\b{YEAR}\b)"
    r"|(?P<word>[^\W\d_]+)|(?P<sign>[,;/+&–-])|(?P<other>\S)"
)
_BETWEEN = SKIPPED | frozenset(
    (
        *("celui", "celle", "ceux", "celles", "that", "those", "the", "le", "la", "les", "l", "d"),
        *("der", "die", "den", "dem", "das", "il", "el", "los", "las", "from"),
        *("mois", "month", "months", "monat", "monate", "mese", "mes", "meses", "maand"),
        *("loyer", "loyers", "rent", "rents", "miete", "mieten", "huur", "affitto", "alquiler"),
        *("facture", "factures", "invoice", "invoices", "echeance", "echeances"),
    )
)
"""Words that may stand between a word that leaves out and the first month, folded."""
_AND = frozenset(AND_WORDS.split("|"))
_UP_TO = frozenset(UP_TO_WORDS.split("|"))
_RANGE_SIGNS = frozenset("–-")


def months_left_out(text: str) -> frozenset[int]:
    """Return the months, as numbers, that a text leaves out; mostly none."""
    return frozenset(month for _, _, month in _left_out(text))


def without_months_left_out(text: str) -> str:
    """Return a text with blanks for the months that it leaves out, folded if it has any."""
    found = _left_out(text)
    if not found:
        return text
    plain = folded(text)
    for first, last, _ in found:
        plain = plain[:first] + " " * (last - first) + plain[last:]
    return plain


@functools.lru_cache(maxsize=1024)
def _left_out(text: str) -> tuple[tuple[int, int, int], ...]:
    return tuple(_found(folded(text))) if leaves_out(text) else ()


def _found(plain: str) -> Iterator[tuple[int, int, int]]:
    """Yield where the months stand in a folded text, and their numbers."""
    waits, goes_on, is_range = False, False, False
    before = 0
    for match in _TOKEN.finditer(plain):
        word = match["word"] or match["sign"] or ""
        month = int(match["number"] or 0) or month_names().get(word, 0)
        if month and (waits or goes_on):
            if is_range and before:
                yield from ((0, 0, each) for each in range(before + 1, month))
            yield *match.span(), month
            waits, goes_on, is_range, before = False, True, False, month
        elif goes_on and (word in _UP_TO or word in _RANGE_SIGNS):
            is_range = True
        elif goes_on and (match["year"] or word in _AND or match["sign"]):
            is_range = False
        elif word in WORDS_THAT_LEAVE_OUT:
            waits, goes_on = True, False
        elif not (waits and (word in _BETWEEN or match["other"] in tuple(".'’:"))):
            waits = goes_on = False
