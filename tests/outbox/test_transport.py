"""Servers of SMTP that fail at each step, scripted: what is said, and whether it is certain."""

from __future__ import annotations

import base64
import contextlib
import re
import socket
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from msgspec.structs import replace

from beancount_relance.language.messages import RelanceError, language
from beancount_relance.outbox import transport as transport_module
from beancount_relance.outbox.transport import (
    CommandTransport,
    NotSentError,
    SmtpTransport,
    Transport,
    UnclearError,
    transport_of,
)
from beancount_relance.policy.creditor import Creditor
from beancount_relance.policy.mail_settings import MailSettings, Server
from beancount_relance.policy.settings import Settings

SECRET = "s3cret pàss"  # noqa: S105
CONTENT = b"Subject: x\r\n\r\nOne\r\n.two\r\n"
CLOSE = ""
"""As an answer: the connection ends without one."""


@dataclass
class Script:
    """A server that answers from a table, by the first word of what it is told.

    Attributes:
        answers: other answers than the usual ones; ``END`` is that to a message.
        messages: the messages that arrived whole.
        told: the commands.
    """

    answers: Mapping[str, str]
    messages: list[bytes] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def answer(self, word: str) -> str:
        usual = {"GREETING": "220 ready", "EHLO": "250-x\r\n250 AUTH PLAIN", "DATA": "354 go",
                 "AUTH": "235 ok", "QUIT": "221 bye"}  # fmt: skip
        return self.answers.get(word, usual.get(word, "250 ok"))

    def serve(self, listening: socket.socket) -> None:
        with contextlib.suppress(OSError):
            connection, _ = listening.accept()
            with connection, connection.makefile("rb") as stream:
                self._talk(stream.readline, connection.sendall)

    def _talk(self, read: Callable[[], bytes], write: Callable[[bytes], None]) -> None:
        word = "GREETING"
        while answer := self.answer(word):
            write(answer.encode("utf-8", "surrogateescape") + b"\r\n")
            if word == "DATA" and answer.startswith("354"):
                lines: list[bytes] = []
                while (line := read()) not in (b".\r\n", b""):
                    lines.append(line)
                if not line:
                    return
                self.messages.append(b"".join(lines))
                word = "END"
                continue
            line = read()
            if not line:
                return
            self.told.append(line.decode("utf-8", "replace").strip())
            word = (self.told[-1].split() or [""])[0].upper()
            if word == "RCPT" and "second@" in self.told[-1]:
                word = "RCPT2"


@contextlib.contextmanager
def served(
    answers: Mapping[str, str], secret: str | None = SECRET, *, encrypted: bool = False
) -> Iterator[tuple[Script, SmtpTransport]]:
    script = Script(answers)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=script.serve, args=[listening], daemon=True)
        thread.start()
        server = Server("127.0.0.1", listening.getsockname()[1], encrypted)
        yield script, SmtpTransport(server, "compta@lumen.example", secret)
    thread.join(5)


def said_of(error: RelanceError) -> str:
    """What an error says, without the port of the server."""
    return re.sub(r"^127\.0\.0\.1:\d+", "SERVER", language("en").render(error.message))


def send(transport: Transport, begun: list[bool], *more: str) -> None:
    recipients = ("ap@bücher.example", *more)
    transport.send("compta@lumen.example", recipients, CONTENT, lambda: begun.append(True))


