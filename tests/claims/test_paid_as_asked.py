"""When what was received of interest and fee ends the interest, as a letter had asked for it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.support.ledgers import D, accounts, item, payment, remark, report, sale

OPENED = accounts() + "2020-01-01 open Income:7631-Late-Interest\n"
FIRST = sale("2026-01-12", "F1", "1200.00")
SECOND = sale("2026-01-12", "F2", "600.00")
LATER = sale("2026-04-20", "F9", "500.00")
"""Due on 20 May; what is left of interest goes into its letters."""


def letter(date: str, *numbers: str) -> str:
    return remark(date, "firm-letter", *numbers)


def charged(date: str, amount: str, *numbers: str) -> str:
    """Interest and fee that are booked as such."""
    links = " ".join(f"^{number}" for number in numbers)
    return (
        f'{date} * "Martin" "Interest" {links}\n'
        f"  Assets:Bank  {amount} EUR\n  Income:7631-Late-Interest\n"
    )


def left(books: str, number: str) -> Decimal:
    """What is left of the interest on an invoice."""
    found = report(OPENED + books + LATER, "2026-06-01")
    return found.claims.of(item(found, number)).interest.amount


# The letter of 3 March gives 8 days, and 5 more for the post. It asks for 7.99 (20 days of 1,200.00
# at 12.15 %) and the fee of 40.00. On the 10th, the interest is 10.79.
ASKED = FIRST + letter("2026-03-03", "F1")


@pytest.mark.parametrize(
    ("books", "interest"),
    [
        (ASKED + payment("2026-03-10", "1247.99", "F1"), "0.00"),
        (ASKED + payment("2026-03-10", "1247.98", "F1"), "10.79"),  # not to the cent
        (
            ASKED + payment("2026-03-10", "1200.00", "F1") + charged("2026-03-11", "47.99", "F1"),
            "0.00",
        ),
        # of 1,200.00 for 9 days and 1,000.00 for 11 days, 3.60 and 3.66, with the fee
        (
            FIRST
            + payment("2026-02-20", "200.00", "F1")
            + letter("2026-03-03", "F1")
            + payment("2026-03-10", "1047.26", "F1"),
            "0.00",
        ),
        # a letter about another invoice asked for nothing of this one
        (
            FIRST + SECOND + letter("2026-03-03", "F2") + payment("2026-03-10", "1247.99", "F1"),
            "10.79",
        ),
        # an earlier letter, whose days are over, asked for less
        (
            FIRST
            + letter("2026-02-20", "F1")
            + letter("2026-03-03", "F1")
            + payment("2026-03-10", "1247.99", "F1"),
            "0.00",
        ),
    ],
)
def test_interest_ends_with_the_letter_that_was_paid(books: str, interest: str) -> None:
    assert left(books, "F1") == D(interest)


def test_interest_goes_on_for_what_is_not_paid() -> None:
    """The fee and the interest that a letter asked for, without all of what it is for.

    The 91.98 of both are 10.79 and the fee of F1, and the fee and 1.19 of F2, whose interest in 110
    days is 21.97. That of F1 with 200.00 open is 10.79 and 5.53 for 83 more days.
    """
    both = FIRST + SECOND + letter("2026-03-03", "F1", "F2")
    books = (
        both + payment("2026-03-10", "1200.00", "F1") + charged("2026-03-11", "91.98", "F1", "F2")
    )
    assert left(books + payment("2026-03-10", "600.00", "F2"), "F1") == D("0.00")
    assert left(books, "F2") == D("20.78")
    one = ASKED + payment("2026-03-10", "1000.00", "F1") + charged("2026-03-11", "47.99", "F1")
    assert left(one, "F1") == D("8.33")
