"""Values as people write them."""

from __future__ import annotations

import datetime
import re

import babel
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beancount_relance.values.readers import BadValueError, read_country, read_date

_NO_COUNTRIES = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}


def test_every_country_that_babel_names_is_one() -> None:
    names = babel.Locale("en").territories
    codes = {str(code) for code in names if re.fullmatch("[A-Z]{2}", str(code))} - _NO_COUNTRIES
    assert len(codes) > 200
    assert {read_country(code) for code in codes} == codes
    assert [read_country(code) for code in ("uk", " EL ")] == ["UK", "EL"]
    for other in (*_NO_COUNTRIES, "XX", "419", "FRA", 33):
        with pytest.raises(BadValueError):
            read_country(other)


MARCH_20 = datetime.date(2026, 3, 20)


@pytest.mark.parametrize(
    "text",
    [
        *("2026-03-20", "2026/03/20", "2026/3/20", "2026-3-20", " 2026-03-20 "),
        *("20.03.2026", "20.3.2026", "20/03/2026", "20-03-2026", "03/20/2026", "3-20-2026"),
    ],
)
def test_a_date_that_can_only_be_one_day(text: str) -> None:
    assert read_date(text) == MARCH_20


@pytest.mark.parametrize(
    "text",
    [
        *(
            "05/03/2026",
            "5-3-2026",
            "20/03/26",
            "2026/20/03",
            "03.20.2026",
            "20/13/2026",
            "31/02/2026",
        ),
        *(
            "2026/03-20",
            "20/03.2026",
            "20 March 2026",
            "2026-03",
            "20260320",
            "",
            "03/2026",
            "٢٠٢٦-03-20",
        ),
    ],
)
def test_what_may_be_two_days_or_none_is_no_date(text: str) -> None:
    with pytest.raises(BadValueError):
        read_date(text)


@given(st.dates(datetime.date(1700, 1, 1), datetime.date(2999, 12, 31)), st.sampled_from("/-"))
def test_a_date_is_never_read_as_another(day: datetime.date, separator: str) -> None:
    year, month, of_month = f"{day:%Y}", f"{day:%m}", f"{day:%d}"
    assert read_date(separator.join((year, month, of_month))) == day
    for written in ((of_month, month, year), (month, of_month, year)):
        text = separator.join(written)
        if day.day > 12 or day.day == day.month:
            assert read_date(text) == day
        else:
            with pytest.raises(BadValueError):
                read_date(text)
