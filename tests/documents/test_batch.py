"""Texts as files: which are written in which form, how they are called, what is kept."""

from __future__ import annotations

import datetime
import email
import email.policy
import subprocess
import sys
from email.message import EmailMessage
from pathlib import Path

import pytest
from pypdf import PdfReader

from beancount_relance.documents.files import ExistsError, File, file_stem, save
from tests.support.command import EXAMPLE, as_json, relance

BOOKS = """
2026-01-01 custom "relance" "as-of" 2026-06-17
2026-01-01 custom "relance" "creditor"
  name: "Atelier Lumen SARL"
  email: "compta@atelier-lumen.example"
2026-01-01 open Assets:Clients:Martin EUR
  email: "compta@martin.example"
  address: "9 rue des Gabares, 44000 Nantes"
2026-01-01 open Assets:Clients:Durand EUR
  address: "1 rue du Port, 44000 Nantes"
2026-01-01 open Income:Ventes EUR
2026-05-14 * "Martin" "Enseigne" ^F2026-014
  document: "F2026-014.pdf"
  Assets:Clients:Martin   1200.00 EUR
  Income:Ventes
2026-05-14 * "Durand" "Enseigne" ^F2026-015
  document: "../secret.pdf"
  Assets:Clients:Durand   700.00 EUR
  Income:Ventes
"""
MAIL = "2026-06-17_Martin_reminder.eml"


@pytest.fixture
def books(tmp_path: Path) -> Path:
    folder = tmp_path / "books"
    folder.mkdir()
    (folder / "F2026-014.pdf").write_bytes(b"%PDF \x00 the invoice")
    (tmp_path / "secret.pdf").write_bytes(b"secret")
    path = folder / "books.beancount"
    path.write_text(BOOKS, encoding="utf-8")
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_mails_of_the_day(books: Path, tmp_path: Path) -> None:
    done = relance("letter", books, "--as", "eml", "--out", tmp_path / "out")
    assert done.returncode == 0
    assert done.stdout == f"{tmp_path / 'out' / MAIL}\n"
    assert done.stderr == (
        "Durand has no e-mail address that works: first reminder goes by letter; see “relance "
        "letter”\n"
    )
    assert names(tmp_path / "out") == [MAIL]
    content = (tmp_path / "out" / MAIL).read_bytes()
    mail = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    (attached,) = mail.iter_attachments()
    assert attached.get_content() == b"%PDF \x00 the invoice"


def test_a_path_that_leads_out_is_told_and_the_letter_comes_all_the_same(
    books: Path, tmp_path: Path
) -> None:
    done = relance("letter", books, "--as", "pdf", "--out", tmp_path / "out")
    assert done.returncode == 2
    assert names(tmp_path / "out") == ["2026-06-17_Durand_reminder.pdf"]
    assert f"{books}:16: document: “../secret.pdf” – expected a file in the ledger" in done.stderr
    assert "Durand: the ledger has no copy of F2026-015; the text offers to send" in done.stderr
    assert b"secret" not in (tmp_path / "out" / names(tmp_path / "out")[0]).read_bytes()


def test_who_is_named_gets_a_mail_as_a_letter_too(books: Path, tmp_path: Path) -> None:
    done = relance("letter", books, "Martin", "F2026-015", "--as", "pdf", "--out", tmp_path / "out")
    assert names(tmp_path / "out") == [
        "2026-06-17_Durand_reminder.pdf",
        "2026-06-17_Martin_reminder.pdf",
        "2026-06-17_letters.pdf",
    ]
    assert "2026-06-17_Martin_reminder.pdf: enclose F2026-014.pdf\n" in done.stderr


def test_who_is_named_and_has_no_address_is_told(books: Path, tmp_path: Path) -> None:
    done = relance("letter", books, "Durand", "--as", "eml", "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "Durand has no e-mail address" in done.stderr
    assert not (tmp_path / "out").exists()


def test_plain_text_in_files(books: Path, tmp_path: Path) -> None:
    relance("letter", books, "Martin", "--out", tmp_path / "out")
    text = (tmp_path / "out" / "2026-06-17_Martin_reminder.txt").read_text(encoding="utf-8")
    assert text.startswith("Reminder – invoice F2026-014, due on 13 June 2026\n\nHello,")


def test_twice_is_once_and_a_file_that_was_changed_is_kept(books: Path, tmp_path: Path) -> None:
    command = ("letter", books, "Martin", "--as", "eml", "--out", tmp_path / "out")
    assert relance(*command).returncode == 0
    path = tmp_path / "out" / MAIL
    content = path.read_bytes()
    assert relance(*command).returncode == 0
    path.write_text("edited by hand", encoding="utf-8")
    done = relance(*command)
    assert done.returncode == 3
    assert (
        f"these files exist with different content, so nothing was written: {MAIL}" in done.stderr
    )
    assert path.read_text(encoding="utf-8") == "edited by hand"
    assert relance(*command, "--force").returncode == 0
    assert path.read_bytes() == content
    assert names(tmp_path / "out") == [MAIL]


@pytest.mark.parametrize("form", ["eml", "pdf"])
def test_a_form_needs_a_folder(books: Path, form: str) -> None:
    done = relance("letter", books, "--as", form)
    assert done.returncode == 3
    assert f"--as {form} needs --out FOLDER" in done.stderr


def test_a_folder_that_is_a_file_is_told(books: Path) -> None:
    done = relance("letter", books, "--out", books.parent / "F2026-014.pdf")
    assert done.returncode == 3
    assert "Traceback" not in done.stderr


def test_for_programs(books: Path, tmp_path: Path) -> None:
    data = as_json("letter", books, "Martin", "--as", "eml", "--out", tmp_path / "out")
    assert data["files"] == [
        {
            "path": str(tmp_path / "out" / MAIL),
            "customer": "Martin",
            "stage": "reminder",
            "channel": "email",
            "invoices": ["F2026-014"],
            "enclosures": ["F2026-014.pdf"],
        }
    ]
    (text,) = as_json("letter", books, "Martin")["letters"]
    assert text["mailto"].startswith("mailto:compta@martin.example?subject=Reminder%20")
    assert text["mailto_complete"] is True


def test_without_the_extra_one_line_says_how_to_install_it(books: Path, tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['typst'] = None; sys.modules['segno'] = None\n"
        "from beancount_relance.cli import main; main()"
    )
    options = ("letter", str(books), "--as", "pdf", "--out", str(tmp_path / "out"))
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", code, *options], capture_output=True, text=True, check=False
    )
    assert done.returncode == 3
    *_, last = done.stderr.splitlines(keepends=True)  # the frozen day is warned of first
    assert last == (
        "Error: typst is required but not installed; install it with: "
        "pip install 'beancount-relance[pdf]'\n"
    )
    assert not (tmp_path / "out").exists()


