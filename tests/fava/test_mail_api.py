"""E-mails from the page: shown first, then stored or sent once, and what came back."""

from __future__ import annotations

import datetime
import json
import mailbox
import shlex
import sys
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from fava.application import create_app
from flask.testing import FlaskClient

from beancount_relance import clock
from beancount_relance.mailroom.journal import BEGUN, Sending, journal_of, journal_path
from tests.mailroom.test_sending import DAY, ledger

PAGE = "/beancount/extension/Relance/"
COUNTS = "import sys; open(sys.argv[1], 'ab').write(sys.stdin.buffer.read() + b'\\n-- end --\\n')"


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: DAY)
    for module in (
        "fava_relance.mail_api",
        "fava_relance.page",
        "beancount_relance.report.loading",
    ):
        monkeypatch.setattr(f"{module}.today", lambda: DAY)


class Books:
    """A ledger of two customers with a mailbox and a command that sends, and its page."""

    def __init__(self, folder: Path, more: str = "") -> None:
        self.out = folder / "out"
        self.box = mailbox.Maildir(folder / "Maildir")
        command = shlex.join([sys.executable, "-c", COUNTS, str(self.out)])
        mail = f'  pause: 0\n  maildir: "Maildir"\n{more}'
        mail += f"  command: {json.dumps(command)}\n"
        self.path = ledger(folder, 2, mail)
        head = 'option "title" "Beancount"\n2020-01-01 custom "fava-extension" "fava_relance"\n'
        self.path.write_text(head + self.path.read_text())
        self.client: FlaskClient = create_app(
            [self.path], load=True, poll_watcher=True
        ).test_client()

    def post(self, what: str, data: object, status: int = 200) -> Any:
        response = self.client.post(f"{PAGE}{what}", json=data)
        assert response.status_code == status, response.text
        return response.json

    def preview(self, way: str = "send", **changed: str) -> Any:
        actions = [{"customer": name, "stage": "reminder", **changed} for name in ("C01", "C02")]
        return self.post("mail_preview", {"way": way, "actions": actions})

    @property
    def sent(self) -> list[str]:
        return self.out.read_text().split("\n-- end --\n")[:-1] if self.out.exists() else []


@pytest.fixture
def books(tmp_path: Path) -> Books:
    return Books(tmp_path)


def as_shown(mail: dict[str, Any], **changed: str) -> dict[str, Any]:
    return {"actions": [{key: mail[key] for key in ("customer", "stage", "checksum")} | changed]}


def test_what_was_shown_is_sent_once_and_recorded(books: Books) -> None:
    shown = books.preview()
    assert [mail["to"] for mail in shown["mails"]] == ["ap@c01.example", "ap@c02.example"]
    assert not any(mail["held"] for mail in shown["mails"])
    assert books.sent == []
    first = shown["mails"][0]
    assert books.post("mail_send", as_shown(first)) == {
        "status": "sent",
        "said": "ap@c01.example: sent",
    }
    (sent,) = books.sent
    assert "To: ap@c01.example" in sent
    assert "X-Unsent" not in sent
    assert 'message: "<relance.' in books.path.read_text()
    assert not journal_path(books.path).exists()
    again = books.post("mail_send", as_shown(first), 409)
    assert again["error"] == "This is not to be done any more: reload the page"
    assert len(books.sent) == 1


def test_the_text_of_the_box_goes_out(books: Books) -> None:
    mine = {"subject": "My subject", "body": "Dear C01,\n\nmy own sentence.\n"}
    shown = books.preview(**mine)["mails"][0]
    assert (shown["subject"], "my own sentence" in shown["text"]) == ("My subject", True)
    changed = books.post("mail_send", as_shown(shown), 409)
    assert changed["error"] == "An e-mail is not what was shown: look at it again"
    books.post("mail_send", as_shown(shown, **mine))
    assert "my own sentence." in books.sent[0]


def test_drafts_are_stored_once(books: Books) -> None:
    mails = books.preview("drafts")["mails"]
    actions = {"actions": [each for mail in mails for each in as_shown(mail)["actions"]]}
    assert all("there already" not in line for line in books.post("mail_drafts", actions)["lines"])
    assert all("there already" in line for line in books.post("mail_drafts", actions)["lines"])
    assert len(books.box.get_folder("Drafts")) == 2
    held = books.post("mail_send", as_shown(books.preview()["mails"][0]))
    assert (held["status"], books.sent) == ("skipped", [])  # there is a draft of it


