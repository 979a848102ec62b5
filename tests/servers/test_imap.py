"""Drafts on a real IMAP server: once each, and a sentence for whatever goes wrong."""

from __future__ import annotations

import email
import imaplib
import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from beancount_relance.outbox import imap
from beancount_relance.outbox.imap import encoded
from tests.support.command import Done, relance
from tests.support.examples import at_night
from tests.support.mail_ledgers import account, mail_ledger
from tests.support.mail_servers import PASSWORD, USER, Imap, dovecot, free_port, trusted


def ledger(folder: Path, imap: str, *, customers: int = 1, more: str = "") -> Path:
    """Customers with an overdue invoice each, and a mailbox."""
    addresses = [f"ap@c{number:04}.example" for number in range(1, customers + 1)]
    return mail_ledger(folder, f'  imap: "{imap}"\n{more}', addresses)


@pytest.fixture(scope="module")
def server() -> Iterator[Imap]:
    with dovecot() as running:
        yield running


def drafts(books: Path, server: Imap | None = None, *options: str) -> Done:
    env = {"SSL_CERT_FILE": str(server.folder / "cert.pem")} if server else {}
    return relance("drafts", books, *options, env=env)


def stored(server: Imap, folder: str) -> list[email.message.Message]:
    certificates = trusted(server.folder)
    with imaplib.IMAP4_SSL("127.0.0.1", server.tls, ssl_context=certificates) as box:
        box.authenticate("PLAIN", lambda _: f"\0{USER}\0{PASSWORD}".encode())
        box.select(f'"{encoded(folder)}"', readonly=True)
        _, rows = box.fetch("1:*", "(FLAGS BODY.PEEK[])")
        return [email.message_from_bytes(row[1]) for row in rows if isinstance(row, tuple)]


@pytest.mark.parametrize("at_once", [True, False])
def test_a_draft_is_there_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, at_once: bool
) -> None:
    """With TLS from the first byte, as on port 993, and with STARTTLS."""
    with dovecot() as server:
        port = server.tls if at_once else server.port
        if at_once:
            monkeypatch.setattr(imap, "IMPLICIT_TLS", (port,))
        books = ledger(tmp_path, f"localhost:{port}", more=account(tmp_path))
        first = drafts(books, server)
        assert first.returncode == 0, first.stderr
        assert "(there already)" in drafts(books, server).stdout
        (only,) = stored(server, "Brouillons")
        assert only["Message-ID"].startswith("<relance.")


def test_what_was_sent_is_not_drafted(server: Imap, tmp_path: Path) -> None:
    more = account(tmp_path) + '  drafts-folder: "Relances"\n'
    books = ledger(tmp_path, f"localhost:{server.port}", more=more)
    done = drafts(books, server, "--format", "json")
    assert [row["added"] for row in json.loads(done.stdout)["drafts"]] == [True]
    (draft,) = stored(server, "Relances")
    with imaplib.IMAP4("127.0.0.1", server.port) as box:
        box.authenticate("PLAIN", lambda _: f"\0{USER}\0{PASSWORD}".encode())
        box.append(f'"{encoded("Éléments envoyés")}"', "", "", draft.as_bytes())
        box.delete('"Relances"')
    assert "(it is among the sent e-mails)" in drafts(books, server).stdout


def test_an_outdated_draft_is_written_again(server: Imap, tmp_path: Path) -> None:
    """Only the old draft is removed, not what else is marked as deleted."""
    books = ledger(tmp_path, f"localhost:{server.port}", customers=3, more=account(tmp_path))
    books.write_text(books.read_text().replace("C0", "D0").replace("@c0", "@d0"))
    drafts(books, server)
    with imaplib.IMAP4("127.0.0.1", server.port) as box:
        box.authenticate("PLAIN", lambda _: f"\0{USER}\0{PASSWORD}".encode())
        box.select('"Brouillons"')
        box.store("2", "+FLAGS", r"(\Deleted)")
    paid = '2026-06-19 * "D0001" "Part" ^F0001\n  Assets:Bank  20 EUR\n  Assets:Clients:D0001\n'
    books.write_text(books.read_text() + paid)
    done = drafts(books, server, "--format", "json")
    states = [row["state"] for row in json.loads(done.stdout)["drafts"]]
    assert sorted(states) == ["added", "replaced", "there"]
    ours = [each for each in stored(server, "Brouillons") if "@d000" in str(each["To"])]
    assert len(ours) == 4
    (drafted,) = [each for each in ours if "@d0001" in str(each["To"])]
    assert "100.00" in drafted.as_string()


