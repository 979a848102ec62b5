"""Regimes: the law of each country, from the ledger to the cent.

``data/interest_cases.csv`` holds examples that were published, each with the figure that is
right and the one that was published: where they differ the publisher erred, as its note says.
"""

from __future__ import annotations

import csv
import datetime
import re
from itertools import pairwise
from pathlib import Path

import pytest
from msgspec.structs import replace

from beancount_relance.language.languages import LANGUAGES
from beancount_relance.law import tables
from beancount_relance.law.late_interest import late_interest
from beancount_relance.law.limitation_periods import WRITTEN, limitation_in
from beancount_relance.law.rates import RateRule, published_series
from beancount_relance.law.regime_words import PHRASES, RegimeWords, regime_words
from beancount_relance.law.regimes import NOT_VERIFIED, regime_in, regimes, time_of
from beancount_relance.law.time_limits import months_allowed
from beancount_relance.policy.customers import CUSTOMER_KINDS
from tests.support.ledgers import D, complaints, day, item, notice_received, report, sale

with (Path(__file__).parent / "data" / "interest_cases.csv").open(encoding="utf-8") as file:
    CASES = list(csv.DictReader(file))
CURRENCY = {"GB": "GBP", "CH": "CHF"}
SERIES = published_series()


def books(country: str, text: str, kind: str = "business", **customer: str) -> str:
    """A ledger of one customer and a creditor in one country; ``customer`` are further keys."""
    details = {"country": f'"{country}"', "kind": f'"{kind}"'} | customer
    lines = "".join(f"\n  {key.replace('_', '-')}: {value}" for key, value in details.items())
    return (
        "2010-01-01 open Assets:Bank\n2010-01-01 open Income:Sales\n"
        f"2010-01-01 open Assets:Clients:Martin{lines}\n{text}"
        f'2010-01-01 custom "relance" "creditor"\n  country: "{country}"\n'
    )


