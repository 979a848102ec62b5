"""Charges for late payment, which only a text tells, are the same in every convention of books."""

from __future__ import annotations

import datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from beancount_relance.report.report import Report
from tests.properties.kept_books import (
    AS_OF,
    CUSTOMER,
    START,
    Books,
    Way,
    told,
    told_otherwise,
    ways,
)

DAY = datetime.timedelta(days=1)
INVOICE, CHARGE = "A-101", "A-202"
FEE = Decimal(40)

prices = st.integers(50, 900).map(lambda tens: Decimal(10 * tens))
late_on = st.integers(60, 200).map(lambda n: START + n * DAY)


def claimed(report: Report) -> Decimal:
    """What is claimed of the customer besides what is in the books."""
    claims = [report.claims.of(item) for item in report.allocation.items]
    return sum((claim.interest.amount + claim.fee for claim in claims), Decimal())


def charged(report: Report) -> Decimal:
    """What is open of charges in the books."""
    return sum((i.outstanding for i in report.open_items if i.invoice.charge), Decimal())


@given(
    ways,
    prices,
    late_on,
    st.sampled_from(
        [
            "Late fee for {n}",
            "Recovery fee on {n}",
            "Pénalités de retard, facture {n}",
            "Mahngebühr zu {n}",
            "Intereses de demora de {n}",
        ]
    ),
    st.integers(1, 40).map(Decimal),
    st.data(),
)
def test_what_was_charged_is_not_claimed_again(
    way: Way, price: Decimal, day: datetime.date, text: str, amount: Decimal, data: st.DataObject
) -> None:
    """It bears no interest and no fee of its own, and takes the place of what would be claimed."""
    books = Books(way).sold(START, INVOICE, (price, None))
    before = books.report()
    charge = books.sold(day, CHARGE, (amount, None), text=text.format(n=INVOICE))
    after = charge.report()
    assert charged(after) == amount
    assert claimed(after) + amount == claimed(before)
    assert told(data.draw(told_otherwise(charge))) == told(after)


@given(ways, prices, st.integers(1, 40).map(Decimal), st.data())
def test_interest_paid_apart_is_not_claimed_again(
    way: Way, price: Decimal, amount: Decimal, data: st.DataObject
) -> None:
    """On an account of any interest, what names an invoice is for that one's interest and fee."""
    books = (
        Books(way)
        .also("Income:Interets")
        .sold(START, INVOICE, (price, None))
        .moved(START + 100 * DAY, "Transfer", price - 10, INVOICE)
    )
    before = books.report()
    heading = way.heading(CUSTOMER, "Paid late", [INVOICE])
    legs = (f"  Assets:Bank  {amount} EUR", f"  Income:Interets  {-amount} EUR")
    paid = books.told(START + 110 * DAY, heading, *legs)
    after = paid.report()
    assert claimed(after) + amount == claimed(before) >= FEE
    assert after.totals()["EUR"].open == before.totals()["EUR"].open == 10
    assert told(data.draw(told_otherwise(paid))) == told(after)
    bank = books.told(AS_OF - 30 * DAY, '* "Bank" "Interest"', *legs)
    assert claimed(bank.report()) == claimed(before)


@given(
    ways,
    prices,
    late_on,
    st.integers(1, 40).map(Decimal),
    st.sampled_from(("Expenses:Goodwill", "Income:Other", "Expenses:Bank-Fees")),
    st.sampled_from(("Goodwill {n}", "Late fee for {n}, waived", "We bear it, {n}")),
    st.data(),
)
def test_what_gives_a_charge_up_takes_nothing_off_the_invoice(
    way: Way,
    price: Decimal,
    day: datetime.date,
    amount: Decimal,
    against: str,
    text: str,
    data: st.DataObject,
) -> None:
    books = Books(way).also(against).sold(START, INVOICE, (price, None))
    books = books.sold(day, CHARGE, (amount, None), text=f"Late fee for {INVOICE}")
    books = books.moved(day + DAY, text.format(n=INVOICE), amount, INVOICE, other=against)
    after = books.report()
    assert charged(after) == 0
    assert [item.outstanding for item in after.open_items] == [price]
    assert told(data.draw(told_otherwise(books))) == told(after)
