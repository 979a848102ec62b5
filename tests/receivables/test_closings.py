"""The balance of an account that customers share, closed and opened again in one sum."""

from __future__ import annotations

import pytest

from beancount_relance.report.report import Report
from tests.support.ledgers import D, report

BOOKS = """
2024-01-01 open Assets:Clients
2024-01-01 open Assets:Bank
2024-01-01 open Income:Sales
2024-01-01 open Equity:Balance
2025-11-03 * "Adler" "Lamps" ^F1
  Assets:Clients  100.00 EUR
  Income:Sales
2025-11-17 * "Baker" "Lamps" ^F2
  Assets:Clients  50.00 EUR
  Income:Sales
"""


def moved(date: str, text: str, *lines: tuple[str, str]) -> str:
    """An entry against equity; each line with its customer, or nobody's."""
    told = "".join(
        f"  Assets:Clients  {number} EUR\n" + (f'    customer: "{name}"\n' if name else "")
        for number, name in lines
    )
    return f'{date} * "{text}" "{text}"\n{told}  Equity:Balance\n'


def stranger(date: str, name: str, number: str) -> str:
    """Money from somebody who has no invoices, or to them."""
    return f'{date} * "{name}" "Transfer"\n  Assets:Clients  {number} EUR\n  Assets:Bank\n'


def told(found: Report) -> list[tuple[str, str, str]]:
    """Whose each open amount is, with its invoice; credits and what is unidentified as well."""
    return [
        *((i.invoice.customer, i.invoice.reference, str(i.outstanding)) for i in found.open_items),
        *((c.credit.customer, "credit", str(c.amount)) for c in found.allocation.credits),
        *((u.debit.customer, "?", str(u.amount)) for u in found.allocation.unidentified),
    ]


GO_ON = [("Adler", "F1", "100.00"), ("Baker", "F2", "50.00")]
CLOSED = moved("2025-12-31", "Closing", ("-150.00", ""))


@pytest.mark.parametrize(
    ("entries", "more"),
    [
        ("", []),
        (CLOSED + moved("2026-01-01", "Opening", ("150.00", "")), []),
        (CLOSED + moved("2025-12-31", "Opening", ("150.00", "")), []),
        (CLOSED + moved("2026-12-30", "Opening", ("150.00", "")), []),  # still of that year
        # something else was carried over on the same day
        (
            CLOSED + moved("2026-01-01", "Opening", ("150.00", ""), ("70.00", "Cole")),
            [("Cole", "?", "70.00")],
        ),
        # closed more often than opened: what is left is a credit of nobody
        (
            CLOSED * 3 + moved("2026-01-01", "Opening", ("150.00", "")),
            [("Closing", "credit", "150.00")] * 2,
        ),
        # opened more often than closed
        (
            CLOSED + moved("2026-01-01", "Opening", ("150.00", "")) * 2,
            [("Opening", "?", "150.00")],
        ),
        # those who have a name on both days are who they are; the one sum is for the rest
        (
            moved("2025-12-31", "Closing", ("-50.00", ""), ("-100.00", "Adler"))
            + moved("2026-01-01", "Opening", ("100.00", "Adler"), ("50.00", "Baker")),
            [],
        ),
        (
            moved("2025-12-31", "Closing", ("-50.00", "Baker"), ("-100.00", "Adler"))
            + moved("2026-01-01", "Opening", ("50.00", ""), ("100.00", "Adler")),
            [],
        ),
        # money of strangers is no balance that is carried over
        (
            stranger("2025-12-31", "Cole", "-150.00") + stranger("2026-01-01", "Dunn", "150.00"),
            [("Cole", "credit", "150.00"), ("Dunn", "?", "150.00")],
        ),
    ],
)
def test_what_is_closed_and_opened_in_one_sum_goes_on(
    entries: str, more: list[tuple[str, str, str]]
) -> None:
    found = report(BOOKS + entries, "2026-12-31")
    assert told(found) == [*GO_ON, *more]
    assert all(balance.difference == D(0) for balance in found.allocation.balances.values())


@pytest.mark.parametrize(
    ("closed", "opened", "left"),
    [
        # one customer is no sum of all: what Adler is said to owe is Adler's
        (
            [("-150.00", "Adler")],
            [("100.00", "Adler"), ("50.00", "Baker")],
            [("Adler", "F1", "50.00"), ("Baker", "F2", "50.00"), ("Baker", "?", "50.00")],
        ),
        (
            [("-100.00", "Adler"), ("-50.00", "Baker")],
            [("150.00", "Adler")],
            [("Adler", "F1", "100.00"), ("Adler", "?", "50.00")],
        ),
    ],
)
def test_a_balance_of_a_customer_is_not_divided(
    closed: list[tuple[str, str]], opened: list[tuple[str, str]], left: list[tuple[str, str, str]]
) -> None:
    books = moved("2025-12-31", "Closing", *closed) + moved("2026-01-01", "Opening", *opened)
    assert told(report(BOOKS + books, "2026-12-31")) == left
