"""Regular expressions from the ledger."""

from __future__ import annotations

import re

import pytest

from beancount_relance.language.messages import Source
from beancount_relance.values.patterns import Pattern

_TEXT = "VIR F2026-014, F2026-15 and INV 7/2026 of 2026-05-01: F 12; F2026-014"


@pytest.mark.parametrize(
    "expression",
    [
        "F[0-9]{4}-[0-9]+",
        "F[0-9]{4}-[0-9]{3}",
        r"\d+",
        r"F\d{4}-\d+",
        "INV [0-9]/[0-9]{4}",
        "F[0-9]{4}-(?:[0-9]+)",
        "(?:F|INV) ?[0-9]+",
        "F *[0-9]+",
        "[A-Z]+ ?[0-9]{1,4}",
        "F2026-01",
    ],
)
def test_all_matches_are_found(expression: str) -> None:
    found = Pattern(expression, Source("books", 1)).find_all(_TEXT)
    assert found == tuple(re.findall(expression, _TEXT))
    assert found


def test_a_letter_with_a_separate_accent_is_one_of_a_word() -> None:
    found = Pattern(r"F\w{3}", Source("books", 1)).find_all("Fe\u03011 and Fab")
    assert found == ("Fe\u03011",)
