"""The command line: what it prints, for people and for programs, and how it leaves."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.support.command import EXAMPLE, as_json, relance
from tests.support.ledgers import D

BOOKS = """
plugin "beancount_relance"
2026-01-01 open Assets:Clients:Martin EUR
  name: "=Martin & Fils"
2026-01-01 open Assets:Banque EUR
2026-01-01 open Income:Ventes EUR
2026-05-14 * "Martin" "Enseigne" ^F2026-014
  Assets:Clients:Martin   1200.00 EUR
  Income:Ventes          -1200.00 EUR
2026-05-20 * "Martin" "Acompte" ^F2026-014
  Assets:Banque            500.00 EUR
  Assets:Clients:Martin   -500.00 EUR
2026-01-01 custom "relance" "law" "FR"
"""


def test_open_json_is_the_documented_shape(books: Path) -> None:
    data = as_json("open", books, "--as-of", "2026-06-30")
    assert data == {
        "version": 1,
        "as_of": "2026-06-30",
        "items": [
            {
                "invoice": "F2026-014",
                "customer": "Martin",
                "name": "=Martin & Fils",
                "account": "Assets:Clients:Martin",
                "currency": "EUR",
                "date": "2026-05-14",
                "due": "2026-06-13",
                "days_overdue": 17,
                "bucket": "1-30",
                "amount": "1200.00",
                "outstanding": "700.00",
                "interest": "3.96",  # 700.00 × 12.15 % / 365 × 17 days = 3.9612…
                "recovery_fee": "40.00",
                "limitation": "2031-05-20",  # five years from the part payment
                "limitation_basis": "5 years from 2026-05-20: part payment of 2026-05-20",
                "regime": "fr-business",
                "interest_table": [
                    {
                        "from": "2026-06-14",
                        "to": "2026-06-30",
                        "days": 17,
                        "principal": "700.00",
                        "rate": "12.15",
                        "amount": "3.96",
                    }
                ],
                "interest_unknown_from": None,
                "narration": "Enseigne",
                "file": str(books),
                "line": 7,
                "settled": [
                    {
                        "date": "2026-05-20",
                        "amount": "500.00",
                        "kind": "payment",
                        "basis": "reference",
                        "file": str(books),
                        "line": 10,
                    }
                ],
            }
        ],
        "credits": [],
        "unidentified": [],
        "balances": [
            {
                "currency": "EUR",
                "open": "700.00",
                "credits": "0.00",
                "unidentified": "0.00",
                "ledger": "700.00",
                "difference": "0.00",
            }
        ],
        "paid_late": [],
        "checks": [],
        "problems": [],
        "freshness": [{"account": "Assets:Banque", "last": "2026-05-20", "days": 41}],
    }


def test_actions_json(books: Path) -> None:
    data = as_json("actions", books, "--as-of", "2026-06-30")
    (action,) = data["actions"]
    assert action["customer"] == "Martin"
    assert (action["stage"], action["channel"]) == ("reminder", "email")
    assert action["due_on"] == "2026-06-16"
    assert action["invoices"] == ["F2026-014"]
    assert action["outstanding"] == {"EUR": "700.00"}
    assert action["claimed"] == {"EUR": "700.00"}  # a reminder claims nothing more
    assert data["upcoming"] == []
    assert data["waiting"] == []


def test_the_day_decides(books: Path) -> None:
    before = as_json("actions", books, "--as-of", "2026-06-01")
    assert before["actions"] == []
    assert [action["stage"] for action in before["upcoming"]] == ["courtesy"]
    assert as_json("open", books, "--as-of", "2026-05-15")["items"][0]["outstanding"] == "1200.00"
    assert as_json("open", books, "--as-of", "2026-05-13")["items"] == []


def test_csv_has_one_row_an_item_and_no_formula(books: Path) -> None:
    done = relance("open", books, "--as-of", "2026-06-30", "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(done.stdout))
    assert row["name"] == "'=Martin & Fils"
    assert row["outstanding"] == "700.00"
    done = relance("actions", books, "--as-of", "2026-06-30", "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(done.stdout))
    assert (row["status"], row["stage"], row["claimed"]) == ("actions", "reminder", "700.00")
    done = relance("ageing", books, "--as-of", "2026-06-30", "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(done.stdout))
    assert (row["1-30"], row["total"], row["line"]) == ("700.00", "700.00", "open")


def test_the_aged_balance_as_csv_adds_up_to_the_accounts() -> None:
    rows = list(csv.DictReader(io.StringIO(relance("ageing", EXAMPLE, "--format", "csv").stdout)))
    sums = {line: D("0") for line in ("open", "credits", "unidentified")}
    for row in rows:
        if row["currency"] == "EUR":
            sums[row["line"]] += D(row["total"])
    assert sums == {"open": D("62718.60"), "credits": D("-950"), "unidentified": D("240")}
    totals = as_json("ageing", EXAMPLE)["totals"]
    assert totals[0]["total"] == str(sum(sums.values()))
    assert totals[0]["open"] == "62718.60"


def test_tables_in_both_languages() -> None:
    french = relance("actions", EXAMPLE)
    assert french.returncode == 0
    assert "À faire au 30/06/2026" in french.stdout
    assert "mise en demeure (lettre recommandée)" in french.stdout
    english = relance("actions", EXAMPLE, "--language", "en")
    assert "To do on 2026-06-30" in english.stdout
    assert "formal notice (registered letter)" in english.stdout
    ageing = relance("ageing", EXAMPLE, "--language", "en")
    assert "€62,008.60" in ageing.stdout  # as on the accounts
    open_ = relance("open", EXAMPLE, "--language", "en")
    assert "€62,718.60 open − €950.00 credit + €240.00 unidentified = €62,008.60" in open_.stdout


def test_the_figures_below_the_aged_balance() -> None:
    plain = relance("ageing", EXAMPLE, "--language", "en").stdout
    assert "Average days delinquent" in plain
    (euros,) = [line.split() for line in plain.splitlines() if line.startswith("EUR")]
    assert euros[:4] == ["EUR", "2025-07-01", "118.3", "days"]
    assert "How customers pay" not in plain
    customers = relance("ageing", EXAMPLE, "--language", "en", "--customers").stdout
    assert customers.startswith(plain)
    assert "4 invoices, all on time" in customers  # Cabinet Archipel, who owes nothing
    assert "DSO par épuisement" in relance("ageing", EXAMPLE).stdout


def test_how_customers_pay_as_csv(books: Path) -> None:
    books.write_text(
        BOOKS + '2026-01-01 custom "relance-customer" "Martin"\n  credit-limit: 600 EUR\n',
        encoding="utf-8",
    )
    done = relance("ageing", books, "--as-of", "2026-06-30", "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(done.stdout))
    assert list(row)[-11:] == [
        "exposure",
        "credit_limit",
        "over_limit",
        "average_delay",
        "invoices",
        "invoices_late",
        "late_still_open",
        "share_late",
        "promises_kept",
        "promises_broken",
        "summary",
    ]
    assert (row["exposure"], row["over_limit"], row["average_delay"]) == (
        "700.00",
        "100.00",
        "-24.0",
    )


def test_ageing_by_invoice_date(books: Path) -> None:
    books.write_text(BOOKS + '2026-01-01 custom "relance" "ageing" "invoice"\n', encoding="utf-8")
    text = relance("ageing", books, "--as-of", "2026-06-30").stdout
    assert "Aged receivables on 2026-06-30, by invoice date" in text
    assert "0–30" in text
    assert "Not due" not in text
    assert "Nothing is open." in relance("ageing", books, "--as-of", "2026-01-02").stdout


def test_explain_names_the_facts_and_their_lines() -> None:
    done = relance("explain", EXAMPLE, "F2026-037")
    assert done.returncode == 0
    assert "promesse du 15/06/2026 de régler 800,00\N{NO-BREAK SPACE}€" in done.stdout
    assert "non tenue" in done.stdout
    assert "relances.beancount:" in done.stdout
    data = as_json("explain", EXAMPLE, "Menuiserie-Le-Goff")
    (item,) = data["items"]
    assert item["invoice"] == "F2026-047"
    assert any("présomption" in reason["text"] for reason in item["reasons"])
    assert all(set(reason) == {"text", "file", "line"} for reason in item["reasons"])


def test_explain_a_settled_invoice() -> None:
    data = as_json("explain", EXAMPLE, "F2025-001")
    assert data["items"][0]["why"] == "settled"


def test_letter_writes_to_whom_is_named() -> None:
    done = relance("letter", EXAMPLE, "F2026-032", "--format", "json")
    (letter,) = json.loads(done.stdout)["letters"]
    assert letter["stage"] == "formal-notice"
    assert letter["invoices"] == ["F2026-032", "F2026-033"]
    assert "F2026-033" in letter["body"]
    everything = json.loads(relance("letter", EXAMPLE, "--format", "json").stdout)["letters"]
    assert len(everything) == 12
    english = next(letter for letter in everything if letter["customer"] == "Zonnelicht")
    assert english["language"] == "en"


def test_letter_says_when_there_is_nothing_to_write() -> None:
    done = relance("letter", EXAMPLE, "Lumen-Conseil")
    assert done.returncode == 0
    assert done.stdout.strip() == ""
    assert "relance expliquer" in done.stderr


def test_wrong_usage_is_3(books: Path, tmp_path: Path) -> None:
    assert relance("open", tmp_path / "absent.beancount").returncode == 3
    assert relance("open", books, "--as-of", "soon").returncode == 3
    assert relance("open", books, "--format", "xml").returncode == 3
    assert relance("nonsense").returncode == 3
    done = relance("explain", books, "F2026-015")
    assert done.returncode == 3
    assert "F2026-014" in done.stderr  # the nearest that there is


def test_errors_in_the_data_are_2_and_the_rest_is_shown(books: Path) -> None:
    books.write_text(BOOKS + '2026-01-01 custom "relance" "min-gab" 7\n', encoding="utf-8")
    done = relance("open", books, "--as-of", "2026-06-30")
    assert done.returncode == 2
    assert "F2026-014" in done.stdout
    line = len(BOOKS.splitlines()) + 1
    assert f"{books}:{line}: “min-gab” is not known here; perhaps “min-gap”" in done.stderr
    done = relance("open", books, "--as-of", "2026-06-30", "--format", "json")
    assert done.returncode == 2
    (problem,) = json.loads(done.stdout)["problems"]
    assert problem["line"] == line


def test_beancounts_own_errors_are_told(books: Path) -> None:
    books.write_text(BOOKS + "2026-06-01 balance Assets:Banque 1.00 EUR\n", encoding="utf-8")
    done = relance("open", books, "--as-of", "2026-06-30")
    assert done.returncode == 2
    assert "Balance failed" in done.stderr
    assert "Traceback" not in done.stderr


def test_recovery_as_table_json_and_csv() -> None:
    data = as_json("recovery", EXAMPLE, "Loft-Immobilier", "--language", "en")
    (claim,) = data["claims"]
    # 5 880.00 × 12.15 % × 72 / 365 = 140.93
    assert (claim["principal"], claim["interest"], claim["total"]) == (
        "5880.00",
        "140.93",
        "6060.93",
    )
    why = {option["option"]: option["why_not"] for option in claim["options"]}
    assert why["small-claims"] == "above €5,000.00: €6,020.93 in principal and interest"
    assert why["order-for-payment"] is None
    done = relance("recovery", EXAMPLE, "F2026-022", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [row["option"] for row in rows] == list(why)
    assert {row["claimed"] for row in rows} == {"6060.93"}
    done = relance("recovery", EXAMPLE, "Loft-Immobilier")
    assert done.returncode == 0
    assert "injonction de payer" in done.stdout
    assert 'custom "relance" "coût" "injonction-de-payer" … EUR' in done.stdout
    done = relance("recovery", EXAMPLE, "Cabinet-Archipel")
    assert (done.returncode, done.stdout) == (0, "")
    assert "rien n’est en retard pour Cabinet-Archipel" in done.stderr


def test_book_prints_what_to_paste() -> None:
    done = relance("book", EXAMPLE, "F2026-022", "--as", "irrecoverable")
    assert done.returncode == 0
    assert "  Liabilities:TVA-Collectee           980.00 EUR\n" in done.stdout
    data = as_json("book", EXAMPLE, "F2026-022", "--as", "irrecoverable")
    assert data["text"] == done.stdout
    assert [posting["amount"] for posting in data["bookings"][0]["postings"]] == [
        "4900.00",
        "980.00",
        "-5880.00",
    ]
    done = relance("book", EXAMPLE, "F2026-022", "--as", "doubtful", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [row["account"] for row in rows] == [
        "Assets:Clients-Douteux:Loft-Immobilier",
        "Assets:Clients:Loft-Immobilier",
    ]
    done = relance("book", EXAMPLE, "F2025-001", "--as", "doubtful")
    assert (done.returncode, done.stdout) == (0, "")
    assert "F2025-001 est soldée" in done.stderr
    assert relance("book", EXAMPLE, "F2025-001").returncode == 3
    assert relance("book", EXAMPLE, "F2025-001", "--as", "lost").returncode == 3


def test_a_code_is_explained_without_a_ledger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = relance("explain", "bad-note")
    assert (done.returncode, done.stderr) == (0, "")
    assert "A note that cannot be read [bad-note]" in done.stdout
    french = relance("expliquer", "bad-note", "-l", "fr", "-o", "json")
    assert json.loads(french.stdout)["title"] == "Une note illisible"
    other = relance("explain", "bad-nota")
    assert (other.returncode, other.stdout) == (3, "")


def test_a_code_is_explained_in_the_language_of_the_ledger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    books = tmp_path / "livre.beancount"
    books.write_text('2026-01-01 custom "relance" "langue" "fr"\n', encoding="utf-8")
    assert "Une note illisible" in relance("explain", books, "bad-note").stdout
    assert "Une note illisible" in relance("explain", "bad-note").stdout
