"""What ``relance init`` finds in a ledger without settings, and what it proposes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from beancount_relance.cli.init import proposal
from beancount_relance.cli.survey import Survey, survey
from beancount_relance.report.loading import load_ledger
from tests.support.command import EXAMPLE, relance

FRENCH = """
option "title" "Atelier \\"Lumen\\""
option "name_assets" "Actifs"
option "name_income" "Produits"
option "operating_currency" "EUR"
2023-01-01 open Actifs:Banque
2023-01-01 open Actifs:Clients:Martin
  email: "compta@martin.example"
2023-01-01 open Actifs:Clients:Oriot
2023-01-01 open Produits:Ventes
2023-05-14 * "Martin" "Facture FA-2023/014, enseigne"
  date-echeance: 2023-06-30
  Actifs:Clients:Martin  1200.00 EUR
  Produits:Ventes
2023-05-20 * "Oriot" "Facture FA-2023/015"
  date-echeance: 2023-07-20
  payable: "cash"
  Actifs:Clients:Oriot  100.00 EUR
  Produits:Ventes
"""
CONTROL = """
2024-03-01 open Assets:AccountsReceivable
2024-03-01 open Income:Sales
2024-03-05 * "Bright Dental" "Chair" ^INV-7
  Assets:AccountsReceivable  900.00 USD
  Income:Sales
"""


def surveyed(tmp_path: Path, text: str) -> Survey:
    path = tmp_path / "books.beancount"
    path.write_text(text, encoding="utf-8")
    ledger = load_ledger(path)
    assert not ledger.problems
    return survey(ledger.entries, ledger.options, ledger.report())


def test_a_french_ledger_that_never_heard_of_relance(tmp_path: Path) -> None:
    found = surveyed(tmp_path, FRENCH)
    assert found.roots == {"Actifs:Clients": 2}
    assert (found.invoices, found.numbered, found.shape) == (2, 0, None)
    assert found.quoted == "FA-[0-9]+/[0-9]+"
    assert found.due_keys == ("date-echeance",)
    assert found.unreachable == ("Oriot",)
    assert (found.language, found.country) == ("fr", "FR")
    assert list(proposal(found)) == [
        'plugin "beancount_relance"',
        '2023-01-01 custom "fava-extension" "fava_relance"',
        '2023-01-01 custom "relance" "language" "fr"',
        '2023-01-01 custom "relance" "holidays" "FR"',
        '2023-01-01 custom "relance" "reference-pattern" "FA-[0-9]+/[0-9]+"',
        '2023-01-01 custom "relance" "due-keys" "date-echeance" "due" "echeance"',
        "; name, address, siren, vat, iban, bic, email, phone, signatory: the sender of texts",
        '2023-01-01 custom "relance" "creditor"',
        '  name: "Atelier \\"Lumen\\""',
        '  country: "FR"',
    ]


def test_what_is_proposed_is_understood_and_then_nothing_is_left(tmp_path: Path) -> None:
    found = surveyed(tmp_path, FRENCH)
    better = surveyed(tmp_path, FRENCH + "\n".join(proposal(found)) + "\n")
    assert (better.numbered, better.shape) == (2, "FA-[0-9]+/[0-9]+")
    assert list(proposal(better)) == []
    report = load_ledger(tmp_path / "books.beancount").report()
    assert not report.problems
    due = {item.invoice.number: item.invoice.due.isoformat() for item in report.allocation.items}
    assert due == {"FA-2023/014": "2023-06-30", "FA-2023/015": "2023-07-20"}


def test_a_control_account_in_english(tmp_path: Path) -> None:
    found = surveyed(tmp_path, CONTROL)
    assert found.roots == {"Assets:AccountsReceivable": 0}
    assert (found.numbered, found.shape, found.quoted) == (1, "INV-[0-9]+", None)
    assert (found.language, found.country, found.title) == ("en", None, None)
    assert [line for line in proposal(found) if "custom" in line] == [
        '2024-01-01 custom "fava-extension" "fava_relance"',
        '2024-01-01 custom "relance" "creditor"',
    ]


def test_the_example_lacks_nothing() -> None:
    done = relance("init", EXAMPLE, "--language", "en")
    assert done.returncode == 0, done.stderr
    assert "Assets:Clients: receivable, 27 customers with an account" in done.stdout
    assert "133 invoices, 133 with a number, most as F…-…" in done.stdout
    assert "Nothing to add." in done.stdout


@pytest.mark.parametrize("text", ["", "2020-01-01 open Assets:Bank\n"])
def test_a_ledger_with_nothing_in_it(tmp_path: Path, text: str) -> None:
    path = tmp_path / "books.beancount"
    path.write_text(text, encoding="utf-8")
    done = relance("init", path)
    assert done.returncode == (2 if text else 0)
    assert "no account that looks receivable" in done.stdout
    assert "Traceback" not in done.stderr
    data = json.loads(relance("init", path, "--format", "json").stdout)
    assert data["propose"][0] == 'plugin "beancount_relance"'
