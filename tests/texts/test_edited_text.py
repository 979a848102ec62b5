"""What somebody changed in a text is what goes out: as a letter, and as an e-mail."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest
from pypdf import PdfReader

from beancount_relance.documents.batch import BatchWriter
from beancount_relance.dunning.agenda import Action
from beancount_relance.language.messages import language
from beancount_relance.report.loading import load_ledger
from beancount_relance.report.report import Report
from beancount_relance.texts.edited_text import EditedText, with_edits
from beancount_relance.texts.enclosures import Enclosures
from beancount_relance.texts.writer import Reminder, Writer
from tests.support.command import EXAMPLE

FEE = "40,00"


@pytest.fixture(scope="module")
def report() -> Report:
    return load_ledger(Path(EXAMPLE)).report()


@pytest.fixture(scope="module")
def writer(report: Report) -> Writer:
    return Writer(report, Enclosures(report))


def action_of(report: Report, stage: str) -> Action:
    return next(action for action in report.actions if action.stage.name == stage)


def file_of(report: Report, action: Action, form: str, edited: EditedText) -> bytes:
    batch = BatchWriter(report, Enclosures(report), form, language("en"))
    batch.write(action, named=True, edited=edited)
    outcome = batch.finish()
    assert outcome.failures == []
    return outcome.files[0].content


def mail_of(content: bytes) -> tuple[str, str, str]:
    mail = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    return str(mail["Subject"]), plain.get_content(), html.get_content()


def printed(content: bytes, folder: Path) -> str:
    path = folder / "letter.pdf"
    path.write_bytes(content)
    pages = [page.extract_text() for page in PdfReader(path).pages]
    return " ".join(" ".join(pages).split())


def test_a_text_that_nobody_changed_stays_itself(report: Report, writer: Writer) -> None:
    for action in report.actions:
        written = writer.written(action)
        text = written.reminder
        assert with_edits(written, EditedText(text.subject, text.body)) is written
        windows = text.body.replace("\n", "\r\n")  # as forms send it
        assert with_edits(written, EditedText(text.subject, windows)) is written


@pytest.mark.parametrize(
    "change",
    [
        lambda body: body.replace("\n\n", "\n\nMY OWN SENTENCE.\n\n", 1),
        lambda body: body.replace("\n\n", "\nMY OWN SENTENCE.\n\n", 1),
        lambda body: body + "\nMY OWN SENTENCE.",
        lambda body: "MY OWN SENTENCE.\n" + body,
        lambda _: "MY OWN SENTENCE.",
        lambda body: "\n".join(reversed(body.splitlines())) + "\nMY OWN SENTENCE.",
    ],
)
def test_every_line_that_stands_there_goes_out_and_no_other(
    report: Report, writer: Writer, change: Callable[[str], str]
) -> None:
    for action in report.actions:
        written = writer.written(action)
        body = change(written.reminder.body)
        edited = with_edits(written, EditedText("Mine", body))
        assert edited.reminder.subject == "Mine"
        assert edited.reminder.body == body.strip() + "\n"
        shown = "\n".join(part.text for part in edited.parts if part.name != "subject_line")
        lines = [line.strip() for line in body.splitlines() if line.strip()]
        subject = [part.text for part in edited.parts if part.name == "subject_line"]
        own = [line for line in lines if f": {written.reminder.subject}" not in line]
        found = [line.strip() for line in shown.splitlines() if line.strip()]
        assert sorted(found) == sorted(own if subject else lines)


def test_the_mail_has_the_subject_and_the_text(report: Report, writer: Writer) -> None:
    action = next(a for a in report.actions if a.channel == "email" and a.stage.name == "reminder")
    text: Reminder = writer.write(action)
    body = text.body.replace("\n\n", "\n\nMY OWN <b>SENTENCE</b>.\n\n", 1)
    content = file_of(report, action, "eml", EditedText("MY SUBJECT\nBcc: all@evil.example", body))
    subject, plain, html = mail_of(content)
    assert subject == "MY SUBJECT Bcc: all@evil.example"
    assert plain.replace("\r\n", "\n") == body
    assert "<p>MY OWN &lt;b&gt;SENTENCE&lt;/b&gt;.</p>" in html
    assert "<table" in html  # the invoices, which nobody changed


def test_the_fee_that_was_struck_is_not_in_the_letter(
    report: Report, writer: Writer, tmp_path: Path
) -> None:
    action = next(a for a in report.actions if a.stage.name == "firm-letter" and a.recovery_fee)
    text = writer.write(action)
    assert FEE in text.body
    kept = [line for line in text.body.splitlines() if FEE not in line]
    total = next(line for line in kept if "2" in line and "Total" in line)
    body = "\n".join(kept).replace(total, "Total : 1 960,18 €")
    before = printed(file_of(report, action, "pdf", EditedText(text.subject, text.body)), tmp_path)
    after = printed(file_of(report, action, "pdf", EditedText("Mon objet", body)), tmp_path)
    assert FEE in before
    assert "Scan" in before or "Scanner" in before or "scanner" in before
    assert FEE not in after
    assert "1 960,18 €" in after
    assert "Mon objet" in after
    assert text.subject not in after
    assert "canner" not in after  # no code asks for what was struck


def test_a_changed_address_is_in_the_window(report: Report, writer: Writer, tmp_path: Path) -> None:
    action = action_of(report, "firm-letter")
    text = writer.write(action)
    assert action.customer.address is not None
    street = action.customer.address.splitlines()[0].split(",")[0]
    assert street in text.body
    body = text.body.replace(street, "Boîte postale 7")
    edited = with_edits(writer.written(action), EditedText(text.subject, body))
    (recipient,) = [part for part in edited.parts if part.name == "recipient"]
    assert "Boîte postale 7" in recipient.text
    after = printed(file_of(report, action, "pdf", EditedText(text.subject, body)), tmp_path)
    assert street not in after


def test_a_mail_becomes_a_letter_with_the_same_words(
    report: Report, writer: Writer, tmp_path: Path
) -> None:
    action = next(a for a in report.actions if a.channel == "email" and a.customer.address)
    text = writer.write(action)
    body = text.body.replace("\n\n", "\n\nMY OWN SENTENCE.\n\n", 1)
    after = printed(file_of(report, action, "pdf", EditedText(text.subject, body)), tmp_path)
    assert "MY OWN SENTENCE." in after
