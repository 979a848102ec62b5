"""What a bank sends back in its own name, of an account that several customers share."""

from __future__ import annotations

import pytest

from beancount_relance.report.report import build_report
from tests.support.ledgers import FRANCE, D, day, load

BOOKS = """
2026-01-01 open Assets:Bank
2026-01-01 open Assets:Receivable:Sundry
2026-01-01 open Assets:Receivable:Other
2026-01-01 open Income:Sales
2026-01-15 * "Albane" "Two lamps" ^F-1
  Assets:Receivable:Sundry     200.00 EUR
  Income:Sales
2026-01-16 * "Borel" "A chair" ^F-2
  Assets:Receivable:Sundry     300.00 EUR
  Income:Sales
2026-02-10 * "Borel" "Received" ^F-2
  Assets:Bank                  300.00 EUR
  Assets:Receivable:Sundry
2026-02-20 * "Albane" "Received" ^F-1
  Assets:Bank                  200.00 EUR
  Assets:Receivable:Sundry
"""
RETURNED = """
2026-02-27 * "{payee}" "Returned unpaid"
  {account}  200.00 EUR
  Assets:Bank
"""


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize(
    ("payee", "account", "owing"),
    [
        ("SEPA", "Assets:Receivable:Sundry", "Albane"),  # a stranger: whose payment it was owes
        ("Albane", "Assets:Receivable:Sundry", "Albane"),
        ("SEPA", "Assets:Receivable:Other", None),  # nobody paid on that account
    ],
)
def test_the_invoice_is_owed_again_whether_settled_ones_are_read_or_not(
    payee: str,
    account: str,
    owing: str | None,
    whole: bool,  # noqa: FBT001
) -> None:
    text = BOOKS + RETURNED.format(payee=payee, account=account) + FRANCE
    entries, options = load(text)
    found = build_report(entries, options, day("2026-03-10"), whole=whole)
    open_items = [
        (each.invoice.customer, each.invoice.reference, each.outstanding)
        for each in found.open_items
    ]
    assert open_items == ([(owing, "F-1", D("200.00"))] if owing else [])
