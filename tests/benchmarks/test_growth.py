"""Nothing grows faster than the books: the work on each shape of ledger, counted.

What is counted are the calls of Python functions, which depend neither on the machine nor on
what else it does, so that the test fails for the program alone. The exponent of the growth is
1 if twice as many things take twice the work, and 2 if they take four times the work.
"""

from __future__ import annotations

import cProfile
import math
from typing import Any

import pytest
from beancount.core.data import Directive, entry_sortkey
from beancount.parser import parser

from beancount_relance.language.messages import language
from beancount_relance.report.bean_check_lines import action_lines
from beancount_relance.report.report import build_report
from tests.benchmarks.shapes import AS_OF, SHAPES

SMALL, LARGE = 50, 200
EXPONENT = 1.15

# Each payment that names nothing is compared with every open invoice of its customer, since the
# explanations of its amount are searched among all of them.
COMPARED = {
    "payments_of_any_amount": 1.65,
    "payments_of_two_invoices": 1.35,
    "numbers_by_a_pattern": 1.35,
    "numbers_in_narrations": 1.35,
    "unlinked_of_one_customer": 1.3,
    "refunds_and_credits": 1.8,  # and each refund with every payment of its amount
}

Book = tuple[list[Directive], dict[str, Any]]


def book(shape: str, number: int) -> Book:
    entries, errors, options = parser.parse_string(SHAPES[shape](number))
    assert not errors, errors[0].message
    return sorted(entries, key=entry_sortkey), options


def work(ledger: Book) -> None:
    """What bean-check does, with the messages."""
    entries, options = ledger
    report = build_report(entries, options, AS_OF, whole=False)
    words = language("en")
    for problem in report.problems:
        words.render(problem.message)
    list(action_lines(report, words))


def calls(ledger: Book) -> int:
    """How many Python functions are called, generators each time they go on."""
    profile = cProfile.Profile(subcalls=False, builtins=False)
    profile.runcall(work, ledger)
    return sum(entry.callcount for entry in profile.getstats())


@pytest.mark.parametrize("shape", SHAPES)
def test_the_work_grows_no_faster_than_the_books(shape: str) -> None:
    work(book(shape, 10))  # what is read and compiled once
    small, large = calls(book(shape, SMALL)), calls(book(shape, LARGE))
    assert math.log(large / small, LARGE / SMALL) <= COMPARED.get(shape, EXPONENT)
