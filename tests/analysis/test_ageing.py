"""Ageing: buckets by days past the due date, by customer and currency."""

from __future__ import annotations

import pytest

from beancount_relance.analysis.ageing import BY_INVOICE_DATE, Scale, days_overdue
from beancount_relance.exports.ageing_data import ageing_data
from beancount_relance.exports.item_data import open_data
from beancount_relance.language.messages import language
from beancount_relance.values.money import money
from tests.support.ledgers import D, accounts, day, item, payment, report, sale

SCALE = Scale((30, 60, 90))
BY_INVOICE = Scale((30, 60, 90), BY_INVOICE_DATE)


def test_the_names_of_the_buckets() -> None:
    assert SCALE.names == ["not due", "1-30", "31-60", "61-90", "91+"]
    assert Scale((15,)).names == ["not due", "1-15", "16+"]
    assert BY_INVOICE.names == ["0-30", "31-60", "61-90", "91+"]
    assert Scale((15,), BY_INVOICE_DATE).names == ["0-15", "16+"]


@pytest.mark.parametrize(
    ("due", "days", "name"),
    [
        ("2026-07-15", 0, "not due"),
        ("2026-06-30", 0, "not due"),
        ("2026-06-29", 1, "1-30"),
        ("2026-05-31", 30, "1-30"),
        ("2026-05-30", 31, "31-60"),
        ("2026-05-01", 60, "31-60"),
        ("2026-04-30", 61, "61-90"),
        ("2026-04-01", 90, "61-90"),
        ("2026-03-31", 91, "91+"),
        ("2016-03-31", 3743, "91+"),
    ],
)
def test_the_bucket_of_a_due_date(due: str, days: int, name: str) -> None:
    assert days_overdue(day(due), day("2026-06-30")) == days
    invoice = item(report(accounts() + sale("2020-01-02", "F1", "10.00", due=due)), "F1").invoice
    assert SCALE.bucket(invoice, day("2026-06-30")) == name


@pytest.mark.parametrize(
    ("date", "name"),
    [
        ("2026-06-30", "0-30"),
        ("2026-05-31", "0-30"),
        ("2026-05-30", "31-60"),
        ("2026-04-01", "61-90"),
        ("2026-03-31", "91+"),
    ],
)
def test_the_bucket_of_an_invoice_date(date: str, name: str) -> None:
    text = accounts() + sale(date, "F1", "10.00", due="2027-01-01")
    invoice = item(report(text), "F1").invoice
    assert BY_INVOICE.bucket(invoice, day("2026-06-30")) == name


def test_the_aged_balance() -> None:
    text = accounts("Gaudin", "Martin")
    text += sale("2026-06-15", "F1", "100.00") + sale("2026-05-15", "F2", "200.00")
    text += sale("2026-01-15", "F3", "400.00") + payment("2026-02-20", "150.00", "F3")
    text += sale("2026-05-15", "F4", "50.00", customer="Gaudin")
    text += sale("2026-05-15", "F5", "70.00", customer="Gaudin", currency="USD")
    data = ageing_data(report(text), language("en"))
    empty = dict.fromkeys(SCALE.names, "0.00")
    assert [
        (row["customer"], row["currency"], row["overdue"], row["total"])
        for row in data["customers"]
    ] == [
        ("Gaudin", "EUR", "50.00", "50.00"),
        ("Gaudin", "USD", "70.00", "70.00"),
        ("Martin", "EUR", "450.00", "550.00"),
    ]
    assert data["customers"][2]["buckets"] == {
        **empty,
        "not due": "100.00",
        "1-30": "200.00",
        "91+": "250.00",
    }
    assert [(row["currency"], row["total"]) for row in data["totals"]] == [
        ("EUR", "600.00"),
        ("USD", "70.00"),
    ]


def test_the_aged_balance_by_invoice_date() -> None:
    text = accounts() + '2020-01-01 custom "relance" "ageing" "invoice"\n'
    text += sale("2026-05-15", "F1", "100.00", due="2026-07-15")  # 46 days old, not due
    text += sale("2026-06-15", "F2", "20.00", due="2026-06-20")  # 15 days old, overdue
    data = ageing_data(report(text), language("en"))
    (row,) = data["customers"]
    assert data["by"] == "invoice"
    assert row["buckets"] == {"0-30": "20.00", "31-60": "100.00", "61-90": "0.00", "91+": "0.00"}
    assert (row["overdue"], row["total"]) == ("20.00", "120.00")  # overdue is told by the due date
    assert (data["totals"][0]["overdue"], data["totals"][0]["total"]) == ("20.00", "120.00")
    items = open_data(report(text), language("en"))["items"]
    assert [(one["bucket"], one["days_overdue"]) for one in items] == [("0-30", 10), ("31-60", 0)]


@pytest.mark.parametrize(
    ("number", "currency", "text"),
    [
        ("5", "EUR", "5.00"),
        ("5.005", "EUR", "5.005"),
        ("1200", "JPY", "1200"),
        ("1E+3", "EUR", "1000.00"),
        ("0", "EUR", "0.00"),
        ("-3.5", "EUR", "-3.50"),
        ("1.5", "HOURS", "1.50"),
    ],
)
def test_amounts_for_other_programs(number: str, currency: str, text: str) -> None:
    assert money(D(number), currency) == text
