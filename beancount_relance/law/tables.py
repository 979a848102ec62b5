"""The tables of law, as rows.

Each is a CSV file in ``data/``; a row of law has its sources and the day it was checked.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path

from beancount_relance.language.tables import csv_rows

_DATA = Path(__file__).parent / "data"


@functools.cache
def rows(name: str) -> tuple[Mapping[str, str], ...]:
    """The rows of a table, such as ``regimes.csv``, each a mapping from column to text."""
    return csv_rows(_DATA / name)