@pytest.mark.parametrize(
    ("word", "answer", "said", "for_all"),
    [
        ("GREETING", CLOSE, "SERVER closed the connection", True),
        ("GREETING", "554 go away", "SERVER refused: go away", True),
        ("GREETING", "garbage", "SERVER answered something unknown", True),
        ("EHLO", CLOSE, "SERVER closed the connection", True),
        ("AUTH", "535 5.7.8 no", "SERVER refused the user name or the password", True),
        ("AUTH", f"500 AUTH PLAIN {SECRET}", "SERVER refused the user name or the password", True),
        ("AUTH", CLOSE, "SERVER closed the connection", True),
        ("MAIL", "550 5.7.1 not from here", "SERVER refused: 5.7.1 not from here", False),
        ("MAIL", CLOSE, "SERVER closed the connection", True),
        ("RCPT", "450 4.2.0 full", "SERVER refused ap@bücher.example: 4.2.0 full", False),
        ("RCPT2", "550 5.1.1 gone", "SERVER refused second@c02.example: 5.1.1 gone", False),
        ("DATA", "451 4.3.0 later", "SERVER refused: 4.3.0 later", False),
        ("DATA", CLOSE, "SERVER closed the connection", True),
        ("END", "552 5.3.4 too big", "SERVER refused: 5.3.4 too big", False),
        ("END", "552 refus\udce9", "SERVER refused: refus\ufffd", False),
        ("END", "421 4.3.2 shutting down", "SERVER refused: 4.3.2 shutting down", False),
    ],
)
def test_what_was_certainly_not_sent(word: str, answer: str, said: str, *, for_all: bool) -> None:
    calls: list[bool] = []
    with (
        served({word: answer}) as (script, transport),
        pytest.raises(NotSentError) as caught,
    ):
        send(transport, calls, "second@c02.example")
    assert said_of(caught.value) == said
    assert caught.value.for_all == for_all
    assert SECRET not in "".join(traceback.format_exception(caught.value))
    assert bool(calls) == (word == "END")
    assert word == "END" or not script.messages


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (CLOSE, "SERVER ended the connection before it answered"),
        ("garbage", "SERVER answered something unknown"),
        ("354 go on", "SERVER answered something unknown"),
        ("999 what", "SERVER answered something unknown"),
    ],
)
def test_what_nobody_knows(answer: str, said: str) -> None:
    calls: list[bool] = []
    with served({"END": answer}) as (script, transport), pytest.raises(UnclearError) as caught:
        send(transport, calls)
    assert said_of(caught.value) == said
    assert SECRET not in "".join(traceback.format_exception(caught.value))
    assert calls == [True]
    assert len(script.messages) == 1


@pytest.mark.parametrize("secret", ["s3cret", SECRET])
def test_the_password_is_that_of_the_user(secret: str) -> None:
    with served({}, secret) as (script, transport):
        send(transport, [])
    (login,) = [each for each in script.told if each.startswith("AUTH")]
    plain = base64.b64decode(login.removeprefix("AUTH PLAIN ")).decode()
    assert plain == f"\0compta@lumen.example\0{secret}"


def test_without_a_password_nobody_logs_in() -> None:
    with served({}, None) as (script, transport):
        send(transport, [])
    assert [each.split()[0].lower() for each in script.told] == [
        "ehlo", "mail", "rcpt", "data", "quit",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({}, "SERVER offers no encryption (STARTTLS), so nothing was sent to it"),
        ({"EHLO": "250-x\r\n250 STARTTLS", "STARTTLS": "454 not now"}, "SERVER refused: not now"),
        (
            {"EHLO": "250-x\r\n250 STARTTLS", "STARTTLS": "220 go"},
            "SERVER: no encrypted connection",
        ),
    ],
)
def test_nothing_is_said_in_the_clear_to_a_server_that_does_not_encrypt(
    answers: Mapping[str, str], said: str
) -> None:
    with (
        served(answers, encrypted=True) as (script, transport),
        pytest.raises(NotSentError) as caught,
    ):
        send(transport, [])
    assert said_of(caught.value).startswith(said)
    assert not [each for each in script.told if each.startswith(("AUTH", "MAIL"))]


def test_a_port_of_tls_is_never_spoken_to_in_the_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    with served({"GREETING": "220 ready"}, encrypted=True) as (script, smtp):
        monkeypatch.setattr(transport_module, "IMPLICIT_TLS", range(65536))
        with pytest.raises(NotSentError) as caught:
            send(smtp, [])
    assert said_of(caught.value).startswith("SERVER: no encrypted connection")
    assert not [each for each in script.told if each.startswith(("EHLO", "AUTH"))]


def test_a_server_that_lets_nobody_log_in() -> None:
    with (
        served({"EHLO": "250 x"}, "s3cret") as (_, transport),
        pytest.raises(NotSentError) as caught,
    ):
        send(transport, [])
    assert said_of(caught.value) == "SERVER refused: SMTP AUTH extension not supported by server."


