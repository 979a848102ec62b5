"""Fava's filter boxes: whatever is typed there, the page says what it makes of it."""

from __future__ import annotations

import html
from pathlib import Path
from urllib.parse import quote

import pytest
from fava.application import create_app
from flask.testing import FlaskClient

from tests.support.ledgers import accounts, sale

PAGE = "/test/extension/Relance/"
BOOKS = (
    'option "title" "Test"\n'
    '2020-01-01 custom "fava-extension" "fava_relance"\n'
    '2020-01-01 custom "relance" "as-of" 2026-06-30\n'
    + accounts("Martin")
    + sale("2026-05-14", "F2026-014", "1200.00")
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    path = tmp_path_factory.mktemp("books") / "books.beancount"
    path.write_text(BOOKS, encoding="utf-8")
    return create_app([path], load=True, poll_watcher=True).test_client()


def shown(client: FlaskClient, query: str, language: str = "en") -> str:
    response = client.get(PAGE + query, headers={"Accept-Language": language})
    assert response.status_code == 200
    assert "internal error" not in response.text
    return html.unescape(response.text)


@pytest.mark.parametrize(
    "text", ["1234", "02 61 91", "Client 1234", '"', "any(", "payee:(", "<script>", "\0", "🦆"]
)
@pytest.mark.parametrize("view", ["", "&view=ageing", "&view=figures", "&customer=Martin"])
def test_any_filter_is_answered(client: FlaskClient, text: str, view: str) -> None:
    shown(client, f"?filter={quote(text)}{view}")


@pytest.mark.parametrize("text", ["1234", "any(", "Client 1234"])
def test_a_filter_that_cannot_be_read_hides_nothing(client: FlaskClient, text: str) -> None:
    page = shown(client, f"?filter={quote(text)}")
    assert f"The filter “{text}” cannot be read." in page
    assert "1 action due" in page
    assert 'href="/test/extension/Relance/?view=today">Clear the filters' in page
    assert f"Le filtre «\N{NO-BREAK SPACE}{text}\N{NO-BREAK SPACE}» est illisible." in shown(
        client, f"?filter={quote(text)}", "fr"
    )


@pytest.mark.parametrize("text", ["((", "[", "*", "\\", "(?P<", "a{99999}{99999}"])
def test_any_account_is_answered(client: FlaskClient, text: str) -> None:
    shown(client, f"?account={quote(text)}")


def test_an_account_pattern_that_cannot_be_read_is_said(client: FlaskClient) -> None:
    page = shown(client, "?account=((")
    assert "The account filter “((” cannot be read." in page
    assert "1 action due" in page


@pytest.mark.parametrize(
    "text", ["2026-02-31", "nonsense", "\0", "9999-99-99", "0000", "2026-13", "99999"]
)
def test_an_impossible_day_is_said(client: FlaskClient, text: str) -> None:
    page = shown(client, f"?time={quote(text)}")
    assert "is not a day or a period, so the present day is shown." in page
    assert "As of 30 June 2026" in page


def test_a_filter_that_hides_everything_says_so(client: FlaskClient) -> None:
    page = shown(client, "?filter=%23nope")
    assert "Nothing matches the filters; 1 action is hidden." in page
    assert "Enjoy your coffee" not in page


def test_a_past_day_is_not_today(client: FlaskClient) -> None:
    page = shown(client, "?time=2026-05-20")
    assert "There was nothing to chase on that day." in page
    assert "Enjoy your coffee" not in page


def test_coffee_is_for_those_who_did_the_work(tmp_path: Path) -> None:
    path = tmp_path / "books.beancount"
    path.write_text(
        BOOKS
        + '2026-06-30 note Assets:Clients:Martin "Rappel" ^F2026-014\n  relance: "reminder"\n'
        + '2026-06-30 note Assets:Clients:Martin "Promet" ^F2026-014\n  relance: "promise"\n'
        + "  until: 2026-07-10\n",
        encoding="utf-8",
    )
    client = create_app([path], load=True, poll_watcher=True).test_client()
    page = shown(client, "")
    assert "1 of 1 done · €1,200.00 asked for · 1 promise Enjoy your coffee." in page
    assert page.count("data-undo-receipt=") == 2
    path.write_text(BOOKS.replace("2026-06-30", "2026-05-20"), encoding="utf-8")
    page = shown(create_app([path], load=True, poll_watcher=True).test_client(), "")
    assert "Nothing to chase today." in page
    assert "Enjoy your coffee" not in page
