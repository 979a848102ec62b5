"""Lists of digits in a text that no word announces: ``102/103``, ``12 + 13``.

They say that several numbers belong together, which makes even short ones likely to be invoices’.
"""

from __future__ import annotations

from collections.abc import Iterator

from beancount_relance.values.numbers.text_runs import TextRuns

_MONTHS = 12
_DATE_SIGNS = {"/", "-", "."}


def number_lists(runs: TextRuns) -> Iterator[tuple[int, int]]:
    """Yield the first and the last run of each list of digits.

    What may be a date (``12/05``) or an amount (``102,103``) is none.
    """
    first = 0
    while first < len(runs):
        last = first
        while last + 1 < len(runs) and _goes_on(runs, last):
            last += 1
        if last > first and _are_numbers(runs, first, last):
            yield first, last
        first = last + 1


def _goes_on(runs: TextRuns, place: int) -> bool:
    if not (runs[place].is_digits and runs[place + 1].is_digits):
        return False
    return runs.gap(place + 1) != "," and runs.is_joined(place)


def _are_numbers(runs: TextRuns, first: int, last: int) -> bool:
    if runs.is_glued_before(first) or runs.is_glued_after(last):
        return False
    if runs.continues_digits(first) or runs.goes_on(last) or _may_be_a_date(runs, first, last):
        return False
    return not any(
        runs[place].is_year or runs.used[place] or runs.is_date_or_amount(place)
        for place in range(first, last + 1)
    )


def _may_be_a_date(runs: TextRuns, first: int, last: int) -> bool:
    """Whether a list of numbers of two digits may be a day and a month."""
    digits = [runs[place].text for place in range(first, last + 1)]
    signs = {runs.gap(place) for place in range(first + 1, last + 1)}
    are_short = all(len(each) <= len("12") for each in digits)
    return are_short and signs <= _DATE_SIGNS and any(int(each) <= _MONTHS for each in digits)
