"""Late interest: published examples, half-years, part payments, what is not known.

Each published example stands with its source's figure. Where a publisher erred, the test
holds the right figure and that the wrong one is not reproduced.
"""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from msgspec.structs import replace

from beancount_relance.law.late_interest import Interest, Reduction, late_interest
from beancount_relance.law.rates import RateRule, RateSeries, published_series
from beancount_relance.law.regimes import Regime, regimes
from tests.support.ledgers import (
    D,
    accounts,
    complaints,
    day,
    item,
    notice_received,
    payment,
    remark,
    report,
    sale,
)

SERIES = published_series()
FR = regimes()["fr-business"]


def fixed(percent: str) -> Regime:
    """A regime of one rate for good, as other countries' examples have it."""
    return replace(regimes()["eu-business"], rate=RateRule(None, D(percent)))


def interest(
    regime: Regime,
    principal: str,
    start: str,
    until: str,
    payments: tuple[tuple[str, str], ...] = (),
    currency: str = "EUR",
) -> Interest:
    paid = [Reduction(day(date), D(amount)) for date, amount in payments]
    return late_interest(D(principal), paid, currency, day(start), day(until), regime, SERIES)


def segments(result: Interest) -> list[tuple[int, str, str]]:
    return [(part.days, str(part.percent), str(part.amount)) for part in result.segments]


# Published examples: regime, principal, due date, day of payment, days, interest

PUBLISHED = [
    pytest.param("fr-business", "10000", "2026-06-20", "2026-07-10", 20, "67.26", id="FR01"),
    pytest.param("fr-business", "1850", "2026-05-16", "2026-06-30", 45, "27.71", id="FR02"),
    pytest.param("fr-public", "1850", "2026-05-16", "2026-06-30", 45, "23.15", id="FR05"),
    pytest.param("fr-consumer", "1850", "2026-05-31", "2026-06-30", 30, "3.98", id="FR08"),
    pytest.param("eu-business", "2000", "2024-12-15", "2025-08-10", 238, "144.12", id="IE02"),
    pytest.param("eu-business", "1000", "2026-07-10", "2026-08-04", 25, "7.12", id="IE04"),
]


@pytest.mark.parametrize(("regime", "principal", "due", "paid", "days", "amount"), PUBLISHED)
def test_published_example(
    regime: str, principal: str, due: str, paid: str, days: int, amount: str
) -> None:
    result = interest(regimes()[regime], principal, due, paid)
    assert sum(part.days for part in result.segments) == days
    assert result.amount == D(amount)


PUBLISHED_WITH_THEIR_RATE = [
    pytest.param("14.76", "3000", "2023-01-31", "2023-03-02", 30, "36.39", id="FR09"),
    pytest.param("12.40", "10000", "2026-12-31", "2027-12-31", 365, "1240.00", id="FR12"),
    pytest.param("12.75", "1000", "2025-05-31", "2025-08-31", 92, "32.14", id="UK02"),
    # a leap year, still / 365; gov.uk publishes 11.50, for it rounds the day to 23p first
    pytest.param("8.5", "1000", "2016-02-01", "2016-03-22", 50, "11.64", id="UK05"),
    pytest.param("6.27", "1000", "2026-03-03", "2026-04-02", 30, "5.15", id="DE01"),
    pytest.param("5", "10000", "2026-01-01", "2026-02-15", 45, "61.64", id="CH01"),
]


@pytest.mark.parametrize(
    ("percent", "principal", "due", "paid", "days", "amount"), PUBLISHED_WITH_THEIR_RATE
)
def test_published_example_with_its_rate(
    percent: str, principal: str, due: str, paid: str, days: int, amount: str
) -> None:
    result = interest(fixed(percent), principal, due, paid)
    assert sum(part.days for part in result.segments) == days
    assert result.amount == D(amount)


@pytest.mark.parametrize(
    ("regime", "principal", "due", "paid", "right", "published"),
    [
        # one rate though the days cross 1 July
        pytest.param(
            "fr-business", "1200", "2026-06-01", "2026-07-01", "11.99", "11.98", id="FR17"
        ),
        # 64 days at 12.40 % are not 210.63
        pytest.param(
            "fr-business", "6000", "2026-07-01", "2026-09-03", "130.45", "210.63", id="BAD2"
        ),
    ],
)
def test_published_error_is_not_reproduced(
    regime: str, principal: str, due: str, paid: str, right: str, published: str
) -> None:
    amount = interest(regimes()[regime], principal, due, paid).amount
    assert amount == D(right)
    assert amount != D(published)


