"""Sixty replies, automatic answers and returned e-mails, in the shapes of many programs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from email.header import Header
from pathlib import Path

import pytest

from beancount_relance.mailroom.incoming import AUTOMATIC, BOUNCE, REPLY, read_incoming
from beancount_relance.report.loading import load_ledger
from tests.mailroom.real_shapes import REAL_SHAPES
from tests.mailroom.test_sending import ledger, maildir
from tests.support.command import Done, relance

ID = "<relance.{0:032x}@lumen.example>"
Shape = Callable[[str, str], str]
"""Makes an e-mail from the Message-ID of a reminder and the address that it went to."""


def _mail(headers: str, body: str = "x") -> str:
    return f"Date: Wed, 17 Jun 2026 09:00:00 +0200\n{headers}\n\n{body}\n"


def reply(body: str, headers: str = "", subject: str = "Re: Rappel") -> Shape:
    return lambda of, to: _mail(
        f"From: Anna <{to}>\nSubject: {subject}\nMessage-ID: <r{of[9:41]}@x.example>\n"
        f"In-Reply-To: {of}\nReferences: {of}{headers}",
        body,
    )


def report(
    program: str, action: str, status: str, code: str, *, headers_only: bool = False
) -> Shape:
    kind = "text/rfc822-headers" if headers_only else "message/rfc822"

    def made(of: str, to: str) -> str:
        return _mail(
            f"From: {program}\nSubject: Undelivered\nAuto-Submitted: auto-replied\n"
            f"Message-ID: <d{of[9:41]}@mx.example>\nMIME-Version: 1.0\n"
            'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
            "--b\nContent-Type: text/plain\n\nSorry.\n--b\n"
            "Content-Type: message/delivery-status\n\n"
            f"Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; {to}\nAction: {action}\n"
            f"Status: {status}\nDiagnostic-Code: smtp; {code}\n\n--b\nContent-Type: {kind}\n\n"
            f"From: compta@lumen.example\nMessage-ID: {of}\nSubject: Rappel\n\n--b--",
        )

    return made


def exim(of: str, to: str) -> str:
    return _mail(
        f"From: Mail Delivery System <Mailer-Daemon@mx.example>\nX-Failed-Recipients: {to}\n"
        f"Auto-Submitted: auto-replied\nSubject: Mail delivery failed\nMessage-ID: <e{of[9:41]}@mx.example>",  # noqa: E501
        f"A message that you sent could not be delivered.\n\n  {to}\n    550 no such user\n\n"
        f"------ This is a copy of the message. ------\n\nMessage-ID: {of}",
    )


def qmail(of: str, to: str) -> str:
    return _mail(
        f"From: MAILER-DAEMON@mx.example\nSubject: failure notice\nMessage-ID: <q{of[9:41]}@mx.example>",  # noqa: E501
        f"Hi. This is the qmail-send program at mx.example.\n\n<{to}>:\nNo such mailbox.\n\n"
        f"--- Below this line is a copy of the message.\n\nMessage-ID: {of}",
    )


def delayed(of: str, to: str) -> str:
    return _mail(
        f"From: MAILER-DAEMON@mx.example\nSubject: warning\nMessage-ID: <w{of[9:41]}@mx.example>",
        f"{to} could not be reached for four hours. Do not send it again.\n\nMessage-ID: {of}",
    )


def two_failed(of: str, to: str) -> str:
    """A report on two recipients, one without the type of its address; the thread names ours."""
    return _mail(
        f"From: {POSTFIX}\nSubject: Undelivered\nMessage-ID: <t{of[9:41]}@mx.example>\n"
        f"In-Reply-To: {of}\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
        f"Final-Recipient: rfc822;Boss@c01.example\nAction: failed\nStatus: 5.2.2\n\n"
        f"Final-Recipient: {to}\nAction: failed\nStatus: 5.1.1\n\n--b--",
    )


def in_parts(of: str, to: str) -> str:
    """A reply with a text attached, and the HTML before the plain text."""
    kinds = {
        'text/plain\nContent-Disposition: attachment; filename="terms.txt"': "No terms.",
        "text/html": "<p>Bold.</p>",
        "text/plain": "Plain.",
    }
    parts = "".join(f"--b\nContent-Type: {kind}\n\n{text}\n" for kind, text in kinds.items())
    return reply(f"{parts}--b--", '\nContent-Type: multipart/mixed; boundary="b"')(of, to)


def away(subject: str, headers: str = "\nAuto-Submitted: auto-replied") -> Shape:
    return reply("Je suis absent jusqu'au 3 août.", headers, Header(subject, "utf-8").encode())


def html(of: str, to: str) -> str:
    return reply(
        "<html><head><style>p {}</style></head><body><p>Payé&nbsp;hier.</p><p>Anna</p></body>",
        '\nContent-Type: text/html; charset="utf-8"',
    )(of, to)


POSTFIX = "MAILER-DAEMON@mx.example (Mail Delivery System)"
EXCHANGE = "Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@x.example>"
GMAIL = "Mail Delivery Subsystem <mailer-daemon@googlemail.com>"
SHAPES: list[tuple[str | None, str, Shape]] = [
    (REPLY, "Je paie vendredi.", reply("Je paie vendredi.\n\nLe 16 juin 2026, Lumen a écrit :\n> x")),  # noqa: E501
    (REPLY, "We pay on Friday.", reply("We pay on Friday.\n\nOn 16 June 2026, Lumen wrote:\n> x")),
    (REPLY, "Geht Freitag raus.", reply("Geht Freitag raus.\n\nAm 16.06.2026 um 9 schrieb Lumen:\n> x")),  # noqa: E501
    (REPLY, "OK", reply("OK\n\n-----Original Message-----\nFrom: Lumen <a@b.example>\n")),
    (REPLY, "Vu", reply("Vu\n\n-----Message d’origine-----\nDe : Lumen\n")),
    (REPLY, "Ok", reply("Ok\n________________________________\nDe : Lumen <a@lumen.example>\n")),
    (REPLY, "Payé hier. Anna", html),
    (REPLY, "Kein Auto.", reply("Kein Auto.", "\nAuto-Submitted: no", "AW: Rappel")),
    (REPLY, "Absent", reply("Absent", "", "RE: Rappel F1 absent du livre")),
    (REPLY, "Réglé", reply("R=C3=A9gl=C3=A9", "\nContent-Type: text/plain; charset=utf-8\n"
                           "Content-Transfer-Encoding: quoted-printable")),
    (REPLY, "Naïf", reply("Naïf", "\nContent-Type: text/plain; charset=x-unknown")),
    (REPLY, "Plain.", in_parts),
    (REPLY, "Re: Rappel", reply("")),
    (REPLY, "Vu", lambda of, to: reply("Vu")(of, to).replace("In-Reply-To", "X-Thread")),
    (REPLY, "Vu", reply("Vu", "\nAuto-Submitted: no; by=hand")),
    (REPLY, "a b c", reply("a\nb\nc\nd\ne")),
    *[
        (AUTOMATIC, "Je suis absent jusqu'au 3 août.", away(subject, headers))
        for subject, headers in (
            ("Rappel", "\nAuto-Submitted: auto-replied"),
            ("Rappel", '\nAuto-Submitted: auto-replied; owner-email="a@b.example"'),
            ("Ticket 12", "\nAuto-Submitted: auto-generated"),
            ("Re: Rappel", "\nX-Autoreply: yes"),
            ("Re: Rappel", "\nX-Autorespond: Re"),
            ("Re: Rappel", "\nX-Autoresponder: x"),
            ("Re: Rappel", "\nPrecedence: auto_reply"),
            ("Re: Rappel", "\nPrecedence: Auto-Reply"),
            ("Automatic reply: Rappel", ""),
            ("Out of Office: Rappel", ""),
            ("Réponse automatique : Rappel", ""),
            ("Absence du bureau : Rappel", ""),
            ("Re: Réponse automatique : Rappel", ""),
            ("Automatische Antwort: Rappel", ""),
            ("Abwesenheitsnotiz: Rappel", ""),
            ("Automatisch antwoord: Rappel", ""),
            ("Respuesta automática: Rappel", ""),
            ("Risposta automatica: Rappel", ""),
            ("Resposta automática: Rappel", ""),
            ("Autosvar: Rappel", ""),
        )
    ],
    (BOUNCE, "550 5.1.1 unknown", report(POSTFIX, "failed", "5.1.1", "550 5.1.1 unknown")),
    (BOUNCE, "550 5.1.1 unknown", report(POSTFIX, "failed", "5.1.1", "550 5.1.1 unknown", headers_only=True)),  # noqa: E501
    (BOUNCE, "550 5.1.10", report(EXCHANGE, "failed", "5.1.10", "550 5.1.10")),
    (BOUNCE, "552 5.2.2 full", report(EXCHANGE, "Failed", "5.2.2", "552 5.2.2 full")),
    (BOUNCE, "550-5.1.1 gone", report(GMAIL, "failed", "5.1.1", "550-5.1.1 gone")),
    (BOUNCE, "550 no such user", exim),
    (BOUNCE, "No.", lambda of, to: _mail(f"X-Failed-Recipients: {to}\nIn-Reply-To: {of}", "No.")),
    (BOUNCE, "No such mailbox.", qmail),
    (None, "", delayed),
    (None, "", report(POSTFIX, "delayed", "4.4.1", "connection timed out")),
    (None, "", report(POSTFIX, "delivered", "2.0.0", "250 ok")),
    (None, "", reply("Lu", "\nContent-Type: multipart/report; report-type=disposition-notification")),  # noqa: E501
]  # fmt: skip


def real(template: str) -> Shape:
    return lambda of, to: (
        "Date: Wed, 17 Jun 2026 09:00:00 +0200\n"
        + template.replace("{of}", of).replace("{to}", to).replace("{n}", of[9:41])
    )


SHAPES += [(kind, text, real(template)) for kind, text, template in REAL_SHAPES]


def test_there_are_sixty_shapes() -> None:
    assert len(SHAPES) >= 60


@pytest.mark.parametrize("number", range(len(SHAPES)))
def test_each_shape(number: int) -> None:
    kind, text, shape = SHAPES[number]
    found = read_incoming(shape(ID.format(7), "ap@c01.example").encode())
    assert found.kind == kind
    if kind is not None:
        assert ID.format(7) in found.answers
        assert found.failed == (("ap@c01.example",) if kind == BOUNCE else ())
    if text:
        assert found.text == text.replace("{to}", "ap@c01.example")


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe\x00", b"Subject: =?x-none?b?AAAA?=\n\nx", b"Date: never\nFrom: <<>>\n\n",
     b"Content-Type: multipart/report; report-type=delivery-status\n\nno parts",
     b"Content-Type: message/delivery-status\n\nAction: failed",
     b"Content-Type: text/plain; charset=x-none\n\nPay\xe9"],
)  # fmt: skip
def test_garbage_is_read(content: bytes) -> None:
    found = read_incoming(content)
    assert (found.failed, found.sender) == ((), "")


def test_a_sender_without_brackets() -> None:
    assert read_incoming(b"From: Anna AP@c01.example\n\nx").sender == "ap@c01.example"


def test_a_subject_in_an_unknown_encoding_stays_as_it_is() -> None:
    assert read_incoming(b"Subject: =?x-none?b?AAAA?=  F1\n\nx").subject == "=?x-none?b?AAAA?= F1"


def test_each_recipient_that_failed_is_named_with_the_first_reason() -> None:
    found = read_incoming(two_failed(ID.format(7), "ap@c01.example").encode())
    assert (found.kind, found.text) == (BOUNCE, "5.2.2")
    assert found.failed == ("boss@c01.example", "ap@c01.example")
    assert found.answers == (ID.format(7),)


POSTFIX_REPORT = report(POSTFIX, "failed", "5.1.1", "550 5.1.1 no such user")

# The command


def sent(books: Path, *options: str) -> Done:
    return relance("sent", books, "--as-of", "2026-06-20", *options)


def mailbox(tmp_path: Path, count: int) -> Path:
    """A ledger with a reminder sent to each of some customers, and a Maildir."""
    books = ledger(tmp_path, count, '  maildir: "Mail"\n')
    maildir(tmp_path)
    notes = "".join(
        f'2026-06-16 note Assets:Clients:C{n:02} "Rappel" ^F{n:02}\n  relance: "reminder"\n'
        f'  message: "{ID.format(n)}"\n  recipient: "ap@c{n:02}.example"\n'
        for n in range(1, count + 1)
    )
    books.write_text(books.read_text() + notes)
    return books


def test_sixty_are_sorted_and_a_second_run_writes_nothing(tmp_path: Path) -> None:
    books = mailbox(tmp_path, len(SHAPES))
    expected = {}
    for number, (kind, _, shape) in enumerate(SHAPES):
        content = shape(ID.format(number + 1), f"ap@c{number + 1:02}.example")
        (tmp_path / "Mail" / "new" / f"{number:02}").write_bytes(content.encode())
        expected[f"C{number + 1:02}"] = kind
    shown = json.loads(sent(books, "--format", "json").stdout)["notes"]
    kinds = {REPLY: "replied", AUTOMATIC: "auto-reply", BOUNCE: "bounced"}
    assert {row["customer"]: row["kind"] for row in shown} == {
        customer: kinds[kind] for customer, kind in expected.items() if kind is not None
    }
    done = sent(books, "--write")
    assert done.returncode == 0, done.stderr
    written = books.read_bytes()
    assert written.count(b'relance: "bounced"') == sum(k == BOUNCE for k in expected.values())
    assert "nothing new" in sent(books, "--write").stdout
    assert books.read_bytes() == written


def test_what_was_sent_from_the_drafts_is_recorded(tmp_path: Path) -> None:
    books = ledger(tmp_path, 1, '  maildir: "Mail"\n')
    text = books.read_text().replace("ap@c01.example", "ap@c01.example; boss@c01.example")
    books.write_text(text)
    box = maildir(tmp_path)
    relance("drafts", books, "--as-of", "2026-06-18")
    (draft,) = (box / ".Drafts" / "cur").iterdir()
    for part in ("cur", "new", "tmp"):
        (box / ".Sent" / part).mkdir(parents=True)
    draft.rename(box / ".Sent" / "cur" / "1")
    assert "C01, 2026-06-18: reminder" in sent(books).stdout
    assert sent(books, "--write").returncode == 0
    (event,) = load_ledger(books).report(None).events
    assert (event.kind, str(event.date)) == ("reminder", "2026-06-18")
    assert event.message is not None
    assert event.message in (box / ".Sent" / "cur" / "1").read_text()
    assert event.recipient == "ap@c01.example; boss@c01.example"
    assert "nothing new" in sent(books, "--write").stdout


def test_a_reply_to_what_was_just_found_among_those_sent(tmp_path: Path) -> None:
    """It is about the invoices of that reminder, and never dated before it."""
    books = ledger(tmp_path, 2, '  maildir: "Mail"\n')
    box = maildir(tmp_path)
    relance("drafts", books, "--as-of", "2026-06-18")
    for part in ("cur", "new", "tmp"):
        (box / ".Sent" / part).mkdir(parents=True)
    for draft in list((box / ".Drafts" / "cur").iterdir()):
        content = draft.read_text()
        draft.rename(box / ".Sent" / "cur" / draft.name)
        (of,) = re.findall(r"^Message-ID:\s+(\S+)", content, re.MULTILINE)
        (to,) = re.findall(r"^To: (\S+)", content, re.MULTILINE)
        (box / "new" / draft.name).write_text(POSTFIX_REPORT(of, to))
    rows = json.loads(sent(books, "--format", "json").stdout)["notes"]
    assert sorted((row["kind"], row["customer"], row["invoices"]) for row in rows) == [
        ("bounced", "C01", "F01"),
        ("bounced", "C02", "F02"),
        ("reminder", "C01", "F01"),
        ("reminder", "C02", "F02"),
    ]
    assert {row["date"] for row in rows if row["kind"] == "bounced"} == {"2026-06-18"}


def test_other_mail_is_left_alone(tmp_path: Path) -> None:
    books = mailbox(tmp_path, 1)
    for number, sender in enumerate(("ap@c01.example", "stranger@x.example")):
        content = f"From: {sender}\nSubject: Newsletter\nMessage-ID: <n@x>\n\nBuy this.\n"
        (tmp_path / "Mail" / "new" / str(number)).write_text(content)
    assert "nothing new" in sent(books).stdout


def test_a_reply_without_a_thread_names_an_invoice(tmp_path: Path) -> None:
    books = mailbox(tmp_path, 1)
    content = "From: ap@c01.example\nSubject: Facture F01\nMessage-ID: <n@x>\n\nPaid.\n"
    (tmp_path / "Mail" / "new" / "1").write_text(content)
    (row,) = json.loads(sent(books, "--format", "json").stdout)["notes"]
    assert (row["kind"], row["text"], row["invoices"]) == ("replied", "Paid.", "F01")


@pytest.mark.parametrize("layout", ["beside", "mbox"])
def test_other_places_of_mail(tmp_path: Path, layout: str) -> None:
    """Maildirs beside each other (mbsync), and the files of Thunderbird, with a deleted e-mail."""
    books = mailbox(tmp_path, 2)
    root = tmp_path / "Folders"
    root.mkdir()
    books.write_text(books.read_text().replace('maildir: "Mail"', 'maildir: "Folders"'))
    contents = [reply("Réglé.")(ID.format(n), f"ap@c0{n}.example") for n in (1, 2)]
    if layout == "beside":
        for name in ("INBOX", "Sent"):
            for part in ("cur", "new", "tmp"):
                (root / name / part).mkdir(parents=True)
        (root / "INBOX" / "new" / "1").write_text(contents[0])
        (root / "INBOX" / "cur" / "2:2,ST").write_text(contents[1])
    else:
        (root / "Inbox.msf").touch()
        first = f"From - Wed Jun 17 09:00:00 2026\nX-Mozilla-Status: 0001\n{contents[0]}\n"
        second = f"From - Wed Jun 17 09:00:00 2026\nX-Mozilla-Status: 0009\n{contents[1]}\n"
        (root / "Inbox").write_text(first + second)
    done = sent(books, "--write", "--format", "json")
    assert done.returncode == 0, done.stderr
    (row,) = json.loads(done.stdout)["notes"]
    assert (row["customer"], row["kind"], row["text"]) == ("C01", "replied", "Réglé.")
    assert "nothing new" in sent(books, "--write").stdout
