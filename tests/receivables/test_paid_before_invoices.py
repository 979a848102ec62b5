"""What payments before the first invoice cover: a balance carried over that names nothing."""

from __future__ import annotations

import pytest

from tests.support.ledgers import D, accounts, payment, report, sale

CARRIED_OVER = """
2020-01-01 open Equity:Opening
2026-01-01 * "Opening"
  Assets:Clients:Martin  500.00 EUR
  Equity:Opening
"""


@pytest.mark.parametrize(
    ("entries", "unidentified", "open_"),
    [
        ("", "500.00", "100.00"),
        (payment("2026-02-09", "100.00"), "400.00", "100.00"),
        (payment("2026-02-10", "100.00"), "500.00", "0.00"),  # the day of the invoice
        (payment("2026-02-09", "100.00", "F1"), "500.00", "0.00"),  # paid in advance
        (payment("2026-02-09", "600.00", "F1"), "0.00", "0.00"),  # what is too much, last
        (payment("2026-02-09", "600.00"), "0.00", "0.00"),  # what is too much is for the invoice
        (payment("2025-12-31", "100.00"), "500.00", "0.00"),  # before there was any balance
    ],
)
def test_a_payment_before_the_first_invoice_is_for_the_balance(
    entries: str, unidentified: str, open_: str
) -> None:
    books = accounts() + CARRIED_OVER + sale("2026-02-10", "F1", "100.00")
    totals = report(books + entries).totals()["EUR"]
    assert (totals.unidentified, totals.open) == (D(unidentified), D(open_))


@pytest.mark.parametrize(
    ("link", "left"),
    [
        ("", ["500.00"]),  # of the amount of the loan
        ("^INV-2025-77", ["70.00", "430.00"]),  # of last year: for the balance
    ],
)
def test_a_payment_that_names_nothing_covers_the_debit_of_its_amount(
    link: str, left: list[str]
) -> None:
    books = accounts() + CARRIED_OVER + sale("2026-02-10", "F1", "100.00")
    lent = '2026-01-05 * "Lent"\n  Assets:Clients:Martin  70.00 EUR\n  Assets:Bank\n'
    paid = f'2026-02-09 * "Transfer" {link}\n  Assets:Bank  70.00 EUR\n  Assets:Clients:Martin\n'
    found = report(books + lent + paid)
    assert sorted(rest.amount for rest in found.allocation.unidentified) == [D(n) for n in left]