def test_a_year_has_365_days_not_360() -> None:  # BAD4, published as 10.00
    assert interest(fixed("10"), "1200", "2026-03-31", "2026-04-30").amount == D("9.86")


def test_two_half_years_are_rounded_each_by_itself() -> None:  # FR01
    result = interest(regimes()["fr-business"], "10000", "2026-06-20", "2026-07-10")
    assert segments(result) == [(10, "12.15", "33.29"), (10, "12.40", "33.97")]


def test_three_half_years_are_rounded_each_by_itself() -> None:
    # IE02: 10.74 + 110.58 + 22.80; rounded once it would be 144.13
    result = interest(regimes()["eu-business"], "2000", "2024-12-15", "2025-08-10")
    assert segments(result) == [
        (16, "12.25", "10.74"),
        (181, "11.15", "110.58"),
        (41, "10.15", "22.80"),
    ]


def test_a_public_debtor_keeps_the_rate_of_the_first_day() -> None:
    result = interest(regimes()["fr-public"], "1850", "2026-05-16", "2026-07-31")
    # 1 850 × 10.15 % × 76 / 365
    assert segments(result) == [(76, "10.15", "39.10")]


def test_the_rate_is_that_of_the_half_years_first_day() -> None:
    # the ECB went to 2.40 on 17 June 2026 and to 2.65 on 16 September: neither counts at once
    before = interest(regimes()["fr-business"], "1000", "2026-06-16", "2026-06-30")
    after = interest(regimes()["fr-business"], "1000", "2026-09-15", "2026-12-31")
    assert [part.percent for part in (*before.segments, *after.segments)] == [
        D("12.15"),
        D("12.40"),
    ]


def test_three_times_the_legal_rate_is_no_floor_of_the_default_rate() -> None:
    # H1 2024: 3 × 5.07 = 15.21 %, the default rate stays 14.50 %
    result = interest(regimes()["fr-business"], "1000", "2024-01-31", "2024-02-29")
    assert [part.percent for part in result.segments] == [D("14.50")]


def test_the_first_day_is_the_one_after_the_due_date() -> None:
    assert interest(fixed("10"), "36500", "2026-03-31", "2026-03-31").amount == 0
    assert interest(fixed("10"), "36500", "2026-03-31", "2026-04-01").amount == D("10.00")


def test_the_days_of_a_leap_year_are_366_of_365() -> None:
    assert interest(fixed("10"), "1000", "2023-12-31", "2024-12-31").amount == D("100.27")
    assert interest(fixed("10"), "1000", "2024-02-28", "2024-03-01").amount == D("0.55")


def test_new_years_eve_belongs_to_the_old_half_year() -> None:
    result = interest(regimes()["fr-business"], "36500", "2025-12-30", "2026-01-01")
    assert [(part.first, part.last) for part in result.segments] == [
        (day("2025-12-31"), day("2026-01-01"))
    ]  # both half-years have 2.15 + 10: one segment
    result = interest(regimes()["fr-business"], "36500", "2026-06-29", "2026-07-01")
    assert segments(result) == [(1, "12.15", "12.15"), (1, "12.40", "12.40")]


def test_part_payments_reduce_the_principal_the_day_after_they_came() -> None:
    result = interest(
        regimes()["fr-business"],
        "1200",
        "2026-05-31",
        "2026-06-30",
        (("2026-06-10", "500"), ("2026-06-20", "300")),
    )
    # 1 200 for 1–10 June, 700 for 11–20 June, 400 for 21–30 June, all at 12.15 %
    assert segments(result) == [(10, "12.15", "3.99"), (10, "12.15", "2.33"), (10, "12.15", "1.33")]
    assert result.amount == D("7.65")


def test_two_payments_of_one_day_are_one_cut() -> None:
    result = interest(
        fixed("10"),
        "1000",
        "2026-05-31",
        "2026-06-30",
        (("2026-06-10", "200"), ("2026-06-10", "300")),
    )
    assert [(part.days, part.principal) for part in result.segments] == [
        (10, D(1000)),
        (20, D(500)),
    ]


def test_a_payment_before_the_due_date_bears_no_interest() -> None:
    result = interest(fixed("10"), "1000", "2026-05-31", "2026-06-30", (("2026-05-10", "500"),))
    assert [(part.days, part.principal) for part in result.segments] == [(30, D(500))]


def test_what_was_paid_in_full_bears_none_afterwards() -> None:
    result = interest(fixed("10"), "365", "2026-05-31", "2026-06-30", (("2026-06-10", "365"),))
    assert segments(result) == [(10, "10", "1.00")]


