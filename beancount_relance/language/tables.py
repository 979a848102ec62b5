"""Read the CSV files that come with the package."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path


def csv_rows(path: Path) -> tuple[Mapping[str, str], ...]:
    """Return the rows of a UTF-8 CSV file, each as a mapping from column to text."""
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    return tuple(dict(zip(header, row, strict=True)) for row in rows)
