"""The published rates that come with the package, and the rules that use them."""

from __future__ import annotations

import datetime

import pytest

from beancount_relance.claims.applicable_law import regime_for
from beancount_relance.law.rates import RateSeries, half_year, published_series
from beancount_relance.law.regimes import regimes
from tests.support.ledgers import D, customs, day, report

SERIES = published_series()


@pytest.mark.parametrize(
    ("date", "percent"),
    [
        # ECB + 10, as published for each half-year
        ("2016-07-01", "10.00"),
        ("2022-07-01", "10.00"),
        ("2023-01-01", "12.50"),
        ("2023-07-01", "14.00"),
        ("2024-01-01", "14.50"),
        ("2024-07-01", "14.25"),
        ("2025-01-01", "13.15"),
        ("2025-07-01", "12.15"),
        ("2026-01-01", "12.15"),
        ("2026-06-30", "12.15"),
        ("2026-07-01", "12.40"),
        ("2026-12-31", "12.40"),
    ],
)
def test_the_default_rate_of_each_half_year(date: str, percent: str) -> None:
    assert regimes()["fr-business"].rate.percent(day(date), SERIES) == D(percent)


@pytest.mark.parametrize(
    ("date", "professional", "individual"),
    [
        ("2024-01-01", "5.07", "8.01"),
        ("2024-07-01", "4.92", "8.16"),
        ("2025-01-01", "3.71", "7.21"),
        ("2025-07-01", "2.76", "6.65"),
        ("2026-01-01", "2.62", "6.67"),
        ("2026-07-01", "2.75", "6.84"),
    ],
)
def test_the_legal_rates(date: str, professional: str, individual: str) -> None:
    assert SERIES["fr-legal-professional"].percent(day(date)) == D(professional)
    assert SERIES["fr-legal-individual"].percent(day(date)) == D(individual)


def test_the_first_half_year_of_2027_is_not_known() -> None:
    for name in ("ecb-mro", "fr-legal-professional", "fr-legal-individual"):
        assert SERIES[name].percent(day("2027-01-01")) is None


def test_every_series_rises_in_time_and_is_known_for_some_of_it() -> None:
    for series in SERIES.values():
        days = [since for since, _ in series.steps]
        assert days == sorted(set(days))
        assert days[-1] <= series.known_until
        assert series.about


def test_a_business_takes_the_creditors_professional_column() -> None:
    assert regimes()["fr-consumer"].rate.series == "fr-legal-professional"


@pytest.mark.parametrize(
    ("name", "fee"),
    [("fr-business", 40), ("fr-public", 40), ("fr-consumer", None), ("eu-business", 40)],
)
def test_the_fee(name: str, fee: int | None) -> None:
    found = regimes()[name].fee
    assert (found.on(D("100.00")) if found else None) == fee


def test_every_regime_says_its_sources_and_the_day_they_were_checked() -> None:
    for regime in regimes().values():
        assert regime.sources.texts["en"]
        assert regime.checked <= datetime.date(2026, 12, 31)


@pytest.mark.parametrize(
    ("meta", "creditor", "currency", "expected"),
    [
        ("", None, "EUR", "fr-business"),
        ("", None, "USD", None),
        ("", "FR", "USD", "fr-business"),
        ('country: "FR"', None, "USD", "fr-business"),
        ('country: "BE"', "FR", "EUR", "be-business"),
        ('country: "US"', "FR", "EUR", None),
        ('kind: "public"', None, "EUR", "fr-public"),
        ('kind: "consumer"', None, "EUR", "fr-consumer"),
        # the law of another country's consumers is not known: nothing is claimed
        ('kind: "consumer"\n  country: "IT"', "FR", "EUR", None),
    ],
)
def test_the_regime_of_a_customer(
    meta: str, creditor: str | None, currency: str, expected: str | None
) -> None:
    found = report(f"2020-01-01 open Assets:Clients:Martin\n  {meta}\n")
    regime = regime_for(found.customer("Martin"), creditor, currency)
    assert (regime.name if regime else None) == expected


@pytest.mark.parametrize(
    ("date", "first"),
    [
        ("2026-01-01", "2026-01-01"),
        ("2026-06-30", "2026-01-01"),
        ("2026-07-01", "2026-07-01"),
        ("2026-12-31", "2026-07-01"),
    ],
)
def test_half_years(date: str, first: str) -> None:
    assert half_year(day(date)) == day(first)


def test_a_step_added_counts_from_its_day_and_leaves_the_rest() -> None:
    series = RateSeries("test", ((day("2026-01-01"), D(2)),), day("2026-06-30"))
    longer = series.with_step(day("2026-07-01"), D(3))
    assert [longer.percent(day(d)) for d in ("2025-12-31", "2026-06-30", "2026-07-01")] == [
        None,
        D(2),
        D(3),
    ]
    assert series.percent(day("2026-07-01")) is None


def test_a_later_rate_is_not_known_before_its_directive() -> None:
    text = (
        '2027-01-01 custom "relance-rate" "ecb-mro" 2.65\n2020-01-01 open Assets:Clients:Martin\n'
    )
    assert len(customs(text)) == 1
    assert not report(text, "2026-12-31").problems
