"""The copies of invoices: which the ledger names, and which are never read."""

from __future__ import annotations

from pathlib import Path

import pytest

from beancount_relance.report.loading import load_ledger
from beancount_relance.texts import enclosures
from beancount_relance.texts.enclosures import Enclosure, Enclosures
from tests.support.ledgers import day

_SHOWN = 60  # a complaint shows this much of a value at least
HEAD = """
option "operating_currency" "EUR"
2020-01-01 open Assets:Clients:Martin EUR
2020-01-01 open Assets:Clients:Durand EUR
2020-01-01 open Income:Ventes
"""
SALE = """
2026-05-14 * "Martin" "Enseigne" ^F2026-014
  Assets:Clients:Martin   1200.00 EUR
  Income:Ventes
"""


def found(
    folder: Path, text: str, as_of: str = "2026-06-30"
) -> tuple[list[Enclosure], list[tuple[int, str]]]:
    """What goes with the first action of a ledger in ``folder``, and what is complained of."""
    path = folder / "books.beancount"
    path.write_text(HEAD + text, encoding="utf-8")
    ledger = load_ledger(path)
    report = ledger.report(day(as_of))
    files, problems = Enclosures(report).of(report.actions[0])
    return list(files), [(problem.source.line, str(problem.message)) for problem in problems]


@pytest.fixture
def books(tmp_path: Path) -> Path:
    folder = tmp_path / "books"
    (folder / "pieces").mkdir(parents=True)
    (folder / "pieces" / "F2026-014.pdf").write_bytes(b"%PDF the invoice")
    (tmp_path / "secret.txt").write_bytes(b"secret")
    return folder


def test_a_document_linked_to_the_invoice(books: Path) -> None:
    text = SALE + '2026-05-14 document Assets:Clients:Martin "pieces/F2026-014.pdf" ^F2026-014\n'
    (copy,), problems = found(books, text)
    assert (copy.invoice, copy.name, copy.content) == (
        "F2026-014",
        "F2026-014.pdf",
        b"%PDF the invoice",
    )
    assert copy.source.line == 10
    assert problems == []


@pytest.mark.parametrize("indent", ["  ", "    "], ids=["transaction", "posting"])
def test_a_path_in_the_metadata(books: Path, indent: str) -> None:
    lines = SALE.splitlines()
    place = 2 if indent == "  " else 3
    lines.insert(place, f'{indent}document: "pieces/F2026-014.pdf"')
    (copy,), problems = found(books, "\n".join(lines) + "\n")
    assert copy.content == b"%PDF the invoice"
    assert problems == []


def test_the_file_name_of_a_document_will_do(books: Path) -> None:
    text = SALE.replace("^F2026-014", '^F2026-014\n  document: "F2026-014.pdf"')
    text += '2026-05-14 document Assets:Clients:Martin "pieces/F2026-014.pdf"\n'
    (copy,), _ = found(books, text)
    assert copy.content == b"%PDF the invoice"


def test_a_file_named_twice_goes_once(books: Path) -> None:
    text = SALE.replace("^F2026-014", '^F2026-014\n  document: "pieces/F2026-014.pdf"')
    text += '2026-05-14 document Assets:Clients:Martin "pieces/F2026-014.pdf" ^F2026-014\n'
    files, _ = found(books, text)
    assert len(files) == 1


def test_two_invoices_in_one_transaction_have_their_own(books: Path) -> None:
    (books / "b.pdf").write_bytes(b"b")
    text = """
2026-05-14 * "Martin" "Deux factures"
  Assets:Clients:Martin   1200.00 EUR
    invoice: "A-1"
    document: "pieces/F2026-014.pdf"
  Assets:Clients:Martin    300.00 EUR
    invoice: "B-1"
    document: "b.pdf"
  Income:Ventes
"""
    files, _ = found(books, text)
    assert {copy.invoice: copy.name for copy in files} == {"A-1": "F2026-014.pdf", "B-1": "b.pdf"}


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(
            '2026-05-14 document Assets:Clients:Durand "pieces/F2026-014.pdf" ^F2026-014',
            id="of another customer",
        ),
        pytest.param(
            '2026-05-14 document Assets:Clients:Martin "pieces/F2026-014.pdf"', id="without link"
        ),
        pytest.param(
            '2026-05-14 document Assets:Clients:Martin "pieces/F2026-014.pdf" ^F2026-014\n'
            '  relance: "reminder"',
            id="the proof of a reminder",
        ),
        pytest.param(
            '2026-07-14 document Assets:Clients:Martin "pieces/F2026-014.pdf" ^F2026-014',
            id="not there yet on that day",
        ),
    ],
)
def test_what_does_not_go_with_the_invoice(books: Path, line: str) -> None:
    assert found(books, f"{SALE}{line}\n") == ([], [])


def test_a_link_that_others_carry_is_not_the_invoices_own(books: Path) -> None:
    """A file of the whole project is not a copy of one of its invoices."""
    one = SALE.replace("^F2026-014", '^projet\n  invoice: "F2026-014"')
    two = SALE.replace("^F2026-014", '^projet\n  invoice: "F2026-015"')
    line = '2026-05-14 document Assets:Clients:Martin "pieces/F2026-014.pdf" ^projet\n'
    assert found(books, one + two + line) == ([], [])
    files, _ = found(books, one + line)
    assert [copy.name for copy in files] == ["F2026-014.pdf"]


