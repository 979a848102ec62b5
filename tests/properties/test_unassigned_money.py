"""Money that waits on an account until somebody assigns it is money all the way.

What was paid so settles the same as if it had been posted on the customer at once.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from beancount_relance.report.report import Report
from tests.support.ledgers import accounts, report, sale

NUMBERS = ("F1", "F2", "F3")
PRICE = 300
PAID = datetime.date(2026, 2, 10)
UNASSIGNED = (
    *("Income:Uncategorized", "Income:A-classer", "Income:Bank:Non-affecte"),
    *("Expenses:Uncategorised", "Expenses:Fixme", "Equity:Suspense", "Equity:Transfers"),
    *("Equity:Undeposited-Funds", "Assets:Suspense"),
    *("Liabilities:Unallocated", "Liabilities:Suspense", "Liabilities:Unapplied-Cash"),
)

some_payments = st.lists(
    st.tuples(
        st.sampled_from(NUMBERS),
        st.sampled_from((100, 300, 450)),
        st.integers(0, 20),
        st.booleans(),
    ),
    min_size=1,
    max_size=4,
)
"""The invoice, the amount, the days until it is assigned, and whether it comes back later."""


def books(payments: Sequence[tuple[str, int, int, bool]], account: str | None) -> str:
    """Three invoices and payments of them, through an account or not."""
    text = accounts() + "".join(sale("2026-01-05", number, f"{PRICE}.00") for number in NUMBERS)
    if account is not None:
        text += f"2020-01-01 open {account}\n"
    for place, (number, amount, later, is_returned) in enumerate(payments):
        day = PAID + datetime.timedelta(days=place)
        assigned = day + datetime.timedelta(days=later)
        other = "Assets:Bank"
        if account is not None:
            text += f'{day} * "MARTIN" "Transfer"\n  Assets:Bank  {amount} EUR\n  {account}\n'
            other = account
        text += f'{assigned} * "Martin" "Assigned" ^{number}\n'
        text += f"  {other}  {amount} EUR\n  Assets:Clients:Martin\n"
        if is_returned:
            back = assigned + datetime.timedelta(days=30)
            text += f'{back} * "MARTIN" "Returned" ^{number}\n'
            text += f"  Assets:Clients:Martin  {amount} EUR\n  Assets:Bank\n"
    return text


def said(found: Report) -> tuple[object, ...]:
    items = [
        (
            item.invoice.reference,
            item.outstanding,
            [(part.date, part.amount, part.kind, part.basis) for part in item.settled],
            [(part.date, part.amount) for part in item.taken_back],
        )
        for item in found.allocation.items
    ]
    credited = [(each.credit.date, each.amount) for each in found.allocation.credits]
    return items, credited, len(found.allocation.unidentified)


@given(some_payments, st.sampled_from(UNASSIGNED))
def test_it_pays_as_what_is_posted_on_the_customer_at_once(
    payments: Sequence[tuple[str, int, int, bool]], account: str
) -> None:
    assert said(report(books(payments, account))) == said(report(books(payments, None)))


@given(some_payments, st.sampled_from(UNASSIGNED[:2]))
def test_what_is_invoiced_against_it_is_a_sale(
    payments: Sequence[tuple[str, int, int, bool]], account: str
) -> None:
    text = books(payments, account)
    sold = text.replace("  Income:Sales\n", f"  {account}\n")
    assert sold != text
    assert said(report(sold)) == said(report(text))
