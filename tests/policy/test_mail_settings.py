"""The mail account in the ledger, and the addresses of a customer."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from beancount_relance.documents.email_draft import email_draft, link
from beancount_relance.policy.mail_settings import MailSettings, Server
from beancount_relance.policy.setting_directives import parse_settings
from beancount_relance.texts.writer import Writer
from tests.support.ledgers import accounts, complaints, customs, report, sale


def mail(lines: str) -> tuple[MailSettings, list[str]]:
    text = '2024-01-01 custom "relance" "mail"\n' + "".join(
        f"  {line}\n" for line in lines.splitlines()
    )
    settings, problems = parse_settings(customs(text))
    return settings.mail, [str(problem.message) for problem in problems]


def test_all_keys() -> None:
    found, wrong = mail(
        'sender: "a@b.example"\ncopy-to: "c@b.example; d@b.example"\ndaily-limit: 50\n'
        'hours: "9:30 - 17h"\npause: 5\nsmtp: "smtp.b.example:587"\nimap: "imap.b.example"\n'
        'user: "a"\npassword-command: "pass b"\nsent-folder: "Sent"\nmaildir: "Mail"'
    )
    assert wrong == []
    assert found.copy_to == ("c@b.example", "d@b.example")
    assert found.hours == (datetime.time(9, 30), datetime.time(17))
    assert (found.smtp, found.imap) == (
        Server("smtp.b.example", 587),
        Server("imap.b.example", 993),
    )
    assert found.maildir is not None
    assert found.maildir.name == "Mail"


def test_in_french() -> None:
    found, wrong = mail(
        'expediteur: "a@b.example"\ncommande: "msmtp"\nlimite-quotidienne: 3\n'
        'commande-mot-de-passe: "pass b"\nchiffrement: "non"\nimap: "127.0.0.1:143"'
    )
    assert wrong == []
    assert (found.command, found.daily_limit, found.password_command) == ("msmtp", 3, "pass b")
    assert found.imap == Server("127.0.0.1", 143, encrypted=False)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('smtp: "a b"', "a server"),
        ('smtp: "https://smtp.b.example"', "a server"),
        ('smtp: "smtp.b.example:99999"', "a server"),
        ('hours: "18-9"', "the hours of a day"),
        ('hours: "9-25"', "the hours of a day"),
        ("daily-limit: 0", "from 1 to"),
        ('sender: "nobody"', "one e-mail address"),
        ('password: "secret"', "not known here; perhaps “password-command”"),
        ('encryption: "off"\nimap: "imap.b.example"', "a server on this machine"),
    ],
)
def test_what_is_wrong_is_told(line: str, expected: str) -> None:
    found, (problem,) = mail(line)
    assert expected in problem
    assert found.smtp is None
    assert found.imap is None


def with_addresses(lines: str) -> str:
    opened = accounts().replace(
        "open Assets:Clients:Martin\n", f"open Assets:Clients:Martin\n{lines}"
    )
    return opened + sale("2026-05-14", "F1", "1200.00")


def test_several_addresses() -> None:
    found = report(with_addresses('  email: "a@m.example; b@m.example"\n  cc: "c@m.example"\n'))
    assert complaints(found) == []
    reminder = Writer(found).write(found.actions[0])
    assert reminder.recipient == "a@m.example; b@m.example"
    content = email_draft(reminder, (), found.settings.creditor).decode()
    assert "\r\nTo: a@m.example, b@m.example\r\nCc: c@m.example\r\n" in content
    opened = link(reminder)
    assert opened is not None
    assert opened.url.startswith("mailto:a@m.example,b@m.example?cc=c@m.example&subject=")


def test_the_accounts_department_gets_the_reminders() -> None:
    found = report(with_addresses('  email: "boss@m.example"\n  email-accounts: "ap@m.example"\n'))
    assert Writer(found).write(found.actions[0]).recipient == "ap@m.example"


def test_one_wrong_address_among_several_is_told() -> None:
    found = report(with_addresses('  email: "a@m.example; b@m"\n'))
    ((_, problem),) = complaints(found)
    assert "one e-mail address" in problem
    assert found.customer("Martin").mail_to == ()


def test_the_folder_is_beside_the_ledger(tmp_path: Path) -> None:
    (entry,) = customs('2024-01-01 custom "relance" "mail"\n  maildir: "Mail"\n')
    settings, _ = parse_settings([entry._replace(meta={**entry.meta, "filename": f"{tmp_path}/x"})])
    assert settings.mail.maildir == tmp_path / "Mail"
