"""A policy replayed over the past: what it would have sent, and how good that would have been."""

from __future__ import annotations

import datetime
import json
import re
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from beancount_relance.backtest import replay
from beancount_relance.backtest.figures import guessed_late, paid_late, stage_figures
from beancount_relance.backtest.replay import (
    PastReminder,
    recorded_reminders,
    replayed_reminders,
)
from beancount_relance.report.loading import LoadedLedger
from tests.support.command import relance
from tests.support.ledgers import FRANCE, accounts, day, load, payment, report, sale

SINCE, UNTIL = day("2026-05-01"), day("2026-07-31")
F1 = sale("2026-05-01", "F1", "1000.00")  # due on 31 May
REMINDED = '2026-06-10 note Assets:Clients:Martin "rappel" ^F1\n  relance: "reminder"\n'
PAID = payment("2026-06-12", "1000.00", "F1")


def ledger(text: str) -> LoadedLedger:
    entries, options = load(accounts() + text + FRANCE)
    return LoadedLedger(entries, options, ())


def replayed(text: str) -> list[PastReminder]:
    books = ledger(text)
    return replayed_reminders(books, books.report(UNTIL), SINCE, UNTIL)


def steps(reminders: list[PastReminder]) -> list[tuple[str, str]]:
    return [(each.date.isoformat(), each.stage) for each in reminders]


def test_each_stage_follows_from_the_replayed_one_before() -> None:
    found = steps(replayed(F1))
    assert found[:2] == [("2026-05-26", "courtesy"), ("2026-06-03", "reminder")]
    assert len({stage for _, stage in found}) == len(found)
    dates = [date for date, _ in found]
    assert dates == sorted(dates)


def test_recorded_reminders_do_not_count_in_the_replay() -> None:
    assert steps(replayed(F1 + REMINDED)) == steps(replayed(F1))


def test_payments_end_the_replay() -> None:
    found = steps(replayed(F1 + PAID))
    assert [date for date, _ in found if date >= "2026-06-12"] == []


def test_a_promise_of_the_past_holds_the_replay() -> None:
    promise = (
        '2026-06-02 note Assets:Clients:Martin "" ^F1\n  relance: "promise"\n  until: 2026-06-19\n'
    )
    dates = [date for date, stage in steps(replayed(F1 + promise)) if stage != "courtesy"]
    assert min(dates) > "2026-06-19"


def test_skipping_days_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    promise = (
        '2026-06-02 note Assets:Clients:Martin "" ^F1\n  relance: "promise"\n  until: 2026-06-19\n'
    )
    books = F1 + sale("2026-05-20", "F2", "300.00") + promise
    quick = steps(replayed(books))
    one = datetime.timedelta(days=1)
    monkeypatch.setattr(replay, "_next_day", lambda _made, _dates, today: today + one)
    assert steps(replayed(books)) == quick


def test_premature_and_late() -> None:
    found = report(accounts() + F1 + REMINDED + PAID, UNTIL.isoformat())
    (only,) = stage_figures(recorded_reminders(found, SINCE, UNTIL), found.allocation.items)
    assert (only.stage, only.sent, only.premature, only.days_late) == ("reminder", 1, 1, 10.0)


def test_paid_later_than_five_days_is_not_premature() -> None:
    later = payment("2026-06-16", "1000.00", "F1")
    found = report(accounts() + F1 + REMINDED + later, UNTIL.isoformat())
    (only,) = stage_figures(recorded_reminders(found, SINCE, UNTIL), found.allocation.items)
    assert only.premature == 0


def test_the_guess_moves_a_payment_with_its_reminder() -> None:
    """Reminded on 10 June and paid two days later; the replay reminds a week earlier."""
    found = report(accounts() + F1 + REMINDED + PAID, UNTIL.isoformat())
    items = found.allocation.items
    recorded = recorded_reminders(found, SINCE, UNTIL)
    other = [PastReminder("reminder", day("2026-06-03"), "Martin", recorded[0].items)]
    assert paid_late(items, SINCE, UNTIL).days == 12.0
    guess = guessed_late(items, recorded, other, SINCE, UNTIL)
    assert (guess.days, guess.moved) == (5.0, 1)
    nothing = guessed_late(items, recorded, [], SINCE, UNTIL)
    assert (nothing.days, nothing.moved) == (12.0, 0)


