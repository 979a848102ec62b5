"""Writes rows as CSV for spreadsheets, without letting any cell act as a formula.

There are two forms. The first is CSV as programs read it, with commas and decimal points. The
other is what a spreadsheet opens in columns where the comma is the decimal sign, as in most of
Europe: with semicolons, decimal commas, and the mark by which Excel recognises UTF-8.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

_SPECIAL = re.compile(r'[,;"\t\r\n]')
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_BYTE_ORDER_MARK = "\ufeff"


def csv_text(rows: Sequence[Mapping[str, Any]], *, semicolons: bool = False) -> str:
    """Return rows as CSV text, with a column for each key that any row has.

    Args:
        rows: the rows; amounts are text with a decimal point.
        semicolons: whether to write the form with semicolons and decimal commas.
    """
    if not rows:
        return ""
    keys = list(dict.fromkeys(key for row in rows for key in row))
    delimiter = ";" if semicolons else ","
    lines = [
        [_cell(key, semicolons=semicolons) for key in keys],
        *([_cell(row.get(key), semicolons=semicolons) for key in keys] for row in rows),
    ]
    text = "".join(delimiter.join(line) + "\r\n" for line in lines)
    return (_BYTE_ORDER_MARK if semicolons else "") + text


def _cell(value: object, *, semicolons: bool) -> str:
    """Return a cell that no spreadsheet splits, or interprets as a formula.

    Python's own writer quotes one delimiter only. A spreadsheet may split at the other one, and
    what follows it could then be a formula.
    """
    text = "" if value is None else str(value)
    if _NUMBER.fullmatch(text):
        return text.replace(".", ",") if semicolons else text
    if isinstance(value, str) and text.startswith(_FORMULA):
        text = f"'{text}"
    if _SPECIAL.search(text):
        return '"' + text.replace('"', '""') + '"'
    return text
