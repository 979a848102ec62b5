"""Drafts in a Maildir: once each, with a Message-ID by which they are recognised."""

from __future__ import annotations

import json
import mailbox
import os
from email.message import EmailMessage, Message
from pathlib import Path

import pytest
from msgspec.structs import replace

from beancount_relance.dunning.agenda import ActionIdentity
from beancount_relance.language.messages import language
from beancount_relance.outbox.drafts import DraftFolder
from beancount_relance.outbox.mailbox import opened
from beancount_relance.outbox.outgoing import outgoing_mails
from beancount_relance.report.loading import load_ledger
from beancount_relance.texts.edited_text import EditedText
from tests.support.command import relance
from tests.support.ledgers import FRANCE, accounts, sale

AS_OF = '2020-01-01 custom "relance" "as-of" 2026-06-20\n'
CREDITOR = FRANCE + '  name: "Lumen"\n  email: "compta@lumen.example"\n'
MAIL = '  email: "ap@martin.example"\n'


def ledger(folder: Path, *sales: str, mail: str = MAIL) -> Path:
    opened = accounts().replace(
        "open Assets:Clients:Martin\n", f"open Assets:Clients:Martin\n{mail}"
    )
    path = folder / "books.beancount"
    path.write_text(opened + "".join(sales) + AS_OF + CREDITOR, encoding="utf-8")
    return path


@pytest.fixture
def maildir(tmp_path: Path) -> Path:
    path = tmp_path / "Maildir"
    mailbox.Maildir(path)
    return path


def drafts(maildir: Path, folder: str = "Drafts") -> list[Message]:
    box = mailbox.Maildir(maildir, create=False)
    return list(box.get_folder(folder)) if folder in box.list_folders() else []


F1 = sale("2026-05-14", "F1", "1200.00")
F2 = sale("2026-05-15", "F2", "300.00")


def test_a_draft_is_there_once(tmp_path: Path, maildir: Path) -> None:
    books = ledger(tmp_path, F1)
    first = relance("drafts", books, "--maildir", maildir)
    assert first.returncode == 0, first.stderr
    second = relance("drafts", books, "--maildir", maildir)
    assert "(there already)" in second.stdout
    (only,) = drafts(maildir)
    assert only["To"] == "ap@martin.example"
    assert only["Message-ID"].endswith("@lumen.example>")
    assert only["Date"].startswith("Sat, 20 Jun 2026")
    assert isinstance(only, mailbox.MaildirMessage)
    assert only.get_flags() == "DS"
    assert only.get_subdir() == "cur"


def test_one_that_was_sent_is_not_drafted_again(tmp_path: Path, maildir: Path) -> None:
    books = ledger(tmp_path, F1)
    relance("drafts", books, "--maildir", maildir)
    box = mailbox.Maildir(maildir, create=False)
    folder = box.get_folder("Drafts")
    (key,) = folder.keys()
    box.add_folder("Sent").add(folder[key])
    folder.discard(key)
    assert "(it is among the sent e-mails)" in relance("drafts", books, "--maildir", maildir).stdout
    assert drafts(maildir) == []


def test_the_next_day_writes_it_again(tmp_path: Path, maildir: Path) -> None:
    books = ledger(tmp_path, F1)
    relance("drafts", books, "--maildir", maildir, "--as-of", "2026-06-18")
    (first,) = drafts(maildir)
    assert "written again" in relance("drafts", books, "--maildir", maildir).stdout
    (second,) = drafts(maildir)
    assert (first["Date"][:11], second["Date"][:11]) == ("Thu, 18 Jun", "Sat, 20 Jun")


PAID = """2026-06-19 * "Martin" "Part" ^F1
  Assets:Bank              {0} EUR
  Assets:Clients:Martin
"""
SITUATIONS = [
    # what is in the draft folder, what the ledger says then, whether somebody edited the draft
    ([F1], [F1, PAID.format("200.00")], False, "replaced", "1,000.00"),
    ([F1], [F1, PAID.format("200.00")], True, "outdated", "1,200.00"),
    ([F1, F2], [F1, F2, PAID.format("1200.00")], False, "replaced", "300.00"),
    ([F1, F2], [F1, F2, PAID.format("1200.00")], True, "outdated", "1,200.00"),
    ([F1], [F1, F2], False, "replaced", "300.00"),
    ([F1], [F1], True, "there", "1,200.00"),
    ([F1], [F1], False, "there", "1,200.00"),
]


