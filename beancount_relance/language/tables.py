"""The CSV files that come with the package, read as rows."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path


def csv_rows(path: Path) -> tuple[Mapping[str, str], ...]:
    """The rows of a CSV file in UTF-8, each a mapping from column to text."""
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
