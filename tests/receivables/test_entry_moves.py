"""Which invoices an entry moves that names them on one side, by their amount, or not at all."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.support.ledgers import report

OPENED = """
2020-01-01 open Assets:Bank
2020-01-01 open Income:Sales
2020-01-01 open Assets:Clients:Ani
2020-01-01 open Assets:Clients:Bea
2020-01-01 open Assets:Doubtful:Ani
"""


def invoice(number: str, amount: str, customer: str = "Ani") -> str:
    return (
        f'2026-01-05 * "{customer}" "Work" ^{number}\n'
        f"  Assets:Clients:{customer}  {amount}\n  Income:Sales\n"
    )


def entry(*lines: tuple[str, str, str]) -> str:
    """Accounts, amounts, and what is written below."""
    told = "".join(
        f"  Assets:{account}  {amount}\n" + (f"    {meta}\n" if meta else "")
        for account, amount, meta in lines
    )
    return f'2026-02-10 * "Elsewhere"\n{told}'


def paid(account: str, amount: str) -> str:
    return f'2026-01-20 * "Ani" "Transfer"\n  Assets:Bank  {amount}\n  Assets:{account}\n'


def owed(text: str) -> list[str]:
    """What is open, with its date, due date and account; and what is unidentified."""
    found = report(OPENED + text)
    assert not any(balance.difference for balance in found.allocation.balances.values())
    return [
        *(
            f"{i.invoice.reference} {i.outstanding} {i.invoice.currency} {i.invoice.date:%m-%d}"
            f" {i.invoice.due:%m-%d} {i.invoice.account.removeprefix('Assets:')}"
            for i in found.open_items
        ),
        *(f"? {each.amount}" for each in found.allocation.unidentified),
    ]


F1 = 'invoice: "F1"'
F2 = 'invoice: "F2"'
DUE = "due: 2026-09-01"
EURO = invoice("F1", "200.00 BGN") + invoice("F2", "100.00 BGN")


@pytest.mark.parametrize(
    ("books", "left"),
    [
        # taken over by Bea, who has an invoice herself
        (
            invoice("F1", "100.00 EUR")
            + invoice("B1", "70.00 EUR", "Bea")
            + entry(("Clients:Ani", "-100.00 EUR", F1), ("Clients:Bea", "100.00 EUR", "")),
            [
                "B1 70.00 EUR 01-05 02-04 Clients:Bea",
                "F1 100.00 EUR 01-05 02-04 Clients:Bea",
            ],
        ),
        # a part of the only invoice, due later
        (
            invoice("F1", "500.00 EUR")
            + entry(("Clients:Ani", "-200.00 EUR", ""), ("Doubtful:Ani", "200.00 EUR", DUE)),
            [
                "F1 300.00 EUR 01-05 02-04 Clients:Ani",
                "F1 200.00 EUR 01-05 09-01 Doubtful:Ani",
            ],
        ),
        # of two, that which has the amount
        (
            invoice("F1", "500.00 EUR")
            + invoice("F2", "200.00 EUR")
            + entry(("Clients:Ani", "-200.00 EUR", ""), ("Doubtful:Ani", "200.00 EUR", DUE)),
            [
                "F1 500.00 EUR 01-05 02-04 Clients:Ani",
                "F2 200.00 EUR 01-05 09-01 Doubtful:Ani",
            ],
        ),
        # what is paid does not move, and is not counted
        (
            invoice("F1", "100.00 EUR")
            + paid("Clients:Ani", "100.00 EUR")
            + invoice("F2", "500.00 EUR")
            + entry(("Clients:Ani", "-200.00 EUR", ""), ("Doubtful:Ani", "200.00 EUR", DUE)),
            [
                "F2 300.00 EUR 01-05 02-04 Clients:Ani",
                "F2 200.00 EUR 01-05 09-01 Doubtful:Ani",
            ],
        ),
        (
            invoice("F1", "100.00 EUR")
            + invoice("F2", "100.00 EUR")
            + paid("Clients:Ani", "100.00 EUR")
            + entry(("Clients:Ani", "-100.00 EUR", ""), ("Doubtful:Ani", "100.00 EUR", DUE)),
            ["F2 100.00 EUR 01-05 09-01 Doubtful:Ani"],
        ),
        # numbers on one side, due dates on the other: each with that of its amount
        (
            invoice("F1", "100.00 EUR")
            + invoice("F2", "200.00 EUR")
            + entry(
                ("Clients:Ani", "-100.00 EUR", F1),
                ("Clients:Ani", "-200.00 EUR", F2),
                ("Doubtful:Ani", "200.00 EUR", DUE),
                ("Doubtful:Ani", "100.00 EUR", "due: 2026-10-01"),
            ),
            [
                "F1 100.00 EUR 01-05 10-01 Doubtful:Ani",
                "F2 200.00 EUR 01-05 09-01 Doubtful:Ani",
            ],
        ),
        # and back, with the number where it comes back
        (
            invoice("F1", "100.00 EUR")
            + entry(("Clients:Ani", "-100.00 EUR", F1), ("Doubtful:Ani", "100.00 EUR", F1))
            + entry(("Doubtful:Ani", "-100.00 EUR", ""), ("Clients:Ani", "100.00 EUR", F1)),
            ["F1 100.00 EUR 01-05 02-04 Clients:Ani"],
        ),
        # where another one was paid that had moved there
        (
            invoice("F1", "100.00 EUR")
            + invoice("F2", "100.00 EUR")
            + entry(("Clients:Ani", "-100.00 EUR", F1), ("Doubtful:Ani", "100.00 EUR", F1)).replace(
                "02-10", "01-10"
            )
            + paid("Doubtful:Ani", "100.00 EUR")
            + entry(("Clients:Ani", "-100.00 EUR", F2), ("Doubtful:Ani", "100.00 EUR", "")),
            ["F2 100.00 EUR 01-05 02-04 Doubtful:Ani"],
        ),
        # converted: all of the account, and nothing of another one
        (
            EURO
            + invoice("F3", "80.00 BGN")
            + entry(
                ("Clients:Ani", "-80.00 BGN", 'invoice: "F3"'),
                ("Doubtful:Ani", "80.00 BGN", 'invoice: "F3"'),
            )
            + entry(("Clients:Ani", "-300.00 BGN @@ 153 EUR", ""), ("Clients:Ani", "153 EUR", "")),
            [
                "F1 102.00 EUR 01-05 02-04 Clients:Ani",
                "F2 51.00 EUR 01-05 02-04 Clients:Ani",
                "F3 80.00 BGN 01-05 02-04 Doubtful:Ani",
            ],
        ),
        # converted: one of them, both, or neither
        (
            EURO
            + entry(("Clients:Ani", "-100.00 BGN @@ 51 EUR", ""), ("Clients:Ani", "51 EUR", "")),
            ["F1 200.00 BGN 01-05 02-04 Clients:Ani", "F2 51 EUR 01-05 02-04 Clients:Ani"],
        ),
        (
            EURO
            + entry(("Clients:Ani", "-300.00 BGN @@ 153 EUR", ""), ("Clients:Ani", "153 EUR", "")),
            ["F1 102.00 EUR 01-05 02-04 Clients:Ani", "F2 51.00 EUR 01-05 02-04 Clients:Ani"],
        ),
        # another customer's share of it is not Ani's
        (
            EURO
            + invoice("B1", "80.00 BGN", "Bea")
            + entry(
                ("Clients:Ani", "-300.00 BGN @@ 153 EUR", ""),
                ("Clients:Bea", "-80.00 BGN @@ 41 EUR", ""),
                ("Clients:Ani", "194 EUR", ""),
            ),
            ["? 194"],
        ),
        (
            EURO
            + entry(("Clients:Ani", "-50.00 BGN @@ 26 EUR", ""), ("Clients:Ani", "26 EUR", "")),
            [
                "F1 150.00 BGN 01-05 02-04 Clients:Ani",
                "F2 100.00 BGN 01-05 02-04 Clients:Ani",
                "? 26",
            ],
        ),
    ],
)
def test_which_invoices_move(books: str, left: Sequence[str]) -> None:
    assert sorted(owed(books)) == sorted(left)
