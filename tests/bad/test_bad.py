"""Bad books: an error on its own line, and the good invoices chased all the same.

``bad/catalogue.txt`` has the cases, ``bad/base.beancount`` the good books below which each
is put.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import pytest
from beancount import loader
from click.testing import CliRunner
from fava.application import create_app

from beancount_relance.cli import invocation
from beancount_relance.cli.command import cli
from beancount_relance.dunning.decision import Decision
from beancount_relance.dunning.questions.unread_values import UNREADABLE
from beancount_relance.report.bean_check_errors import ActionDue, LegalAdvice
from beancount_relance.report.loading import LoadedLedger
from beancount_relance.report.report import Report

BAD = Path(__file__).parent
BASE = (BAD / "base.beancount").read_text(encoding="utf-8")
FIRST_LINE = BASE.count("\n") + 1
COMMANDS = (
    ["open"],
    ["actions", "--format", "json"],
    ["exceptions"],
    ["explain", "F1"],
    ["letter"],
    ["recovery", "F1"],
    ["book", "F1", "--as", "doubtful"],
)
REPORTED = 2

Chased = dict[str, tuple[str, Decimal]]


@dataclass
class Case:
    """Lines of a ledger, and words of the errors on each of them by its number."""

    lines: list[str] = field(default_factory=list)
    expected: list[tuple[int, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines) + "\n"


def catalogue() -> Iterator[Case]:
    text = (BAD / "catalogue.txt").read_text(encoding="utf-8")
    for block in re.split(r"\n\s*\n", text.strip("\n")):
        case = Case()
        for line in block.split("\n"):
            if line.startswith("! "):
                case.expected.append((len(case.lines), line[2:]))
            elif not line.startswith("#"):
                case.lines.append(expanded(line))
        if case.lines:
            yield case


def expanded(line: str) -> str:
    line = re.sub(r"⟦U\+([0-9A-F]{4})⟧", lambda match: chr(int(match[1], 16)), line)
    return re.sub(r"⟦(.+?) × (\d+)⟧", lambda match: match[1] * int(match[2]), line)


CASES = list(catalogue())


def name_of(case: Case) -> str:
    shown = " / ".join(line.strip() for line in case.lines)
    return shown.encode("ascii", "replace").decode().replace("\x1b", "?").replace("\0", "?")[:90]


def chased(report: Report) -> Chased:
    """What is asked for today, by invoice: the stage, and what is outstanding."""
    return {
        item.invoice.reference: (action.stage.name, item.item.outstanding)
        for action in report.actions
        for item in action.items
    }


def holds(decision: Decision) -> bool:
    """Whether an item waits because what is said of it cannot be read."""
    return decision.why == UNREADABLE


@pytest.fixture(scope="module")
def good() -> Chased:
    entries, errors, options = loader.load_string(BASE)
    assert all(isinstance(error, ActionDue | LegalAdvice) for error in errors)
    found = chased(LoadedLedger.of(entries, errors, options).report())
    assert set(found) == {"F1", "F2", "F3"}
    return found


def test_there_are_more_than_a_hundred() -> None:
    assert sum(bool(case.expected) for case in CASES) > 100


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_each_is_told_on_its_line_and_hides_nothing(
    case: Case,
    good: Chased,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "main.beancount"
    path.write_text(BASE + case.text, encoding="utf-8", newline="")
    entries, errors, options = loader.load_file(str(path))
    told = [
        (error.source["lineno"] - FIRST_LINE + 1, error.message)
        for error in errors
        if not isinstance(error, ActionDue | LegalAdvice)
    ]
    # Beancount's own steps fall over a directive without values; ours has told of it.
    told = [(line, text) for line, text in told if "beancount.ops.pad" not in text]
    for line, words in case.expected:
        assert any(line == at and words in text for at, text in told), (line, words, told)
    assert Counter(at for at, _ in told) == Counter(line for line, _ in case.expected), told
    assert all(len(text) < 700 for _, text in told if text.startswith("relance:"))

    ledger = LoadedLedger.of(entries, errors, options)
    report = ledger.report()
    waits = {each.item.invoice.reference for each in report.decisions.values() if holds(each)}
    assert not waits or "note " in case.text  # which may hold back what it is about
    seen = chased(report)
    if not waits:
        assert {key: seen.get(key) for key in good} == good
    # Without what waits, the others are asked for in a letter of their own.
    assert {key: seen[key][1] for key in good.keys() - waits} == {
        key: outstanding for key, (_, outstanding) in good.items() if key not in waits
    }
    assert all("Traceback" not in str(problem.message) for problem in report.problems)

    monkeypatch.setattr(invocation, "load_ledger", lambda _: ledger)
    command = COMMANDS[CASES.index(case) % len(COMMANDS)]
    result = CliRunner().invoke(cli, [command[0], str(path), *command[1:]])
    assert result.exception is None or isinstance(result.exception, SystemExit), command
    assert result.exit_code in {0, REPORTED}, (command, result.output)
    assert "Traceback" not in result.output
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", result.output)


def together() -> str:
    """Every case in one ledger, but a directive without values, over which Fava itself falls."""
    found = (case.text for case in CASES if case.text != '2024-01-01 custom "relance"\n')
    return BASE + "\n".join(found)


def test_all_together_in_the_page(tmp_path: Path) -> None:
    path = tmp_path / "main.beancount"
    path.write_text(together(), encoding="utf-8", newline="")
    client = create_app([path], load=True, poll_watcher=True).test_client()
    response = client.get("/bad-days/extension/Relance/")
    assert response.status_code == 200
    assert "Boulangerie Martin SARL" in response.text
    assert "<script>alert(1)" not in response.text
    for entry in ("errors", "statistics"):
        assert client.get(f"/bad-days/{entry}/").status_code == 200


def test_all_together_in_the_command(tmp_path: Path) -> None:
    path = tmp_path / "main.beancount"
    path.write_text(together(), encoding="utf-8", newline="")
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", "from beancount_relance.cli import main; main()", "open", path],
        capture_output=True,
        check=False,
    )
    assert done.returncode == REPORTED
    assert b"Boulangerie Martin SARL" in done.stdout
    assert b"Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) > 100


# Files


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (BASE.encode() + b"pushmeta amount: 5.00 USD\n", "“pushmeta amount:” has no"),
        (BASE.encode() + b"pushmeta until: 2026-01-01\n", f":{FIRST_LINE}: “pushmeta until:”"),
        (
            BASE.encode()
            + b'2026-06-01 * "x" ^B1\n  Assets:Clients:Bad  '
            + b"9" * 40
            + b".99 EUR\n  Income:Sales\n",
            "Beancount cannot load this ledger",
        ),
    ],
    ids=["amount", "date", "digits"],
)
def test_what_beancount_falls_over_is_told_without_a_traceback(
    tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "main.beancount"
    path.write_bytes(content)
    for command in COMMANDS:
        result = CliRunner().invoke(cli, [command[0], str(path), *command[1:]])
        assert result.exit_code == REPORTED
        assert words in result.output
        assert "Traceback" not in result.output


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xef\xbb\xbf" + BASE.encode(),
        BASE.encode().replace(b"\n", b"\r\n"),
        BASE.encode() + '2026-06-01 * "Bad" "été" ^B1\n'.encode("latin-1"),
        BASE.encode("utf-16"),
        BASE.encode() + b'2026-06-01 * "Bad" "\x00\xff\xfe" ^B1\n',
        bytes(range(256)) * 50,
        BASE.encode() + b"; " + b"x" * 300_000 + b"\n",
        BASE.encode() + b"\n" * 100_000,
        BASE.encode() + b"(" * 100_000,
    ],
    ids=["empty", "bom", "crlf", "latin-1", "utf-16", "nul", "binary", "line", "lines", "deep"],
)
def test_whatever_the_bytes_the_command_answers(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "main.beancount"
    path.write_bytes(content)
    result = CliRunner().invoke(cli, ["open", str(path)])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert result.exit_code in {0, REPORTED}
    assert "Traceback" not in result.output
