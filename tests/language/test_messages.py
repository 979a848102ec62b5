"""Money, dates and lists as each language writes them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from beancount.core.amount import Amount

from beancount_relance.language.messages import language, msg, nmsg
from tests.support.ledgers import day

NARROW = "\N{NARROW NO-BREAK SPACE}"
SPACE = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("code", "number", "currency", "text"),
    [
        ("fr", "1200.00", "EUR", f"1{NARROW}200,00{SPACE}€"),
        ("fr", "1200", "EUR", f"1{NARROW}200,00{SPACE}€"),
        ("fr", "0.5", "EUR", f"0,50{SPACE}€"),
        ("fr", "-35.00", "EUR", f"-35,00{SPACE}€"),
        ("fr", "1234567.89", "EUR", f"1{NARROW}234{NARROW}567,89{SPACE}€"),
        ("fr", "3450.00", "USD", f"3{NARROW}450,00{SPACE}$US"),
        ("en", "1200.00", "EUR", "€1,200.00"),
        ("en", "0.5", "EUR", "€0.50"),
        ("en", "-35.00", "EUR", "-€35.00"),
        ("en", "3450.00", "USD", "US$3,450.00"),
        ("en", "99.95", "GBP", "£99.95"),
    ],
)
def test_money(code: str, number: str, currency: str, text: str) -> None:
    assert language(code).money(Decimal(number), currency) == text


def test_money_is_never_rounded_behind_the_readers_back() -> None:
    assert language("en").money(Decimal("10.005"), "EUR") == "€10.005"


def test_money_of_a_currency_without_cents() -> None:
    assert language("en").money(Decimal(1200), "JPY").endswith("1,200")


def test_money_of_a_commodity_nobody_knows_keeps_its_name() -> None:
    assert "HOURS" in language("fr").money(Decimal("7.5"), "HOURS")


@pytest.mark.parametrize(
    ("code", "date", "figures", "words"),
    [
        ("fr", "2026-06-13", "13/06/2026", "13 juin 2026"),
        ("fr", "2026-06-01", "01/06/2026", "1er juin 2026"),
        ("fr", "2026-08-11", "11/08/2026", "11 août 2026"),
        ("en", "2026-06-13", "2026-06-13", "13 June 2026"),
        ("en", "2026-06-01", "2026-06-01", "1 June 2026"),
    ],
)
def test_dates(code: str, date: str, figures: str, words: str) -> None:
    assert language(code).date(day(date)) == figures
    assert language(code).long_date(day(date)) == words


def test_percent() -> None:
    assert language("fr").percent(Decimal("12.15")) == f"12,15{SPACE}%"
    assert language("en").percent(Decimal("12.15")) == "12.15%"


def test_enumeration() -> None:
    assert language("fr").enumerate(["F1", "F2", "F3"]) == "F1, F2 et F3"
    assert language("en").enumerate(["F1", "F2", "F3"]) == "F1, F2 and F3"
    assert language("fr").enumerate(["F1"]) == "F1"


def test_values_are_written_by_what_they_are() -> None:
    message = msg(
        "{date} {amount} {rate} {names} {other}",
        date=day("2026-06-13"),
        amount=Amount(Decimal("1200.00"), "EUR"),
        rate=Decimal("12.15"),
        names=["a", "b"],
        other=msg("{n}", n=Decimal("0.5")),
    )
    assert language("en").render(message) == "2026-06-13 €1,200.00 12.15 a and b 0.5"
    assert str(message) == language("en").render(message)


def test_a_text_with_braces_or_percent_signs_stays_as_it_is() -> None:
    assert str(msg("{text}", text="100 % {name} %s")) == "100 % {name} %s"


def test_plural() -> None:
    one, many = (nmsg("{count} day", "{count} days", count) for count in (1, 17))
    assert (str(one), str(many)) == ("1 day", "17 days")


@pytest.mark.parametrize(
    ("code", "expected"),
    [("fr", "fr"), ("fr-CA", "fr"), ("fr_FR", "fr"), ("EN", "en"), ("de", "en"), ("", "en")],
)
def test_a_language_that_we_do_not_have_is_english(code: str, expected: str) -> None:
    assert language(code).code == expected
