"""Invoices on accounts that are left out because of their names: the cases clearer as code."""

from __future__ import annotations

import pytest

from tests.support.ledgers import report

LEDGER = """
    2026-01-01 open Assets:Clients:Anse
    2026-01-01 open {account}
    2026-01-01 open Assets:Bank
    2026-01-01 open Income:Sales
    2026-02-02 * "Anse" "Buoy" ^G1
      Assets:Clients:Anse  1000 EUR
      Income:Sales
    2026-04-10 * "Anse" "Moved" ^G1
      {account}  1000 EUR
      Assets:Clients:Anse
"""
GROUP = "Assets:Clients:Groupe"


def told(text: str) -> list[str]:
    """What the checks of accounts say."""
    return [str(check.message) for check in report(text).checks if check.kind == "receivables"]


@pytest.mark.parametrize(
    "account",
    [
        GROUP,
        "Assets:Clients:Collectivites",
        "Assets:Receivables:Staff",
        "Assets:Receivables:Intercompany",
        "Assets:Notes-Receivable",
    ],
)
def test_what_is_moved_to_an_account_that_is_left_out_is_told(account: str) -> None:
    (text,) = told(LEDGER.format(account=account))
    assert text.startswith(f"{account}: €1,000.00 was moved there from Anse since 2026-04-10")


@pytest.mark.parametrize(
    "account",
    [
        "Assets:Clients:Provisions",
        "Assets:Receivables:Allowance",
        "Assets:Receivables:VAT",
        "Assets:Receivables:Written-Off",
        "Assets:Receivables:Stripe",
        "Assets:Receivables:Credit-Card",
        "Assets:Clients:Cheques-a-encaisser",
        "Assets:Receivables:Undeposited-Funds",
        "Assets:Clients:Acomptes",
        "Assets:Client-Account",
        "Assets:Savings",
        "Assets:Inventory",
    ],
)
def test_what_nobody_owes_there_is_not_told(account: str) -> None:
    assert not told(LEDGER.format(account=account))


def test_an_account_that_the_settings_forget_is_told() -> None:
    setting = '    2026-01-01 custom "relance" "receivables" Assets:Clients\n'
    doubtful = LEDGER.format(account="Assets:Doubtful-Debts:Anse")
    (text,) = told(setting + doubtful)
    assert "no “receivables” setting includes the account" in text
    also = setting.replace("Assets:Clients", "Assets:Doubtful-Debts")
    assert not told(setting + also + doubtful)


def test_details_at_the_account_make_the_invoice_go_on_there() -> None:
    named = LEDGER.format(account=GROUP).replace(
        f"open {GROUP}\n", f'open {GROUP}\n      email: "a@group.example"\n'
    )
    found = report(named)
    assert not [check for check in found.checks if check.kind == "receivables"]
    (item,) = found.open_items
    assert (item.invoice.customer, item.invoice.reference) == ("Groupe", "G1")
    assert item.invoice.due.isoformat() == "2026-03-04"


def test_an_exclude_setting_of_another_account_does_not_silence_it() -> None:
    setting = '    2026-01-01 custom "relance" "exclude" {account}\n'
    text = LEDGER.format(account=GROUP)
    assert not told(text + setting.format(account=GROUP))
    other = "    2026-01-01 open Assets:Clients:Staff\n"
    assert told(text + other + setting.format(account="Assets:Clients:Staff"))


def test_what_was_paid_from_there_or_came_back_is_not_told() -> None:
    text = LEDGER.format(account=GROUP)
    paid = f'    2026-05-05 * "Holding" "Paid"\n      Assets:Bank  1000 EUR\n      {GROUP}\n'
    back = (
        f'    2026-05-05 * "Anse" "Back" ^G1\n      Assets:Clients:Anse  1000 EUR\n      {GROUP}\n'
    )
    assert not told(text + paid)
    assert not told(text + back)
    assert [item.invoice.reference for item in report(text + back).open_items] == ["G1"]


def test_an_invoice_entered_there_is_told() -> None:
    sale = LEDGER.format(account=GROUP) + (
        f'    2026-05-05 * "Holding" "Chain" ^G2\n      {GROUP}  50 EUR\n      Income:Sales\n'
    )
    (text,) = told(sale)
    assert "is left out because of “Groupe”, but there is an invoice" in text


@pytest.mark.parametrize(
    ("account", "asked"),
    [
        ("Assets:Clients:Tva-Conseil", True),
        ("Assets:Clients:Conseil-Tva", True),
        ("Assets:Clients:Tva", False),
        ("Assets:Tva-Conseil", False),
    ],
)
def test_a_name_of_a_tax_and_a_common_word_may_be_a_customers(account: str, *, asked: bool) -> None:
    books = (
        "2020-01-01 open Assets:Clients:Martin\n2020-01-01 open Income:Sales\n"
        f"2020-01-01 open {account}\n"
        f'2026-05-05 * "Tva Conseil" "Chain" ^G2\n  {account}  50 EUR\n  Income:Sales\n'
    )
    assert any("is left out because of" in text for text in told(books)) == asked
