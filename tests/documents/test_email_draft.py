"""Drafts of e-mails and mailto links: parsed back as a mail program would."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from beancount_relance.documents.email_draft import MAX_LINK, MailError, email_draft, link
from beancount_relance.documents.page_blocks import lay_out
from beancount_relance.dunning.agenda import Action
from beancount_relance.language.messages import Source
from beancount_relance.report.report import Report
from beancount_relance.texts.enclosures import Enclosure
from beancount_relance.texts.writer import Reminder, Writer
from tests.support.ledgers import report

CREDITOR = """
2024-01-01 custom "relance" "language" "fr"
2024-01-01 custom "relance" "creditor"
  name: "Atelier Lumen SARL"
  iban: "FR76 1990 6000 4400 0780 4125 390"
  email: "compta@atelier-lumen.example"
2024-01-01 open Income:Ventes
"""
CUSTOMER = """
2024-01-01 open Assets:Clients:Alpha
  name: "{name}"
  email: "{address}"
"""
SALE = """
2026-05-14 * "Alpha" "{narration}" ^{number}
  Assets:Clients:Alpha   1200.00 EUR
  Income:Ventes
"""
PDF = Enclosure("F1", "F1.pdf", b"%PDF \x00\xff =_relance_0", Source("books", 1))


def books(
    name: str = "Alpha & Fils",
    address: str = "compta@alpha.example",
    narration: str = "Trois suspensions",
    invoices: int = 1,
) -> Report:
    sales = "".join(
        SALE.format(narration=narration, number=f"F2026-{number:03}") for number in range(invoices)
    )
    return report(CREDITOR + CUSTOMER.format(name=name, address=address) + sales, "2026-06-16")


def written(found: Report, *enclosures: Enclosure) -> tuple[Reminder, bytes]:
    writer = Writer(found)
    action: Action = found.actions[0]
    assert action.channel == "email"
    reminder = writer.write(action)
    blocks = lay_out(writer.parts(action), writer.context(action), writer.language_of(action))
    return reminder, email_draft(reminder, blocks, found.settings.creditor, enclosures)


def parsed(content: bytes) -> EmailMessage:
    mail = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    assert not any(part.defects for part in mail.walk())
    return mail


def text_of(mail: EmailMessage, subtype: str) -> str:
    part = mail.get_body((subtype,))
    assert part is not None
    content = part.get_content()
    assert isinstance(content, str)
    return content.replace("\r\n", "\n")


def test_a_draft_opens_ready_to_send() -> None:
    reminder, content = written(books(), PDF)
    mail = parsed(content)
    assert mail["X-Unsent"] == "1"
    assert mail["From"] == "Atelier Lumen SARL <compta@atelier-lumen.example>"
    assert mail["Reply-To"] == "Atelier Lumen SARL <compta@atelier-lumen.example>"
    assert mail["To"].addresses[0].display_name == "Alpha & Fils"
    assert mail["To"].addresses[0].addr_spec == "compta@alpha.example"
    assert mail["Subject"] == reminder.subject
    assert reminder.subject.startswith("Rappel – facture n°\N{NO-BREAK SPACE}F2026-000")
    assert text_of(mail, "plain") == reminder.body
    (attached,) = mail.iter_attachments()
    assert attached.get_filename() == "F1.pdf"
    assert attached.get_content_type() == "application/pdf"
    assert attached.get_content() == PDF.content


def test_the_moment_of_sending_is_left_to_the_mail_program() -> None:
    mail = parsed(written(books())[1])
    assert mail["Date"] is None
    assert mail["Message-ID"] is None


def test_the_same_text_gives_the_same_bytes() -> None:
    assert written(books(), PDF)[1] == written(books(), PDF)[1]


def test_lines_end_as_in_transport_and_are_short() -> None:
    content = written(books(narration="très long " * 900), PDF)[1]
    assert content.count(b"\n") == content.count(b"\r\n")
    assert max(map(len, content.split(b"\r\n"))) <= 78


def test_the_page_has_the_amounts_in_a_table() -> None:
    page = text_of(parsed(written(books(invoices=2))[1]), "html")
    assert page.count("<tr>") >= 4  # titles, two invoices, the total
    assert "2\N{NARROW NO-BREAK SPACE}400,00\N{NO-BREAK SPACE}€" in page
    assert "Alpha" not in page  # nobody is named in it whom the text does not name
    assert ">IBAN<" in page


@pytest.mark.parametrize(
    "name",
    [
        "Alpha\nBcc: all@evil.example",
        "Alpha\r\n\r\nHello",
        "A\x0bB\x00C\u2028D",
        '<b>bold</b>, \\"Q\\" & Co; (x) @ :',
        "Société Éclairée 😀 שלום",
        "x" * 3000,
    ],
)
def test_a_name_is_only_a_name(name: str) -> None:
    mail = parsed(written(books(name=name))[1])
    assert mail["Bcc"] is None
    assert [address.addr_spec for address in mail["To"].addresses] == ["compta@alpha.example"]
    assert sorted(mail.keys()) == sorted(
        ["X-Unsent", "From", "Reply-To", "To", "Subject", "MIME-Version", "Content-Type"]
    )


def test_html_in_the_ledger_is_shown_as_it_stands() -> None:
    page = text_of(parsed(written(books(narration="<script>alert(1)</script> & Co"))[1]), "html")
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; Co" in page


@pytest.mark.parametrize("name", ["a\r\nBcc: x@evil.example.pdf", "é 😀.pdf", 'a"b;c.pdf'])
def test_a_file_name_is_only_a_file_name(name: str) -> None:
    enclosure = Enclosure("F1", name, b"x", Source("books", 1))
    mail = parsed(written(books(), enclosure)[1])
    assert mail["Bcc"] is None
    (attached,) = mail.iter_attachments()
    assert attached["Bcc"] is None
    assert attached.get_filename() == name.replace("\r\n", " ")


def test_two_files_of_one_name_are_told_apart() -> None:
    other = Enclosure("F2", "f1.pdf", b"other", Source("books", 2))
    mail = parsed(written(books(), PDF, other)[1])
    assert [part.get_filename() for part in mail.iter_attachments()] == ["F1.pdf", "f1-2.pdf"]


def test_a_domain_with_accents() -> None:
    mail = parsed(written(books(address="compta@éclair.example"))[1])
    assert mail["To"].addresses[0].addr_spec == "compta@xn--clair-9ra.example"


@pytest.mark.parametrize("address", ['a"b@c.example', "é@c.example", "a@-é..x"])
def test_an_address_that_no_mail_reaches_is_none(address: str) -> None:
    with pytest.raises(MailError, match="has no e-mail address"):
        written(books(address=address.replace('"', '\\"')))


def test_a_link_has_the_whole_text() -> None:
    reminder = written(books())[0]
    found = link(reminder)
    assert found is not None
    assert found.complete
    parts = urlsplit(found.url)
    fields = parse_qs(parts.query, strict_parsing=True)
    assert (parts.scheme, unquote(parts.path)) == ("mailto", "compta@alpha.example")
    assert fields["subject"] == [reminder.subject]
    assert fields["body"] == [reminder.body.replace("\n", "\r\n")]


def test_a_text_too_long_for_a_link_is_left_out_whole() -> None:
    reminder = written(books(invoices=9))[0]
    found = link(reminder)
    assert found is not None
    assert not found.complete
    assert parse_qs(urlsplit(found.url).query) == {"subject": [reminder.subject]}
    assert len(found.url) <= MAX_LINK


def test_an_address_adds_nothing_to_a_link() -> None:
    reminder = written(books(address="a?bcc=x&y@alpha.example"))[0]
    found = link(reminder)
    assert found is not None
    assert set(parse_qs(urlsplit(found.url).query)) == {"subject", "body"}


@pytest.mark.parametrize(
    "name",
    [
        "Cafés <all@evil.example>, et une suite assez longue pour être coupée en deux lignes",
        "A company <all@evil.example>, with a name long enough to be folded onto two lines",
        'Tr\\"u\\\\c, <all@evil.example> ' + "word " * 40,
    ],
)
def test_a_long_name_gives_no_second_address(name: str) -> None:
    mail = parsed(written(books(name=name))[1])
    assert [address.addr_spec for address in mail["To"].addresses] == ["compta@alpha.example"]
