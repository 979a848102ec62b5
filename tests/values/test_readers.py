"""Values as people write them."""

from __future__ import annotations

import re

import babel
import pytest

from beancount_relance.values.readers import BadValueError, read_country

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
