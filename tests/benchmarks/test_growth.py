"""Nothing grows faster than the books: the work on each shape of ledger, counted.

What is counted are the calls of Python functions, which depend neither on the machine nor on
what else it does, so that the test fails for the program alone. The exponent of the growth is
1 if twice as many things take twice the work, and 2 if they take four times the work.
"""

from __future__ import annotations

import cProfile
import functools
import math
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from beancount.core.data import Directive, entry_sortkey
from beancount.parser import parser

from beancount_relance.language.messages import language
from beancount_relance.report.bean_check_lines import action_lines
from beancount_relance.report.report import build_report
from beancount_relance.report.trend import month_ends, trend
from tests.benchmarks.shapes import AS_OF, SHAPES
from tests.support.examples import IS_NIGHTLY

SMALL = 50
FACTOR = 4
EXPONENT = 1.15

Book = tuple[list[Directive], dict[str, Any]]


@functools.lru_cache(maxsize=4)  # the three works take the same books
def book(shape: str, number: int) -> Book:
    entries, errors, options = parser.parse_string(SHAPES[shape](number))
    assert not errors, errors[0].message
    return sorted(entries, key=entry_sortkey), options


def bean_check(ledger: Book) -> None:
    """What bean-check does, with the messages."""
    entries, options = ledger
    report = build_report(entries, options, AS_OF, whole=False)
    words = language("en")
    for problem in report.problems:
        words.render(problem.message)
    list(action_lines(report, words))


def whole_report(ledger: Book) -> None:
    entries, options = ledger
    build_report(entries, options, AS_OF)


def ends_of_two_months(ledger: Book) -> None:
    entries, options = ledger
    trend(entries, options, month_ends(AS_OF, 2))


@functools.lru_cache(maxsize=3)  # the middle one is the end of one growth and the start of the next
def calls(work: Callable[[Book], None], shape: str, number: int) -> int:
    """How many Python functions are called, generators each time they go on."""
    profile = cProfile.Profile(subcalls=False, builtins=False)
    profile.runcall(work, book(shape, number))
    return sum(entry.callcount for entry in profile.getstats())


def exponent(work: Callable[[Book], None], shape: str, small: int) -> float:
    before, after = (calls(work, shape, number) for number in (small, FACTOR * small))
    return math.log(after / before, FACTOR)


WORKS = (bean_check, whole_report, ends_of_two_months)
GROWTHS = [
    pytest.param(shape, work, id=f"{shape}-{work.__name__}")
    for shape in SHAPES
    for number, work in enumerate(WORKS)
    if IS_NIGHTLY or number == zlib.crc32(shape.encode()) % (2 * len(WORKS))
]
"""About half of the shapes with one of the works, always the same; at night each with all."""


@pytest.mark.parametrize(("shape", "work"), GROWTHS)
def test_the_work_grows_no_faster_than_the_books(shape: str, work: Callable[[Book], None]) -> None:
    work(book(shape, 10))  # what is read and compiled once
    # What begins in larger books only, such as an index, makes a step: it is the growth after it
    # that counts.
    growths = (exponent(work, shape, small) for small in (SMALL, FACTOR * SMALL))
    assert any(growth <= EXPONENT for growth in growths)