def test_the_command_compares_a_policy_with_what_was_done(tmp_path: Path) -> None:
    books = tmp_path / "books.beancount"
    as_of = '2020-01-01 custom "relance" "as-of" 2026-07-31\n'
    books.write_text(accounts() + F1 + REMINDED + PAID + as_of + FRANCE, encoding="utf-8")
    policy = tmp_path / "slower.beancount"
    policy.write_text(
        '2024-01-01 custom "relance-stage" "standard" "reminder"\n  after: 20\n', encoding="utf-8"
    )
    arguments = ("backtest", books, "--since", "2026-05-01")
    done = relance(*arguments, "--policy", policy, "--format", "json")
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    rows = {row["stage"]: row for row in data["stages"]}
    assert (rows["reminder"]["sent"], rows["reminder"]["replayed_sent"]) == (1, 0)
    assert data["paid"] == {"invoices": 1, "days": "12.0"}
    text = relance(*arguments, "--language", "fr").stdout
    assert "Relances du 01/05/2026 au 31/07/2026" in text
    assert "1 facture a été réglée, en moyenne 12 jours après l’échéance." in text
    assert re.search(r"^\S.* \d+,\d( |$)", text, re.MULTILINE)
    nothing = relance(*arguments[:2], "--since", "2026-07-20").stdout
    assert "No invoice was paid in these days." in nothing


BOOKS = accounts() + F1 + FRANCE + '2020-01-01 custom "relance" "as-of" 2026-07-31\n'


@pytest.mark.parametrize(
    "wrong",
    [
        '2024-01-01 custom "relance-stage" "standard" "foo"\n',
        "2024-01-01 * broken\n",
        '2024-01-01 custom "relance" "min-gab" 7\n',
    ],
)
def test_a_mistake_in_the_policy_is_told(wrong: str, tmp_path: Path) -> None:
    books, policy = tmp_path / "books.beancount", tmp_path / "policy.beancount"
    books.write_text(BOOKS, encoding="utf-8")
    policy.write_text(wrong, encoding="utf-8")
    done = relance("backtest", books, "--policy", policy)
    assert done.returncode == 2
    assert f"{policy}:1: " in done.stderr
    data = json.loads(relance("backtest", books, "--policy", policy, "-o", "json").stdout)
    assert data["problems"][0]["line"] == 1


def test_a_first_day_after_the_last_is_wrong_usage(tmp_path: Path) -> None:
    books = tmp_path / "books.beancount"
    books.write_text(BOOKS, encoding="utf-8")
    done = relance("backtest", books, "--since", "2026-08-01")
    assert done.returncode == 3
    assert "--since 2026-08-01 is after 2026-07-31" in done.stderr


def test_without_payments_there_is_no_mean(tmp_path: Path) -> None:
    books = tmp_path / "books.beancount"
    books.write_text(BOOKS, encoding="utf-8")
    data = json.loads(relance("backtest", books, "-o", "json").stdout)
    assert data["paid"] == {"invoices": 0, "days": None}
    assert data["guess"]["days"] is None


def test_stages_are_late_by_the_due_dates_of_the_policy(tmp_path: Path) -> None:
    books, policy = tmp_path / "books.beancount", tmp_path / "policy.beancount"
    books.write_text(BOOKS, encoding="utf-8")
    policy.write_text('2020-01-01 custom "relance" "terms" "net 60"\n', encoding="utf-8")
    data = json.loads(relance("backtest", books, "--policy", policy, "-o", "json").stdout)
    (courtesy,) = [each for each in data["stages"] if each["stage"] == "courtesy"]
    assert float(courtesy["replayed_days_late"]) <= 0


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_table_fits_into_sixty_columns(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Console, "is_terminal", True)
    books = tmp_path / "books.beancount"
    books.write_text(BOOKS, encoding="utf-8")
    env = {"COLUMNS": "60", "NO_COLOR": "1", "TERM": "xterm"}
    done = relance("backtest", books, "--language", language, env=env)
    lines = Text.from_ansi(done.stdout).plain.splitlines()
    assert max(map(cell_len, lines)) <= 60
    late = "late" if language == "en" else "retard"
    assert any(line.split().count(late) == 2 for line in lines)
