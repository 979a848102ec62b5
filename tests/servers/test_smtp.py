"""Sending by SMTP through Postfix, and what comes back into the mailbox."""

from __future__ import annotations

import datetime
import email
import json
import re
import time
from collections.abc import Callable
from email.message import Message
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from beancount_relance.cli.commands import send as command
from beancount_relance.mailroom.journal import journal_path
from beancount_relance.outbox import transport
from tests.support.command import Done, relance
from tests.support.mail_ledgers import DAY, account, mail_ledger
from tests.support.mail_servers import AWAY, FULL, PASSWORD, USER, PostOffice, post_office


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
    begun = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
    done = send(books, post)
    assert done.returncode == 0, done.stderr
    mail = delivered(post, address)
    assert parsedate_to_datetime(mail["Date"]) >= begun
    assert mail["X-Relance-Draft"] is None
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


def test_what_the_server_does_not_take(tmp_path: Path, post: PostOffice) -> None:
    """A sentence each; nothing went out, nothing is recorded, and the next run tries again."""
    books = ledger(tmp_path, post, "refused@c06.example", "ap@c07.example", "ap@c08.example")
    (tmp_path / "F0002.pdf").write_bytes(b"%PDF-1.4\n" + bytes(400_000))
    text = books.read_text()
    sale = text.index('"C0002"')
    line = text.index("\n", sale)
    books.write_text(f'{text[:line]}\n  document: "F0002.pdf"{text[line:]}')
    done = send(books, post)
    assert done.returncode == 2
    assert "refused@c06.example: not sent: localhost:" in done.stderr
    assert "User unknown in virtual mailbox table" in done.stderr
    assert "ap@c07.example: not sent: localhost:" in done.stderr
    assert "message file too big" in done.stderr
    assert "ap@c08.example: sent" in done.stdout
    assert books.read_text().count("message: ") == 1
    assert not journal_path(books).exists()
    again = send(books, post)
    assert "not sent" in again.stderr
    assert delivered(post, "ap@c08.example")["To"] == "ap@c08.example"


@pytest.mark.parametrize(
    ("secret", "certificate", "said"),
    [
        ("wrong sécret", True, "refused the user name or the password"),
        (None, False, "the certificate is not valid"),
    ],
)
def test_a_server_that_lets_nobody_in(
    tmp_path: Path, post: PostOffice, secret: str | None, said: str, *, certificate: bool
) -> None:
    """Nothing is even begun, and the other e-mails are not tried."""
    books = ledger(tmp_path, post, "ap@c09.example", "ap@c10.example")
    if secret is not None:
        account(tmp_path, secret)
    done = send(books, post) if certificate else relance("send", books, "--yes")
    assert done.returncode == 2
    assert said in done.stderr
    assert "1 more was not tried" in done.stderr
    assert "Traceback" not in done.stderr
    assert (secret or PASSWORD) not in done.stderr + done.stdout
    assert "message: " not in books.read_text()
    assert not journal_path(books).exists()
    assert post.delivered("ap@c09.example") == []


def test_the_server_ends_in_the_middle(tmp_path: Path) -> None:
    """The connection ends in the middle of the message: nobody knows, and nothing goes again."""
    with post_office() as office:
        books = ledger(tmp_path, office, "ap@c01.example", "ap@c02.example")

        def stop(self: transport.SmtpTransport, smtp: object, content: bytes) -> tuple[int, bytes]:
            office.stop()
            return data(self, smtp, content)  # type: ignore[arg-type]

        data = transport.SmtpTransport._data  # noqa: SLF001
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(transport.SmtpTransport, "_data", stop)
            done = send(books, office)
        assert "ap@c01.example: not known whether it was sent" in done.stderr
        assert "1 more was not tried" in done.stderr
        again = send(books, office)
    assert "cannot be reached" in again.stderr
    assert "nobody knows whether the e-mail of" in again.stderr
    assert "message: " not in books.read_text()
