"""Read the tables of legal data.

Each is a CSV file in ``data/``; each row has its sources and the date it was last checked.
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Mapping
from pathlib import Path

from beancount_relance.language.tables import csv_rows

_DATA = Path(__file__).parent / "data"


@functools.cache
def rows(name: str) -> tuple[Mapping[str, str], ...]:
    """Return the rows of a table such as ``regimes.csv``, as mappings from column to text."""
    return csv_rows(_DATA / name)


def day_of(text: str) -> datetime.date | None:
    """Return the day in a cell, if there is one."""
    return datetime.date.fromisoformat(text) if text else None