def test_a_payment_taken_back_bears_interest_again() -> None:
    result = interest(
        fixed("10"),
        "365",
        "2026-05-31",
        "2026-06-30",
        (("2026-06-10", "365"), ("2026-06-15", "-365")),
    )
    assert [(part.days, part.amount) for part in result.segments] == [(10, 1), (15, D("1.50"))]


def test_a_currency_without_cents_is_rounded_to_its_unit() -> None:
    result = interest(fixed("10"), "10000", "2026-05-31", "2026-06-30", currency="JPY")
    assert result.amount == 82  # 82.19 yen


def test_halves_are_rounded_up() -> None:
    # 365 × 0.5 % × 1 / 365 = 0.005
    assert interest(fixed("0.5"), "365", "2026-05-31", "2026-06-01").amount == D("0.01")


def test_an_unknown_half_year_stops_the_interest_and_says_since_when() -> None:
    result = interest(regimes()["fr-business"], "1200", "2026-12-20", "2027-02-28")
    assert segments(result) == [(11, "12.40", "4.48")]
    assert result.unknown_from == day("2027-01-01")


def test_a_rate_before_the_table_is_not_guessed_either() -> None:
    result = interest(regimes()["fr-consumer"], "1200", "2014-01-01", "2014-02-01")
    assert (result.segments, result.unknown_from) == ((), day("2014-01-02"))


UNKNOWN = accounts() + sale("2026-11-20", "F1", "1200.00")


def test_a_report_beyond_the_known_rates_tells_how_to_add_one() -> None:
    found = report(UNKNOWN, "2027-02-28")
    ((_, message),) = complaints(found)
    assert '2027-01-01 custom "relance-rate" "ecb-mro"' in message
    assert "2027-01-01" in message
    assert found.claims.of(item(found, "F1")).interest.amount == D("4.48")


def test_a_rate_added_in_the_ledger_lets_it_run_on() -> None:
    found = report(f'{UNKNOWN}2027-01-01 custom "relance-rate" "ecb-mro" 2.65\n', "2027-02-28")
    assert not found.problems
    # 11 days at 12.40 % = 4.48, 59 days at 12.65 %: 1 200 × 12.65 % × 59 / 365 = 24.54
    assert found.claims.of(item(found, "F1")).interest.amount == D("29.02")


@pytest.mark.parametrize(
    ("rate", "percent"),
    [
        ("12.5", "12.5"),
        ('"12,5 %"', "12.5"),
        ('"BCE + 12"', "14.15"),
        ('"bce+12 points"', "14.15"),
        ('"ECB + 12"', "14.15"),
        ('"3 x legal"', "7.86"),
        ('"3 fois le taux légal"', "7.86"),
    ],
)
def test_a_contracts_rate(rate: str, percent: str) -> None:
    text = accounts().replace("Clients:Martin", f"Clients:Martin\n  late-rate: {rate}")
    found = report(text + sale("2026-05-01", "F1", "1000.00"))
    (part,) = found.claims.of(item(found, "F1")).interest.segments
    assert part.percent == D(percent)


@pytest.mark.parametrize("rate", ['"a lot"', '"Euribor + 3"', "120", "-3", "TRUE", "12.5 EUR"])
def test_a_contracts_rate_that_is_none_is_an_error_on_its_line(rate: str) -> None:
    text = f"2020-01-01 open Assets:Clients:Martin\n  late-rate: {rate}\n"
    ((line, message),) = complaints(report(text))
    assert line == 1
    assert "late-rate" in message
    assert "BCE + 10" in message


def test_a_contracts_rate_never_binds_a_consumer() -> None:
    text = accounts().replace(
        "Clients:Martin", 'Clients:Martin\n  kind: "consumer"\n  late-rate: "BCE + 10"'
    )
    text += sale("2026-04-01", "F1", "1850.00") + notice_received("2026-05-31", "F1")
    found = report(text)
    assert found.claims.of(item(found, "F1")).interest.amount == D("3.98")


def test_a_consumer_owes_interest_only_from_a_received_notice() -> None:
    text = accounts().replace("Clients:Martin", 'Clients:Martin\n  kind: "consumer"')
    text += sale("2026-04-01", "F1", "1850.00") + remark("2026-05-28", "formal-notice", "F1")
    found = report(text)
    claim = found.claims.of(item(found, "F1"))
    assert claim.interest.amount == 0
    assert claim.fee == 0


