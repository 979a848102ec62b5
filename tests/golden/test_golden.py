"""The folders of ``golden/``: small books, and all that is to be said about them.

Each folder is one rule. ``source.beancount`` states it in its first lines and shows it;
``expected.txt`` is what bean-check must print; ``expected.json`` holds the documents of
``relance open`` and ``relance actions`` for that day, whole.

``UPDATE_GOLDEN=1 pytest tests/golden/test_golden.py`` writes what the program says now. Read the
difference figure by figure against the rule before you keep it: the expectation is what a
bookkeeper works out by hand, not what came out.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
from pathlib import Path
from typing import Any

import pytest
from beancount import loader

from beancount_relance.clock import today
from beancount_relance.exports.action_data import actions_data
from beancount_relance.exports.item_data import open_data
from beancount_relance.language.messages import language
from beancount_relance.policy.as_of import find_as_of
from beancount_relance.report.bean_check_lines import action_lines
from beancount_relance.report.report import Report, build_report

CASES = sorted(path.parent for path in Path(__file__).parent.glob("*/source.beancount"))
WORDS = language("en")


def load(case: Path) -> tuple[list[str], Report]:
    """The lines that bean-check prints, and the report on the loaded entries."""
    with contextlib.redirect_stderr(io.StringIO()) as warnings:
        entries, errors, options = loader.load_file(str(case / "source.beancount"))
    lines = [
        f"{Path(error.source['filename']).name}:{error.source['lineno']}: {error.message}"
        for error in errors
    ]
    lines += [line.removeprefix(f"{case}/") for line in warnings.getvalue().splitlines()]
    return lines, build_report(entries, options, find_as_of(entries, today()))


def with_bare_files(data: Any) -> Any:
    """The same data, its files as bare names."""
    if isinstance(data, list):
        return [with_bare_files(part) for part in data]
    if isinstance(data, dict):
        return {
            key: Path(value).name if key == "file" else with_bare_files(value)
            for key, value in data.items()
        }
    return data


def check(path: Path, text: str) -> None:
    """Compare with the file, or write it if that was asked for."""
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def test_the_day_is_given() -> None:
    """Otherwise what is expected would change at midnight."""
    sources = {case.name: (case / "source.beancount").read_text(encoding="utf-8") for case in CASES}
    assert [name for name, source in sources.items() if '"as-of"' not in source] == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_all_that_is_said(case: Path) -> None:
    lines, report = load(case)
    check(case / "expected.txt", "".join(f"{line}\n" for line in lines))
    documents = {"open": open_data(report, WORDS), "actions": actions_data(report, WORDS)}
    text = json.dumps(with_bare_files(documents), ensure_ascii=False, indent=2)
    check(case / "expected.json", f"{text}\n")
    assert all(balance.difference == 0 for balance in report.allocation.balances.values())
    # The plugin ran before padding, this report after it, as in Fava.
    assert said(report) == lines


def said(report: Report) -> list[str]:
    """What bean-check prints of a report."""
    messages = [
        *((each.source, each.message) for each in report.problems),
        *((each.source, each.message) for each in report.checks),
        *((each.source, each.message) for each in report.unexplained),
    ]
    lines = [(source, f"relance: {WORDS.render(message)}") for source, message in messages]
    lines += action_lines(report, WORDS)
    return [f"{Path(source.file).name}:{source.line}: {text}" for source, text in lines]


def test_every_case_says_its_rule() -> None:
    for case in CASES:
        source = (case / "source.beancount").read_text(encoding="utf-8")
        assert source.startswith("; "), case.name


def test_no_folder_is_left_out() -> None:
    golden = Path(__file__).parent
    assert [path.name for path in CASES] == sorted(
        path.name for path in golden.iterdir() if path.is_dir() and path.name != "__pycache__"
    )
