"""What may be left of an invoice number when people leave out a part, and what may not."""

from __future__ import annotations

import pytest

from beancount_relance.values.numbers.known_numbers import runs_of
from beancount_relance.values.numbers.lost_parts import shortened, tails


@pytest.mark.parametrize(
    ("number", "left"),
    [
        (
            "ACC-SINV-2026-00046",
            {
                "acc sinv 2026 46",
                "acc sinv 26 46",
                "acc 46",
                "sinv 2026 46",
                "sinv 26 46",
                "sinv 46",
                "2026 46",
                "26 46",
            },
        ),
        ("ACME-12-7", {"acme 12 7", "acme 7"}),
        ("2026-ABC-12", {"2026 abc 12", "26 abc 12", "abc 12"}),
        ("2026-FA-12", {"2026 fa 12", "26 fa 12"}),  # two letters are no word
        ("2026-0142-7", {"2026 142 7", "26 142 7"}),  # nor are digits
        ("2026-014-ACME", {"2026 14 acme", "26 14 acme"}),  # and a word alone is no number
        ("SITE-7-ACME", {"site 7 acme"}),
        ("ACME-7", {"acme 7"}),
        ("F-000", {"f 0"}),
        ("1044", {"1044"}),
    ],
)
def test_what_is_left_of_a_number(number: str, left: set[str]) -> None:
    found = shortened({number: runs_of(number)})
    assert {" ".join(runs) for runs in found} == left
    assert all(numbers == {number} for numbers in found.values())


@pytest.mark.parametrize(
    ("number", "digits"),
    [
        ("F2026-0046", {"46"}),
        ("0046-26", {"46", "26"}),  # the year, or the number of that year
        ("46-2026", {"46", "2026"}),
        ("F-46-125", {"125"}),  # no year
        ("F-8-46-26", {"26"}),
        ("F-46-26", {"46", "26"}),
        ("2026-014-ACME", {"14"}),
        ("2026014", {"14"}),
        ("20260010", {"10"}),
        ("2026", set()),
        ("20268", set()),  # a digit alone tells nothing
        ("000123", {"123"}),
        ("1044", set()),  # whole, it is no tail
    ],
)
def test_the_last_digits_of_a_number(number: str, digits: set[str]) -> None:
    assert set(tails({number: runs_of(number)})) == digits
