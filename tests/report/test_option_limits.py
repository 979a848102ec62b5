"""The time limits that run from the service of an order, with their days."""

from __future__ import annotations

import datetime

import pytest

from beancount_relance.law.recovery_options import Parties, options_for
from beancount_relance.report.option_limits import limits_after_service


def after(country: str, served: str, name: str = "order-for-payment") -> list[str]:
    options = options_for(Parties("FR", country, "business"))
    (option,) = (each for each in options if each.name == name)
    day = datetime.date.fromisoformat(served)
    return [str(message) for message in limits_after_service(option.limits, day, country)]


def test_an_order_of_september_2026_in_france() -> None:
    # CPC 1416: a month, to Tuesday 20 October; decree 2026-96: two months, to Friday 20 November
    assert after("FR", "2026-09-20") == [
        "the customer may object until 2026-10-20",
        (
            "an order dated 2026-08-31 or earlier: after 2026-10-20, ask the registry whether "
            "there was an objection"
        ),
        (
            "an order dated 2026-09-01 or later: it can be enforced after 2026-11-20 (2 months "
            "from service) if the registry has given no notice of an objection"
        ),
    ]


def test_before_that_day_there_is_only_the_old_rule() -> None:
    found = after("FR", "2026-08-31")
    assert found[0] == "the customer may object until 2026-09-30"
    assert not any("enforced" in each for each in found)


@pytest.mark.parametrize(
    ("served", "until"),
    [
        ("2026-07-15", "2026-08-17"),  # 15 August is a holiday and a Saturday: CPC 642
        ("2026-10-11", "2026-11-12"),  # 11 November is a holiday
        ("2027-01-31", "2027-03-01"),  # the last day of February is a Sunday: CPC 641 and 642
    ],
)
def test_the_customers_time_ends_on_a_working_day(served: str, until: str) -> None:
    assert after("FR", served)[0] == f"the customer may object until {until}"


@pytest.mark.parametrize(
    ("country", "expected"),
    [
        # served on Friday 2 October 2026
        ("DE", ["may object until 2026-10-16", "apply for the next step by 2027-04-02"]),
        ("AT", ["may object until 2026-10-30"]),
        (
            "CH",
            [
                "may object until 2026-10-12",
                "nothing can be enforced before 2026-10-22",
                "apply for the next step by 2027-10-02",
            ],
        ),
        ("IT", ["may object until 2026-11-11"]),
        ("PL", ["may object until 2026-10-16"]),
        ("DK", ["may object until 2026-10-16"]),
    ],
)
def test_abroad(country: str, expected: list[str]) -> None:
    found = after(country, "2026-10-02")
    assert len(found) == len(expected)
    assert all(say in each for say, each in zip(expected, found, strict=True))


def test_the_european_order() -> None:
    assert after("BE", "2026-10-02", "european-order") == [
        "the customer may object until 2026-11-02"  # 1 November is a Sunday
    ]