@pytest.mark.parametrize(("before", "after", "edited", "state", "figure"), SITUATIONS)
def test_a_draft_that_the_ledger_has_outdated(
    tmp_path: Path,
    maildir: Path,
    before: list[str],
    after: list[str],
    state: str,
    figure: str,
    *,
    edited: bool,
) -> None:
    """It is written again; if somebody has edited it, it is named and stays as it is."""
    relance("drafts", ledger(tmp_path, *before), "--maildir", maildir)
    if edited:
        (path,) = (maildir / ".Drafts" / "cur").iterdir()
        content = path.read_bytes()
        assert b"</body>" in content
        path.write_bytes(content.replace(b"</body>", b"<p>Thank you!</p></body>"))
    books = ledger(tmp_path, *after)
    done = relance("drafts", books, "--maildir", maildir, "--format", "json")
    (row,) = json.loads(done.stdout)["drafts"]
    assert row["state"] == state
    assert done.returncode == (2 if state == "outdated" else 0), done.stderr
    (only,) = drafts(maildir)
    assert figure in only.as_bytes().decode().replace("=C2=A0", " ").replace("=\n", "")
    again = relance("drafts", books, "--maildir", maildir, "--format", "json")
    (row,) = json.loads(again.stdout)["drafts"]
    assert row["state"] == ("outdated" if state == "outdated" else "there")


def test_a_draft_that_is_no_longer_due_is_named(tmp_path: Path, maildir: Path) -> None:
    relance("drafts", ledger(tmp_path, F1), "--maildir", maildir)
    books = ledger(tmp_path, F1, PAID.format("1200.00"))
    done = relance("drafts", books, "--maildir", maildir, "--format", "json")
    assert done.returncode == 2
    (row,) = json.loads(done.stdout)["outdated"]
    assert (row["customer"], row["stage"]) == ("Martin", "reminder")
    assert "Martin: it is no longer due: delete the draft" in done.stderr
    assert len(drafts(maildir)) == 1


def test_a_text_changed_on_the_page_is_not_written_again(tmp_path: Path, maildir: Path) -> None:
    books = ledger(tmp_path, F1)
    loaded = load_ledger(books)
    report = loaded.report()
    action = ("Martin", "reminder", ("F1",))
    changed: dict[ActionIdentity, EditedText] = {
        action: EditedText("Our invoice F1", "Please call me.")
    }
    mails, _ = outgoing_mails(report, report.actions, books.name, language("en"), edited=changed)
    settings = replace(report.settings, mail=replace(report.settings.mail, maildir=maildir))
    with opened(settings) as box:
        assert box is not None
        assert [each.state for each in DraftFolder(box).put(mails)] == ["added"]
    for later, state in (([F1], "there"), ([F1, PAID.format("200.00")], "outdated")):
        done = relance("drafts", ledger(tmp_path, *later), "--maildir", maildir, "--format", "json")
        assert [row["state"] for row in json.loads(done.stdout)["drafts"]] == [state]
        (only,) = drafts(maildir)
        assert "Please call me." in only.as_string()


def test_two_drafts_after_a_crash_become_one(tmp_path: Path, maildir: Path) -> None:
    """A new draft is stored before the old one is removed."""
    relance("drafts", ledger(tmp_path, F1), "--maildir", maildir)
    (old,) = (maildir / ".Drafts" / "cur").iterdir()
    content = old.read_bytes()
    books = ledger(tmp_path, F1, PAID.format("200.00"))
    relance("drafts", books, "--maildir", maildir)
    old.write_bytes(content)
    assert len(drafts(maildir)) == 2
    assert relance("drafts", books, "--maildir", maildir).returncode == 0
    (only,) = drafts(maildir)
    assert "1,000.00" in only.as_bytes().decode().replace("=C2=A0", " ").replace("=\n", "")


def test_folders_beside_each_other(tmp_path: Path) -> None:
    """As mbsync and OfflineIMAP keep them."""
    root = tmp_path / "Mail"
    root.mkdir()
    for name in ("INBOX", "Drafts", "Sent"):
        mailbox.Maildir(root / name)
    books = ledger(tmp_path, F1)
    assert relance("drafts", books, "--maildir", root).returncode == 0
    (draft,) = (root / "Drafts" / "cur").iterdir()
    draft.rename(root / "Sent" / "cur" / draft.name)
    assert "among the sent" in relance("drafts", books, "--maildir", root).stdout


