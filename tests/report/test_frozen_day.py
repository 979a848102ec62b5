"""A day that was frozen and forgotten is told everywhere once it is older than a week.

So is a day that is still to come, as after a mistyped year.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from beancount import loader

from beancount_relance.report.checks import frozen_day
from beancount_relance.report.checks.frozen_day import forgotten_day
from tests.support.command import relance
from tests.support.ledgers import customs, day

LINE = '2026-01-01 custom "relance" "as-of" 2026-06-16\n'
BOOKS = f"""
plugin "beancount_relance"
{LINE}2026-01-01 open Assets:Clients:Martin
2026-01-01 open Income:Sales
2026-07-01 * "Martin" "Sign" ^F1
  Assets:Clients:Martin  1200.00 EUR
  Income:Sales
"""


@pytest.fixture(autouse=True)
def a_week(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frozen_day, "MOST_DAYS", 7)
    monkeypatch.setattr(frozen_day, "MOST_AHEAD", 0)
    monkeypatch.setattr("beancount_relance.plugin.today", lambda: day("2026-11-28"))
    monkeypatch.setattr("beancount_relance.cli.invocation.today", lambda: day("2026-11-28"))


@pytest.mark.parametrize(("today", "told"), [("2026-06-23", False), ("2026-06-24", True)])
def test_a_week_is_enough_for_a_closing(today: str, told: bool) -> None:  # noqa: FBT001
    found = forgotten_day(customs(LINE), day(today))
    assert (found is not None) is told
    assert found is None or (found.source.line, "2026-06-16" in str(found.message)) == (1, True)


@pytest.mark.parametrize(("today", "told"), [("2026-06-16", False), ("2026-06-15", True)])
def test_a_day_to_come_is_told_at_once(today: str, told: bool) -> None:  # noqa: FBT001
    found = forgotten_day(customs(LINE), day(today))
    assert (found is not None) is told
    assert found is None or "2026-06-16, 1 day from now" in str(found.message)


def test_bean_check_tells_a_mistyped_year(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "books.beancount"
    path.write_text(BOOKS.replace("2026-06-16", "2027-06-16"), encoding="utf-8")
    _, errors, _ = loader.load_file(str(path))
    assert not errors
    assert "fixes the date at 2027-06-16, 200 days from now" in capsys.readouterr().err


def test_a_ledger_that_goes_on_with_today_hears_nothing() -> None:
    assert forgotten_day([], day("2026-11-28")) is None


def test_bean_check_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "books.beancount"
    path.write_text(BOOKS, encoding="utf-8")
    _, errors, _ = loader.load_file(str(path))
    assert not errors
    assert "books.beancount:3: relance: the setting “as-of” fixes" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["check", "letter", "actions", "open"])
def test_every_command_says_so(tmp_path: Path, command: str) -> None:
    path = tmp_path / "books.beancount"
    path.write_text(BOOKS, encoding="utf-8")
    assert "fixes the date at 2026-06-16, 165 days ago" in relance(command, path).stderr
    asked = relance(command, path, "--as-of", "2026-06-16")
    assert "freezes" not in asked.stderr