@pytest.mark.parametrize("answer", ["250 2.0.0 queued", "250-one\r\n250 two", "252 maybe"])
def test_what_was_sent(answer: str) -> None:
    """The domain of an address is given in IDNA, and a line that is a dot stays one."""
    with served({"END": answer}) as (script, transport):
        send(transport, [])
    assert script.messages == [b"Subject: x\r\n\r\nOne\r\n..two\r\n"]
    assert [each.lower() for each in script.told].count("rcpt to:<ap@xn--bcher-kva.example>") == 1
    assert script.told[-1].upper() == "QUIT"


def test_nothing_goes_if_the_journal_cannot_be_written() -> None:
    """A farewell would be a line of the message then, so the connection just ends."""

    def full() -> None:
        raise OSError(28, "No space left on device")

    with served({}) as (script, transport), pytest.raises(OSError, match="No space"):
        transport.send("compta@lumen.example", ["ap@c01.example"], CONTENT, full)
    assert script.messages == []
    assert "QUIT" not in [each.upper() for each in script.told]


def sendmail(folder: Path, then: str = "") -> Transport:
    """A command that writes down its arguments and what it gets."""
    program = folder / "sendmail"
    program.write_text(f'#!/bin/sh\necho "$@" > {folder}/arguments\ncat > {folder}/message\n{then}')
    program.chmod(0o755)
    mail, sender = MailSettings(command=str(program)), Creditor(email="compta@lumen.example")
    return transport_of(replace(Settings(), mail=mail, creditor=sender))


def test_a_command_gets_the_message_and_addresses_in_idna(tmp_path: Path) -> None:
    begun: list[bool] = []
    send(sendmail(tmp_path), begun, "second@c02.example")
    assert begun == [True]
    said = (tmp_path / "arguments").read_text().split()
    assert said[:4] == ["-i", "-f", "compta@lumen.example", "--"]
    assert said[4:] == ["ap@xn--bcher-kva.example", "second@c02.example"]
    assert (tmp_path / "message").read_bytes() == b"Subject: x\n\nOne\n.two\n"


@pytest.mark.parametrize(
    ("then", "kind", "said"),
    [
        ("echo 'no\n such user' >&2; exit 67", NotSentError, "“COMMAND” refused: no such user"),
        ("echo 'later' >&2; exit 75", UnclearError, "“COMMAND” exited with 75: later"),
        (
            "printf '\\351t\\303\\251' >&2; exit 1",
            UnclearError,
            "“COMMAND” exited with 1: \ufffdté",
        ),
        ("exec sleep 60", UnclearError, "“COMMAND” did not finish in time"),
    ],
)
def test_what_a_command_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, then: str, kind: type[RelanceError], said: str
) -> None:
    if "sleep" in then:
        monkeypatch.setattr(transport_module, "_COMMAND_TIMEOUT", 0.1)
    with pytest.raises(kind) as caught:
        send(sendmail(tmp_path, then), [])
    assert said_of(caught.value).replace(str(tmp_path / "sendmail"), "COMMAND") == said


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("no-such-program -t", "“no-such-program -t” cannot be run: No such file or directory"),
        ("sendmail 'x", "“sendmail 'x” cannot be run: No closing quotation"),
    ],
)
def test_a_command_that_cannot_be_run_stops_all(command: str, said: str) -> None:
    with pytest.raises(NotSentError) as caught:
        send(CommandTransport(command), [])
    assert said_of(caught.value) == said
    assert caught.value.for_all


@pytest.mark.parametrize("user", [None, "mail-user"])
def test_the_user_is_the_sender_unless_the_ledger_names_one(user: str | None) -> None:
    with served({}) as (script, smtp):
        mail = MailSettings(smtp=smtp._server, user=user, password_command="echo s3cret")  # noqa: S106, SLF001
        sender = Creditor(email="compta@lumen.example")
        found = transport_of(replace(Settings(), mail=mail, creditor=sender))
        found.send("compta@lumen.example", ["ap@c01.example"], CONTENT, lambda: None)
    (login,) = [each for each in script.told if each.startswith("AUTH")]
    plain = base64.b64decode(login.removeprefix("AUTH PLAIN ")).decode()
    assert plain.split("\0")[1:] == [user or "compta@lumen.example", "s3cret"]
