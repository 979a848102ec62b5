"""Which days are working days in a country, and in a region of it."""

from __future__ import annotations

import datetime
from collections import Counter

import holidays
import pytest

from beancount_relance.values.working_days import next_working_day


@pytest.mark.parametrize(
    ("calendar", "day", "following"),
    [
        ("GB", "2026-04-06", "2026-04-07"),  # Easter Monday, but not in Scotland
        ("GB-SCT", "2026-04-06", "2026-04-06"),
        ("GB", "2026-08-31", "2026-09-01"),  # the August bank holiday, neither
        ("GB", "2026-03-17", "2026-03-17"),  # St Patrick's Day, in Northern Ireland alone
        ("CH", "2026-04-03", "2026-04-07"),  # Good Friday and Easter Monday, in most cantons
        ("DE", "2025-10-31", "2025-11-03"),  # the day of the Reformation, in 9 of 16 states
        ("DE", "2026-06-04", "2026-06-04"),  # Corpus Christi, in 6
        ("ES", "2026-04-02", "2026-04-06"),  # Maundy Thursday; Easter Monday is one in few
        ("ES", "2026-10-12", "2026-10-13"),
        ("FR", "2026-04-03", "2026-04-03"),  # Good Friday, in Alsace and Moselle alone
        (None, "2026-12-25", "2026-12-25"),
    ],
)
def test_the_next_working_day(calendar: str | None, day: str, following: str) -> None:
    found = next_working_day(datetime.date.fromisoformat(day), calendar)
    assert found == datetime.date.fromisoformat(following)


@pytest.mark.parametrize(
    "country",
    [
        "AT",
        "AU",
        "BE",
        "BR",
        "CA",
        "CH",
        "CZ",
        "DE",
        "DK",
        "ES",
        "FI",
        "FR",
        "GB",
        "IE",
        "IT",
        "JP",
        "LU",
        "MX",
        "NL",
        "NO",
        "NZ",
        "PL",
        "PT",
        "SE",
        "US",
        "ZA",
    ],
)
def test_no_holiday_of_most_regions_is_left_out(country: str) -> None:
    regions = holidays.country_holidays(country).subdivisions
    days = Counter(
        day
        for region in regions
        for day in holidays.country_holidays(country, subdiv=region, years=(2025, 2026))
    )
    for day, count in days.items():
        if 2 * count >= len(regions) and day.weekday() < 5:
            assert next_working_day(day, country) > day
