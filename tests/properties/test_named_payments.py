"""Payments that name several invoices: each gets its own part, in whatever order they stand."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.support.ledgers import accounts, report

START = datetime.date(2026, 3, 2)
CENT = Decimal("0.01")
amounts = st.decimals(min_value=20, max_value=5000, places=2)


def written(day: datetime.date, text: str, links: str, number: Decimal, other: str) -> str:
    return f'{day} * "Martin" "{text}" {links}\n  Assets:Clients:Martin  {number} EUR\n  {other}\n'


def outstanding(entries: Sequence[str], head: str = "") -> dict[str, Decimal]:
    found = report(accounts() + head + "".join(entries), "2026-06-30")
    totals = found.totals()["EUR"]
    assert totals.open - totals.credits + totals.unidentified == totals.ledger
    return {item.invoice.reference: item.outstanding for item in found.open_items}


@given(st.lists(amounts, min_size=2, max_size=5), st.integers(0, 40))
def test_each_invoice_keeps_its_own_discount(prices: list[Decimal], after: int) -> None:
    """In time or too late, what is left of each is its discount; its return opens all again."""
    terms = '2020-01-01 custom "relance" "terms" "2% 10 net 30"\n'
    day = START + datetime.timedelta(days=after)
    names = [f"F{n}" for n in range(1, len(prices) + 1)]
    less = [(price / 50).quantize(CENT, ROUND_HALF_UP) for price in prices]
    links = " ".join(f"^{name}" for name in names)
    paid = sum(prices) - sum(less)
    entries = [
        written(START, "Work", f"^{name}", price, "Income:Sales")
        for name, price in zip(names, prices, strict=True)
    ]
    payment = written(day, "Transfer", links, -Decimal(paid), "Assets:Bank")
    back = written(
        day + datetime.timedelta(days=5), "Returned", links, Decimal(paid), "Assets:Bank"
    )
    left = outstanding([*entries, payment], terms)
    assert left == dict(zip(names, less, strict=True))
    assert outstanding([payment, *reversed(entries)], terms) == left
    assert outstanding([*entries, payment, back], terms) == dict(zip(names, prices, strict=True))


@given(st.lists(amounts, min_size=2, max_size=4, unique=True), st.data())
def test_a_project_is_paid_where_the_amount_is(prices: list[Decimal], data: st.DataObject) -> None:
    """The invoice that has the amount, or that the payment names as well, whatever the order."""
    place = data.draw(st.integers(0, len(prices) - 1))
    names = [f"F{n}" for n in range(1, len(prices) + 1)]
    entries = [
        written(
            START + datetime.timedelta(days=n), "Part", f"^{name} ^project", price, "Income:Sales"
        )
        for n, (name, price) in enumerate(zip(names, prices, strict=True))
    ]
    day = START + datetime.timedelta(days=30)
    part = (prices[place] / 2).quantize(CENT)
    also = written(day, "Transfer", f"^{names[place]} ^project", -part, "Assets:Bank")
    whole = dict(zip(names, prices, strict=True))
    assert outstanding([*entries, also]) == {**whole, names[place]: prices[place] - part}
    alone = written(day, "Transfer", "^project", -prices[place], "Assets:Bank")
    left = {name: price for name, price in whole.items() if name != names[place]}
    assert outstanding([alone, *reversed(entries)]) == left
