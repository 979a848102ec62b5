"""``relance match``: receipts to decide on, with proposals."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from beancount_relance.exports.item_data import exceptions_data
from beancount_relance.exports.match_data import match_data
from beancount_relance.language.messages import language
from tests.support.command import relance
from tests.support.ledgers import accounts, payment, report, sale

WORDS = language("en")
TWO = sale("2026-05-01", "F2026-001", "500.00") + sale("2026-05-02", "F2026-002", "500.00")


def test_two_explanations_are_proposed_and_the_oldest_is_taken() -> None:
    found = report(accounts() + TWO + payment("2026-06-01", "500.00"))
    (only,) = match_data(found, WORDS)["receipts"]
    numbers = [[part["invoice"] for part in each["invoices"]] for each in only["proposals"]]
    assert numbers == [["F2026-001"], ["F2026-002"]]
    assert only["taken"] == [{"invoice": "F2026-001", "amount": "500.00"}]
    assert exceptions_data(found, WORDS)["unclear"] == [only]


@pytest.mark.parametrize("link", ["F2026-001", "F2026-002"])
def test_a_receipt_with_a_link_is_decided(link: str) -> None:
    assert (
        match_data(report(accounts() + TWO + payment("2026-06-01", "500.00", link)), WORDS)[
            "receipts"
        ]
        == []
    )


def test_nothing_is_asked_when_nothing_is_open() -> None:
    paid = payment("2026-06-01", "500.00") + payment("2026-06-02", "500.00")
    assert match_data(report(accounts() + TWO + paid), WORDS)["receipts"] == []


def test_a_wrong_number_whose_amount_agrees_is_told_to_be_corrected() -> None:
    one = sale("2026-05-01", "F2026-037", "800.00")
    found = report(accounts() + one + payment("2026-06-01", "800.00", "F2026-073"))
    assert found.open_items == []
    (only,) = match_data(found, WORDS)["receipts"]
    assert "F2026-073" in only["why"]


REFUSED = """
2026-01-01 open Assets:Bank
2026-01-01 open Assets:Clients:Durand
2026-01-01 open Assets:Clients:Martin
2026-01-01 open Assets:Suspense
2026-01-01 open Income:Sales
2026-04-01 * "Martin SARL" "A" ^F2026-001
  Assets:Clients:Martin 300.00 EUR
  Income:Sales
2026-04-02 * "Durand SA" "B" ^F2026-002
  Assets:Clients:Durand 450.00 EUR
  Income:Sales
2026-05-20 * "STRIPE" "F2026-001 F2026-002"
  Assets:Bank 750.00 EUR
  Assets:Suspense
"""


def test_a_receipt_of_either_of_two_customers_names_both(tmp_path: Path) -> None:
    sales = "".join(
        f'2026-04-0{place} * "{name}" "Work" ^F2026-00{place}\n'
        f"  Assets:Clients:{name.replace(' ', '-')}  300.00 EUR\n  Income:Sales\n"
        for place, name in enumerate(("Martin SARL", "Martin SAS"), 1)
    )
    paid = '2026-05-20 * "Martin" "Transfer"\n  Assets:Bank  300.00 EUR\n  Assets:Suspense\n'
    opened = "".join(
        f"2020-01-01 open {name}\n"
        for name in (
            *("Assets:Bank", "Assets:Suspense", "Income:Sales"),
            *("Assets:Clients:Martin-SARL", "Assets:Clients:Martin-SAS"),
        )
    )
    books = tmp_path / "books.beancount"
    books.write_text(opened + sales + paid, encoding="utf-8")
    done = relance("match", books, "--as-of", "2026-06-10")
    lines = [line.strip() for line in done.stdout.splitlines()]
    assert any("Martin SARL / Martin SAS: €300.00" in line for line in lines)
    assert any(line.startswith("1. Martin SARL: ^F2026-001 (") for line in lines)
    assert any(line.startswith("2. Martin SAS: ^F2026-002 (") for line in lines)


def test_what_can_only_be_written_by_hand_is_no_offer(tmp_path: Path) -> None:
    books = tmp_path / "books.beancount"
    books.write_text(REFUSED.lstrip("\n"), encoding="utf-8")
    done = relance("match", books, "--as-of", "2026-06-10")
    assert "1. Martin SARL: F2026-001 (" in done.stdout
    assert "2. Durand SA: F2026-002 (" in done.stdout
    assert "divide it into one posting for each, by hand" in done.stdout
    assert "^F2026" not in done.stdout


def test_an_answer_that_could_not_be_written_is_refused(tmp_path: Path) -> None:
    """One invoice for money that names two is not read as meant, so it is taken back again."""
    books = tmp_path / "books.beancount"
    books.write_text(REFUSED.lstrip("\n"), encoding="utf-8")
    more = ("--as-of", "2026-06-10", "--format", "json")
    done = relance("match", books, "--answer", "12=1", *more)
    assert (done.returncode, books.read_text(encoding="utf-8")) == (2, REFUSED.lstrip("\n"))
    assert json.loads(done.stdout) == {
        "version": 1,
        "status": "refused",
        "answers": [],
        "receipts": [],
    }
