"""Indexes of invoice numbers by what is left of them when people leave out a part.

The numbers are given with their runs of letters and of digits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from beancount_relance.language.expressions import expression

_YEAR = expression("20([0-9]{2})")
_ENDING_YEAR = expression("(?:20)?[0-9]{2}")
_AFTER_YEAR = expression("20[0-9]{2}0*([1-9][0-9]+)")
_MONTHS = 12
_LEAST_LETTERS = 3
"""Fewer letters within a number are no word by which people call it."""


def bare(runs: Sequence[str]) -> tuple[str, ...]:
    """Return the runs without leading zeros."""
    return tuple(run.lstrip("0") or "0" if run[0].isdigit() else run for run in runs)


def shortened(numbers: Mapping[str, Sequence[str]]) -> Mapping[tuple[str, ...], set[str]]:
    """Return numbers by their bare runs, also without a century, and from each word in them on.

    Of ``ACC-SINV-2026-00046`` that is ``SINV-2026-00046`` as well, ``2026-46`` and ``SINV 46``, of
    ``F2026-046`` also ``2026-46``, but not of ``F2026-004``, because ``2026-4`` is a month.
    """
    found: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for number, runs in numbers.items():
        for part in (runs, *_from_words(runs)):
            found[bare(part)].add(number)
            if any(map(_YEAR.fullmatch, part)):
                found[bare([_YEAR.sub(r"\1", run) for run in part])].add(number)
        if _is_of_a_year(runs):
            found[bare(runs[1:])].add(number)
    return found


def _is_of_a_year(runs: Sequence[str]) -> bool:
    """Whether a number has letters, a year and digits that are no month: ``F2026-046``."""
    if len(runs) != len(("F", "2026", "046")) or not runs[0].isalpha():
        return False
    _, year, last = runs
    return bool(_YEAR.fullmatch(year)) and last.isdigit() and int(last) > _MONTHS


def _from_words(runs: Sequence[str]) -> Iterator[Sequence[str]]:
    for place, run in enumerate(runs[:-1]):
        if run.isalpha() and len(run) >= _LEAST_LETTERS:
            if place:
                yield runs[place:]
            if len(runs) > place + 2 and runs[-1].isdigit():
                yield run, runs[-1]
                if place:
                    yield runs[place + 1 :]


def tails(numbers: Mapping[str, Sequence[str]]) -> Mapping[str, set[str]]:
    """Return numbers by their last digits, leading zeros and a year at either end aside."""
    found: dict[str, set[str]] = defaultdict(set)
    for number, runs in numbers.items():
        if len(runs) > 1:
            *before, last = (run for run in runs if run[0].isdigit())
            found[last.lstrip("0")].add(number)
            if len(before) == 1 and _ENDING_YEAR.fullmatch(last):
                found[before[0].lstrip("0")].add(number)
        elif (after := _AFTER_YEAR.fullmatch(runs[0])) is not None:
            found[after.group(1)].add(number)
        elif runs[0][0] == "0":
            found[runs[0].lstrip("0")].add(number)
    return found