def due(country: str, amount: str, date: str) -> str:
    """An invoice that is due on ``date``."""
    return sale(date, "F1", amount, due=date, currency=CURRENCY.get(country, "EUR"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_published_example(case: dict[str, str]) -> None:
    country, until = case["country"], case["until"]
    if not country:  # a rate by itself, under the rules that all share
        regime = replace(regimes()["eu-business"], rate=RateRule(None, D(case["percent"])))
        found = late_interest(
            D(case["amount"]), (), "EUR", day(case["due"]), day(until), regime, SERIES
        )
    else:
        text = due(country, case["amount"], case["due"])
        if country == "FR" and case["kind"] == "consumer":
            text += notice_received(case["due"], "F1")
        ledger = report(books(country, text, case["kind"]), until)
        found = ledger.claims.of(item(ledger, "F1")).interest
    assert sum(segment.days for segment in found.segments) == int(case["days"])
    assert found.amount == D(case["right"])


def test_the_errors_that_were_published_are_not_reproduced() -> None:
    assert [case["id"] for case in CASES if case["right"] != case["published"]] == [
        "FR17",
        "UK05",
        "BAD2",
        "BAD4",
    ]


@pytest.mark.parametrize(
    ("country", "kind", "name", "rate", "fee", "years"),
    [
        # C. com. L441-10, D441-5, L110-4: 2.15 + 10
        ("FR", "business", "fr-business", "12.15", "40", 5),
        # CCP R2192-31, loi 68-1250: 2.15 + 8
        ("FR", "public", "fr-public", "10.15", "40", 4),
        # C. civ. 1231-6, CPCE L111-8, C. conso. L218-2
        ("FR", "consumer", "fr-consumer", "2.62", "0", 2),
        # loi du 2 août 2002, article 5 (embuild.be: 10.50 for the first half of 2026)
        ("BE", "business", "be-business", "10.5", "40", 10),
        ("BE", "public", "be-business", "10.5", "40", 10),
        # BGB § 288 II and V, § 195: 1.27 + 9
        ("DE", "business", "de-business", "10.27", "40", 3),
        ("DE", "consumer", "de-consumer", "6.27", "0", 3),
        # BW 6:119a, Besluit vergoeding voor buitengerechtelijke incassokosten: 15 % of 1 000
        ("NL", "business", "nl-business", "10.15", "150", 5),
        ("NL", "public", "eu-public", "10.15", "40", 5),
        # S.I. 580 of 2012 (taylorryan.ie: 10.15 for the first half of 2026), 1 000 is in the first
        ("IE", "business", "ie-business", "10.15", "40", 6),
        # Late Payment of Commercial Debts (Interest) Act 1998: 3.75 + 8; 1 000 is in the second
        ("GB", "business", "uk-business", "11.75", "70", 6),
        # CO 104
        ("CH", "business", "ch", "5", "0", 5),
        ("CH", "consumer", "ch", "5", "0", 5),
        # directive 2011/7/EU
        ("IT", "business", "it-business", "10.15", "40", None),
        ("ES", "public", "es-business", "10.15", "40", 4),
    ],
)
def test_the_law_of_a_country(
    country: str, kind: str, name: str, rate: str, fee: str, years: int | None
) -> None:
    text = due(country, "1000.00", "2026-04-30") + notice_received("2026-04-30", "F1")
    found = report(books(country, text, kind), "2026-05-30")
    claim = found.claims.of(item(found, "F1"))
    assert claim.regime is not None
    assert claim.regime.name == name
    assert [segment.percent for segment in claim.interest.segments] == [D(rate)]
    assert claim.fee == D(fee)
    period = limitation_in(country, kind)
    assert (period.years if period else None) == years


@pytest.mark.parametrize(
    ("half_year", "percent"),
    [
        # published: 8.5 since 0.15 + 8 (2014), 8.0 (2018, aquo.be), 12.5 (2024), 11.5 (2025)
        ("2014-07-01", "8.5"),
        ("2018-07-01", "8.0"),
        ("2024-01-01", "12.5"),
        ("2025-01-01", "11.5"),
        ("2026-01-01", "10.5"),
        ("2026-07-01", "10.5"),
    ],
)
def test_belgium_rounds_the_sum_up_to_the_half_point(half_year: str, percent: str) -> None:
    assert regimes()["be-business"].rate.percent(day(half_year), SERIES) == D(percent)


@pytest.mark.parametrize(
    ("half_year", "percent"),
    [
        ("2009-01-01", "1.62"),  # Bundesbank's notice
        ("2015-01-01", "-0.83"),
        ("2021-01-01", "-0.88"),
        ("2024-01-01", "3.62"),
        ("2026-01-01", "1.27"),
        ("2026-07-01", "1.52"),
    ],
)
def test_the_german_base_rate(half_year: str, percent: str) -> None:
    assert SERIES["de-base"].percent(day(half_year)) == D(percent)


def test_the_german_base_rate_is_the_ecbs_less_88_hundredths() -> None:
    eve = [
        (since, since.fromordinal(since.toordinal() - 1)) for since, _ in SERIES["de-base"].steps
    ]
    for since, before in eve:
        ecb = SERIES["ecb-mro"].percent(before)
        assert ecb is not None
        assert SERIES["de-base"].percent(since) == ecb - D("0.88")


def test_a_negative_base_rate_lowers_the_rate() -> None:
    # −0.88 + 9 = 8.12 %: 10 000 × 8.12 % × 30 / 365 = 66.739…
    found = report(books("DE", due("DE", "10000.00", "2021-03-31")), "2021-04-30")
    assert found.claims.of(item(found, "F1")).interest.amount == D("66.74")


def test_a_rate_that_the_base_makes_negative_earns_nothing() -> None:
    below = replace(regimes()["de-business"], rate=RateRule("de-base", D("0.50")))
    found = late_interest(D(10000), (), "EUR", day("2021-03-31"), day("2021-04-30"), below, SERIES)
    assert (found.segments, found.unknown_from) == ((), None)


@pytest.mark.parametrize("name", ["de-base", "boe-reference"])
def test_no_rate_is_known_for_2027(name: str) -> None:
    assert SERIES[name].percent(day("2026-12-31")) is not None
    assert SERIES[name].percent(day("2027-01-01")) is None


def test_no_rate_of_the_bank_of_england_is_known_before_2011() -> None:
    found = report(books("GB", due("GB", "1000.00", "2010-06-01")), "2010-06-30")
    ((_, message),) = complaints(found)
    assert '2010-01-01 custom "relance-rate" "boe-reference"' in message


def test_each_series_that_is_wanting_is_told_once() -> None:
    text = books("FR", due("FR", "1.00", "2027-01-31"))
    text += "2010-01-01 open Assets:Clients:Smith\n"
    text += '  law: "GB"\n'
    text += sale("2027-01-05", "S1", "1.00", customer="Smith", due="2027-01-31", currency="GBP")
    text += sale("2027-01-05", "S2", "1.00", customer="Smith", due="2027-01-31", currency="GBP")
    messages = [message for _, message in complaints(report(text, "2027-03-01"))]
    assert len(messages) == 2
    assert sum("ecb-mro" in message for message in messages) == 1
    assert sum("boe-reference" in message for message in messages) == 1


def test_a_regime_by_hand_outweighs_the_country() -> None:
    text = books("US", due("US", "1000.00", "2026-04-30"), regime='"de-business"')
    found = report(text, "2026-05-30")
    claim = found.claims.of(item(found, "F1"))
    # 1 000 × 10.27 % × 30 / 365 = 8.441…
    assert (claim.interest.amount, claim.fee) == (D("8.44"), D(40))


def test_no_regime_by_hand_claims_nothing() -> None:
    found = report(books("FR", due("FR", "1000.00", "2026-04-30"), regime='"none"'), "2026-05-30")
    claim = found.claims.of(item(found, "F1"))
    assert (claim.interest.amount, claim.fee) == (D(0), D(0))
    assert claim.limitation == day("2031-04-30")


def test_a_contracts_rate_is_claimed_where_no_law_is_known() -> None:
    # 1 000 × 9 % × 30 / 365 = 7.397…
    text = due("US", "1000.00", "2026-04-30")
    found = report(books("US", text, late_rate="9"), "2026-05-30")
    claim = found.claims.of(item(found, "F1"))
    assert (claim.interest.amount, claim.fee, claim.limitation) == (D("7.40"), D(0), None)


@pytest.mark.parametrize("customer", [{"kind": "consumer"}, {"regime": '"none"'}])
def test_but_not_of_a_consumer_nor_where_nothing_is_to_be_claimed(customer: dict[str, str]) -> None:
    text = due("US", "1000.00", "2026-04-30")
    found = report(books("US", text, late_rate="9", **customer), "2026-05-30")
    assert found.claims.of(item(found, "F1")).interest.amount == 0


def test_a_regime_that_does_not_exist_is_an_error_with_the_nearest() -> None:
    ((_, message),) = complaints(report(books("FR", "", regime='"fr-busines"')))
    assert "fr-business" in message


@pytest.mark.parametrize("regime", ["fr-business", "uk-business", "nl-business"])
def test_a_consumer_never_comes_under_a_law_of_businesses(regime: str) -> None:
    text = due("FR", "1000.00", "2026-04-30")
    found = report(books("FR", text, "consumer", regime=f'"{regime}"'), "2026-05-30")
    claim = found.claims.of(item(found, "F1"))
    assert claim.regime == regimes()["fr-consumer"]
    assert (claim.interest.amount, claim.fee) == (D(0), D(0))


@pytest.mark.parametrize("country", ["FR", "DE", "CH"])
def test_a_contracts_rate_never_binds_a_consumer(country: str) -> None:
    text = books(country, due(country, "1000.00", "2026-04-30"), "consumer", late_rate="15")
    found = report(text + notice_received("2026-04-30", "F1"), "2026-05-30")
    rates = {part.percent for part in found.claims.of(item(found, "F1")).interest.segments}
    assert rates == {
        regimes()[{"CH": "ch"}.get(country, f"{country.lower()}-consumer")].rate.percent(
            day("2026-05-30"), SERIES
        )
    }


@pytest.mark.parametrize(
    ("rate", "percent"),
    [
        ('"Basiszinssatz + 9"', "10.27"),
        ('"BoE + 8"', "11.75"),
        ('"ecb-mro + 8"', "10.15"),
        ("0", None),
    ],
)
def test_a_contracts_rate_over_another_base(rate: str, percent: str | None) -> None:
    found = report(books("FR", due("FR", "1000.00", "2026-04-30"), late_rate=rate), "2026-05-30")
    rates = [part.percent for part in found.claims.of(item(found, "F1")).interest.segments]
    assert rates == ([D(percent)] if percent else [])


def test_the_legal_rate_is_that_of_the_governing_law() -> None:
    text = due("FR", "1000.00", "2026-04-30")
    found = report(books("FR", text, late_rate='"3 x legal"'), "2026-05-30")
    # 3 × 2.62, the French legal rate of the first half of 2026
    segments = found.claims.of(item(found, "F1")).interest.segments
    assert [part.percent for part in segments] == [D("7.86")]
    assert complaints(found) == []


@pytest.mark.parametrize(("country", "law"), [("DE", "de-business"), ("IT", "it-business")])
def test_where_no_legal_rate_is_known_none_is_claimed_and_that_is_an_error(
    country: str, law: str
) -> None:
    text = due(country, "1000.00", "2026-04-30") + sale("2026-05-02", "F2", "5.00")
    found = report(books(country, text, late_rate='"3 x legal"'), "2026-05-30")
    claim = found.claims.of(item(found, "F1"))
    assert (claim.interest.amount, claim.fee) == (D(0), D(40))
    ((line, message),) = complaints(found)
    assert f"no legal rate is known for “{law}”" in message
    assert line == 3  # the customer's


def test_the_legal_rate_under_a_contract_alone_is_not_known() -> None:
    text = due("US", "1000.00", "2026-04-30")
    found = report(books("US", text, late_rate='"2 x legal"'), "2026-05-30")
    ((_, message),) = complaints(found)
    assert "“contract”" in message


def test_no_country_and_kind_has_two_regimes_at_once() -> None:
    for country in {country for regime in regimes().values() for country in regime.countries}:
        for kind in CUSTOMER_KINDS:
            spans = sorted(
                (regime.since or datetime.date.min, regime.until or datetime.date.max)
                for regime in regimes().values()
                if country in regime.countries and kind in regime.kinds
            )
            assert all(until < since for (_, until), (since, _) in pairwise(spans)), country


def test_the_words_of_a_regime_go_with_its_row() -> None:
    rows = tables.rows("regime_words.csv")
    keys = [(row["regime"], row["language"], row["phrase"]) for row in rows]
    assert len(keys) == len(set(keys))
    assert {regime for regime, _, _ in keys} == set(regimes())
    assert {language for _, language, _ in keys} <= set(LANGUAGES)
    assert {name for _, _, name in keys} <= set(PHRASES)
    for name, regime in regimes().items():
        said = {phrase for law, language, phrase in keys if (law, language) == (name, "en")}
        assert "sources" in said, name
        assert ("longest_terms" in said) == bool(regime.longest_terms), name
        assert ("least_rate" in said) == (regime.least_rate is not None), name
        assert ("citation" in said) == (not regime.is_contract), name
        places = [(country, kind) for country in regime.countries for kind in regime.kinds]
        months = [months_allowed("declaration", *place, None) for place in places]
        assert ("gazette" in said) == any(months), name
        periods = [limitation_in(*place) for place in places]
        written = len(places) == 1 and any(p and WRITTEN in p.interrupted_by for p in periods)
        assert (regime.notice_interrupts is True) == written, name
        assert ("limitation" in said) == written, name


def test_the_words_of_a_regime_are_in_every_language() -> None:
    rows = tables.rows("regime_words.csv")
    keys = {(row["regime"], row["language"], row["phrase"]) for row in rows}
    english = {(regime, phrase) for regime, language, phrase in keys if language == "en"}
    missing = sorted({(law, code, said) for law, said in english for code in LANGUAGES} - keys)
    assert not missing, "\n".join(map(str, missing))


def test_words_that_repeat_a_figure_have_the_one_of_its_column() -> None:
    for name, regime in regimes().items():
        for language in LANGUAGES:
            words = regime_words(name, language).longest_terms
            if language not in ("en", "fr") and not words:
                continue  # a phrase that is left out in this language
            days = {str(delay.days) for terms in regime.longest_terms for _, delay in terms.shares}
            assert set(re.findall(r"\d+", words)) == days, (name, language)


def test_a_language_without_words_of_a_regime_cites_it_in_english() -> None:
    words = regime_words("fr-business", "xx")
    assert words.citation == regime_words("fr-business", "en").citation
    assert words.formal_notice == words.interest == ""
    assert regime_words(None, "xx") == RegimeWords()


def test_every_row_says_how_well_it_is_known() -> None:
    assert {regime.confidence for regime in regimes().values()} <= {
        "two sources",
        "one source",
        "agreed",
        NOT_VERIFIED,
    }


def test_what_has_a_time_in_common_has_its_regime_in_common() -> None:
    changes = {d for each in regimes().values() for d in (each.since, each.until) if d is not None}
    near = [d + datetime.timedelta(days=n) for d in changes for n in (-1, 0, 1, 2)]
    places = {
        (c, kind) for each in regimes().values() for c in each.countries for kind in each.kinds
    }
    by_time: dict[int, list[tuple[str | None, ...]]] = {}
    for each in sorted(near):
        found = tuple(
            regime.name if (regime := regime_in(*place, each)) else None for place in sorted(places)
        )
        by_time.setdefault(time_of(each), []).append(found)
    assert len(by_time) > 1
    assert all(len(set(found)) == 1 for found in by_time.values())
    assert all(one[0] != other[0] for one, other in pairwise(by_time.values()))
