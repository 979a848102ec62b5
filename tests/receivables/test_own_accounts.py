"""What a payment without a number pays that is posted on one of a customer's accounts.

F2 of 2 January is the oldest, on B. F1 of 5 January stands on A until it moves to B on
10 February. F3 of 25 February stands on A. No payment has the amount of an invoice.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest

from tests.support.ledgers import report

BOOKS = """
2020-01-01 open Assets:Bank
2020-01-01 open Income:Sales
2020-01-01 open Assets:Debtors:Pell
2020-01-01 open Assets:Debtors:Pell:A
2020-01-01 open Assets:Debtors:Pell:B
2026-01-02 * "Pell" "Works" ^F2
  Assets:Debtors:Pell:B  100.00 EUR
  Income:Sales
2026-01-05 * "Pell" "Works" ^F1
  Assets:Debtors:Pell:A  100.00 EUR
  Income:Sales
2026-02-10 * "Pell" "Elsewhere" ^F1
  Assets:Debtors:Pell:A  -100.00 EUR
  Assets:Debtors:Pell:B  100.00 EUR
2026-02-25 * "Pell" "Works" ^F3
  Assets:Debtors:Pell:A  50.00 EUR
  Income:Sales
"""


def paid(day: str, account: str, amount: str) -> str:
    return (
        f'2026-{day} * "Pell" "Transfer"\n  Assets:Bank  {amount} EUR\n'
        f"  Assets:Debtors:Pell:{account}\n"
    )


@pytest.mark.parametrize(
    ("payments", "left"),
    [
        (paid("01-20", "A", "60.00"), {"F1": "40.00", "F2": "100.00", "F3": "50.00"}),
        # the second one pays the rest of the same invoice
        (
            paid("01-20", "A", "60.00") + paid("01-25", "A", "20.00"),
            {"F1": "20.00", "F2": "100.00", "F3": "50.00"},
        ),
        # on the day of the move, and after it, nothing is open on A: the oldest is paid
        (paid("02-10", "A", "60.00"), {"F1": "100.00", "F2": "40.00", "F3": "50.00"}),
        (paid("02-20", "A", "60.00"), {"F1": "100.00", "F2": "40.00", "F3": "50.00"}),
        # F1 stands on B now, after F2; 30 of F3 is paid where it stands
        (
            paid("02-20", "B", "130.00") + paid("03-10", "A", "30.00"),
            {"F1": "70.00", "F3": "20.00"},
        ),
    ],
)
def test_what_is_open_there_that_day_is_paid(payments: str, left: Mapping[str, str]) -> None:
    found = report(BOOKS + payments)
    assert {item.invoice.reference: item.outstanding for item in found.open_items} == {
        number: Decimal(amount) for number, amount in left.items()
    }
