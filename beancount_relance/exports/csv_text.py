"""Writes rows as CSV for spreadsheets, without letting any cell act as a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

from beancount_relance.exports.json_data import JsonObject

_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_text(rows: Sequence[JsonObject]) -> str:
    """Return rows as CSV text, with a column for each key that any row has."""
    if not rows:
        return ""
    file = io.StringIO()
    keys = dict.fromkeys(key for row in rows for key in row)
    writer = csv.DictWriter(file, fieldnames=list(keys))
    writer.writeheader()
    writer.writerows({key: _cell(value) for key, value in row.items()} for row in rows)
    return file.getvalue()


def _cell(value: object) -> object:
    """Return a cell that no spreadsheet interprets as a formula."""
    if isinstance(value, str) and value.startswith(_FORMULA) and not _NUMBER.fullmatch(value):
        return f"'{value}"
    return value
