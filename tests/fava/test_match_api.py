"""What the page's requests about receipts do, and which are refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from fava.application import create_app
from flask.testing import FlaskClient

from tests.support.ledgers import accounts, sale

BOOKS = (
    'option "title" "Test"\n'
    'plugin "beancount_relance"\n'
    '2020-01-01 custom "fava-extension" "fava_relance"\n'
    '2020-01-01 custom "relance" "as-of" 2026-06-30\n'
    + accounts("Martin", "Oriot")
    + "2020-01-01 open Liabilities:Suspense\n"
    + sale("2026-05-01", "F2026-001", "500.00")
    + sale("2026-05-02", "F2026-002", "500.00")
    + sale("2026-05-02", "F2026-003", "77.00", customer="Oriot")
    + '2026-06-01 * "Martin" "Transfer"\n  Assets:Bank  500.00 EUR\n  Assets:Clients:Martin\n'
    + '2026-06-02 * "ORIOT" "VIR"\n  Assets:Bank  77.00 EUR\n  Liabilities:Suspense\n'
)
PAGE = "/test/extension/Relance/"


def post(client: FlaskClient, endpoint: str, data: object, status: int = 200) -> dict[str, Any]:
    response = client.post(PAGE + endpoint, data=json.dumps(data), content_type="application/json")
    assert response.status_code == status, response.text
    found = response.json
    assert isinstance(found, dict)
    return found


def line_of(books: Path, text: str) -> int:
    lines = books.read_text().splitlines()
    return next(n for n, line in enumerate(lines, 1) if text in line)


def receipt(books: Path, text: str, *invoices: str) -> dict[str, object]:
    return {"file": str(books), "line": line_of(books, text), "invoices": list(invoices)}


def test_the_view_has_the_receipts_with_their_proposals(client: FlaskClient) -> None:
    page = client.get(PAGE + "?view=payments").text
    assert page.count("data-match=") == 5  # two proposals, one, and twice “none of these”
    assert "2 explanations of its amount" in page
    assert "it is on Liabilities:Suspense" in page


def test_one_click_each_and_undo(client: FlaskClient, books: Path) -> None:
    first = post(client, "match", receipt(books, '"Transfer"', "F2026-002"))
    assert first["text"] == "Paid for F2026-002"
    second = post(client, "match", receipt(books, '"ORIOT"', "F2026-003"))
    assert second["effects"] == []  # its reminder has waited
    assert client.get(PAGE + "?view=payments").text.count("data-match=") == 0
    assert (
        '"VIR" ^F2026-003\n  Assets:Bank  77.00 EUR\n  Assets:Clients:Oriot\n' in books.read_text()
    )
    post(client, "undo", {"receipt": first["receipt"]}, 409)  # not the last one
    post(client, "undo", {"receipt": second["receipt"]})
    post(client, "undo", {"receipt": first["receipt"]})
    assert books.read_text() == BOOKS


def test_none_of_these(client: FlaskClient, books: Path) -> None:
    found = post(client, "match", receipt(books, '"ORIOT"'))
    assert any("Oriot" in effect for effect in found["effects"])  # it is reminded now
    assert 'relance-match: "none"' in books.read_text()


def test_the_oldest_invoices_can_be_confirmed(client: FlaskClient, books: Path) -> None:
    text = books.read_text().replace("Assets:Bank  500.00 EUR", "Assets:Bank  600.00 EUR")
    books.write_text(text)
    page = client.get(PAGE + "?view=payments").text
    assert "Until then it counts for the oldest ones:" in page
    assert "None of these" in page
    found = post(client, "match", receipt(books, '"Transfer"', "F2026-001", "F2026-002"))
    assert found["text"] == "Paid for F2026-001 and F2026-002"
    assert '"Transfer" ^F2026-001 ^F2026-002\n' in books.read_text()
    post(client, "undo", {"receipt": found["receipt"]})
    assert books.read_text() == text


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"invoices": ["F2026-009"]}, 409),
        ({"line": 1}, 409),
        ({"file": "/etc/passwd"}, 409),
        ({"line": "1"}, 400),
        ({"invoices": "F2026-002"}, 400),
        ({"more": 1}, 400),
    ],
)
def test_what_is_refused(
    client: FlaskClient, books: Path, change: dict[str, object], status: int
) -> None:
    post(client, "match", {**receipt(books, '"Transfer"', "F2026-002"), **change}, status)
    assert books.read_text() == BOOKS


def test_a_page_of_another_site_is_refused(client: FlaskClient, books: Path) -> None:
    response = client.post(
        PAGE + "match",
        data=json.dumps(receipt(books, '"Transfer"', "F2026-002")),
        headers={"Content-Type": "application/json", "Sec-Fetch-Site": "cross-site"},
    )
    assert response.status_code == 403
    assert books.read_text() == BOOKS


def test_a_past_day_and_a_read_only_fava_have_no_buttons(client: FlaskClient, books: Path) -> None:
    assert "data-match=" not in client.get(PAGE + "?view=payments&time=2026-06-15").text
    read_only = create_app([books], load=True, read_only=True, poll_watcher=True).test_client()
    page = read_only.get(PAGE + "?view=payments").text
    assert "2 explanations of its amount" in page
    assert "data-match=" not in page