@pytest.mark.parametrize("kind", ["maildir", "mbox"])
def test_thunderbird_would_not_notice_a_draft(tmp_path: Path, kind: str) -> None:
    root = tmp_path / "Mail"
    root.mkdir()
    if kind == "maildir":
        mailbox.Maildir(root / "Inbox")
    (root / "Inbox.msf").touch()
    setting = '2020-01-01 custom "relance" "mail"\n  maildir: "Mail"\n'
    books = ledger(tmp_path, F1)
    books.write_text(books.read_text() + setting)
    done = relance("drafts", books)
    assert done.returncode == 2
    assert "belongs to Thunderbird" in done.stderr


@pytest.mark.parametrize("folder", ["", ".Drafts", "a..b", "X/../../esc", "../x", "a\nb"])
def test_a_folder_that_has_no_such_name(tmp_path: Path, maildir: Path, folder: str) -> None:
    before = sorted(tmp_path.rglob("*"))
    done = relance("drafts", ledger(tmp_path, F1), "--maildir", maildir, "--folder", folder)
    assert done.returncode == 3
    assert "is not the name of a folder" in done.stderr
    assert sorted(tmp_path.rglob("*")) == sorted([*before, tmp_path / "books.beancount"])


def test_the_name_of_a_folder_is_that_of_maildirs(tmp_path: Path, maildir: Path) -> None:
    arguments = ("drafts", ledger(tmp_path, F1), "--maildir", maildir)
    assert relance(*arguments, "--folder", "Brouillons été").returncode == 0
    assert (maildir / ".Brouillons &AOk-t&AOk-" / "cur").is_dir()


def test_what_is_no_file_is_left_out(tmp_path: Path, maildir: Path) -> None:
    (maildir / "cur" / "dangling").symlink_to(maildir / "nowhere")
    (maildir / "new" / "folder").mkdir()
    os.mkfifo(maildir / "new" / "pipe")
    done = relance("drafts", ledger(tmp_path, F1), "--maildir", maildir)
    assert done.returncode == 0, done.stderr
    assert len(drafts(maildir)) == 1


def test_a_copy_that_is_missing_is_told(tmp_path: Path, maildir: Path) -> None:
    lost = F1.replace("\n", '\n  document: "F-lost.pdf"\n', 1)
    done = relance("drafts", ledger(tmp_path, lost), "--maildir", maildir)
    assert done.returncode == 2
    assert "expected an existing file" in done.stderr


def test_other_mails_are_left_alone(tmp_path: Path, maildir: Path) -> None:
    box = mailbox.Maildir(maildir, create=False)
    mail = EmailMessage()
    mail["Subject"] = "Bonjour"
    box.add_folder("Drafts").add(mail)
    (maildir / "new" / "garbage").write_bytes(b"\xff\xfe\x00 not a mail")
    relance("drafts", ledger(tmp_path, F1), "--maildir", maildir)
    assert len(drafts(maildir)) == 2


def test_words_choose_and_another_folder(tmp_path: Path, maildir: Path) -> None:
    arguments = ("drafts", ledger(tmp_path, F1), "Martin", "--maildir", maildir)
    done = relance(*arguments, "--folder", "Relances", "--format", "json")
    (row,) = json.loads(done.stdout)["drafts"]
    assert (row["to"], row["invoices"], row["added"]) == ("ap@martin.example", ["F1"], True)
    assert len(drafts(maildir, "Relances")) == 1


def test_no_address_is_told(tmp_path: Path, maildir: Path) -> None:
    books = ledger(tmp_path, F1, mail="")
    done = relance("drafts", books, "--maildir", maildir)
    assert done.returncode == 2
    assert "no e-mail address" in done.stderr
    assert drafts(maildir) == []
    shown = relance("drafts", books, "--maildir", maildir, "--format", "json")
    (row,) = json.loads(shown.stdout)["left_out"]
    assert (row["customer"], row["invoices"]) == ("Martin", ["F1"])
    assert row["why"] == "Martin has no e-mail address"


def test_a_letter_instead_of_an_e_mail_is_told(tmp_path: Path, maildir: Path) -> None:
    books = ledger(tmp_path, F1, mail='  address: "1 rue Haute, 75001 Paris"\n')
    shown = relance("drafts", books, "--maildir", maildir, "--format", "json")
    assert shown.returncode == 0
    (row,) = json.loads(shown.stdout)["left_out"]
    assert "Martin" in row["why"]


def test_a_folder_that_is_no_maildir(tmp_path: Path) -> None:
    done = relance("drafts", ledger(tmp_path, F1), "--maildir", tmp_path)
    assert done.returncode == 3
    assert "is not a Maildir" in done.stderr
    assert list(tmp_path.iterdir()) == [tmp_path / "books.beancount"]
