"""Whose the lines of an entry are that name nobody, by the other side of it and by money there."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.support.ledgers import report

OPENED = "".join(
    f"2020-01-01 open {account}\n"
    for account in (
        *("Assets:Bank", "Income:Sales", "Liabilities:VAT", "Expenses:Fees"),
        *("Assets:Clients:Ada", "Assets:Clients:Bob", "Assets:Receivables"),
        "Assets:Doubtful-Debtors",
    )
)


def invoice(who: str, number: str, amount: str, account: str = "") -> str:
    return (
        f'2026-01-05 * "{who}" "Work" ^{number}\n'
        f"  {account or f'Assets:Clients:{who}'}  {amount} EUR\n  Income:Sales\n"
    )


def entry(*lines: str, day: str = "2026-02-10", links: str = "") -> str:
    return f'{day} * "Elsewhere"{links}\n' + "".join(f"  {line}\n" for line in lines)


def paid(who: str, amount: str, account: str = "Assets:Doubtful-Debtors") -> str:
    return f'2026-01-20 * "{who}" "Transfer"\n  Assets:Bank  {amount} EUR\n  {account}\n'


def owed(text: str) -> list[str]:
    """What is open, what customers are in credit by, and what is unidentified."""
    found = report(OPENED + text, as_of="2026-03-01")
    assert not any(balance.difference for balance in found.allocation.balances.values())
    return sorted(
        [
            *(
                f"{i.invoice.customer} {i.invoice.reference} {i.outstanding}"
                for i in found.open_items
            ),
            *(f"{c.credit.customer} -{c.amount}" for c in found.allocation.credits),
            *(f"? {each.amount}" for each in found.allocation.unidentified),
        ]
    )


ADA = invoice("Ada", "A1", "600.00")
BOB = invoice("Bob", "B1", "300.00")
SHARED = "Assets:Doubtful-Debtors"
BOTH = ("Assets:Clients:Ada -600.00 EUR", "Assets:Clients:Bob -300.00 EUR")
THERE = ["Ada A1 600.00", "Bob B1 300.00"]
GUS = invoice("Gus", "G1", "80.00", "Assets:Receivables")
HAL = invoice("Hal", "H1", "70.00", "Assets:Receivables")


@pytest.mark.parametrize(
    ("books", "left"),
    [
        # two customers: in one sum, in two of their amounts, in two of others
        (ADA + BOB + entry(f"{SHARED} 900.00 EUR", *BOTH), THERE),
        (ADA + BOB + entry(f"{SHARED} 300.00 EUR", f"{SHARED} 600.00 EUR", *BOTH), THERE),
        (ADA + BOB + entry(f"{SHARED} 500.00 EUR", f"{SHARED} 400.00 EUR", *BOTH), THERE),
        # less is put on than two customers had: nobody can tell whose the rest was
        (
            ADA + BOB + entry(f"{SHARED} 850.00 EUR", "Expenses:Fees 50.00 EUR", *BOTH),
            ["? 850.00"],
        ),
        # less is put on than one customer had: the rest is tax
        (
            ADA + entry(f"{SHARED} 480.00 EUR", "Liabilities:VAT 120.00 EUR", BOTH[0]),
            ["Ada A1 480.00"],
        ),
        # less is put on than two customers had, and each has a number
        (
            ADA
            + BOB
            + entry(
                f'{SHARED} 480.00 EUR\n    invoice: "A1"',
                f'{SHARED} 240.00 EUR\n    invoice: "B1"',
                "Liabilities:VAT 180.00 EUR",
                *BOTH,
            ),
            ["Ada A1 480.00", "Bob B1 240.00"],
        ),
        # the entry does more than that
        (
            ADA
            + entry(
                f"{SHARED} 480.00 EUR",
                "Liabilities:VAT 130.00 EUR",
                "Assets:Bank -10.00 EUR",
                BOTH[0],
            ),
            ["? 480.00"],
        ),
    ],
)
def test_claims_are_of_those_on_the_other_side(books: str, left: Sequence[str]) -> None:
    assert owed(books) == sorted(left)


@pytest.mark.parametrize(
    ("books", "left"),
    [
        # all of it, part of it
        (paid("Cyd", "100.00"), ["Ada A1 500.00"]),
        (paid("Cyd", "150.00"), ["Ada A1 500.00", "Cyd -50.00"]),
        # two have so much there, or two have something there and nobody so much
        (
            paid("Cyd", "100.00") + paid("Dee", "100.00"),
            ["Ada A1 600.00", "Cyd -100.00", "Dee -100.00"],
        ),
        (
            paid("Cyd", "150.00") + paid("Dee", "40.00"),
            ["Ada A1 600.00", "Cyd -150.00", "Dee -40.00"],
        ),
        # one of two has just so much
        (
            paid("Cyd", "100.00") + paid("Dee", "40.00"),
            ["Ada A1 500.00", "Dee -40.00"],
        ),
        # nobody has so much there
        (paid("Cyd", "40.00"), ["Ada A1 600.00", "Cyd -40.00"]),
        # it is somebody's who owes something
        (
            invoice("Cyd", "C1", "50.00", "Assets:Receivables") + paid("Cyd", "100.00"),
            ["Ada A1 600.00", "Cyd -50.00"],
        ),
        # it paid what it names, whoever the payer is
        (
            invoice("Cyd", "C1", "100.00", SHARED)
            + f'2026-01-20 * "Her bank" "Transfer" ^C1\n  Assets:Bank  100.00 EUR\n  {SHARED}\n',
            ["Ada A1 600.00"],
        ),
        # what was given away is not given away again
        (
            paid("Cyd", "100.00")
            + entry(f"{SHARED} 100.00 EUR", "Assets:Clients:Ada -100.00 EUR", day="2026-02-09"),
            ["Ada A1 500.00"],
        ),
    ],
)
def test_money_there_is_that_of_whoever_paid_it(books: str, left: Sequence[str]) -> None:
    moved = entry(f"{SHARED} 100.00 EUR", "Assets:Clients:Ada -100.00 EUR")
    assert owed(ADA + books + moved) == sorted(left)


@pytest.mark.parametrize(
    ("moved", "left"),
    [
        # it says whose it is
        (
            entry(f'{SHARED} 100.00 EUR\n    customer: "Ada"', "Assets:Clients:Ada -100.00 EUR"),
            ["Ada A1 600.00", "Cyd -100.00"],
        ),
        # it names papers that nobody knows: the first is about Cyd's money, which is gone then
        (
            entry(f"{SHARED} 100.00 EUR", "Assets:Clients:Ada -100.00 EUR", links=" ^X1"),
            ["Ada A1 500.00"],
        ),
        (
            entry(f"{SHARED} 100.00 EUR", "Assets:Clients:Ada -100.00 EUR", links=" ^X1")
            + entry(f"{SHARED} 100.00 EUR", "Assets:Clients:Ada -100.00 EUR", links=" ^X2"),
            ["Ada A1 500.00"],
        ),
        # it runs the other way
        (
            entry(f"{SHARED} -50.00 EUR", "Assets:Clients:Ada 50.00 EUR"),
            ["Ada A1 600.00", "Cyd -100.00"],
        ),
    ],
)
def test_money_there_stays_where_an_entry_says_more(moved: str, left: Sequence[str]) -> None:
    assert owed(ADA + paid("Cyd", "100.00") + moved) == sorted(left)


@pytest.mark.parametrize(
    ("books", "left"),
    [
        # one number for two invoices: the other side tells whose it is
        (
            ADA
            + invoice("Bob", "A1", "300.00")
            + entry(f"{SHARED} 300.00 EUR", BOTH[1], links=" ^A1"),
            ["Ada A1 600.00", "Bob A1 300.00"],
        ),
        # the payee of what moves is no owner of the invoice
        (
            GUS
            + f'2026-02-10 * "Year end" "Moved" ^G1\n  {SHARED}  80.00 EUR\n  Assets:Receivables\n'
            + f'2026-02-20 * "Transfer" ^G1\n  Assets:Bank  30.00 EUR\n  {SHARED}\n',
            ["Gus G1 50.00"],
        ),
        (
            GUS
            + f'2026-02-10 * "Year end" "Moved" ^G1\n  {SHARED}  80.00 EUR\n  Assets:Receivables\n'
            + f'2026-02-12 * "New year" "Back" ^G1\n  Assets:Receivables  80.00 EUR\n  {SHARED}\n',
            ["Gus G1 80.00"],
        ),
        # a claim on nobody becomes somebody's
        (
            '2026-01-05 * "Work" ^N1\n  Assets:Receivables  400.00 EUR\n  Income:Sales\n'
            + ADA
            + entry("Assets:Clients:Ada 400.00 EUR", "Assets:Receivables -400.00 EUR"),
            ["Ada A1 600.00", "Ada N1 400.00"],
        ),
        # who takes over a debt is told by the payee
        (
            ADA
            + GUS
            + f'2026-02-10 * "Gus" "Takes over"\n  {SHARED}  600.00 EUR\n  Assets:Clients:Ada\n',
            ["Gus A1 600.00", "Gus G1 80.00"],
        ),
    ],
)
def test_whose_claims_move(books: str, left: Sequence[str]) -> None:
    assert owed(books) == sorted(left)


@pytest.mark.parametrize(
    ("books", "left"),
    [
        # paid too much, and owes nothing there; owes something there
        (
            ADA
            + paid("Ada", "700.00", "Assets:Clients:Ada")
            + entry("Assets:Clients:Ada 100.00 EUR", f"{SHARED} -100.00 EUR"),
            ["Doubtful-Debtors -100.00"],
        ),
        (
            ADA
            + entry(f"{SHARED} 600.00 EUR", BOTH[0], day="2026-01-10")
            + paid("Ada", "100.00", "Assets:Clients:Ada")
            + entry("Assets:Clients:Ada 100.00 EUR", f"{SHARED} -100.00 EUR"),
            ["Ada A1 500.00"],
        ),
    ],
)
def test_a_payment_that_is_taken_off_a_customer(books: str, left: Sequence[str]) -> None:
    assert owed(books) == sorted(left)


@pytest.mark.parametrize(
    ("books", "left"),
    [
        (
            GUS
            + HAL
            + entry(f"{SHARED} 150.00 EUR", "Assets:Receivables -150.00 EUR", links=" ^G1 ^H1"),
            ["Gus G1 80.00", "Hal H1 70.00"],
        ),
        # one of them is paid: what is left of both
        (
            GUS
            + HAL
            + '2026-01-20 * "Gus" "Transfer" ^G1\n  Assets:Bank  80.00 EUR\n  Assets:Receivables\n'
            + entry(f"{SHARED} 70.00 EUR", "Assets:Receivables -70.00 EUR", links=" ^G1 ^H1"),
            ["Hal H1 70.00"],
        ),
    ],
)
def test_claims_are_of_those_whose_numbers_are_there(books: str, left: Sequence[str]) -> None:
    assert owed(books) == sorted(left)
