"""Tables in terminals of any width, help in eighty columns, and cells of spreadsheets."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from beancount_relance.cli.subcommands import SUBCOMMANDS
from tests.support.command import EXAMPLE, relance
from tests.support.ledgers import FRANCE, accounts, payment, sale

COMMANDS = [*SUBCOMMANDS]


@pytest.mark.parametrize("width", [80, 100, 140])
@pytest.mark.parametrize("command", ["open", "actions", "exceptions", "ageing"])
def test_no_number_and_no_word_is_broken(
    command: str, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Console, "is_terminal", True)
    options = ("--language", "fr", *(("--customers",) if command == "ageing" else ()))
    env = {"COLUMNS": str(width), "NO_COLOR": "1", "TERM": "xterm"}
    text = relance(command, EXAMPLE, *options, env=env).stdout
    text = Text.from_ansi(text).plain
    assert max(cell_len(line) for line in text.splitlines()) <= width
    if command == "open":
        assert "F2026-021 (2/3)" in text
        assert "62\u202f008,60\u00a0€" in text  # of the tie-out, a line of text
    if command == "ageing":
        assert ("62\u202f008,60\u00a0€" in text) == (width >= 100)
        assert "62\u202f008,60" in text
    if command != "exceptions":
        assert "individuelle)" in text
        assert "Harborview" in text


def test_the_help_fits_into_eighty_columns() -> None:
    text = relance("--help", env={"COLUMNS": "80"}).stdout
    lines = [line.split(maxsplit=1) for line in text.partition("Commands:")[2].splitlines() if line]
    assert [name for name, _ in lines] == COMMANDS
    for name, says in lines:
        assert says.endswith("."), name
        assert not says.endswith("..."), name
    for command in COMMANDS:
        done = relance(command, "--help", env={"COLUMNS": "80"})
        assert done.returncode == 0
        assert max(map(len, done.stdout.splitlines())) <= 80


@pytest.mark.parametrize("command", COMMANDS)
def test_wrong_usage_leaves_with_3(command: str, tmp_path: Path) -> None:
    for args in ((), (tmp_path / "absent.beancount",), (EXAMPLE, "--nonsense")):
        done = relance(command, *args)
        assert (done.returncode, done.stdout) == (3, "")
        assert done.stderr.startswith("Usage: ")


FORMULA = '=HYPERLINK("http://evil.example")'
QUOTED = FORMULA.replace('"', '\\"')
HOSTILE = (
    accounts("Martin", "Oriot").replace(
        "2020-01-01 open Assets:Clients:Martin\n",
        f'2020-01-01 open Assets:Clients:Martin\n  name: "{QUOTED}"\n  email: "a@b.example"\n',
    )
    + f'2026-05-14 * "Martin" "{QUOTED}" ^-2026-014\n'
    + "  Assets:Clients:Martin  1200.00 EUR\n  Income:Sales  -1200.00 EUR\n"
    + f'2026-05-20 note Assets:Clients:Martin "{QUOTED}" ^-2026-014\n  relance: "contact"\n'
    + '2026-05-20 note Assets:Clients:Martin "x" ^-2026-014\n  relance: "promise"\n'
    + "  until: 2026-07-20\n"
)


@pytest.mark.parametrize(
    "args",
    [
        ("open",),
        ("actions",),
        ("exceptions",),
        ("ageing",),
        ("letter", "Martin"),
        ("explain",),
        ("recovery", "Martin"),
        ("book", "Martin", "--as", "doubtful"),
        ("record", "Martin", "contact", "--text", FORMULA, "--dry-run"),
        ("check",),
        ("calendar",),
    ],
)
def test_no_cell_is_a_formula(args: tuple[str, ...], tmp_path: Path) -> None:
    path = tmp_path / "books.beancount"
    path.write_text(HOSTILE, encoding="utf-8")
    command, *options = args
    done = relance(command, path, *options, "--as-of", "2026-06-30", "--format", "csv")
    assert done.returncode in (0, 1), done.stderr
    for row in csv.DictReader(io.StringIO(done.stdout)):
        for key, cell in row.items():
            assert not cell.startswith(("=", "+", "@", "\t", "\r", "\n")), key
            assert not cell.startswith("-") or cell[1:].replace(".", "").isdigit(), key


def test_a_formula_has_an_apostrophe_and_a_number_has_none(tmp_path: Path) -> None:
    path = tmp_path / "books.beancount"
    path.write_text(HOSTILE, encoding="utf-8")
    done = relance("open", path, "--as-of", "2026-06-30", "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(done.stdout))
    assert (row["name"], row["narration"]) == (f"'{FORMULA}", f"'{FORMULA}")
    assert (row["invoice"], row["amount"]) == ("'-2026-014", "1200.00")


def test_rows_of_different_kinds_share_a_header() -> None:
    done = relance("open", EXAMPLE, "--format", "csv")
    assert done.returncode == 0
    rows = {row["invoice"]: row for row in csv.DictReader(io.StringIO(done.stdout))}
    assert (rows["F2026-021"]["instalments"], rows["F2026-022"]["instalments"]) == ("3", "")


def test_what_was_paid_late_is_listed_also_of_who_owes_nothing(tmp_path: Path) -> None:
    # 3 March to 1 April: 1 000 × 12.15 % × 30 / 365 = 9.986…
    path = tmp_path / "main.beancount"
    late = sale("2026-01-31", "F1", "1000.00", due="2026-03-02")
    paid = payment("2026-04-01", "1000.00", "F1")
    path.write_text(FRANCE + accounts() + late + paid, encoding="utf-8")
    options = (path, "--as-of", "2026-06-30", "--paid-late")
    (row,) = json.loads(relance("open", *options, "--format", "json").stdout)["paid_late"]
    assert (row["invoice"], row["interest"], row["recovery_fee"]) == ("F1", "9.99", "40.00")
    (flat,) = csv.DictReader(io.StringIO(relance("open", *options, "--format", "csv").stdout))
    assert (flat["paid"], flat["interest"]) == ("2026-04-01", "9.99")
    assert "€9.99" in relance("open", *options, "--language", "en").stdout
    early = relance("open", path, "--as-of", "2026-02-15", "--paid-late", "--language", "en")
    assert "Nothing was paid late" in early.stdout
