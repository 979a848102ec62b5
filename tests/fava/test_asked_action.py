"""Which action a request means: the reminder of two plans, one of two declarations of claims."""

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
from fava_relance.asked_action import asked_action
from tests.support.ledgers import report as ledger_report

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
ASKED = {"customer": "Martin", "stage": "instalment", "invoices": ["F1", "F2"]}
CONVERTED = Path(__file__).parents[1] / "golden" / "insolvency-converted" / "source.beancount"


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


def _names_both(text: str) -> bool:
    return "600.00" in text and "400.00" in text


def test_one_text_is_written_for_two_plans(client: FlaskClient) -> None:
    answer = client.post(f"{PAGE}batch_files", json={"form": "eml", "actions": [ASKED]})
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.data)) as files:
        (name,) = files.namelist()
        assert _names_both(_body(files.read(name)))


def test_it_is_shown_with_what_was_typed(client: FlaskClient) -> None:
    def preview(action: dict[str, Any]) -> dict[str, Any]:
        answer = client.post(f"{PAGE}mail_preview", json={"way": "drafts", "actions": [action]})
        assert answer.json is not None
        (mail,) = answer.json["mails"]
        return dict(mail)

    shown = preview(ASKED)
    assert shown["invoices"] == ["F1", "F2"]
    assert _names_both(shown["text"])
    assert preview({**ASKED, "subject": "Rappel", "body": "Comme convenu."})["subject"] == "Rappel"


def test_it_has_a_file(client: FlaskClient) -> None:
    query = urlencode({**ASKED, "invoices": "F1\nF2", "form": "eml"})
    assert _names_both(_body(client.get(f"{PAGE}download?{query}").data))


def test_the_invoices_tell_two_declarations_apart() -> None:
    actions = ledger_report(CONVERTED.read_text(encoding="utf-8"), "2026-10-26").actions
    key = ("Adam", "declaration")
    assert [action.key for action in actions] == [key, key]
    for invoices in (["A1", "A3"], ["A2"]):
        found = asked_action(actions, key, invoices)
        assert found is not None
        assert list(found.invoices) == invoices
    assert asked_action(actions, key, ["A2", "A9"]) is None
    assert asked_action(actions[:1], key, ["A2", "A9"]) is actions[0]
