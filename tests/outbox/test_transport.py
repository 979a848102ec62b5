"""Servers of SMTP that fail at each step, scripted: what is said, and whether it is certain."""

from __future__ import annotations

import contextlib
import socket
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from beancount_relance.language.messages import language
from beancount_relance.outbox.transport import (
    CommandTransport,
    NotSentError,
    SmtpTransport,
    UnclearError,
)
from beancount_relance.policy.mail_settings import Server

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
            write(answer.encode() + b"\r\n")
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
            self.told.append(line.decode().strip())
            word = self.told[-1].split()[0].upper()
            if word == "RCPT" and "second@" in self.told[-1]:
                word = "RCPT2"


@contextlib.contextmanager
def served(answers: Mapping[str, str]) -> Iterator[tuple[Script, SmtpTransport]]:
    script = Script(answers)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=script.serve, args=[listening], daemon=True)
        thread.start()
        server = Server("127.0.0.1", listening.getsockname()[1], encrypted=False)
        yield script, SmtpTransport(server, "compta@lumen.example", SECRET)
    thread.join(5)


def send(transport: SmtpTransport, begun: list[bool], *more: str) -> None:
    recipients = ("ap@bücher.example", *more)
    transport.send("compta@lumen.example", recipients, CONTENT, lambda: begun.append(True))


@pytest.mark.parametrize(
    ("word", "answer", "said", "begun"),
    [
        ("GREETING", CLOSE, "closed the connection", False),
        ("GREETING", "554 go away", "refused: go away", False),
        ("GREETING", "garbage", "refused: ", False),
        ("EHLO", CLOSE, "closed the connection", False),
        ("AUTH", "535 5.7.8 no", "refused the user name or the password", False),
        ("AUTH", f"500 unknown: AUTH PLAIN {SECRET}", "the user name or the password", False),
        ("AUTH", CLOSE, "closed the connection", False),
        ("MAIL", "550 5.7.1 not from here", "5.7.1 not from here", False),
        ("MAIL", CLOSE, "closed the connection", False),
        ("RCPT", "450 4.2.0 greylisted", "refused ap@bücher.example: 4.2.0 greylisted", False),
        ("RCPT2", "550 5.1.1 no such user", "refused second@c02.example: 5.1.1", False),
        ("DATA", "451 4.3.0 later", "refused: 4.3.0 later", False),
        ("DATA", CLOSE, "closed the connection", False),
        ("END", "552 5.3.4 too big", "refused: 5.3.4 too big", True),
        ("END", "421 4.3.2 shutting down", "refused: 4.3.2 shutting down", True),
    ],
)
def test_what_was_certainly_not_sent(word: str, answer: str, said: str, *, begun: bool) -> None:
    calls: list[bool] = []
    with (
        served({word: answer}) as (script, transport),
        pytest.raises(NotSentError) as caught,
    ):
        send(transport, calls, "second@c02.example")
    text = "".join(traceback.format_exception(caught.value))
    assert said in language("en").render(caught.value.message)
    assert SECRET not in text
    assert SECRET not in language("en").render(caught.value.message)
    assert bool(calls) == begun
    assert word == "END" or not script.messages


@pytest.mark.parametrize("answer", [CLOSE, "garbage", "354 go on", "999 what"])
def test_what_nobody_knows(answer: str) -> None:
    calls: list[bool] = []
    with served({"END": answer}) as (script, transport), pytest.raises(UnclearError) as caught:
        send(transport, calls)
    assert SECRET not in "".join(traceback.format_exception(caught.value))
    assert calls == [True]
    assert len(script.messages) == 1


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


def test_a_command_gets_addresses_in_idna(tmp_path: Path) -> None:
    program = tmp_path / "sendmail"
    program.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/arguments\n')
    program.chmod(0o755)
    CommandTransport(str(program)).send(
        "compta@lumen.example", ["ap@bücher.example"], CONTENT, lambda: None
    )
    said = (tmp_path / "arguments").read_text().split()
    assert said == ["-i", "-f", "compta@lumen.example", "--", "ap@xn--bcher-kva.example"]
