import datetime

import pytest
from dateutil.relativedelta import relativedelta

from beancount_relance.values.dates import (
    first_of_year_to,
    later,
    month_end,
    months_later,
    next_day_of_month,
    years_later,
)

DAY = datetime.timedelta(days=1)
DAYS = [datetime.date(2023, 12, 25) + number * DAY for number in range(0, 440, 3)]
DAYS += [datetime.date(2024, 2, 29), datetime.date(1, 1, 1), datetime.date(9997, 12, 31)]


def test_months_and_years_are_counted_as_dateutil_counts_them() -> None:
    for day in DAYS:
        assert month_end(day) == day + relativedelta(day=31)
        for number in (0, 1, 2, 11, 12, 13, 24):
            assert months_later(day, number) == day + relativedelta(months=number)
        for number in (1, 15, 29, 30, 31):
            found = next_day_of_month(day, number)
            same, following = relativedelta(day=number), relativedelta(months=1, day=number)
            assert found == (day + same if day + same >= day else day + following)
        if 1 < day.year < 9990:
            assert months_later(day, -3) == day + relativedelta(months=-3)
            assert years_later(day, -1) == day + relativedelta(years=-1)
            for unit in ("day", "week", "month", "year"):
                delta = relativedelta(**{f"{unit}s": 5})  # type: ignore[arg-type]
                assert later(day, 5, unit) == day + delta


@pytest.mark.parametrize(("day", "months"), [((9999, 12, 1), 1), ((1, 1, 1), -1)])
def test_a_year_beyond_those_of_dates_is_a_value_error(
    day: tuple[int, int, int], months: int
) -> None:
    with pytest.raises(ValueError, match="year"):
        months_later(datetime.date(*day), months)


def test_twelve_months_end_on_a_day() -> None:
    assert first_of_year_to(datetime.date(2024, 2, 29)) == datetime.date(2023, 3, 1)
    assert first_of_year_to(datetime.date(2026, 6, 30)) == datetime.date(2025, 7, 1)
