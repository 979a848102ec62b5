"""What a language that was added must do: run in a copy of the project that has Italian.

The copy is made by ``tests/docs/test_contributing.py``, as docs/contributing-how-to.md says.
It has one text of its own, ``reminder``, few messages, and words of one law.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from babel import Locale
from click.testing import CliRunner
from fava.application import create_app

from beancount_relance.cli import command
from beancount_relance.language.languages import LANGUAGES
from beancount_relance.language.messages import language
from beancount_relance.report.loading import LoadedLedger, load_ledger
from beancount_relance.report.report import build_report
from beancount_relance.texts.writer import Writer
from fava_relance import endpoints
from tests.support.ledgers import day

HEAD = """
plugin "beancount_relance"
option "operating_currency" "EUR"
2026-01-01 custom "fava-extension" "fava_relance"
2026-01-01 custom "relance" "language" "it"
2026-01-01 custom "relance" "creditor"
  name: "Officina Lume"
  country: "FR"
2026-01-01 custom "relance-stage" "standard" "reminder"
  language: "it"
2026-01-01 open Income:Sales
"""
CUSTOMER = """
2026-01-01 open Assets:Clients:{name}
  country: "{country}"
  language: "it"
  email: "conti@{name}.example"
2026-04-14 * "{name}" "Insegna" ^F-{name}
  due: 2026-05-14
  Assets:Clients:{name}  1200.00 EUR
  Income:Sales
"""
REMINDED = """
2026-05-17 note Assets:Clients:Rossi "sollecito" ^F-Rossi
  relance: "reminder"
2026-05-25 note Assets:Clients:Rossi "chiamato" ^F-Rossi
  relance: "call"
"""
AS_OF = '2026-01-01 custom "relance" "as-of" 2026-06-01\n'
FRENCH = CUSTOMER.format(name="Martin", country="FR")
ITALIAN = CUSTOMER.format(name="Rossi", country="IT").replace("  email", '  law: "IT"\n  email')


@pytest.fixture
def books(tmp_path: Path) -> Path:
    path = tmp_path / "books.beancount"
    path.write_text(HEAD + FRENCH + ITALIAN + REMINDED, encoding="utf-8")
    return path


@pytest.fixture
def loaded(books: Path) -> LoadedLedger:
    return load_ledger(books)


def relance(*arguments: str | Path) -> str:
    done = CliRunner().invoke(command.cli, [str(each) for each in arguments])
    assert done.exit_code in (0, 1), done.output
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return done.output


def read(output: str) -> Any:
    return json.loads(output[output.index("{") :])


def test_the_settings_accept_it(loaded: LoadedLedger) -> None:
    report = build_report(loaded.entries, loaded.options, day("2026-06-01"))
    assert report.problems == []
    assert report.settings.language == "it"
    assert report.customer("Rossi").language == "it"


def test_a_text_of_its_own_is_italian(loaded: LoadedLedger) -> None:
    report = build_report(loaded.entries, loaded.options, day("2026-06-01"))
    (action,) = (each for each in report.actions if each.stage.name == "reminder")
    text = Writer(report).write(action)
    assert text.language == "it"
    assert text.subject == "Sollecito – fattura F-Martin"
    assert "Al 1º giugno 2026 non ci risulta pervenuto il pagamento di 1.200,00\xa0€." in text.body


def test_a_text_that_it_lacks_is_english_as_a_whole(loaded: LoadedLedger) -> None:
    report = build_report(loaded.entries, loaded.options, day("2026-06-10"))
    (action,) = (each for each in report.actions if each.stage.name == "firm-letter")
    text = Writer(report).write(action)
    assert text.language == "en"
    assert "€1,200.00" in text.body
    assert "our reminder of 17 May 2026" in text.body
    assert "Italian Legislative Decree 231/2002" in text.body


def test_the_command_speaks_it(books: Path) -> None:
    day_of = ("--as-of", "2026-06-01", "--language", "it")
    assert "primo sollecito" in relance("actions", books, *day_of)
    assert "Sollecito – fattura F-Martin" in relance("letter", books, *day_of)
    explained = read(relance("explain", books, "F-Martin", *day_of, "--format", "json"))
    (item,) = explained["items"]
    assert item["sources"].startswith("C. com. L441-10 and D441-5")
    reasons = [each["text"] for each in item["reasons"]]
    assert "1.200,00\xa0€ da pagare, 18 giorni di ritardo" in reasons
    assert any("1.200,00\xa0€ invoiced on 14/04/2026" in reason for reason in reasons)
    assert "primo sollecito" in relance("calendar", books, *day_of, "--format", "json")
    assert "1.200,00" in relance("open", books, *day_of)
    assert "Perdite-Su-Crediti" in relance(
        "book", books, "F-Rossi", "--as", "irrecoverable", *day_of
    )


def test_the_file_for_a_court_falls_back_to_english(books: Path, tmp_path: Path) -> None:
    day_of = ("--as-of", "2026-06-10", "--language", "it")
    relance("file", books, "F-Martin", "--out", tmp_path / "out", *day_of)
    request = (tmp_path / "out" / "request.txt").read_text(encoding="utf-8")
    assert "Order for payment" in request
    assert "1.200,00" in request


def test_the_page_speaks_it(books: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoints, "get_locale", lambda: Locale("it"))
    dated = books.read_text(encoding="utf-8") + AS_OF
    books.write_text(dated, encoding="utf-8")
    client = create_app([str(books)], load=True, poll_watcher=True).test_client()
    for view in ("today", "upcoming", "exceptions", "ageing", "figures"):
        answer = client.get(f"/beancount/extension/Relance/?view={view}")
        assert answer.status_code == 200, view
    today = client.get("/beancount/extension/Relance/").text
    assert 'lang="it"' in today
    assert "primo sollecito" in today
    invoice = client.get("/beancount/extension/Relance/?invoice=F-Martin")
    assert invoice.status_code == 200
    assert "C. com. L441-10 and D441-5" in invoice.text


def test_the_codes_are_explained_in_english(books: Path) -> None:
    assert "An error of Beancount itself" in relance(
        "explain", books, "beancount", "--language", "it"
    )


def test_its_dates() -> None:
    assert list(LANGUAGES) == ["en", "fr", "it"]
    words = language("it")
    assert words.long_date(day("2026-06-01")) == "1º giugno 2026"
    assert words.date(day("2026-06-01")) == "01/06/2026"