def test_a_wrong_password(server: Imap, tmp_path: Path) -> None:
    books = ledger(tmp_path, f"localhost:{server.port}", more=account(tmp_path, "wrong"))
    done = drafts(books, server)
    assert done.returncode == 2
    assert "refused the user name or the password" in done.stderr


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("false", "printed no password"),
        ("no-such-program", "cannot be run"),
        ("'", "cannot be run"),
    ],
)
def test_a_password_command_that_fails(tmp_path: Path, command: str, expected: str) -> None:
    books = ledger(tmp_path, "localhost:1", more=f'  password-command: "{command}"\n')
    assert expected in drafts(books).stderr


def test_no_password_command(tmp_path: Path) -> None:
    assert "needs “user:” and “password-command:”" in drafts(ledger(tmp_path, "localhost:1")).stderr


def test_a_certificate_that_does_not_hold(server: Imap, tmp_path: Path) -> None:
    books = ledger(tmp_path, f"localhost:{server.port}", more=account(tmp_path))
    done = drafts(books)
    assert done.returncode == 2
    assert "the certificate is not valid" in done.stderr


def test_no_encryption(tmp_path: Path) -> None:
    with dovecot(tls=False) as plain:
        books = ledger(tmp_path, f"localhost:{plain.port}", more=account(tmp_path))
        assert "offers no encryption" in drafts(books).stderr
        more = account(tmp_path) + '  encryption: "off"\n'
        local = ledger(tmp_path, f"localhost:{plain.port}", more=more)
        assert drafts(local).returncode == 0


def test_nobody_listens(tmp_path: Path) -> None:
    books = ledger(tmp_path, f"localhost:{free_port()}", more=account(tmp_path))
    done = drafts(books)
    assert done.returncode == 2
    assert "cannot be reached" in done.stderr


def test_many_drafts(server: Imap, tmp_path: Path) -> None:
    """Each is there once, also if the connection ends in between; a thousand at night."""
    count = at_night(30, 1000)
    more = account(tmp_path) + '  drafts-folder: "Many"\n'
    books = ledger(tmp_path, f"localhost:{server.port}", customers=count, more=more)
    books.write_text(books.read_text().replace("C0", "M0").replace("@c0", "@m0"))
    add, left = imap.ImapMailbox.add, count // 2

    def add_some(self: imap.ImapMailbox, content: bytes, folder: str, *, draft: bool) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            self._imap.shutdown()
        add(self, content, folder, draft=draft)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(imap.ImapMailbox, "add", add_some)
        broken = drafts(books, server)
    assert broken.returncode == 2
    assert f"{count // 2 - 1} of {count} drafts are there" in broken.stderr
    assert drafts(books, server).returncode == 0
    identifiers = [each["Message-ID"] for each in stored(server, "Many")]
    assert len(identifiers) == len(set(identifiers)) == count


@pytest.mark.parametrize("said", [b"", b"* OK ready\r\n", b"garbage\r\n" * 3, b"\x16\x03\x01\x02"])
def test_a_server_that_breaks_off(tmp_path: Path, said: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.sendall(said)

        threading.Thread(target=answer, daemon=True).start()
        books = ledger(tmp_path, f"localhost:{listening.getsockname()[1]}", more=account(tmp_path))
        done = drafts(books)
    assert done.returncode == 2
    assert "localhost:" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_full_mailbox_loses_nothing(tmp_path: Path) -> None:
    with dovecot(full=True) as small:
        books = ledger(tmp_path, f"localhost:{small.port}", customers=12, more=account(tmp_path))
        done = drafts(books, small, "--format", "json")
        assert done.returncode == 2
        assert "the mailbox is full" in done.stderr
        assert "of 12 drafts are there; the same command adds the others" in done.stderr
        count = len(json.loads(done.stdout)["drafts"])
        assert 0 < count < 12
        assert len(stored(small, "Brouillons")) == count
