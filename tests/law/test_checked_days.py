"""Every fact of law says when it was checked, and none was checked more than a year ago."""

from __future__ import annotations

import csv
import datetime
from pathlib import Path

import pytest

from beancount_relance.clock import today

TABLES = sorted(
    (Path(__file__).parents[2] / "beancount_relance" / "law" / "data").glob("*.csv"),
)
A_YEAR = datetime.timedelta(days=366)


@pytest.mark.parametrize("table", TABLES, ids=lambda path: path.name)
def test_no_fact_is_older_than_a_year(table: Path) -> None:
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        # its words or rates: the table beside it says when; or nobody could verify it
        if not row.get("checked"):
            continue
        day = datetime.date.fromisoformat(row["checked"])
        assert today() <= day + A_YEAR, row
