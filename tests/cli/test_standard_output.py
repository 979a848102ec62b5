"""Standard output: any text can be printed, and what goes wrong has its own exit status."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from beancount_relance.cli import standard_output
from beancount_relance.cli.commands import items
from tests.support.command import EXAMPLE, relance, relance_process
from tests.support.ledgers import accounts, sale


@pytest.fixture
def books(tmp_path: Path) -> Path:
    path = tmp_path / "books.beancount"
    path.write_text(accounts() + sale("2026-05-14", "F2026-014", "1200.00"), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [
        ("cp1252", "Martin → 1 200,00 € – œuvre…"),
        ("latin-1", "Martin -> 1 200,00 EUR - oeuvre..."),
        ("ascii", "Martin -> 1 200,00 EUR - oeuvre..."),
        ("utf-8", "Martin → 1\u202f200,00\u00a0€ – œuvre…"),
    ],
)
def test_what_an_encoding_lacks_is_plainer(
    encoding: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding))
    standard_output.prepare()
    print("Martin → 1\u202f200,00\u00a0€ – œuvre…", end="")
    sys.stdout.flush()
    shown = raw.getvalue().decode(encoding)
    if encoding == "cp1252":
        expected = expected.replace("→", "->").replace("00 €", "00\u00a0€")
    if encoding == "latin-1":
        expected = expected.replace("00 EUR", "00\u00a0EUR")
    assert shown == expected


def test_a_french_report_in_a_code_page_of_windows() -> None:
    done = relance_process(
        "check",
        EXAMPLE,
        "--as-of",
        "2026-06-30",
        "--language",
        "fr",
        env={"PYTHONIOENCODING": "cp1252"},
        encoding="cp1252",
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert "€" in done.stdout


def test_output_that_cannot_be_written_is_2(books: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(standard_output, "flush", full)
    done = relance("open", books, "--as-of", "2026-06-30")
    assert done.returncode == 2
    assert done.stderr == "the output cannot be written: No space left on device\n"


def test_a_closed_standard_output_is_2(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(OSError, match="closed"):
        standard_output.flush()


def test_a_defect_of_ours_has_a_status_of_its_own(
    books: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("x")

    monkeypatch.setattr(items, "_print_open", broken)
    done = relance("open", books, "--as-of", "2026-06-30")
    assert done.returncode == 70
    assert "internal error, KeyError: 'x' (test_standard_output.py:" in done.stderr


def test_a_day_that_no_ledger_can_have_is_wrong_usage(books: Path) -> None:
    done = relance("actions", books, "--as-of", "9999-12-31")
    assert done.returncode == 3
    assert "9999-12-31 is outside of the years that Beancount knows" in done.stderr
