"""Registered letters in the CSV of a postal operator."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.command import Done, relance
from tests.support.ledgers import FRANCE, accounts, sale

ROWS = """number;date;event
1A 123 456 7890 1;02/06/2026;Pris en charge
1A 123 456 7890 1;04/06/2026 09:12;Présenté
1A 123 456 7890 1;05/06/2026;Distribué
2C 000 000 0001 2;04/06/2026;Pli avisé et non réclamé
AR24-9;03/06/2026;prise en charge
9Z 999;05/06/2026;Distribué
"""


@pytest.fixture
def books(tmp_path: Path) -> Path:
    letters = [("Martin", "F1", "registered", "1a1234567890 1"),
               ("Kelso", "F2", "registered", "2C 000 000 0001 2"),
               ("Anges", "F3", "electronic", "AR24-9")]  # fmt: skip
    text = accounts("Martin", "Kelso", "Anges")
    for customer, invoice, key, number in letters:
        text += sale("2026-04-01", invoice, "100.00", customer=customer)
        text += f'2026-06-01 note Assets:Clients:{customer} "Mise en demeure" ^{invoice}\n'
        text += f'  relance: "formal-notice"\n  {key}: "{number}"\n'
    path = tmp_path / "books.beancount"
    path.write_text(f'{text}2020-01-01 custom "relance" "as-of" 2026-06-20\n{FRANCE}')
    return path


def tracked(books: Path, content: str | bytes, *options: str) -> Done:
    path = books.with_name("letters.csv")
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return relance("sent", books, "--tracking", path, *options)


def test_what_was_received_is_noted_once(books: Path) -> None:
    done = tracked(books, ROWS, "--format", "json")
    assert done.returncode == 0, done.stderr
    (row,) = json.loads(done.stdout)["notes"]
    assert (row["customer"], row["date"], row["invoices"]) == ("Martin", "2026-06-05", "F1")
    assert "Kelso: letter 2C00000000012 came back on 2026-06-04; check the address" in done.stderr
    assert "Anges: letter AR249 is not received yet (2026-06-03)" in done.stderr
    assert "no letter with the number 9Z999" in done.stderr
    assert tracked(books, ROWS, "--write").returncode == 0
    note = books.read_text()[books.read_text().index('relance: "received"') :]
    assert "deposited: 2026-06-02" in note
    assert "presented: 2026-06-04" in note
    assert 'registered: "1a1234567890 1"' in note
    written = books.read_bytes()
    assert "nothing new" in tracked(books, ROWS, "--write").stdout
    assert books.read_bytes() == written


@pytest.mark.parametrize(
    ("content", "options"),
    [
        (b"\xef\xbb\xbfNum\xc3\xa9ro,Jour,Statut\n1A12345678901,2026-06-05,Remis en main propre\n",
         ("--columns", "number=Numéro; date=Jour; event=Statut",
          "--events", "remis en main propre=received")),
        ("numéro\tdate\tévénement\r\n1A12345678901\t05.06.2026\tDistribué\r\n".encode("cp1252"),
         ("--columns", "number=numero, event=evenement")),
        ('number,date,event\n"1A 1234567890-1","2026-06-05T08:00:00","Delivered"\n', ()),
    ],
)  # fmt: skip
def test_columns_words_and_encodings(
    books: Path, content: str | bytes, options: tuple[str, ...]
) -> None:
    done = tracked(books, content, *options, "--format", "json")
    assert done.returncode == 0, done.stderr
    (row,) = json.loads(done.stdout)["notes"]
    assert (row["customer"], row["date"]) == ("Martin", "2026-06-05")


@pytest.mark.parametrize(
    ("content", "options", "status", "said"),
    [
        ("", (), 3, "has no column “number”"),
        ("Envoi;date;event\nx;y;z\n", (), 3, "has no column “number”, only Envoi, date and event"),
        ("number;date;event\n;05/06/2026;livré\n", (), 2, "line 2: the number of the letter is"),
        ("number;date;event\n1A;31/02/2026;livré\n", (), 2, "“31/02/2026” is not a date"),
        ("number;date;event\n1A;05/06/2026;Perdu\n", (), 2, "the event “Perdu” is not known"),
        ("number;date;event\n1A\n", (), 2, "“” is not a date"),
        (ROWS, ("--columns", "number"), 3, "expected pairs such as"),
        (ROWS, ("--columns", "letter=x"), 3, "expected number, date and event"),
        (ROWS, ("--events", "Perdu=lost"), 3, "deposited, presented, received and returned"),
    ],
)
def test_what_cannot_be_understood(
    books: Path, content: str, options: tuple[str, ...], status: int, said: str
) -> None:
    before = books.read_bytes()
    done = tracked(books, content, "--write", *options)
    assert (done.returncode, said in done.stderr) == (status, True), done.stderr
    assert books.read_bytes() == before
