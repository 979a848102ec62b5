"""The published rates that come with the package, and the rules that use them."""

from __future__ import annotations

import datetime

import pytest

from beancount_relance.law.rates import RateSeries, half_year, published_series
from beancount_relance.law.regimes import regimes
from tests.support.ledgers import FRANCE, D, accounts, customs, day, item, report, sale

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
    ("date", "percent"),
    [
        ("2024-01-01", "5.07"),
        ("2024-07-01", "4.92"),
        ("2025-01-01", "3.71"),
        ("2025-07-01", "2.76"),
        ("2026-01-01", "2.62"),
        ("2026-07-01", "2.75"),
    ],
)
def test_the_legal_rate(date: str, percent: str) -> None:
    assert SERIES["fr-legal-professional"].percent(day(date)) == D(percent)


def test_the_first_half_year_of_2027_is_not_known() -> None:
    for name in ("ecb-mro", "fr-legal-professional"):
        assert SERIES[name].percent(day("2027-01-01")) is None


def test_every_series_rises_in_time_and_is_known_for_some_of_it() -> None:
    for series in SERIES.values():
        days = [since for since, _ in series.steps]
        assert days == sorted(set(days))
        assert all(day_ <= series.known_until for day_ in days)
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
    ("meta", "creditor", "expected"),
    [
        ("", None, None),
        ("", "FR", "fr-business"),
        ("", "US", None),
        # between businesses the creditor's, without a choice (Rome I, article 4)
        ('country: "FR"', None, None),
        ('country: "BE"', "FR", "fr-business"),
        ('country: "US"', "FR", "fr-business"),
        ('country: "FR"', "BE", "be-business"),
        ('country: "BE"\n  law: "BE"', "FR", "be-business"),
        ('law: "UK"', "FR", "uk-business"),
        ('kind: "public"', "FR", "fr-public"),
        ('kind: "public"\n  country: "IT"', "FR", "it-business"),
        ('kind: "consumer"', "FR", "fr-consumer"),
        ('kind: "consumer"\n  country: "DE"', "FR", "de-consumer"),
        ('kind: "consumer"\n  country: "FR"\n  law: "DE"', "DE", "fr-consumer"),
        # the law of another country's consumers is not known: nothing is claimed
        ('kind: "consumer"\n  country: "IT"', "FR", None),
        # who looks like a private person or a public body, and is not said to be a business
        ('name: "Mme Claire Martin"', "FR", None),
        ('name: "Mme Claire Martin"\n  kind: "business"', "FR", "fr-business"),
        ('name: "Commune de Clairval"', "FR", None),
        ('name: "Claire Martin"\n  siren: "732829320"', "FR", "fr-business"),
    ],
)
def test_the_regime_of_a_customer(meta: str, creditor: str | None, expected: str | None) -> None:
    opened = accounts().replace("Clients:Martin", f"Clients:Martin\n  {meta}")
    text = opened + sale("2026-05-02", "F1", "5.00")
    found = report(text, creditor=FRANCE.replace("FR", creditor) if creditor else "")
    regime = found.claims.regime(item(found, "F1"))
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
