"""What was owed at the ends of past months."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

from beancount_relance.receivables.netting.settled_filter import SettledFilter
from beancount_relance.report.report import build_report
from beancount_relance.report.trend import month_ends, trend
from tests.support.ledgers import load

BOOKS = """
2024-01-01 open Assets:Clients:Martin
2024-01-01 open Assets:Bank
2024-01-01 open Income:Sales
2026-03-10 * "Martin" ^F1
  due: 2026-04-10
  Assets:Clients:Martin  300.00 EUR
  Income:Sales
2026-04-20 * "Martin" ^F2
  due: 2026-05-20
  Assets:Clients:Martin  100.00 EUR
  Income:Sales
2026-05-15 * "Martin" ^F1
  Assets:Bank  300.00 EUR
  Assets:Clients:Martin
"""

LATER = """
2026-06-02 * "Martin" ^F2
  Assets:Bank  100.00 EUR
  Assets:Clients:Martin
"""


def test_month_ends_before_a_day_and_the_day_itself() -> None:
    days = month_ends(datetime.date(2026, 3, 15), 4)
    assert [str(day) for day in days] == ["2025-12-31", "2026-01-31", "2026-02-28", "2026-03-15"]


def test_the_end_of_a_month_stands_for_it() -> None:
    days = month_ends(datetime.date(2024, 3, 31), 2)
    assert [str(day) for day in days] == ["2024-02-29", "2024-03-31"]


def test_no_month_lies_before_the_calendar() -> None:
    assert month_ends(datetime.date(1, 1, 5), 12) == [datetime.date(1, 1, 5)]


def test_each_month_has_what_was_owed_then_and_the_share_overdue() -> None:
    entries, options = load(BOOKS)
    found = trend(entries, options, month_ends(datetime.date(2026, 5, 31), 4))
    assert [month.balances.keys() for month in found] == [set(), {"EUR"}, {"EUR"}, {"EUR"}]
    # In March 300 is not due; in April it is 20 days late, beside 100 that is not due;
    # in May only the 100 is left, 11 days late.
    assert [month.balances["EUR"].total for month in found[1:]] == [300, 400, 100]
    assert [month.balances["EUR"].buckets["1-30"] for month in found[1:]] == [0, 300, 100]
    assert [month.shares_overdue["EUR"] for month in found[1:]] == [0, 75, 100]


def test_credit_is_taken_off_before_the_share() -> None:
    advance = (
        '2026-04-25 * "Martin" "Advance" ^X9\n  Assets:Bank  200.00 EUR\n  Assets:Clients:Martin\n'
    )
    explicit = '2024-01-01 custom "relance" "allocation" "explicit"\n'
    entries, options = load(BOOKS + advance + explicit)
    (month,) = trend(entries, options, [datetime.date(2026, 4, 30)])
    # 200 of credit pay for the oldest: of 400 − 200, 300 − 200 are overdue.
    assert month.shares_overdue["EUR"] == Decimal(50)
    assert month.balances["EUR"].total == 400


def test_the_last_month_is_the_report_of_that_day() -> None:
    entries, options = load(BOOKS)
    day = datetime.date(2026, 4, 30)
    (month,) = trend(entries, options, [day])
    report = build_report(entries, options, day)
    assert month.balances["EUR"].buckets == report.ageing[0].buckets


def test_a_pad_serves_no_balance_that_comes_later() -> None:
    padded = """
2024-01-01 open Equity:Opening
2026-04-15 pad Assets:Clients:Martin Equity:Opening
2026-05-31 balance Assets:Clients:Martin  50.00 EUR
"""
    entries, options = load(BOOKS + padded)
    found = trend(entries, options, month_ends(datetime.date(2026, 5, 31), 2))
    # In April nobody knew of a balance; in May, 50 must have been paid of the 100.
    assert [month.balances["EUR"].total for month in found] == [400, 50]


def test_days_after_a_policy_changed_are_read_by_the_new_one() -> None:
    changed = """
2024-01-01 open Assets:Zeta:Dupont
2026-04-25 * "Dupont" ^F9
  Assets:Zeta:Dupont  70.00 EUR
  Income:Sales