def test_the_fee_is_40_euros_once_per_invoice_and_not_before_it_is_late() -> None:
    text = accounts() + sale("2026-05-31", "F1", "100.00", due="2026-06-30")
    found = report(text, "2026-06-30")
    assert found.claims.of(item(found, "F1")).fee == 0
    found = report(text + payment("2026-07-01", "40.00", "F1"), "2026-07-01")
    assert found.claims.of(item(found, "F1")).fee == 40


def test_no_fee_in_euros_on_a_claim_in_another_currency() -> None:
    text = accounts().replace("Clients:Martin", 'Clients:Martin\n  country: "FR"')
    found = report(text + sale("2026-05-01", "F1", "1000.00", currency="USD"))
    assert found.claims.of(item(found, "F1")).fee == 0


@pytest.mark.parametrize("currency", ["EUR", "USD"])
def test_no_law_is_guessed_without_a_country(currency: str) -> None:
    text = accounts() + sale("2026-05-01", "F1", "1000.00", currency=currency)
    found = report(text, creditor="")
    assert [check.kind for check in found.checks] == ["law"]
    claim = found.claims.of(item(found, "F1"))
    assert claim.interest.amount == 0
    assert claim.fee == 0
    assert claim.limitation is None


def test_insolvency_ends_the_interest() -> None:
    text = (
        accounts() + sale("2026-02-01", "F1", "730.00") + remark("2026-03-29", "insolvency", "F1")
    )
    found = report(text)
    # due 3 March; to the eve of the note, 4–28 March, 25 days: 730 × 12.15 % × 25 / 365
    assert found.claims.of(item(found, "F1")).interest.amount == D("6.08")


def test_it_ends_on_the_eve_of_the_judgment_whenever_that_is_noted() -> None:
    # C. com. L622-28 and R621-4: 10 000 × 12.40 % × 68 / 365, to 7 September
    text = accounts() + sale("2026-06-01", "F1", "6000.00", due="2026-07-01")
    text += remark("2026-10-20", "insolvency", opened="2026-09-08", published="2026-09-17")
    found = report(text, "2026-11-01")
    assert found.claims.of(item(found, "F1")).interest.amount == D("138.61")


def test_the_points_after_a_judgment_are_those_of_the_legal_rate() -> None:
    # Code monétaire et financier L313-3: two months after service, 2.62 + 5, then 2.75 + 5
    opened = accounts().replace("Clients:Martin", 'Clients:Martin\n  kind: "consumer"')
    text = opened + sale("2025-12-01", "F1", "3650.00", due="2025-12-31")
    text += notice_received("2025-12-31", "F1") + remark("2026-03-10", "judgment", "F1")
    text += remark("2026-04-10", "served", "F1")
    found = report(text, "2026-07-10")
    assert segments(found.claims.of(item(found, "F1")).interest) == [
        (161, "2.62", "42.18"),
        (20, "7.62", "15.24"),
        (10, "7.75", "7.75"),
    ]


def test_dutch_interest_bears_interest_after_each_year() -> None:
    # BW 6:119a lid 3: 10 000 × 10.15 % for a year, then 11 015 × 10.40 % × 62 / 365
    result = interest(regimes()["nl-business"], "10000", "2025-06-30", "2026-08-31")
    assert segments(result) == [(365, "10.15", "1015.00"), (62, "10.40", "194.59")]


def test_dutch_interest_that_was_received_bears_none() -> None:
    paid = [Reduction(day("2026-06-30"), D("1015.00"), interest_only=True)]
    law, start, until = regimes()["nl-business"], day("2025-06-30"), day("2026-08-31")
    result = late_interest(D("10000"), paid, "EUR", start, until, law, SERIES)
    # 10 000 × 10.40 % × 62 / 365
    assert result.amount == D("176.66")
    late = [Reduction(day("2026-07-10"), D("1015.00"), interest_only=True)]
    result = late_interest(D("10000"), late, "EUR", start, until, law, SERIES)
    # 11 015 until 10 July: 31.39, which is paid first; 10 031.39 for 52 days: 148.63
    assert result.amount == D("180.02")


def test_a_german_due_date_on_a_saturday_is_that_of_monday() -> None:
    # BGB § 193: due on Saturday 20 June 2026, so late from Tuesday 23 June: 8 days of 10.27 %
    opened = accounts().replace("Clients:Martin", 'Clients:Martin\n  law: "DE"')
    found = report(opened + sale("2026-05-21", "F1", "1000.00", due="2026-06-20"))
    assert segments(found.claims.of(item(found, "F1")).interest) == [(8, "10.27", "2.25")]


# The same, counted day by day