def test_the_letters_of_the_example(tmp_path: Path) -> None:
    done = relance("letter", EXAMPLE, "--as", "pdf", "--out", tmp_path)
    assert done.returncode == 0, done.stderr
    assert names(tmp_path) == [
        "2026-06-30_Boulangerie-Martin_call.pdf",
        "2026-06-30_Cave-des-Anges_formal-notice.pdf",
        "2026-06-30_Coworking-La-Ruche_firm-letter.pdf",
        "2026-06-30_Harborview-Interiors_call.pdf",
        "2026-06-30_Loft-Immobilier_legal.pdf",
        "2026-06-30_Menuiserie-Le-Goff_courtesy.pdf",
        "2026-06-30_Pharmacie-du-Vieux-Puits_courtesy.pdf",
        "2026-06-30_Restaurant-La-Cale_firm-letter.pdf",
        "2026-06-30_Traiteur-Gaudin_visit.pdf",
        "2026-06-30_letters.pdf",
    ]


def test_many_letters_are_printed_in_several_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("beancount_relance.documents.batch.MOST_TOGETHER", 1)
    done = relance("letter", EXAMPLE, "--as", "pdf", "--out", tmp_path)
    assert done.returncode == 0, done.stderr
    together = sorted(path for path in tmp_path.iterdir() if "_letters" in path.name)
    assert [path.name for path in together] == [
        f"2026-06-30_letters-{number}.pdf" for number in range(1, len(together) + 1)
    ]
    assert len(together) > 1
    for path in together:  # an index, and a letter
        assert len(PdfReader(path).pages) > 1


@pytest.mark.parametrize(
    ("customer", "name"),
    [
        ("Boulangerie-Martin", "2026-06-30_Boulangerie-Martin_reminder"),
        ("Éditions:Nord", "2026-06-30_Éditions-Nord_reminder"),
        ("../../etc/passwd", "2026-06-30_etc-passwd_reminder"),
        ('a\n"b"<c>|d*e?', "2026-06-30_a-b-c-d-e_reminder"),
        ("...", "2026-06-30_x_reminder"),
        ("x" * 500, f"2026-06-30_{'x' * 80}_reminder"),
        ("x" + "é" * 500, f"2026-06-30_x{'é' * 39}_reminder"),  # 1 + 39 × 2 of 80 bytes
        ("株" * 500, f"2026-06-30_{'株' * 26}_reminder"),  # 26 × 3 of 80 bytes
        ("x" * 79 + "-." + "y", f"2026-06-30_{'x' * 79}_reminder"),
    ],
)
def test_names_are_safe_on_every_system(customer: str, name: str) -> None:
    assert file_stem(datetime.date(2026, 6, 30), customer, "reminder") == name


def test_a_name_in_any_script_can_be_written(tmp_path: Path) -> None:
    """The longest: file systems take 255 bytes, and a part of a file is written first."""
    stem = file_stem(datetime.date(2026, 6, 30), "😀株" * 300, "株" * 300)
    save(tmp_path, [File(f"{stem}-100.pdf", b"x")])
    assert names(tmp_path) == [f"{stem}-100.pdf"]


def test_one_file_in_the_way_keeps_all_back(tmp_path: Path) -> None:
    (tmp_path / "b").write_bytes(b"mine")
    with pytest.raises(ExistsError) as error:
        save(tmp_path, [File("a", b"1"), File("b", b"2")])
    assert error.value.paths == (tmp_path / "b",)
    assert names(tmp_path) == ["b"]


def test_a_link_in_the_way_is_not_followed(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_bytes(b"mine")
    out = tmp_path / "out"
    out.mkdir()
    (out / "a").symlink_to(target)
    with pytest.raises(ExistsError):
        save(out, [File("a", b"1")])
    save(out, [File("a", b"1")], force=True)
    assert (target.read_bytes(), (out / "a").read_bytes()) == (b"mine", b"1")