2026-05-02 custom "relance" "receivables" Assets:Zeta
"""
    entries, options = load(BOOKS + changed)
    found = trend(entries, options, month_ends(datetime.date(2026, 5, 31), 2))
    assert [month.balances["EUR"].total for month in found] == [400, 70]


def test_an_invoice_with_terms_of_its_own_is_paid_in_a_later_month() -> None:
    entries, options = load(BOOKS.replace("due: 2026-05-20", 'terms: "45 days"') + LATER)
    found = trend(entries, options, month_ends(datetime.date(2026, 6, 30), 3))
    # In April both are open, in May only that with the terms, and in June none.
    assert [sum(each.total for each in month.balances.values()) for month in found] == [400, 100, 0]


@pytest.mark.parametrize(
    "sale",
    [
        '2026-03-02 * "Martin" "Oak" ^F1\n  terms: "{}"\n  Assets:Clients:Martin',
        '2026-03-02 * "Martin" "Oak"\n  invoice: "F1"\n  terms: "{}"\n  Assets:Clients:Martin',
        '2026-03-02 * "Martin" "Oak F1"\n  terms: "{}"\n  Assets:Clients:Martin',
        '2026-03-02 * "Martin" "Oak"\n  terms: "{}"\n  Assets:Clients:Martin:F1',
        '2026-03-02 * "Martin" "Oak"\n  terms: "{}"\n  Assets:Clients:Martin',
    ],
    ids=["link", "key", "pattern", "account", "no number"],
)
def test_an_invoice_with_terms_of_its_own_is_in_instalments_however_it_is_named(sale: str) -> None:
    head = '2024-01-01 custom "relance" "reference-pattern" "F[0-9]"\n'
    head += "2024-01-01 open Assets:Clients:Martin:F1\n" if "Martin:F1" in sale else ""
    book = BOOKS[: BOOKS.index("2026-03-10")]
    text = head + book.strip() + "\n" + sale.format("50% net 10, 50% net 90")
    entries, options = load(text + "  500.00 EUR\n  Income:Sales\n")
    (march,) = trend(entries, options, [datetime.date(2026, 3, 31)])
    owed = march.balances["EUR"]
    assert (owed.total, owed.overdue) == (Decimal(500), Decimal(250))


@pytest.mark.parametrize(
    "said",
    [
        '"Transfer" ^F2026-014',
        '"Transfer"\n  invoice: "F2026-014"',
        '"Transfer F2026-014"',
        '"Transfer F 2026/014"',
        '"Transfer, f2026014"',
    ],
)
def test_what_others_pay_for_is_settled_however_they_name_it(said: str) -> None:
    text = BOOKS[: BOOKS.index("2026-03-10")] + "2024-01-01 open Assets:Clients\n"
    for date, payee, what, amount in (
        ("2026-01-05", "Dupont", '"Lamps" ^F2026-001', "50.00"),
        ("2026-02-10", "Martin", '"Signs" ^F2026-014', "300.00"),
        ("2026-05-12", "Dupont", said, "-300.00"),
    ):
        other = "Assets:Bank" if amount.startswith("-") else "Income:Sales"
        text += f'{date} * "{payee}" {what}\n  Assets:Clients  {amount} EUR\n  {other}\n'
    entries, options = load(text)
    found = trend(entries, options, month_ends(datetime.date(2026, 5, 31), 3))
    assert [month.balances["EUR"].total for month in found] == [350, 350, 50]


@pytest.mark.parametrize("first", [3, 4])
def test_a_bank_that_becomes_a_customer_later_still_returned_a_payment_before(first: int) -> None:
    """In April nobody is called so: the return is of Martin's. In July it may be a sale."""
    text = BOOKS[: BOOKS.index("2026-03-10")] + "2024-01-01 open Assets:Clients\n"
    for date, payee, what, amount, other in (
        ("2026-01-10", "Martin", '"Signs" ^F2026-014', "300.00", "Income:Sales"),
        ("2026-02-10", "Martin", '"Transfer" ^F2026-014', "-300.00", "Assets:Bank"),
        ("2026-04-12", "Crédit Nord", '"Returned"', "300.00", "Assets:Bank"),
        ("2026-06-12", "Crédit Nord", '"Lamps" ^F2026-030', "80.00", "Income:Sales"),
    ):
        text += f'{date} * "{payee}" {what}\n  Assets:Clients  {amount} EUR\n  {other}\n'
    entries, options = load(text)
    days = month_ends(datetime.date(2026, 7, 31), 7)[first - 1 :]
    found = trend(entries, options, days)
    owed = {month.day.month: month.balances["EUR"].total for month in found if month.balances}
    assert owed == {4: 300, 5: 300, 6: 80, 7: 80}


def opened_all_along(shared: str = "") -> str:
    """A ledger that opens a customer in each month, who then gets an invoice."""
    return BOOKS + "".join(
        f"2025-{month:02}-03 open Assets:Clients:C{month}\n"
        f'2025-{month:02}-05 * "C{month}" ^N{month}\n'
        f"  Assets:Clients{shared or f':C{month}'}  {month}.00 EUR\n  Income:Sales\n"
        for month in range(1, 13)
    )


@pytest.mark.parametrize(("shared", "most"), [("", 1), (":Divers", 12)])
def test_months_in_which_customers_are_opened_share_one_reading(
    shared: str, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    opens = f"2024-01-01 open Assets:Clients{shared}\n  shared: TRUE\n" if shared else ""
    entries, options = load(opens + opened_all_along(shared))
    days = month_ends(datetime.date(2025, 12, 31), 12)
    reports = [build_report(entries, options, day) for day in days]
    made: list[SettledFilter] = []

    def counted(*args: Any) -> SettledFilter:
        made.append(SettledFilter(*args))
        return made[-1]

    monkeypatch.setattr("beancount_relance.report.who_owes_what.SettledFilter", counted)
    found = trend(entries, options, days)
    assert len(made) == most
    for month, report in zip(found, reports, strict=True):
        (total,) = report.aged_totals
        assert month.balances["EUR"].total == total.total
        assert month.balances["EUR"].buckets == total.buckets
