"""``relance today``: the view for the morning, of one ledger and of many."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.command import relance
from tests.support.ledgers import accounts, payment, sale

BOOKS = (
    'option "title" "Atelier"\n'
    'plugin "beancount_relance"\n'
    '2020-01-01 custom "relance" "as-of" 2026-06-29\n'  # a Monday
    + accounts("Martin", "Oriot", "Pons")
    + sale("2026-05-14", "F1", "1200.00")
    + sale("2026-05-01", "F2", "300.00", customer="Oriot")
    + sale("2026-05-27", "F3", "50.00", customer="Pons")
    + payment("2026-06-25", "100.00", "F1")
    + payment("2026-06-26", "200.00", "F1")
    + payment("2026-06-28", "7.00", "F9")
    + payment("2026-06-30", "400.00", "F1")
    + '2026-06-20 note Assets:Clients:Oriot "Promet" ^F2\n  relance: "promise"\n'
    "  until: 2026-06-26\n"
)


@pytest.fixture
def books(tmp_path: Path) -> Path:
    path = tmp_path / "a.beancount"
    path.write_text(BOOKS, encoding="utf-8")
    return path


def test_it_says_what_is_new_since_the_last_working_day(books: Path) -> None:
    """Since Friday: money of that day on, since banks report it later."""
    data = json.loads(relance("today", books, "-o", "json").stdout)
    assert (data["as_of"], data["since"]) == ("2026-06-29", "2026-06-26")
    paid = [(each["date"], each["amount"], each["invoices"]) for each in data["payments"]]
    assert paid == [("2026-06-26", "200.00", ["F1"]), ("2026-06-28", "7.00", [])]
    assert [(each["customer"], each["until"]) for each in data["broken"]] == [
        ("Oriot", "2026-06-26")
    ]
    new = {each["customer"]: each["new"] for each in data["actions"]}
    assert new == {"Martin": False, "Oriot": True, "Pons": True}


def test_it_is_said_in_sentences(books: Path) -> None:
    shown = relance("today", books).stdout
    assert shown.startswith("\nTo do on 2026-06-29\n")
    assert shown.partition("New since 2026-06-26\n")[2].splitlines()[:3] == [
        "- 2026-06-26: Martin paid €200.00 (F1)",
        "- 2026-06-28: Martin paid €7.00, for no invoice that is known",
        "- Oriot did not pay as promised by 2026-06-26: F2",
    ]
    rows = relance("today", books, "-o", "csv").stdout
    assert "broken,2026-06-26,Oriot,Oriot,F2,,," in rows


def test_relance_alone_is_today(books: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BEANCOUNT_FILE", raising=False)
    monkeypatch.chdir(books.parent)
    assert relance().stdout == relance("today", books).stdout
    books.unlink()
    done = relance()
    assert (done.stdout + done.stderr).startswith("Usage: ")


def test_each_ledger_has_a_line(books: Path) -> None:
    other, broken = books.with_name("b.beancount"), books.with_name("c.beancount")
    other.write_text('option "title" "Beancount"\n', encoding="utf-8")
    broken.write_text("2026-01-01 nonsense\n", encoding="utf-8")
    done = relance("today", books, other, broken, "-o", "json")
    assert done.returncode == 2
    assert f"{broken}: 1 error in the data; see relance check {broken}\n" in done.stderr
    first, second, *_ = json.loads(done.stdout)["ledgers"]
    assert first == {
        "ledger": str(books),
        "title": "Atelier",
        "as_of": "2026-06-29",
        "actions": 3,
        "overdue": {"EUR": "1250.00"},
        "problems": 0,
    }
    assert second["actions"] == 0
    shown = relance("today", books, other).stdout
    assert "Atelier      2026-06-29      3  " in shown
    assert "b.beancount" in shown


def test_what_is_nearly_time_barred_is_named_each_day(tmp_path: Path) -> None:
    path = tmp_path / "old.beancount"
    path.write_text(
        '2020-01-01 custom "relance" "law" "FR"\n'
        '2020-01-01 custom "relance-customer" "Martin"\n  kind: "consumer"\n'
        + accounts("Martin", "Oriot")
        + sale("2024-03-01", "F1", "1000.00")
        + sale("2026-01-05", "F2", "10.00", customer="Oriot"),
        encoding="utf-8",
    )
    done = relance("today", path, "-d", "2026-02-20")
    assert "Limitation periods\nold.beancount:" in done.stdout
    assert "9 days left to sue, until 2026-03-01" in done.stdout
    data = json.loads(relance("today", path, "-d", "2026-02-20", "-o", "json").stdout)
    assert [(check["check"], check["invoice"]) for check in data["checks"]] == [
        ("limitation", "F1")
    ]
    assert "Limitation" not in relance("today", path, "-d", "2025-11-03").stdout
