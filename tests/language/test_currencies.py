import re

from babel.core import get_global

from beancount_relance.language.currencies import currencies, decimals_of
from beancount_relance.values.readers import country_codes

CHANGED = {"COP", "HUF", "IDR", "RSD"}
"""Currencies whose decimals are others since Babel 2.19."""
NEW = {"XAD", "ZWG"}
"""Currencies that Babel 2.16 did not know."""
NO_COUNTRIES = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}


def test_the_decimals_of_currencies_are_those_of_babel() -> None:
    fractions = get_global("currency_fractions")
    known = {code: fractions.get(code, fractions["DEFAULT"])[0] for code in currencies()}
    assert {code for code, decimals in currencies().items() if decimals != known[code]} <= CHANGED
    assert currencies().keys() <= {*get_global("all_currencies"), *NEW}
    assert list(map(decimals_of, ("EUR", "JPY", "BHD", "HOURS"))) == [2, 0, 3, 2]


def test_the_codes_of_countries_are_those_of_babel() -> None:
    codes = {*get_global("territory_languages"), *get_global("territory_aliases"), "EL"}
    known = {code for code in codes if re.fullmatch("[A-Z]{2}", code)} - NO_COUNTRIES
    assert country_codes() <= known
    assert {"FR", "DE", "GB", "UK", "EL", "CH", "US"} <= country_codes()
    assert "EU" not in country_codes()
