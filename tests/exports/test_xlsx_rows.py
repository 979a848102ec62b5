"""Workbooks: a spreadsheet sees numbers, dates and text, and no formula."""

from __future__ import annotations

import datetime
import io
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl

from beancount_relance.exports.xlsx_rows import workbook
from tests.support.command import COMMAND, EXAMPLE

DAY = datetime.date(2026, 6, 30)
DUE = datetime.datetime.combine(datetime.date(2026, 5, 31), datetime.time())
ROWS: list[dict[str, Any]] = [
    {"invoice": "0042", "customer": "=1+1", "due": "2026-05-31", "amount": "1200.50", "line": 7},
    {"invoice": "F2", "customer": "a\x07b", "due": "", "amount": "90", "why": "+cmd|'/C calc'!A0"},
]


def sheet(content: bytes) -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [tuple(cell.value for cell in row) for row in book.active.iter_rows()]


def test_cells_have_the_type_of_what_they_say() -> None:
    content = workbook(ROWS, "Books: 2026", DAY)
    assert sheet(content) == [
        ("invoice", "customer", "due", "amount", "line", "why"),
        (
            "0042",
            "=1+1",
            DUE,
            1200.5,
            7,
            None,
        ),
        ("F2", "a\ufffdb", None, 90, None, "+cmd|'/C calc'!A0"),
    ]
    cells = openpyxl.load_workbook(io.BytesIO(content)).active
    assert (cells["D2"].number_format, cells["D3"].number_format) == ("#,##0.00", "0")
    assert cells["B2"].data_type == "s"
    assert cells.freeze_panes == "A2"
    assert cells.title == "Books  2026"


def test_nothing_is_an_empty_sheet() -> None:
    assert sheet(workbook([], "x", DAY)) in ([], [(None,)])


def test_every_open_item_is_there(tmp_path: Path) -> None:
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, *COMMAND, "items", EXAMPLE, "-o", "xlsx"],
        capture_output=True,
        check=False,
        cwd=tmp_path,
    )
    head, *rows = sheet(done.stdout)
    amounts = [row[head.index("outstanding")] for row in rows]
    assert all(isinstance(amount, (int, float)) for amount in amounts)
    listed = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, *COMMAND, "items", EXAMPLE, "-o", "csv"],
        capture_output=True,
        check=False,
        text=True,
        cwd=tmp_path,
        encoding="utf-8",
    )
    assert len(rows) == len(listed.stdout.splitlines()) - 1
    assert sum(Decimal(str(amount)) for amount in amounts) > 0