@pytest.mark.parametrize("name", ["../secret.txt", "pieces/../../secret.txt", "link.txt", "{abs}"])
@pytest.mark.parametrize("way", ["metadata", "directive"])
def test_a_file_outside_of_the_ledger_is_never_read(
    books: Path, name: str, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = books.parent / "secret.txt"
    (books / "link.txt").symlink_to(secret)
    name = name.format(abs=secret)
    text = SALE
    if way == "metadata":
        text = text.replace("^F2026-014", f'^F2026-014\n  document: "{name}"')
    else:
        text += f'2026-05-14 document Assets:Clients:Martin "{name}" ^F2026-014\n'
    read: list[Path] = []

    def keep(path: Path) -> bytes:
        read.append(path)
        return b""

    monkeypatch.setattr(Path, "read_bytes", keep)
    files, ((line, message),) = found(books, text)
    assert files == []
    assert read == []
    assert line == (7 if way == "metadata" else 10)
    assert "expected a file in the ledger’s folder" in message
    given = name if way == "metadata" else str(books.parent)  # the parser makes it absolute
    assert given[:_SHOWN] in message


@pytest.mark.parametrize(
    "name", ["books.beancount", "2026.txt", "link.pdf", "other.bean", "pieces/../BOOKS.Beancount"]
)
@pytest.mark.parametrize("way", ["metadata", "directive"])
def test_the_books_themselves_go_to_nobody(books: Path, name: str, way: str) -> None:
    """The ledger, a file that it includes, whatever it is called, and other books beside it."""
    (books / "2026.txt").write_text("2020-01-01 open Assets:Bank\n", encoding="utf-8")
    (books / "other.bean").write_text("", encoding="utf-8")
    (books / "BOOKS.Beancount").write_text("", encoding="utf-8")
    (books / "link.pdf").symlink_to(books / "books.beancount")
    text = SALE + 'include "2026.txt"\n'
    if way == "metadata":
        text = text.replace("^F2026-014", f'^F2026-014\n  document: "{name}"')
    else:
        text += f'2026-05-14 document Assets:Clients:Martin "{name}" ^F2026-014\n'
    files, ((line, message),) = found(books, text)
    assert files == []
    assert line == (7 if way == "metadata" else 11)
    assert "expected a copy of the invoice, not a file of the ledger" in message


def test_a_folder_of_the_option_documents_may_lie_elsewhere(books: Path) -> None:
    elsewhere = books.parent / "archive"
    elsewhere.mkdir()
    (elsewhere / "F2026-014.pdf").write_bytes(b"%PDF from the archive")
    text = f'option "documents" "{elsewhere}"\n' + SALE
    text = text.replace("^F2026-014", '^F2026-014\n  document: "../archive/F2026-014.pdf"')
    (copy,), problems = found(books, text)
    assert (copy.content, problems) == (b"%PDF from the archive", [])


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ('"pieces/none.pdf"', "document: “pieces/none.pdf” – expected an existing file"),
        ('"pieces"', "document: “pieces” – expected a file, not a folder"),
        ("5", "document: “5” – expected a text in quotes"),
        ('"' + "x" * 5000 + '"', "expected an existing file"),
        ('".git/config"', "expected a file that is not hidden"),
    ],
)
def test_what_is_no_file_is_told_on_its_line(books: Path, value: str, expected: str) -> None:
    (books / ".git").mkdir()
    (books / ".git" / "config").write_bytes(b"password")
    text = SALE.replace("^F2026-014", f"^F2026-014\n  document: {value}")
    files, ((line, message),) = found(books, text)
    assert (files, line) == ([], 7)
    assert expected in message


def test_a_document_elsewhere_is_of_whoever_alone_has_that_number(books: Path) -> None:
    """Two customers may have an invoice of one number; neither gets the other's."""
    line = '2026-05-14 document Income:Ventes "pieces/F2026-014.pdf" ^F2026-014\n'
    files, _ = found(books, SALE + line)
    assert [copy.name for copy in files] == ["F2026-014.pdf"]
    theirs = SALE.replace("Martin", "Durand").replace("1200.00", "9.00")
    assert found(books, SALE + theirs + line) == ([], [])


def test_more_than_mail_servers_take_is_not_even_read(
    books: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(enclosures, "MOST_ENCLOSED", 3 * 2**20)
    (books / "a.pdf").write_bytes(b"a" * 2 * 2**20)
    (books / "b.pdf").write_bytes(b"b" * (2**20 + 1))
    (books / "c.pdf").write_bytes(b"c" * 2**20)
    text = SALE.replace(
        "^F2026-014",
        '^F2026-014\n  document: "a.pdf"\n  document-b: "b.pdf"\n  document-c: "c.pdf"',
    )
    files, ((line, message),) = found(books, text)
    assert ([copy.name for copy in files], line) == (["a.pdf", "c.pdf"], 7)
    assert "b.pdf (2 MB) is not enclosed: all copies together may have 3 MB" in message


def test_a_mistake_keeps_no_other_file_back(books: Path) -> None:
    text = SALE.replace("^F2026-014", '^F2026-014\n  document: "none.pdf"')
    text += '2026-05-14 document Assets:Clients:Martin "pieces/F2026-014.pdf" ^F2026-014\n'
    files, problems = found(books, text)
    assert [copy.name for copy in files] == ["F2026-014.pdf"]
    assert [line for line, _ in problems] == [7]
