"""A kind of note that was added to the registry alone, and is found everywhere.

``tests/docs/test_contributing.py`` runs this in a copy of the project in which
``docs/contributing-how-to.md`` was followed; the project itself has no such kind.
"""

from __future__ import annotations

import html
import json
from pathlib import Path

import pytest
from fava.application import create_app
from flask.testing import FlaskClient

from beancount_relance.history.note_kinds import NOTE_KINDS
from beancount_relance.report.report import Report
from tests.support.command import as_json, relance
from tests.support.ledgers import accounts, complaints, remark, report, sale

NOTE = remark("2026-06-10", "mediation", "F1", until="2026-07-15")
BOOKS = (
    'option "title" "Test"\n'
    'plugin "beancount_relance"\n'
    '2020-01-01 custom "fava-extension" "fava_relance"\n'
    '2020-01-01 custom "relance" "as-of" 2026-06-30\n'
    + accounts("Martin")
    + sale("2026-05-14", "F1", "1200.00")
)
PAGE = "/test/extension/Relance/"


@pytest.fixture
def books(tmp_path: Path) -> Path:
    path = tmp_path / "books.beancount"
    path.write_text(BOOKS, encoding="utf-8")
    return path


@pytest.fixture
def client(books: Path) -> FlaskClient:
    return create_app([books], load=True, poll_watcher=True).test_client()


def waiting(found: Report) -> list[tuple[str | None, str]]:
    return [(d.why, str(d.until)) for d in found.agenda.waiting]


def test_the_ledger_takes_it_and_the_ladder_waits_until_its_day() -> None:
    before = report(BOOKS + NOTE, "2026-07-15")
    assert complaints(before) == []
    assert waiting(before) == [("mediation", "2026-07-15")]
    assert not before.actions
    after = report(BOOKS + NOTE, "2026-07-16")
    assert [action.stage.name for action in after.actions] == ["reminder"]


def test_a_note_ends_it() -> None:
    found = report(BOOKS + NOTE + remark("2026-06-20", "resume", "F1"))
    assert [action.stage.name for action in found.actions] == ["reminder"]


def test_it_is_recorded(books: Path) -> None:
    done = relance("record", books, "F1", "mediation", "--until", "2026-07-15")
    assert done.returncode == 0, done.stderr
    assert books.read_text(encoding="utf-8").endswith(
        '"Mediation until 2026-07-15" ^F1\n  relance: "mediation"\n  until: 2026-07-15\n'
    )
    assert "F1: waits until 2026-07-15: in mediation" in done.stdout
    wrong = relance("record", books, "F1", "mediation", "--amount", "600 EUR")
    assert "a mediation takes no “amount”" in wrong.stderr


def test_the_help_lists_it() -> None:
    assert f"mediation {NOTE_KINDS['mediation'].meaning}" in " ".join(
        relance("record", "--help").stdout.split()
    )


def test_it_is_explained(books: Path) -> None:
    books.write_text(BOOKS + NOTE, encoding="utf-8")
    told = relance("explain", books, "F1").stdout
    assert "mediation on 2026-06-10" in told
    assert "waits until 2026-07-15: in mediation" in told
    (item,) = as_json("explain", books, "F1")["items"]
    assert (item["why"], item["until"]) == ("mediation", "2026-07-15")
    french = relance("explain", books, "F1", "--language", "fr").stdout
    assert "médiation le 10/06/2026" in french


def test_its_day_is_in_the_calendar(books: Path) -> None:
    books.write_text(BOOKS + NOTE, encoding="utf-8")
    days = as_json("calendar", books)["days"]
    assert [(day["date"], day["summary"]) for day in days if day["kind"] == "hold"] == [
        ("2026-07-15", "Martin: end of the mediation")
    ]


def test_it_is_an_exception_that_somebody_must_look_at(books: Path) -> None:
    books.write_text(BOOKS + NOTE, encoding="utf-8")
    (blocked,) = as_json("exceptions", books)["blocked"]
    assert blocked["why"] == "mediation"


def test_the_page_has_its_button_and_its_form(client: FlaskClient) -> None:
    text = client.get(PAGE, headers={"Accept-Language": "en"}).text
    assert 'data-kind="mediation">Mediation</button>' in text
    forms = json.loads(html.unescape(text.partition('data-forms="')[2].partition('"')[0]))
    assert forms["mediation"] == {
        "fields": {
            "date": "Date",
            "until": "Until (optional)",
            "text": "Text of the note",
        },
        "first": "until",
        "typed": False,
    }


def test_the_page_records_it_and_says_what_it_waits_for(client: FlaskClient, books: Path) -> None:
    note = {"customer": "Martin", "kind": "mediation", "until": "2026-07-15", "invoices": ["F1"]}
    headers = {"Accept-Language": "en"}
    drafted = client.post(f"{PAGE}record_draft", json=note, headers=headers).json
    assert drafted is not None
    assert drafted["about"]["title"] == "Mediation · Martin"
    checksum = drafted["draft"]["checksum"]
    client.post(f"{PAGE}record", json={**note, "checksum": checksum}, headers=headers)
    assert books.read_text(encoding="utf-8").count('relance: "mediation"') == 1
    shown = client.get(f"{PAGE}?view=waiting", headers=headers).text
    assert "in mediation" in shown
    assert 'data-first="resume"' in shown
