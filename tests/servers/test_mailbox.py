"""A mailbox on a real IMAP server, as the commands use it."""

from __future__ import annotations

import datetime
import imaplib
from collections.abc import Iterator
from unittest.mock import patch

import pytest

from beancount_relance.outbox.imap import ImapMailbox, encoded
from beancount_relance.outbox.server_access import OutboxError
from beancount_relance.outbox.stored_messages import MOST_OF_A_MESSAGE, our_message
from beancount_relance.policy.mail_settings import MailSettings, Server
from tests.support.mail_servers import PASSWORD, USER, Imap, dovecot

BODY = "Message-ID: <relance.{name}@lumen.example>\r\nSubject: {name}\r\n\r\nGood morning\r\n"
LONG_AGO = datetime.date(2000, 1, 1)


@pytest.fixture(scope="module")
def server() -> Iterator[Imap]:
    with dovecot(tls=False) as running:
        yield running


@pytest.fixture
def box(server: Imap) -> Iterator[ImapMailbox]:
    mailbox = ImapMailbox(
        Server("127.0.0.1", server.port, encrypted=False), MailSettings(), USER, PASSWORD
    )
    yield mailbox
    mailbox.close()


@pytest.fixture
def other(server: Imap) -> Iterator[imaplib.IMAP4]:
    """Another program that has the same mailbox open."""
    with imaplib.IMAP4("127.0.0.1", server.port) as mailbox:
        mailbox.authenticate("PLAIN", lambda _: f"\0{USER}\0{PASSWORD}".encode())
        yield mailbox


def message(name: str) -> bytes:
    return BODY.format(name=name).encode()


def names(box: ImapMailbox, folder: str) -> list[str]:
    return [each.identifier.removeprefix("<relance.").split("@")[0] for each in box.ours(folder)]


def test_the_folders_are_those_that_the_server_marks(box: ImapMailbox) -> None:
    assert (box.drafts, box.sent) == ("Brouillons", "Éléments envoyés")
    with patch.object(box, "_folders", {}):
        assert (box.drafts, box.sent) == ("Drafts", "Sent")


@pytest.mark.parametrize(("draft", "flags"), [(True, {r"\Draft", r"\Seen"}), (False, {r"\Seen"})])
def test_a_draft_is_one_and_what_was_sent_is_read(
    box: ImapMailbox, other: imaplib.IMAP4, *, draft: bool, flags: set[str]
) -> None:
    folder = f"Flags-{draft}"
    box.add(message("one"), folder, draft=draft)
    other.select(folder, readonly=True)
    _, (row,) = other.fetch("1", "(FLAGS)")
    assert isinstance(row, bytes)
    assert {flag.decode() for flag in imaplib.ParseFlags(row)} - {r"\Recent"} == flags


def test_a_folder_is_read_again_when_anything_in_it_has_changed(
    box: ImapMailbox, other: imaplib.IMAP4
) -> None:
    for name in ("one", "two"):
        box.add(message(name), "Changing", draft=True)
    with patch("beancount_relance.outbox.imap.our_message", wraps=our_message) as read:
        assert names(box, "Changing") == names(box, "Changing") == ["one", "two"]
        assert read.call_count == 2
        other.select("Changing")
        other.store("1", "+FLAGS", r"(\Deleted)")
        other.expunge()
        other.append("Changing", "", "", message("three"))
        assert names(box, "Changing") == ["two", "three"]
        other.select("Changing")
        other.store("1", "+FLAGS", r"(\Deleted)")
        other.expunge()
        assert names(box, "Changing") == ["three"]
        other.close()
        assert names(box, "INBOX") == []
        other.delete("Changing")
        other.create("Changing")
        for name in ("four", "five", "six"):
            other.append("Changing", "", "", message(name))
        other.select("Changing")
        other.store("1:2", "+FLAGS", r"(\Deleted)")
        other.expunge()
        assert names(box, "Changing") == ["six"]  # one again, and the next number is the same
        box.add(message("seven"), "Changing", draft=True)
        box.remove("Changing", box.ours("Changing")[0].handle)
        assert names(box, "Changing") == ["seven"]
        box.add(message("eight"), "Changing", draft=True)
        with patch.object(box, "_can", []):  # it cannot remove one message alone
            box.remove("Changing", box.ours("Changing")[0].handle)
        assert names(box, "Changing") == ["eight"]
        assert names(box, "Nowhere") == []
    assert box.content("Changing", box.ours("Changing")[0].handle) == message("eight")
    assert box.content("Changing", "999") == b""


def test_reading_a_folder_leaves_it_as_it_is(box: ImapMailbox, other: imaplib.IMAP4) -> None:
    other.create("Unread")
    other.append("Unread", "", "", message("one"))
    assert names(box, "Unread") == ["one"]
    assert [*box.messages("Unread", LONG_AGO)] == [message("one")]
    other.select("Unread", readonly=True)
    _, (row,) = other.fetch("1", "(FLAGS)")
    assert isinstance(row, bytes)
    assert imaplib.ParseFlags(row) == (rb"\Recent",)  # nobody has opened the folder to change it


def test_messages_are_those_since_a_day_and_long_ones_are_cut(
    box: ImapMailbox, other: imaplib.IMAP4
) -> None:
    folder = encoded("Reçus")
    other.create(folder)
    long = message("long") + b"x" * 2 * MOST_OF_A_MESSAGE
    for number, content in enumerate((message("old"), message("new"), long), start=1):
        then = datetime.datetime(2026, 6, 9 + number, 12, tzinfo=datetime.timezone.utc)
        other.append(folder, "", imaplib.Time2Internaldate(then), content)
    since = datetime.date(2026, 6, 11)
    with patch("beancount_relance.outbox.imap._AT_ONCE", 1):
        assert [*box.messages("Reçus", since)] == [message("new"), long[:MOST_OF_A_MESSAGE]]
    assert len([*box.messages("Reçus", LONG_AGO)]) == 3
    assert [*box.messages("Nowhere", LONG_AGO)] == []


def test_a_folder_that_the_server_refuses(box: ImapMailbox) -> None:
    with pytest.raises(OutboxError, match="refused: "):
        box.add(message("one"), "a//b", draft=True)