def test_an_unclear_one_is_named_and_not_sent(books: Books) -> None:
    mail = books.preview()["mails"][0]
    begun = Sending("<relance.1@x>", BEGUN, "C01", "reminder", ("F01",), "ap@c01.example", "Sent",
                    DAY.isoformat(), "09:00:00")  # fmt: skip
    with journal_of(books.path) as journal:
        journal.put(begun)
    shown = books.preview()
    assert [bool(each["held"]) for each in shown["mails"]] == [True, False]
    assert shown["unclear"][0]["message"] == begun.message
    assert "earlier one" in books.post("mail_send", as_shown(mail), 422)["error"]
    books.post("mail_settle", {"message": begun.message, "sent": True})
    assert begun.message in books.path.read_text()
    actions = [{"customer": "C02", "stage": "reminder"}]
    assert books.post("mail_preview", {"way": "send", "actions": actions})["unclear"] == []


def test_the_daily_limit_holds(tmp_path: Path) -> None:
    books = Books(tmp_path, "  daily-limit: 1\n")
    shown = books.preview()
    assert "2 are more than the daily limit of 1" in shown["complaint"]
    one, two = (as_shown(mail) for mail in shown["mails"])
    books.post("mail_send", one)
    assert "daily limit" in books.post("mail_send", two, 422)["error"]


def test_a_reply_is_read_and_noted(books: Books) -> None:
    books.post("mail_send", as_shown(books.preview()["mails"][0]))
    message = books.path.read_text().split('message: "')[1].split('"')[0]
    reply = EmailMessage()
    reply["From"], reply["Subject"] = "ap@c01.example", "Re: invoice"
    reply["Message-ID"], reply["In-Reply-To"] = "<1@c01.example>", message
    reply.set_content("We pay on Friday.\n\n> Dear C01")
    books.box.add(reply)
    (found,) = books.post("mail_received", {})["notes"]
    assert (found["text"], found["reply"]) == ("We pay on Friday.", True)
    notes = [found["note"]]
    checksum = books.post("record_many_draft", {"notes": notes})["checksum"]
    books.post("record_many", {"notes": notes, "checksum": checksum})
    assert books.post("mail_received", {})["notes"] == []


def test_an_address_that_returned_an_email_is_marked(books: Books) -> None:
    with books.path.open("a") as file:
        file.write(
            f'{DAY} note Assets:Clients:C01 "Unknown" ^F01\n  relance: "bounced"\n'
            '  recipient: "ap@c01.example"\n'
        )
    client = create_app([books.path], load=True, poll_watcher=True).test_client()
    text = client.get(f"{PAGE}?customer=C01").text
    assert "an e-mail to ap@c01.example came back on 2026-06-20" in text
    assert "came back on" not in client.get(f"{PAGE}?customer=C02").text


def test_no_buttons_without_an_account_nor_on_a_day_that_is_over(books: Books) -> None:
    assert 'data-mail="send"' in books.client.get(PAGE).text
    assert "data-look" in books.client.get(PAGE).text
    assert "data-mail" not in books.client.get(f"{PAGE}?time=2026-06-18").text
    text = books.path.read_text()
    books.path.write_text(text[: text.index('2020-01-01 custom "relance" "mail"')])
    client = create_app([books.path], load=True, poll_watcher=True).test_client()
    assert "data-mail" not in client.get(PAGE).text
    answer = client.post(f"{PAGE}mail_received", json={})
    assert (answer.status_code, "maildir" in answer.text) == (422, True)


def test_nothing_goes_out_of_another_site_or_day(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    foreign = {"Origin": "https://evil.example"}
    for what in ("preview", "drafts", "send", "settle", "received"):
        answer = books.client.post(f"{PAGE}mail_{what}", json={}, headers=foreign)
        assert answer.status_code == 403
    later = DAY + datetime.timedelta(days=1)
    monkeypatch.setattr("fava_relance.mail_api.today", lambda: later)
    assert "as of today only" in books.post("mail_received", {}, 409)["error"]


def test_a_mail_is_shown_as_it_is_received_and_loads_nothing(books: Books) -> None:
    (shown, _) = books.preview()["mails"]
    assert "<table" in shown["html"]
    assert "default-src 'none'" in shown["html"]
    evil = "<img src=https://x.example/a.png><script>alert(1)</script>"
    mine = books.preview(subject="Mine", body=evil)["mails"][0]
    assert "&lt;script&gt;" in mine["html"]
    assert "<img" not in mine["html"]
    seen: Any = books.client.get(f"{PAGE}pages?customer=C01&stage=reminder&form=eml").json
    assert seen["html"] == shown["html"]
    edited = books.post(
        "pages_edited?customer=C01&stage=reminder&form=eml", {"subject": "Mine", "body": evil}
    )
    assert edited["html"] == mine["html"]
