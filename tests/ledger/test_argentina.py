"""``AR``: Argentina or accounts receivable, by what stands beside it and what is entered there."""

from __future__ import annotations

import datetime

import pytest

from beancount_relance.ledger.accounts.argentina import where_ar_looks_like_a_country
from beancount_relance.report.past_days import owed_on
from tests.support.ledgers import load, report

CARD = """
    2026-01-01 open Assets:AR:Acme
    2026-01-01 open Liabilities:AR:Card
    2026-01-01 open Income:Design
    2026-01-01 open Expenses:Food
"""
INVOICE = """
    2026-03-02 * "Acme" "Logo" {number}
      Assets:AR:Acme  700 USD
      {income}
"""
LUNCH = """
    2026-03-03 * "Grocer" "Food"
      Expenses:Food   20 USD
      Assets:AR:Acme
    2026-03-04 * "Grocer" "Food"
      Expenses:Food   20 USD
      Assets:AR:Acme
"""


@pytest.mark.parametrize(
    ("accounts", "found"),
    [
        ("Assets:AR:Acme Assets:US:BofA:Checking", False),
        ("Assets:AR:Home-Depot Assets:AR:Bank-Of-Ireland Assets:AR:Allowance", False),
        ("Assets:AR:Acme Assets:BR", False),
        ("Assets:AR:Acme Assets:AR:PayPal", False),
        ("Assets:AR:Galicia:Savings Assets:BR:Itau:Checking", True),
        ("Assets:AR:Savings Assets:BR:Savings", True),
        ("Assets:AR:Galicia Assets:AR:Cash", True),
        ("Assets:AR:Galicia Income:AR:Salary", True),
        ("Assets:Receivables:Acme Income:AR:Salary", False),
    ],
)
def test_the_other_accounts_tell(accounts: str, *, found: bool) -> None:
    split = [account.split(":") for account in accounts.split()]
    countries = where_ar_looks_like_a_country(split, "Assets", frozenset())
    assert countries == ({"Assets"} if found else set())


@pytest.mark.parametrize(
    ("number", "income", "more", "owed"),
    [
        ("^INV-1", "Income:Design", "", ["700"]),
        ('\n      invoice: "INV-1"', "Income:Design", "", ["700"]),
        ("", "Income:Design", "", []),
        ("^INV-1", "Liabilities:AR:Card", "", []),
        ("^INV-1", "Income:Design", LUNCH, []),
    ],
)
def test_invoices_speak_louder(number: str, income: str, more: str, owed: list[str]) -> None:
    found = report(CARD + INVOICE.format(number=number, income=income) + more)
    assert [str(item.outstanding) for item in found.open_items] == owed


def test_a_past_day_does_not_know_later_invoices() -> None:
    entries, options = load(CARD + INVOICE.format(number="^INV-1", income="Income:Design"))
    days = [datetime.date(2026, month, 28) for month in (2, 3)]
    owed = [[item.outstanding for item in each.items] for each in owed_on(entries, options, days)]
    assert owed == [[], [700]]
