"""Writes rows as a workbook (.xlsx), which any spreadsheet opens in columns in any country.

Amounts are numbers with the decimals of their currency, dates are dates, and everything else is
text, so that no cell acts as a formula and no invoice number loses its zeros.
"""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from beancount_relance.documents.optional_library import load_library

_NUMBER = re.compile(r"-?\d{1,15}(?:\.(\d+))?")  # a spreadsheet keeps fifteen digits
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_TEXTS = frozenset(
    ("invoice", "invoices", "customer", "name", "narration", "text", "message", "why", "subject")
)
_LONGEST = 32_767  # characters in a cell
_WIDEST, _NARROWEST, _MARGIN = 60, 8, 2


def workbook(rows: Sequence[Mapping[str, Any]], title: str, day: datetime.date) -> bytes:
    """Return rows as the content of a workbook with one sheet.

    Args:
        rows: the rows; there is a column for each key that any row has.
        title: the title of the sheet.
        day: the day of the report, which the workbook gives as its own.

    Raises:
        MissingExtraError: openpyxl is not installed.
    """
    openpyxl = load_library("openpyxl", "xlsx")
    styles = load_library("openpyxl.styles", "xlsx")
    letter = load_library("openpyxl.utils", "xlsx").get_column_letter
    book = openpyxl.Workbook()
    midnight = datetime.datetime.combine(day, datetime.time())
    book.properties.created = book.properties.modified = midnight
    sheet = book.active
    sheet.title = re.sub(r"[\[\]:*?/\\]", " ", title)[:31]
    keys = list(dict.fromkeys(key for row in rows for key in row))
    for column, key in enumerate(keys, 1):
        head = sheet.cell(1, column, key)
        head.font = styles.Font(bold=True)
        widest = len(key)
        for line, row in enumerate(rows, 2):
            widest = max(widest, _fill(sheet.cell(line, column), key, row.get(key)))
        width = min(max(widest + _MARGIN, _NARROWEST), _WIDEST)
        sheet.column_dimensions[letter(column)].width = width
    sheet.freeze_panes = "A2"
    if keys:
        sheet.auto_filter.ref = sheet.dimensions
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _fill(cell: Any, key: str, value: object) -> int:
    """Write a value into a cell, and return how many characters it takes."""
    if value is None:
        return 0
    text = _NOT_IN_XML.sub("\ufffd", str(value))[:_LONGEST]
    number = _NUMBER.fullmatch(text)
    if isinstance(value, bool) or (isinstance(value, str) and (key in _TEXTS or not number)):
        if key not in _TEXTS and _DATE.fullmatch(text):
            cell.value = datetime.date.fromisoformat(text)
            cell.number_format = "yyyy-mm-dd"
        elif text:
            cell.value = text
            cell.data_type = "s"  # text beginning with “=” is not a formula
        return max(map(len, text.splitlines()), default=0)
    cell.value = Decimal(text)
    decimals = len(number[1] or "") if number else 0
    cell.number_format = "#,##0." + "0" * decimals if decimals else "0"
    return len(text)
