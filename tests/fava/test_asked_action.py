"""Two plans of a customer with instalments on one day: each reminder goes out once, as its own."""

from __future__ import annotations

import datetime
import io
import zipfile
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from fava.application import create_app
from flask.testing import FlaskClient

from beancount_relance import clock

DAY = datetime.date(2026, 6, 30)
PAGE = "/beancount/extension/Relance/"
PLANS = """
option "title" "Beancount"
2020-01-01 custom "fava-extension" "fava_relance"
2026-01-01 custom "relance" "mail"
  maildir: "Maildir"
2026-01-01 custom "relance" "creditor"
  name: "Atelier"
  email: "compta@atelier.example"
2026-01-01 open Assets:Clients:Martin
  email: "martin@martin.example"
2026-01-01 open Income:Sales
2026-01-14 * "Martin" "Sign" ^F1
  Assets:Clients:Martin  1200.00 EUR
  Income:Sales
2026-01-15 * "Martin" "Sign" ^F2
  Assets:Clients:Martin  800.00 EUR
  Income:Sales
2026-06-01 note Assets:Clients:Martin "agreed" ^F1
  relance: "plan"
  plan: "2026-07-01 600 EUR, 2026-08-01 600 EUR"
2026-06-02 note Assets:Clients:Martin "agreed" ^F2
  relance: "plan"
  plan: "2026-07-01 400 EUR, 2026-08-02 400 EUR"
"""
ASKED = {"customer": "Martin", "stage": "instalment"}
BOTH = [{**ASKED, "invoices": ["F1"]}, {**ASKED, "invoices": ["F2"]}]


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    monkeypatch.setattr(clock, "today", lambda: DAY)
    for module in (
        "fava_relance.mail_api",
        "fava_relance.page",
        "beancount_relance.report.loading",
    ):
        monkeypatch.setattr(f"{module}.today", lambda: DAY)
    books = tmp_path / "books.beancount"
    books.write_text(PLANS)
    return create_app([books], load=True, poll_watcher=True).test_client()


def _body(content: bytes) -> str:
    message = message_from_bytes(content, policy=SMTP)
    assert isinstance(message, EmailMessage)
    text = message.get_body(("plain",))
    assert text is not None
    return str(text.get_content())


def _is_each_once(texts: list[str]) -> bool:
    return [("600.00" in text, "400.00" in text) for text in texts] == [
        (True, False),
        (False, True),
    ]


def test_both_are_written(client: FlaskClient) -> None:
    answer = client.post(f"{PAGE}batch_files", json={"form": "eml", "actions": BOTH})
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.data)) as files:
        assert _is_each_once([_body(files.read(name)) for name in files.namelist()])


def test_both_are_shown_with_what_was_typed_for_each(client: FlaskClient) -> None:
    def preview(actions: list[dict[str, Any]]) -> list[dict[str, Any]]:
        answer = client.post(f"{PAGE}mail_preview", json={"way": "drafts", "actions": actions})
        assert answer.json is not None
        return list(answer.json["mails"])

    shown = preview(BOTH)
    assert [mail["invoices"] for mail in shown] == [["F1"], ["F2"]]
    assert _is_each_once([mail["text"] for mail in shown])
    typed = {"subject": "Rappel", "body": "Comme convenu."}
    edited = preview([BOTH[0], {**BOTH[1], **typed}])
    assert [mail["subject"] == "Rappel" for mail in edited] == [False, True]


def test_each_has_a_file_of_its_own(client: FlaskClient) -> None:
    texts = []
    for number in ("F1", "F2"):
        query = urlencode({**ASKED, "invoices": number, "form": "eml"})
        texts.append(_body(client.get(f"{PAGE}download?{query}").data))
    assert _is_each_once(texts)


def test_of_two_neither_is_taken_for_one_that_has_changed(client: FlaskClient) -> None:
    alone = [{**ASKED, "invoices": ["F1", "F9"]}]
    answer = client.post(f"{PAGE}batch_files", json={"form": "eml", "actions": alone})
    assert answer.status_code == 404
