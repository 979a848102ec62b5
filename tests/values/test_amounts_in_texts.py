"""Amounts, dates and the like in the text of a payment are no numbers of invoices."""

from __future__ import annotations

import pytest

from beancount_relance.values.numbers.text_runs import TextRuns


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Virement 250 EUR", []),
        ("Virement 250 EUR 2026-04-20", []),
        ("Virement 250 EUR 20/04/2026", []),
        ("Virement 250 euros du 20.04.2026", []),
        ("EUR 250 2026-04-20", []),
        ("102 EUR 400", ["102"]),
        ("102 € 400,00", ["102"]),
        ("1042, 250.00", ["1042"]),
    ],
)
def test_what_is_no_number(text: str, numbers: list[str]) -> None:
    runs = TextRuns(text)
    found = [
        run.text
        for place, run in enumerate(runs.runs)
        if run.is_digits and not runs.is_date_or_amount(place)
    ]
    assert [text for text in found if text != "00"] == numbers
