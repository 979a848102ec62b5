"""Freshness: until when the books know what came into the bank."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from beancount_relance.ledger.accounts.receivable_accounts import ReceivableAccounts
from beancount_relance.ledger.bank_freshness import Freshness, bank_freshness, stale, stale_bank
from beancount_relance.ledger.snapshot import read_ledger
from beancount_relance.policy.setting_directives import parse_settings
from beancount_relance.policy.settings import customs_of
from beancount_relance.report.loading import load_ledger
from tests.support.command import as_json, relance
from tests.support.ledgers import accounts, day, load, payment, sale

BOOKS = (
    accounts()
    + """
2020-01-01 open Assets:Savings
2020-01-01 open Assets:Till
2020-01-01 open Expenses:Rent
"""
    + sale("2026-05-01", "F1", "100.00")
    + payment("2026-05-20", "40.00", "F1")
    + """
2026-06-12 * "Rent"
  Expenses:Rent  10.00 EUR
  Assets:Bank
2026-06-20 * "Saved"
  Assets:Savings  1.00 EUR
  Income:Sales
2026-07-01 * "Rent"
  Expenses:Rent  10.00 EUR
  Assets:Bank
"""
)


def freshness(text: str, as_of: str = "2026-06-30") -> tuple[Freshness, ...]:
    entries, options = load(text)
    settings, _ = parse_settings(customs_of(entries))
    ledger = read_ledger(entries, options, day(as_of))
    return bank_freshness(ledger, ReceivableAccounts(ledger.assets, settings.receivables))


def test_the_last_posting_of_the_account_that_was_paid_into() -> None:
    # the rent of 12 June is the last thing the bank said; the savings never took a payment
    assert freshness(BOOKS) == (Freshness("Assets:Bank", day("2026-06-12"), 18),)


@pytest.mark.parametrize(
    ("as_of", "last", "days"),
    [
        ("2026-05-20", "2026-05-20", 0),
        ("2026-06-11", "2026-05-20", 22),
        ("2026-07-03", "2026-07-01", 2),
    ],
)
def test_the_day_cuts(as_of: str, last: str, days: int) -> None:
    assert freshness(BOOKS, as_of) == (Freshness("Assets:Bank", day(last), days),)


def test_nothing_was_ever_paid() -> None:
    assert freshness(BOOKS, "2026-05-19") == ()
    assert stale((), 0) is None


def test_every_account_that_was_paid_into() -> None:
    till = '2026-06-01 * "Martin" "Cash" ^F1\n  Assets:Till  5.00 EUR\n  Assets:Clients:Martin\n'
    bank = Freshness("Assets:Bank", day("2026-06-12"), 18)
    cash = Freshness("Assets:Till", day("2026-06-01"), 29)
    assert freshness(BOOKS + till) == (bank, cash)
    assert stale((bank, cash), 18) is None  # the freshest decides, and 18 is not more than 18
    assert stale((bank, cash), 17) == bank


@pytest.mark.parametrize("after", [0, 1, 10, 18, 40])
def test_a_bank_that_is_not_stale_is_known_soon(after: int) -> None:
    entries, options = load(BOOKS)
    padded = load(BOOKS.replace("2026-06-12 *", "2026-06-12 P"))[0]
    for some in (entries, padded):
        for number in range(1, 31):
            ledger = read_ledger(some, options, datetime.date(2026, 6, number))
            places = ReceivableAccounts(ledger.assets, ())
            wanted = stale(bank_freshness(ledger, places), after)
            assert stale_bank(ledger, places, after) == wanted


def test_a_refund_or_a_move_to_a_doubtful_account_is_no_payment() -> None:
    text = (
        accounts() + "2020-01-01 open Assets:Till\n2020-01-01 open Assets:Clients-Douteux:Martin\n"
    )
    text += sale("2026-05-01", "F1", "100.00")
    text += '2026-05-02 * "Martin" "Refund"\n  Assets:Clients:Martin  5.00 EUR\n  Assets:Till\n'
    text += '2026-05-03 * "Martin" "Doubtful" ^F1\n  Assets:Clients-Douteux:Martin  100.00 EUR\n'
    text += "  Assets:Clients:Martin\n"
    assert freshness(text) == ()


def test_a_padding_is_nothing_that_the_bank_said() -> None:
    text = BOOKS + "2020-01-01 open Equity:Opening\n"
    text += "2026-06-25 pad Assets:Bank Equity:Opening\n2026-06-26 balance Assets:Bank 500.00 EUR\n"
    assert freshness(text) == (Freshness("Assets:Bank", day("2026-06-12"), 18),)


def test_under_renamed_roots() -> None:
    text = """
    option "name_assets" "Actifs"
    2020-01-01 open Actifs:Banque
    2020-01-01 open Actifs:Clients:Martin
    2020-01-01 open Income:Sales
    2026-05-01 * "Martin" "Goods" ^F1
      Actifs:Clients:Martin  10.00 EUR
      Income:Sales
    2026-05-11 * "Martin" "Transfer" ^F1
      Actifs:Banque  10.00 EUR
      Actifs:Clients:Martin
    """
    assert freshness(text, "2026-05-21") == (Freshness("Actifs:Banque", day("2026-05-11"), 10),)


@pytest.mark.parametrize("command", ["open", "actions", "ageing"])
def test_the_command_says_so_once_when_the_data_is_old(command: str, tmp_path: Path) -> None:
    path = tmp_path / "books.beancount"
    path.write_text(BOOKS, encoding="utf-8")
    at = ("--as-of", "2026-06-30")
    text = relance(command, path, *at).stdout
    note = "the bank data ends on 2026-06-12, 18 days ago: record the newest statement"
    assert text.count(note) == 1
    assert "the bank data" not in relance(command, path, "--as-of", "2026-06-22").stdout
    data = as_json(command, path, *at)
    assert data["freshness"] == [{"account": "Assets:Bank", "last": "2026-06-12", "days": 18}]
    path.write_text(BOOKS + '2020-01-01 custom "relance" "stale-after" 18\n', encoding="utf-8")
    assert "the bank data" not in relance(command, path, *at).stdout


def test_the_example_is_fresh() -> None:
    ledger = load_ledger(Path(__file__).parents[2] / "example-ledger" / "main.beancount")
    found = ledger.freshness(ledger.report(day("2026-06-30")))
    assert found == (
        Freshness("Assets:Banque:Compte-USD", day("2026-04-07"), 84),
        Freshness("Assets:Banque:Credit-Maritime", day("2026-06-30"), 0),
    )
