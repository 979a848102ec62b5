"""Plain: figures and tables as other programs read them, whatever the language.

Amounts are strings with at least the digits of the currency's unit.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision

Data = dict[str, Any]

_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_text(rows: Sequence[Data]) -> str:
    """Rows for spreadsheets, under the keys that any of them has; no cell is a formula."""
    if not rows:
        return ""
    file = io.StringIO()
    keys = dict.fromkeys(key for row in rows for key in row)
    writer = csv.DictWriter(file, fieldnames=list(keys))
    writer.writeheader()
    writer.writerows({key: _cell(value) for key, value in row.items()} for row in rows)
    return file.getvalue()


def _cell(value: object) -> object:
    """A CSV cell that no spreadsheet takes for a formula."""
    if isinstance(value, str) and value.startswith(_FORMULA) and not _NUMBER.fullmatch(value):
        return f"'{value}"
    return value


def money(number: Decimal, currency: str) -> str:
    """``number`` without exponent, with at least the digits of its currency's unit."""
    exponent = number.as_tuple().exponent
    digits = -exponent if isinstance(exponent, int) else 0
    return f"{number:.{max(digits, get_currency_precision(currency))}f}"


def tenths(number: Decimal | None) -> str | None:
    """A number of days or percent to one digit after the point."""
    return None if number is None else str(Decimal(f"{number:.1f}") + 0)  # never −0.0
