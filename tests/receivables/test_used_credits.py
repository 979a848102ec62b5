"""What customers have paid too much, used up by what goes back to them, or is moved off."""

from __future__ import annotations

import pytest

from tests.support.ledgers import D, report

BOOKS = """
2020-01-01 custom "relance" "allocation" "explicit"
2020-01-01 open Assets:Bank
2020-01-01 open Assets:Clients:Ani
2020-01-01 open Equity:Balance
2020-01-01 open Income:Sales
2020-01-01 open Liabilities:Customer-Credits
2026-01-05 * "Ani" "Goods" ^F-101
  Assets:Clients:Ani  100.00 EUR
  Income:Sales
2026-01-15 * "Ani" "Transfer" ^F-101
  Assets:Bank  150.00 EUR
  Assets:Clients:Ani
2026-02-10 * "Ani" "Goods" ^F-102
  Assets:Clients:Ani  80.00 EUR
  Income:Sales
"""


def taken_off(date: str, amount: str, to: str) -> str:
    return f'{date} * "Ani" "Off"\n  Assets:Clients:Ani  {amount} EUR\n  {to}\n'


MOVED, REFUNDED, CARRIED = "Liabilities:Customer-Credits", "Assets:Bank", "Equity:Balance"


@pytest.mark.parametrize(
    ("entries", "credit", "unidentified"),
    [
        ([], "50.00", []),
        ([("2026-01-15", "50.00", MOVED)], "0.00", []),  # on the day of the payment
        ([("2026-01-14", "50.00", MOVED)], "50.00", ["50.00"]),  # before there was any
        ([("2026-01-16", "30.00", MOVED), ("2026-02-09", "20.00", MOVED)], "0.00", []),
        ([("2026-01-16", "60.00", MOVED)], "0.00", ["10.00"]),
        ([("2026-02-10", "50.00", MOVED)], "50.00", ["50.00"]),  # something is owed that day
        ([("2026-02-10", "50.00", REFUNDED)], "0.00", []),
        ([("2026-02-11", "20.00", MOVED), ("2026-02-12", "50.00", REFUNDED)], "0.00", ["20.00"]),
        ([("2026-01-16", "50.00", CARRIED)], "0.00", []),
        ([("2026-01-16", "40.00", CARRIED)], "50.00", ["40.00"]),
    ],
)
def test_what_was_paid_too_much_is_used_up(
    entries: list[tuple[str, str, str]], credit: str, unidentified: list[str]
) -> None:
    found = report(BOOKS + "".join(taken_off(*entry) for entry in entries)).allocation
    assert sum((left.amount for left in found.credits), D(0)) == D(credit)
    assert [rest.amount for rest in found.unidentified] == [D(n) for n in unidentified]
    assert [item.outstanding for item in found.items if item.is_open] == [D("80.00")]
