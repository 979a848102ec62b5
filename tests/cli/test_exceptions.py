"""``relance exceptions``: unmatched money in the order of the list of exceptions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from beancount_relance.dunning.exception_list import ExceptionList, exceptions_of
from tests.support.command import relance
from tests.support.ledgers import accounts, payment, sale

LENT = '2026-05-20 * "{0}" "Lent"\n  Assets:Clients:{0}  70.00 EUR\n  Assets:Bank\n'
BOOKS = (
    '2020-01-01 custom "relance" "as-of" 2026-06-30\n'
    + accounts("Martin", "Oriot", "Pons", "Roy", "Zoe")
    + payment("2026-06-01", "30.00")
    + payment("2026-06-02", "40.00", customer="Oriot")
    + LENT.format("Pons")
    + LENT.format("Roy")
)


def backwards(*found: Any) -> ExceptionList:
    """The exceptions with their money in the opposite order."""
    made = exceptions_of(*found)
    return replace(made, credits=made.credits[::-1], unidentified=made.unidentified[::-1])


@pytest.mark.parametrize("order", ["as they are", "backwards"])
def test_unmatched_money_is_in_the_order_of_the_list(
    order: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    books = tmp_path / "books.beancount"
    books.write_text(BOOKS, encoding="utf-8")
    credited, lent = ["Martin", "Oriot"], ["Pons", "Roy"]
    if order == "backwards":
        monkeypatch.setattr("beancount_relance.report.report.exceptions_of", backwards)
        credited, lent = credited[::-1], lent[::-1]
    data = json.loads(relance("exceptions", books, "-o", "json").stdout)
    assert [row["customer"] for row in data["credits"]] == credited
    assert [row["customer"] for row in data["unidentified"]] == lent
    shown = relance("exceptions", books).stdout.partition("Unmatched")[2]
    places = [shown.index(name) for name in (*credited, *lent)]
    assert places == sorted(places)


@pytest.mark.parametrize(("word", "shown"), [("Roy", True), ("Zoe", False)])
def test_a_heading_needs_something_that_the_words_match(
    word: str, *, shown: bool, tmp_path: Path
) -> None:
    books = tmp_path / "books.beancount"
    invoice = sale("2026-06-01", "F1", "9.00", customer="Zoe")
    books.write_text(BOOKS + invoice, encoding="utf-8")
    assert ("Unmatched" in relance("exceptions", books, word).stdout) is shown
