"""Worked figures of many countries: interest and fee of one invoice, from the ledger to the cent.

Each row of ``data/worked_figures.csv`` was worked out apart from the program, from the rates
that its source publishes: days of each half-year × rate / 365, each half-year rounded half up.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.support.ledgers import FRANCE, D, accounts, item, notice_received, report, sale

with (Path(__file__).parent / "data" / "worked_figures.csv").open(encoding="utf-8") as file:
    FIGURES = list(csv.DictReader(file))


def name(row: dict[str, str]) -> str:
    return f"{row['country']}-{row['kind']}-{row['amount']}-{row['until']}"


@pytest.mark.parametrize("row", FIGURES, ids=name)
def test_a_worked_figure(row: dict[str, str]) -> None:
    opened = accounts().replace("Clients:Martin", f'Clients:Martin\n  kind: "{row["kind"]}"')
    text = opened.replace("2020-01-01", "2010-01-01")
    text += sale(row["due"], "F1", row["amount"], due=row["due"], currency=row["currency"])
    if row["country"] == "FR" and row["kind"] == "consumer":
        text += notice_received(row["due"], "F1")
    found = report(text, row["until"], FRANCE.replace("FR", row["country"]))
    claim = found.claims.of(item(found, "F1"))
    assert claim.interest.unknown_from is None
    assert (claim.interest.amount, claim.fee) == (D(row["interest"]), D(row["fee"]))


def test_there_are_many_of_them() -> None:
    assert len(FIGURES) >= 60
    assert len({row["country"] for row in FIGURES}) >= 14
    assert all(row["source"] for row in FIGURES)
