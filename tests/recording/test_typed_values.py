"""Typed values: what people type is understood, or refused where it has two readings."""

from __future__ import annotations

import pytest
from beancount.core.amount import Amount

from beancount_relance.history.instalments import Instalment
from beancount_relance.recording.typed_values import read_typed_amount, read_typed_plan
from beancount_relance.values.readers import BadValueError
from tests.support.ledgers import D, day


@pytest.mark.parametrize(
    ("text", "number", "currency"),
    [
        ("600", "600.00", "EUR"),
        (" 600.5 ", "600.50", "EUR"),
        ("600,50", "600.50", "EUR"),
        ("1 200,50 €", "1200.50", "EUR"),
        ("1\u202f200.50\u00a0€", "1200.50", "EUR"),
        ("600 USD", "600.00", "USD"),
        ("600usd", "600.00", "USD"),
        ("5000 JPY", "5000", "JPY"),
        ("1.250 TND", "1.250", "TND"),
        ("0.12345 EUR", "0.12345", "EUR"),
    ],
)
def test_amounts_as_people_write_them(text: str, number: str, currency: str) -> None:
    amount = read_typed_amount(text, "EUR")
    assert (str(amount.number), amount.currency) == (number, currency)


@pytest.mark.parametrize(
    "text",
    ["", "abc", "1,200", "1.200", "1,200.50", "1.200,50", "-5", "5 EUR EUR", "5 e", "٣", "9" * 99],
)
def test_amounts_that_are_none_or_two(text: str) -> None:
    with pytest.raises(BadValueError, match="without a thousands separator"):
        read_typed_amount(text, "EUR")


def test_an_amount_needs_a_currency_where_there_are_several() -> None:
    with pytest.raises(BadValueError):
        read_typed_amount("600", None)
    assert read_typed_amount("600 EUR", None) == Amount(D("600"), "EUR")


@pytest.mark.parametrize(
    "text",
    [
        "2026-05-05 400.00 EUR, 2026-06-05 500 EUR",
        "2026-06-05 500, 2026-05-05 400",
        "2026-05-05 400,00; 2026-06-05 500",
        "2026-05-05  400 ;2026-06-05 500",
    ],
)
def test_plans_as_people_write_them(text: str) -> None:
    assert read_typed_plan(text, "EUR") == (
        Instalment(day("2026-05-05"), Amount(D("400"), "EUR")),
        Instalment(day("2026-06-05"), Amount(D("500"), "EUR")),
    )


@pytest.mark.parametrize("text", ["", "400", "2026-05-05", "2026-13-05 400", "2026-05-05 400,"])
def test_plans_that_are_none(text: str) -> None:
    with pytest.raises(BadValueError, match="dates with amounts"):
        read_typed_plan(text, "EUR")
