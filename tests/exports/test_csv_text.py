"""CSV: what a spreadsheet finds in the cells is what was written into them."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beancount_relance.exports.csv_text import csv_text


def read(text: str, delimiter: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def test_the_two_forms() -> None:
    rows: list[dict[str, Any]] = [
        {"invoice": "F1", "open": "1200.50", "days": 3},
        {"invoice": "F2", "paid": None},
    ]
    assert csv_text(rows) == "invoice,open,days,paid\r\nF1,1200.50,3,\r\nF2,,,\r\n"
    assert csv_text(rows, semicolons=True) == (
        "\ufeffinvoice;open;days;paid\r\nF1;1200,50;3;\r\nF2;;;\r\n"
    )


def test_nothing_is_nothing() -> None:
    assert csv_text([]) == ""


@pytest.mark.parametrize("payee", ["x;=1+1", "x,=1+1", 'a"b', "two\nlines"])
def test_a_cell_stays_whole_for_either_list_separator(payee: str) -> None:
    for semicolons in (False, True):
        text = csv_text([{"payee": payee}], semicolons=semicolons).removeprefix("\ufeff")
        for delimiter in ",;":
            assert read(text, delimiter) == [["payee"], [payee]]


# Beancount reads no NUL, and neither does the csv module of Python 3.10.
some_text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@given(st.lists(some_text, min_size=2, max_size=4))
def test_any_text_comes_back(texts: list[str]) -> None:
    row = {str(number): text for number, text in enumerate(texts)}
    (_, found) = read(csv_text([row]), ",")
    assert [cell.removeprefix("'") for cell in found] == [text.removeprefix("'") for text in texts]
