"""The numbers with which a text goes on after a full one, of whoever they are.

    continued_list("Payout F-101 and 103", "F-101", {"F-101", "F-103"}.__contains__)
    # {"F-101": "F-101", "F-103": "103"}

An amount behind each changes nothing, and a range may have both its ends in full.

That is for many numbers, of which few are in the text: no index of them is needed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise

from beancount_relance.language.expressions import expression
from beancount_relance.values.numbers.known_numbers import KnownNumbers, runs_of, unaccented
from beancount_relance.values.numbers.text_runs import LIST_GOES_ON, RANGE_SIGNS
from beancount_relance.values.numbers.written_references import LONGEST_RANGE, sure_references

_DIGITS = re.compile("[0-9]+")
_AMOUNTS = expression(
    r"(?<=[0-9])\s*(?:[:=(]\s*)?(?:(?:€|\$|£|\b(?:eur|usd|chf|gbp)\b)\s?)?"
    r"(?<![0-9])(?:[0-9]{1,3}(?:[ .'’\u00a0\u202f][0-9]{3})+|[0-9]+)[.,][0-9]{2}"
    r"(?![0-9]|[.,/-][0-9])"
    r"(?:\s?(?:€|\$|£|(?:eur|usd|chf|gbp)\b))?\)?"
)
"""An amount behind a number, with its currency; without cents it may be another number."""
_LAST_DIGITS = re.compile("[0-9]+$")


def continued_list(text: str, number: str, is_known: Callable[[str], bool]) -> Mapping[str, str]:
    """Return the known numbers in a list that one of them begins, each with how it is written.

    Spaces are enough between digits of one length: ``F-101 103 105``.

    Args:
        text: the text.
        number: a number that it names.
        is_known: whether a name is a number.
    """
    last = _LAST_DIGITS.search(number)
    plain = unaccented(text)
    after = max(0, plain.find(unaccented(number)) + len(number))
    if last is None or _DIGITS.search(plain, after) is None:  # as nearly always
        return {}
    stem, digits = number[: last.start()], last.group()
    spaces = rf"(?<=[0-9]) (?=[0-9]{{{len(digits)}}}\b)"
    plain = re.sub(spaces, ",", _AMOUNTS.sub("", plain))
    plain = re.sub(rf"(?<=[0-9])({RANGE_SIGNS}){_spelled(stem)}(?=[0-9])", r"\1", plain)
    if not _goes_on(plain, unaccented(number)):
        return {}
    said = (digits[: -len(each)] + each for each in _DIGITS.findall(plain))
    ends = {int(each) for each in said if len(each) == len(digits)}
    names = (f"{stem}{each:0{len(digits)}}" for each in _with_between(sorted({*ends, int(digits)})))
    known = [name for name in names if name != number and is_known(name)]
    return sure_references(plain, KnownNumbers([number, *known])) if known else {}


def _spelled(stem: str) -> str:
    """Return an expression for what stands before the last digits of a number, however written."""
    return r"[\s./_-]?".join(map(re.escape, runs_of(stem))) + r"[\s./_-]?"


def _goes_on(text: str, number: str) -> bool:
    """Return whether digits go on with a list after a number, or anywhere if it is not there."""
    place = text.find(number)
    if place < 0:
        return LIST_GOES_ON.search(text) is not None
    return LIST_GOES_ON.match(text, place + len(number)) is not None


def _with_between(numbers: Sequence[int]) -> Iterator[int]:
    """Yield numbers in order, and what may stand between two of them if they end a range."""
    yield numbers[0]
    for one, two in pairwise(numbers):
        yield from range(one + 1 if two - one <= LONGEST_RANGE else two, two + 1)
