"""Retention money: whatever was paid, nothing is lost, and no more than the percentage waits."""

from __future__ import annotations

import datetime
from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.support.ledgers import accounts, complaints, payment, report, sale

SETTING = '2020-01-01 custom "relance" "retention" "5 % 1 year"\n'
LATER = datetime.date(2027, 3, 2)
CENT = Decimal("0.01")


@given(
    amount=st.integers(100, 2_000_000),
    paid=st.integers(0, 2_000_000),
    credited=st.integers(0, 1_000_000),
)
def test_what_is_open_is_divided_without_loss(amount: int, paid: int, credited: int) -> None:
    whole = CENT * amount
    note = min(credited, amount) * CENT
    money = min(CENT * paid, whole - note)
    books = SETTING + accounts() + sale("2026-03-02", "F1", str(whole))
    if note:
        books += (
            f'2026-03-05 * "Martin" "Credit note" ^F1\n  Assets:Clients:Martin  -{note} EUR\n'
            "  Income:Sales\n"
        )
    if money:
        books += payment("2026-03-20", str(money), "F1")
    found = report(books, "2026-06-30")
    assert complaints(found) == []
    items = found.open_items
    left = whole - note - money
    assert sum(item.outstanding for item in items) == left
    assert len({item.key for item in items}) == len(items)
    assert all(0 < item.outstanding <= item.invoice.amount for item in items)
    if len(items) > 1:
        assert sum(item.invoice.amount for item in items) == whole
    waits = sum(item.outstanding for item in items if item.invoice.due == LATER)
    kept = (whole - note) * 5 / 100
    assert waits <= kept + 2 * CENT
    if left > kept + 2 * CENT:
        assert abs(waits - kept) <= CENT


@given(amount=st.integers(100, 2_000_000), days=st.lists(st.integers(0, 700), max_size=4))
def test_what_is_paid_pays_the_rest_first(amount: int, days: list[int]) -> None:
    whole = CENT * amount
    share = whole // (len(days) + 1) if len(days) > 1 else whole
    books = SETTING + accounts() + sale("2026-03-02", "F1", str(whole))
    for day in sorted(days):
        books += payment(str(datetime.date(2026, 3, 2) + datetime.timedelta(day)), str(share), "F1")
    found = report(books, "2028-06-30")
    items = sorted(found.allocation.items, key=lambda item: item.invoice.due)
    assert sum(item.invoice.amount for item in items) == whole
    for item in items:
        assert item.outstanding == item.invoice.amount - sum(p.amount for p in item.settled)
    if len(items) > 1:
        rest, retention = items
        assert retention.invoice.due == LATER
        assert not retention.settled or not rest.is_open
        paid = [part.date for part in rest.settled]
        assert all(part.date >= max(paid) for part in retention.settled if paid)


@given(
    amount=st.integers(100, 2_000_000),
    half_percents=st.integers(1, 40),
    days=st.tuples(st.integers(0, 700), st.integers(0, 700)).map(sorted),
    retention_first=st.booleans(),
)
def test_whichever_part_is_paid_first_the_amount_of_the_other_is_left(
    amount: int, half_percents: int, days: list[int], *, retention_first: bool
) -> None:
    whole, percent = CENT * amount, Decimal(half_percents) / 2
    kept = (whole * percent / 100).quantize(CENT, ROUND_HALF_UP)
    first, then = (kept, whole - kept) if retention_first else (whole - kept, kept)
    setting = SETTING.replace("5 %", f"{percent} %")
    unpaid = setting + accounts() + sale("2026-03-02", "F1", str(whole))
    assert parts_of(unpaid) == ([whole - kept, kept] if kept else [whole])
    if not kept:
        return
    dates = [str(datetime.date(2026, 3, 2) + datetime.timedelta(day)) for day in days]
    one_paid = unpaid + payment(dates[0], str(first), "F1")
    assert sum(open_parts_of(one_paid), Decimal()) == then
    assert open_parts_of(one_paid + payment(dates[1], str(then), "F1")) == []
    if not retention_first:
        assert open_parts_of(one_paid) == [kept]
        assert parts_of(one_paid) == [whole - kept, kept]


def parts_of(books: str) -> list[Decimal]:
    """The amounts of the parts of all invoices, in the order in which they are due."""
    items = report(books, "2028-06-30").allocation.items
    return [item.invoice.amount for item in sorted(items, key=lambda item: item.invoice.due)]


def open_parts_of(books: str) -> list[Decimal]:
    """What is left of the parts of all invoices."""
    return [item.outstanding for item in report(books, "2028-06-30").open_items]


@given(amount=st.integers(1, 150_000), days=st.integers(0, 500))
def test_money_that_names_nothing_pays_what_is_due_as_with_due_dates_of_the_legs(
    amount: int, days: int
) -> None:
    date = str(datetime.date(2026, 5, 11) + datetime.timedelta(days))
    money = payment("2026-04-02", "950.00", "F1") + payment(date, str(CENT * amount))
    by_setting = sale("2026-03-02", "F1", "1000.00") + sale("2026-05-11", "F2", "400.00")
    found = outstanding_of(SETTING + accounts() + by_setting + money)
    assert found == outstanding_of(accounts() + IN_LEGS + money)


IN_LEGS = """2026-03-02 * "Martin" "Goods" ^F1
  Assets:Clients:Martin  950.00 EUR
    due: 2026-04-01
  Assets:Clients:Martin  50.00 EUR
    due: 2027-03-02
  Income:Sales
2026-05-11 * "Martin" "Goods" ^F2
  Assets:Clients:Martin  380.00 EUR
    due: 2026-06-10
  Assets:Clients:Martin  20.00 EUR
    due: 2027-05-11
  Income:Sales
"""


def outstanding_of(books: str) -> dict[tuple[str, datetime.date], Decimal]:
    """What is left of the open parts, by number and due date."""
    items = report(books, "2028-06-30").open_items
    return {(item.invoice.reference, item.invoice.due): item.outstanding for item in items}
