"""When e-mails go out: within the hours of the setting, by the clock of the customer."""

from __future__ import annotations

import datetime

import pytest

from beancount_relance.mailroom.decent_hours import local_time, why_not_now
from beancount_relance.policy.customers import Customer
from beancount_relance.policy.settings import Settings
from tests.support.ledgers import report

PARIS = datetime.timezone(datetime.timedelta(hours=2))
HOURS = """
2020-01-01 custom "relance" "mail"
  hours: "9:00-18:00"
"""


def settings(text: str) -> Settings:
    found = report(text)
    assert not found.problems
    return found.settings


def at(time: str) -> datetime.datetime:
    """A time of 1 July 2026 on a machine in Paris."""
    return datetime.datetime.fromisoformat(f"2026-07-01T{time}").replace(tzinfo=PARIS)


@pytest.mark.parametrize(
    ("time", "decent"),
    [("08:59:59", False), ("09:00", True), ("17:59:59", True), ("18:00", False)],
)
def test_the_hours_begin_and_end_on_the_minute(time: str, decent: bool) -> None:  # noqa: FBT001
    told = why_not_now(Customer("Martin"), settings(HOURS), at(time))
    assert (told is None) is decent
    assert told is None or f"it is {time[:5]} there" in str(told)
    assert why_not_now(Customer("Martin"), settings(""), at(time)) is None


@pytest.mark.parametrize(
    ("country", "local"),
    [
        ("FR", "09:30"),  # the creditor's own: the machine's time
        (None, "09:30"),
        ("GB", "08:30"),
        ("JP", "16:30"),
        ("US", "09:30"),  # it has several times
        ("XK", "09:30"),  # it has none that is known
    ],
)
def test_the_time_is_the_customers(country: str | None, local: str) -> None:
    customer = Customer("Martin", country=country)
    found = settings(HOURS)
    assert f"{local_time(customer, found, at('09:30')):%H:%M}" == local
    assert (why_not_now(customer, found, at("09:30")) is None) is (country != "GB")
