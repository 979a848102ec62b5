"""What is left of a paid invoice: the discount of its terms, a bank's fee, or what is owed."""

from __future__ import annotations

import pytest

from beancount_relance.dunning.deductions import deduction_of
from beancount_relance.language.messages import language
from tests.support.ledgers import accounts, item, payment, report, sale

FEE = '2026-01-01 custom "relance" "bank-fee" 25.00 EUR\n'
SALE = sale("2026-03-02", "F1", "1000.00").replace("^F1", '^F1\n  terms: "2% 10 net 30"')
BOOKS = FEE + accounts() + SALE
"""1,000 less 2 % until 12 March."""


def noted(amount: str, link: str) -> str:
    """A credit note of 5 March."""
    legs = f"  Assets:Clients:Martin  -{amount} EUR\n  Income:Sales\n"
    return f'2026-03-05 * "Martin" "Goods back"{link}\n{legs}'


@pytest.mark.parametrize(
    ("books", "kind", "fee"),
    [
        (payment("2026-03-10", "980.00", "F1"), "discount-taken", "0"),
        (payment("2026-03-12", "980.00", "F1"), "discount-taken", "0"),  # the last day
        (payment("2026-03-13", "980.00", "F1"), "late-discount", "0"),
        (payment("2026-03-10", "979.99", "F1"), "discount-taken", "0"),  # rounded otherwise
        (payment("2026-03-10", "980.01", "F1"), "discount-taken", "0"),
        (payment("2026-03-10", "979.98", "F1"), "discount-taken", "0.02"),
        (payment("2026-03-10", "955.00", "F1"), "discount-taken", "25.00"),  # and the bank's fee
        (payment("2026-03-10", "954.99", "F1"), None, ""),
        (payment("2026-03-12", "955.00", "F1"), "discount-taken", "25.00"),
        (payment("2026-03-13", "979.99", "F1"), "late-discount", "0"),
        (payment("2026-03-13", "955.00", "F1"), None, ""),
        (payment("2026-03-13", "975.00", "F1"), "bank-fee", "0"),
        (payment("2026-03-13", "974.99", "F1"), None, ""),
        # 2 % of the 900 that a credit note leaves; of one without a number, or of the 1,000.
        (noted("100.00", " ^F1") + payment("2026-03-10", "882.00", "F1"), "discount-taken", "0"),
        (noted("100.00", " ^F1") + payment("2026-03-10", "880.00", "F1"), "discount-taken", "2.00"),
        (noted("100.00", " ^F1") + payment("2026-03-10", "878.00", "F1"), "discount-taken", "4.00"),
        (noted("100.00", "") + payment("2026-03-10", "880.00", "F1"), "discount-taken", "0"),
        (noted("100.00", "") + payment("2026-03-10", "882.00", "F1"), "discount-taken", "0"),
    ],
)
def test_what_is_left(books: str, kind: str | None, fee: str) -> None:
    found = report(BOOKS + books)
    deduction = deduction_of(item(found, "F1"), found.settings)
    assert (deduction and deduction.kind) == kind
    assert deduction is None or str(deduction.fee) == fee


def test_a_discount_and_a_fee_are_told_apart() -> None:
    found = report(BOOKS + payment("2026-03-10", "970.00", "F1"))
    deduction = deduction_of(item(found, "F1"), found.settings)
    assert deduction is not None
    assert language("en").render(deduction.fact) == (
        "€20.00 is the discount of 2 % for payment by 2026-03-12, and €10.00 that a bank may "
        "have deducted: relance entries F1 --as difference has the entry"
    )
