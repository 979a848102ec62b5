"""docs/how-to.md: the importer there, run by beangulp and as Fava runs it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from beancount.parser import printer
from fava.core import FavaLedger

from beancount_relance.report.loading import load_ledger
from tests.support.ledgers import day

TEXT = (Path(__file__).parents[2] / "docs" / "how-to.md").read_text(encoding="utf-8")
SECTION = TEXT.partition("## … post receipts while importing a bank file\n")[2].partition("\n## ")[
    0
]


def block(language: str) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```$", SECTION, re.DOTALL | re.MULTILINE)
    assert found is not None
    return found[1]


@pytest.fixture
def books(tmp_path: Path) -> Path:
    (tmp_path / "bank").mkdir()
    (tmp_path / "bank" / "june.csv").write_text(block("csv"))
    (tmp_path / "importers.py").write_text(block("python"))
    path = tmp_path / "main.beancount"
    path.write_text(block("beancount"))
    return path


def without_places(text: str) -> str:
    return re.sub(r"^ +(?:filename|lineno|source_desc): .*\n", "", text, flags=re.MULTILINE)


def test_fava_imports_what_the_text_says(books: Path) -> None:
    ledger = FavaLedger(str(books), poll_watcher=True)
    assert not ledger.ingest.errors
    (file,) = ledger.ingest.import_data()
    (importer,) = file.importers
    entries = ledger.ingest.extract(file.name, importer.importer_name)
    printed = "\n".join(map(printer.format_entry, entries))  # type: ignore[arg-type]
    assert without_places(printed).strip() == block("text").strip()


def test_beangulp_extracts_the_same_and_the_books_tie_out(books: Path) -> None:
    done = subprocess.run(  # noqa: S603 - Python itself
        [sys.executable, "importers.py", "extract", "-e", books, "bank"],
        cwd=books.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    for line in block("text").splitlines():
        assert line in done.stdout
    with books.open("a") as file:
        file.write(done.stdout)
    loaded = load_ledger(books)
    report = loaded.report(day("2026-06-30"))
    assert [item.invoice.reference for item in report.open_items] == ["F2026-004"]
    assert [each.credit.payee for each in report.allocation.unclear] == ["BIRCH"]
    assert all(not each.difference for each in report.allocation.balances.values())
