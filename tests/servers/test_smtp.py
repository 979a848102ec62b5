"""Sending by SMTP through Postfix, and what comes back into the mailbox."""

from __future__ import annotations

import datetime
import email
import json
import re
import time
from collections.abc import Callable
from email.message import Message
from pathlib import Path

import pytest

from beancount_relance.cli import send as command
from beancount_relance.mailroom.journal import journal_path
from beancount_relance.outbox import transport
from tests.support.command import Done, relance
from tests.support.mail_ledgers import DAY, account, mail_ledger
from tests.support.mail_servers import AWAY, FULL, USER, PostOffice


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "today", lambda: datetime.date.fromisoformat(DAY))


def ledger(folder: Path, post: PostOffice, *addresses: str, more: str = "") -> Path:
    setting = f'  smtp: "localhost:{post.smtp}"\n  pause: 0\n{account(folder)}{more}'
    return mail_ledger(folder, setting, addresses)


def run(name: str, books: Path, post: PostOffice, *options: str) -> Done:
    return relance(name, books, *options, env={"SSL_CERT_FILE": str(post.folder / "cert.pem")})


def send(books: Path, post: PostOffice, *options: str) -> Done:
    return run("send", books, post, "--yes", *options)


def until(holds: Callable[[], bool]) -> None:
    """Wait until a server has done its work."""
    for _ in range(600):
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError


def delivered(post: PostOffice, address: str) -> Message:
    until(lambda: bool(post.delivered(address)))
    (only,) = post.delivered(address)
    return email.message_from_bytes(only)


@pytest.mark.parametrize("at_once", [True, False])
def test_an_e_mail_arrives_once(
    tmp_path: Path, post: PostOffice, monkeypatch: pytest.MonkeyPatch, *, at_once: bool
) -> None:
    """With TLS from the first byte, as on port 465, and with STARTTLS."""
    monkeypatch.setattr(transport, "IMPLICIT_TLS", (post.smtps,))
    port, address = (post.smtps, "ap@c01.example") if at_once else (post.smtp, "ap@c02.example")
    books = ledger(tmp_path, post, address)
    books.write_text(books.read_text().replace(f":{post.smtp}", f":{port}"))
    done = send(books, post)
    assert done.returncode == 0, done.stderr
    mail = delivered(post, address)
    assert mail["To"] == address
    assert mail["From"] == f"Lumen <{USER}>"
    assert mail["X-Unsent"] is None
    assert f'message: "{mail["Message-ID"]}"' in books.read_text()
    assert not journal_path(books).exists()
    assert "no e-mail to send" in send(books, post).stderr


def test_what_comes_back_is_sorted_once(tmp_path: Path, post: PostOffice) -> None:
    """Nobody of that name, a full mailbox, somebody who is away, and a server that is down."""
    addresses = ("nobody@c03.example", FULL, AWAY, "slow@c04.example", "ap@c05.example")
    more = f'  imap: "localhost:{post.imap.port}"\n'
    books = ledger(tmp_path, post, *addresses, more=more)
    assert send(books, post).returncode == 0
    sent = re.findall(r'message: "(<relance\.[^"]*)"', books.read_text())
    assert len(sent) == len(addresses)

    def answered() -> bool:
        box = b"".join(post.delivered(USER))
        return all(each.encode() in box for each in sent[:4])

    until(answered)
    done = run("sent", books, post, "--write", "--format", "json")
    assert done.returncode == 0, done.stderr
    notes = {row["customer"]: row for row in json.loads(done.stdout)["notes"]}
    assert {customer: row["kind"] for customer, row in notes.items()} == {
        "C0001": "bounced",
        "C0002": "bounced",
        "C0003": "auto-reply",
    }
    assert "User doesn't exist" in notes["C0001"]["text"]
    assert "Quota exceeded" in notes["C0002"]["text"]
    assert notes["C0003"]["text"] == "Je suis absente jusqu'au 3 août."
    written = books.read_bytes()
    assert "nothing new" in run("sent", books, post, "--write").stdout
    assert books.read_bytes() == written
