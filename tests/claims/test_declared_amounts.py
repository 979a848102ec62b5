"""What is declared in insolvency proceedings, and whether it was."""

from __future__ import annotations

from decimal import Decimal

from beancount_relance.claims.declared_amounts import is_declared, owed_at_opening, received_since
from tests.support.ledgers import accounts, day, item, payment, remark, report, sale

OPENED = "2026-06-10"
LOSS = "2020-01-01 open Expenses:Bad-Debts\n"


def settled(date: str, amount: str, account: str) -> str:
    return f'{date} * "Martin" "x" ^F1\n  {account}  {amount} EUR\n  Assets:Clients:Martin\n'


def test_money_and_losses_since_the_opening_leave_the_claim_as_it_was() -> None:
    text = accounts() + LOSS + sale("2026-05-04", "F1", "1000.00")
    text += payment("2026-06-09", "200.00", "F1") + payment(OPENED, "100.00", "F1")
    text += settled("2026-06-10", "7.00", "Income:Sales") + settled(
        "2026-06-11", "20.00", "Income:Sales"
    )
    text += payment("2026-06-11", "50.00", "F1") + settled(
        "2026-06-20", "30.00", "Expenses:Bad-Debts"
    )
    found = item(report(text), "F1")
    assert found.outstanding == Decimal("593.00")
    assert owed_at_opening(found, day(OPENED)) == Decimal("673.00")
    assert received_since(found, day(OPENED)) == Decimal("50.00")
    assert owed_at_opening(found, day("2026-06-11")) == Decimal("623.00")
    assert received_since(found, day("2026-06-11")) == Decimal("0.00")


def test_a_declaration_counts_for_its_invoices_since_the_opening() -> None:
    books = accounts() + sale("2026-05-04", "F1", "1000.00") + sale("2026-05-05", "F2", "500.00")
    books += remark("2026-06-20", "insolvency", opened=OPENED)
    declared = {
        remark("2026-06-09", "filed", "F1"): False,
        remark(OPENED, "filed", "F1"): True,
        remark("2026-06-25", "filed", "F1"): True,
        remark("2026-06-25", "filed", "F2"): False,
        remark("2026-06-25", "reminder", "F1"): False,
        "": False,
    }
    for note, expected in declared.items():
        found = report(books + note)
        proceedings = next(event for event in found.events if event.kind == "insolvency")
        assert is_declared(item(found, "F1"), proceedings, found.events) == expected, note