def walked(
    principal: Decimal,
    payments: dict[datetime.date, Decimal],
    start: datetime.date,
    until: datetime.date,
    margin: Decimal,
    series: RateSeries,
) -> Decimal:
    """Late interest by walking the calendar, one day after the other."""
    runs: list[tuple[Decimal, Decimal, int]] = []
    left = principal - sum((a for d, a in payments.items() if d <= start), Decimal())
    today = start
    while today < until:
        today += datetime.timedelta(days=1)
        first = datetime.date(today.year, 1 if today.month < 7 else 7, 1)
        (rate,) = [percent or D(0) for since, percent in series.steps if since <= first][-1:]
        if runs and runs[-1][:2] == (left, rate):
            runs[-1] = (left, rate, runs[-1][2] + 1)
        else:
            runs.append((left, rate, 1))
        left -= payments.get(today, Decimal())
    cents = [
        int((left * (rate + margin) * days * 2 / 365 + 1) // 2)  # half a cent counts as one
        for left, rate, days in runs
    ]
    return Decimal(sum(cents)) / 100


@pytest.mark.parametrize("start", ["2022-06-29", "2023-12-31", "2024-02-28", "2025-11-30"])
@pytest.mark.parametrize("principal", ["0.37", "1234.56", "98765.43"])
def test_counted_day_by_day_it_is_the_same(start: str, principal: str) -> None:
    due = day(start)
    until = due + datetime.timedelta(days=777)
    paid = {
        due - datetime.timedelta(days=3): D("0.01"),
        due + datetime.timedelta(days=1): D("0.02"),
        due + datetime.timedelta(days=400): D("0.11"),
    }
    until = min(until, day("2026-12-31"))
    result = late_interest(
        D(principal), [Reduction(*each) for each in paid.items()], "EUR", due, until, FR, SERIES
    )
    assert result.amount == walked(D(principal), paid, due, until, D(10), SERIES["ecb-mro"])


# The edges


def test_the_frozen_rate_is_that_of_the_first_day_of_interest_not_of_the_due_date() -> None:
    # due on 30 June, interest from 1 July: 3 650 × 10.40 % × 30 / 365
    result = interest(regimes()["fr-public"], "3650", "2026-06-30", "2026-07-30")
    assert segments(result) == [(30, "10.40", "31.20")]


def test_a_rate_of_nothing_makes_no_segment() -> None:
    assert interest(fixed("0"), "1000", "2026-03-31", "2026-04-30") == Interest()


def test_a_payment_on_the_due_date_reduces_the_first_day() -> None:
    # 730 × 10 % × 10 / 365
    result = interest(fixed("10"), "1000", "2026-03-31", "2026-04-10", (("2026-03-31", "270"),))
    assert segments(result) == [(10, "10", "2.00")]


def test_nothing_until_the_due_date_itself() -> None:
    for until in ("2026-03-30", "2026-03-31"):
        assert interest(fixed("10"), "1000", "2026-03-31", until) == Interest()


def test_a_small_payment_pays_the_interest_and_the_rest_of_it_the_principal() -> None:
    # 100 × 36.5 % × 3 / 365 = 0.30; 1.00 − 0.30 leaves 99.30, × 10 / 1000 = 0.993
    paid = [Reduction(day("2026-04-03"), D("1.00"), interest_first=True)]
    until = day("2026-04-13")
    result = late_interest(
        D("100.00"), paid, "EUR", day("2026-03-31"), until, fixed("36.5"), SERIES
    )
    assert [(part.days, str(part.principal), str(part.amount)) for part in result.segments] == [
        (3, "100.00", "0.30"),
        (10, "99.30", "0.99"),
    ]


def test_what_earlier_payments_had_paid_of_the_interest_is_not_paid_again() -> None:
    # 0.30 until 3 April, of which 0.20 are paid; 0.60 until 6 April, so 0.40 of 1.00 are interest;
    # 99.40 × 10 / 1000 = 0.994 until 16 April, of 1.00
    amounts = (("2026-04-03", "0.20"), ("2026-04-06", "1.00"), ("2026-04-16", "1.00"))
    paid = [Reduction(day(date), D(amount), interest_first=True) for date, amount in amounts]
    until = day("2026-04-16")
    result = late_interest(
        D("100.00"), paid, "EUR", day("2026-03-31"), until, fixed("36.5"), SERIES
    )
    assert [(part.days, str(part.principal), str(part.amount)) for part in result.segments] == [
        (6, "100.00", "0.60"),
        (10, "99.40", "0.99"),
    ]
    assert result.imputed == D("1.59")
