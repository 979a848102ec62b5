"""The forecast of a report: agreements first, disputes left out, habits for the rest."""

from __future__ import annotations

import datetime
from decimal import Decimal

from beancount_relance.exports.forecast_data import forecast_data, forecast_rows
from beancount_relance.forecast.forecast import (
    LONG_OVERDUE,
    NO_FORECAST,
    Forecast,
    forecast_of,
)
from tests.support.command import EXAMPLE, as_json, relance
from tests.support.ledgers import accounts, day, payment, report, sale

AS_OF = "2026-06-30"


def past(number: int = 30, late: int = 10) -> str:
    """Invoices of the last two and a half years, each paid so many days late."""
    lines = ""
    for n in range(number):
        issued = day("2024-01-05") + datetime.timedelta(days=28 * n)
        paid = issued + datetime.timedelta(days=30 + late)
        lines += sale(issued.isoformat(), f"P{n}", "100.00")
        if paid <= day(AS_OF):
            lines += payment(paid.isoformat(), "100.00", f"P{n}")
    return lines


def forecast(text: str) -> Forecast:
    return forecast_of(report(accounts() + text, AS_OF))


def note(number: str, text: str) -> str:
    return f'2026-06-29 note Assets:Clients:Martin "" ^{number}\n  relance: {text}\n'


def test_a_customer_who_pays_ten_days_late() -> None:
    found = forecast(past() + sale("2026-06-10", "F1", "1000.00"))
    (mine,) = [each for each in found.payments if each.invoices == ("F1",)]
    assert mine.on == day("2026-07-20")
    assert (mine.basis, mine.amount) == ("habit", Decimal("1000.00"))
    assert found.backtest is not None
    assert found.backtest.error == 0
    assert found.backtest.errors["due"] > 9  # an overdue one is expected tomorrow at the earliest
    week = next(each for each in found.weeks(5) if each.first <= mine.on <= each.last)
    assert week.expected >= Decimal("990.00")


def test_a_promise_comes_first() -> None:
    promise = note("F1", '"promise"\n  until: 2026-07-03')
    found = forecast(past() + sale("2026-05-10", "F1", "1000.00") + promise)
    (mine,) = [each for each in found.payments if each.invoices == ("F1",)]
    assert (mine.on, mine.basis) == (day("2026-07-03"), "promise")


def test_a_plan_comes_in_its_instalments() -> None:
    plan = note("F1", '"plan"\n  plan: "2026-07-10 400.00 EUR, 2026-08-10 600.00 EUR"')
    found = forecast(past() + sale("2026-05-10", "F1", "1000.00") + plan)
    mine = [each for each in found.payments if each.invoices == ("F1",)]
    assert [(each.on, each.amount, each.basis) for each in mine] == [
        (day("2026-07-10"), Decimal("400.00"), "plan"),
        (day("2026-08-10"), Decimal("600.00"), "plan"),
    ]


def test_plans_are_expected_even_without_a_past() -> None:
    plan = note("F1", '"plan"\n  plan: "2026-07-10 400.00 EUR, 2026-08-10 600.00 EUR"')
    found = forecast(sale("2026-05-10", "F1", "1000.00") + plan)
    assert found.backtest is None
    assert [each.amount for each in found.payments] == [Decimal("400.00"), Decimal("600.00")]


def test_what_is_disputed_is_not_expected() -> None:
    whole = forecast(past() + sale("2026-05-10", "F1", "1000.00") + note("F1", '"dispute"'))
    assert [each.item.invoice.reference for each in whole.left_out] == ["F1"]
    assert ("F1",) not in [each.invoices for each in whole.payments]
    some = note("F1", '"dispute"\n  amount: 300.00 EUR')
    part = forecast(past() + sale("2026-05-10", "F1", "1000.00") + some)
    (mine,) = [each for each in part.payments if each.invoices == ("F1",)]
    assert mine.amount == Decimal("700.00")


def test_last_month_is_compared_with_what_came() -> None:
    (month,) = forecast(past(33)).last_month
    assert (month.first, month.last) == (day("2026-06-01"), day("2026-06-30"))
    assert month.came == Decimal("100.00")
    assert abs(month.expected - month.came) <= Decimal("10.00")


