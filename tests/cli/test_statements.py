"""Statements of account: they tie out, and show what happened in the period."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from tests.support.command import as_json, relance
from tests.support.ledgers import accounts

BOOKS = (
    '2020-01-01 custom "relance" "as-of" 2026-06-30\n'
    + accounts("Martin", "Oriot")
    + '2020-01-02 custom "relance-customer" "Martin"\n  email: "a@martin.example"\n'
    '  address: "9 rue des Gabares, 44000 Nantes"\n'
    + """
2026-03-14 * "Martin" "Sign" ^F1
  Assets:Clients:Martin  1200.00 EUR
  Income:Sales
2026-06-02 * "Martin" "Lamp" ^F2
  Assets:Clients:Martin   300.00 EUR
  Income:Sales
2026-06-10 * "Martin" "Transfer" ^F1 ^F2
  Assets:Bank            1300.00 EUR
  Assets:Clients:Martin
2026-06-12 * "Martin" "Without a number"
  Assets:Bank               0.50 EUR
  Assets:Clients:Martin
2026-06-20 * "Oriot" "Paid at once" ^F3
  Assets:Clients:Oriot     80.00 EUR
  Income:Sales
2026-06-21 * "Oriot" "Transfer" ^F3
  Assets:Bank              80.00 EUR
  Assets:Clients:Oriot
"""
)


def test_the_balances_lead_from_one_to_the_other(books: Path) -> None:
    (account,) = as_json("statements", books)["statements"]
    assert (account["opening"], account["closing"]) == ("1200.00", "199.50")
    assert [(each["date"], each["amount"], each["balance"]) for each in account["movements"]] == [
        ("2026-06-02", "300.00", "1500.00"),
        ("2026-06-10", "-1300.00", "200.00"),
        ("2026-06-12", "-0.50", "199.50"),
    ]
    assert account["movements"][1]["invoices"] == ["F1", "F2"]
    assert account["buckets"] == {
        "not due": "199.50",
        "1-30": "0.00",
        "31-60": "0.00",
        "61-90": "0.00",
        "91+": "0.00",
    }


def test_the_text_has_movements_and_ages_and_claims_nothing(books: Path) -> None:
    text = relance("statements", books, "martin").stdout
    assert "Balance brought forward on 1 June 2026: €1,200.00" in text
    assert "– 10 June 2026, payment, F1 and F2: -€1,300.00" in text
    assert "By age:\n– Not due: €199.50" in text
    whole = relance("statements", books, "--since", "2026-01-01").stdout
    assert "Balance brought forward on 1 January 2026: €0.00" in whole


def test_csv_has_a_row_for_each_movement(books: Path) -> None:
    done = relance("releves", books, "-o", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [row["balance"] for row in rows] == ["1200.00", "1500.00", "200.00", "199.50"]
    assert rows[2]["invoices"] == "F1 F2"


@pytest.mark.parametrize("form", ["eml", "pdf"])
def test_all_statements_are_written_at_once(books: Path, form: str) -> None:
    if form == "pdf":
        pytest.importorskip("typst")
    out = books.with_name("out")
    done = relance("statements", books, "--as", form, "--out", out)
    assert done.returncode == 0, done.stderr
    assert f"2026-06-30_Martin_statement.{form}" in {path.name for path in out.iterdir()}


def test_a_period_that_begins_too_late_is_refused(books: Path) -> None:
    done = relance("statements", books, "--since", "2026-07-01")
    assert (done.returncode, done.stdout) == (3, "")
    assert "--since 2026-07-01 is after 2026-06-30" in done.stderr


def test_a_receipt_in_question_is_named_before_the_statement_goes_out(tmp_path: Path) -> None:
    """On a shared account, in a suspense account, and also for one statement by itself."""
    path = tmp_path / "books.beancount"
    path.write_text(IN_QUESTION, encoding="utf-8")
    done = relance("statements", path)
    told = done.stderr.splitlines()
    assert len(told) == 2, told  # each question once, however many get a statement
    assert "before this goes to Dupont SARL and Lenoir SAS: “VIR RECU” has paid €500.00" in told[0]
    assert "before this goes to Martin: €300.00 of 2026-05-28 on" in told[1]
    assert relance("statements", path, "lenoir").stderr.count("before this goes to") == 1
    one = relance("letter", path, "Martin", "--text", "statement")
    assert one.stderr.splitlines() == [told[1]]


IN_QUESTION = (
    '2020-01-01 custom "relance" "as-of" 2026-06-30\n'
    + accounts("Martin")
    + """2020-01-01 open Assets:Clients
2020-01-01 open Liabilities:Suspense
2026-05-01 * "Dupont SARL" "Bill" ^F1
  Assets:Clients  500.00 EUR
  Income:Sales
2026-05-01 * "Lenoir SAS" "Bill" ^F2
  Assets:Clients  500.00 EUR
  Income:Sales
2026-05-02 * "Martin" "Bill" ^F3
  Assets:Clients:Martin  300.00 EUR
  Income:Sales
2026-05-28 * "MARTIN" "F3"
  Assets:Bank  300.00 EUR
  Liabilities:Suspense
2026-06-02 * "VIR RECU" "VIREMENT 4471"
  Assets:Bank  500.00 EUR
  Assets:Clients
"""
)
