"""Read the CSV files that come with the package."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from operator import itemgetter
from pathlib import Path


def csv_rows(path: Path) -> tuple[Mapping[str, str], ...]:
    """Return the rows of a UTF-8 CSV file, each as a mapping from column to text."""
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    return tuple(dict(zip(header, row, strict=True)) for row in rows)


def csv_columns(path: Path, *names: str) -> Iterator[tuple[str, ...]]:
    """Yield some columns of a UTF-8 CSV file, row by row; for thousands of rows at the start."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        yield from map(itemgetter(*map(next(rows).index, names)), rows)