def test_the_weeks_add_up_to_what_is_expected() -> None:
    found = forecast(past() + sale("2026-06-10", "F1", "1000.00"))
    far = sum((each.expected for each in found.weeks(26)), Decimal())
    owed = sum((each.amount for each in found.payments), Decimal())
    assert Decimal("0.98") * owed <= far <= owed


def test_the_example_company() -> None:
    data = as_json("forecast", EXAMPLE)
    assert len({each["first"] for each in data["weeks"]}) == 5
    assert data["backtest"]["forecasts"] > 100
    assert {each["basis"] for each in data["payments"]} >= {"promise", "plan", "habit"}
    text = relance("forecast", EXAMPLE, "--language", "fr").stdout
    assert "Encaissements attendus par semaine" in text


def test_data_is_plain() -> None:
    data = forecast_data(forecast(sale("2026-05-10", "F1", "1000.00")), 5)
    assert not data["weeks"]
    assert not data["payments"]
    assert data["backtest"] is None
    assert data["left_out"] == [
        {
            "customer": "Martin",
            "invoice": "F1",
            "due": "2026-06-09",
            "amount": "1000.00",
            "currency": "EUR",
            "reason": NO_FORECAST,
        }
    ]


def test_promises_are_expected_even_without_a_past() -> None:
    promise = note("F1", '"promise"\n  until: 2026-07-08\n  amount: 200.00 EUR')
    found = forecast(sale("2026-05-10", "F1", "500.00") + promise)
    (mine,) = found.payments
    assert (mine.on, mine.amount, mine.basis) == (day("2026-07-08"), Decimal("200.00"), "promise")
    (rest,) = found.left_out
    assert (rest.amount, rest.why) == (Decimal("300.00"), NO_FORECAST)


def test_only_what_was_promised_counts_as_agreed_and_in_its_week() -> None:
    promise = note("F1", '"promise"\n  until: 2026-07-08\n  amount: 200.00 EUR')
    found = forecast(past() + sale("2026-05-10", "F1", "500.00") + promise)
    mine = {each.basis: each.amount for each in found.payments if each.invoices == ("F1",)}
    assert mine == {"promise": Decimal("200.00"), "habit": Decimal("300.00")}
    agreed = [each.agreed for each in found.weeks(3)]
    assert agreed == [Decimal(), Decimal("200.00"), Decimal()]


def test_what_is_agreed_for_a_sunday_is_expected_on_the_monday() -> None:
    plan = note("F1", '"plan"\n  plan: "2026-07-05 400.00 EUR, 2026-08-10 600.00 EUR"')
    found = forecast(sale("2026-05-10", "F1", "1000.00") + plan)
    assert found.payments[0].on == day("2026-07-06")


def test_the_part_that_is_disputed_is_told_apart() -> None:
    some = note("F1", '"dispute"\n  amount: 300.00 EUR')
    found = forecast(past() + sale("2026-05-10", "F1", "1000.00") + some)
    assert [(each.amount, each.why) for each in found.left_out] == [(Decimal("300.00"), "dispute")]


def test_an_old_debt_is_not_expected() -> None:
    found = forecast(past() + sale("2023-05-10", "F1", "1000.00"))
    assert [(each.item.invoice.reference, each.why) for each in found.left_out] == [
        ("F1", LONG_OVERDUE)
    ]


def test_a_customer_who_never_paid_has_no_habit() -> None:
    text = accounts("Martin", "Oriot") + past()
    text += sale("2026-05-20", "F1", "1000.00", customer="Oriot")
    found = forecast_of(report(text, AS_OF))
    (theirs,) = [each for each in found.payments if each.customer == "Oriot"]
    assert theirs.basis == "others"


def test_the_rows_of_csv_have_the_weeks() -> None:
    rows = forecast_rows(forecast_data(forecast(past() + sale("2026-06-10", "F1", "9.00")), 5))
    assert [row["row"] for row in rows][:6] == ["week"] * 5 + ["payment"]


def test_what_is_shown_for_some_words_is_added_up() -> None:
    data = as_json("forecast", EXAMPLE, "harborview")
    assert data["payments"]
    assert all("arborview" in each["customer"] for each in data["payments"])
    for total in data["totals"]:
        shown = (each for each in data["payments"] if each["currency"] == total["currency"])
        owed = sum((Decimal(each["amount"]) for each in shown), Decimal())
        assert owed == Decimal(total["weeks"]) + Decimal(total["later"])
