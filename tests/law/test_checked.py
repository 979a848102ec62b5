"""Each fact of law says when it was checked, and none was checked more than a year ago."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

import beancount_relance.law
from beancount_relance.clock import today
from beancount_relance.law.tables import rows

DATA = Path(beancount_relance.law.__file__).parent / "data"
TABLES = sorted(path.name for path in DATA.glob("*.csv") if "checked" in rows(path.name)[0])


@pytest.mark.parametrize("table", TABLES)
def test_no_fact_was_checked_more_than_a_year_ago(table: str) -> None:
    for row in rows(table):
        if not row["checked"]:  # nobody could verify it, and the program says so
            continue
        checked = datetime.date.fromisoformat(row["checked"])
        assert today() - checked <= datetime.timedelta(days=366), row
