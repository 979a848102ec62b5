"""What is shown without loading Babel's data is what Babel shows."""

from __future__ import annotations

import datetime
from decimal import Decimal

import babel
import pytest
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_currency

from beancount_relance.language.languages import LANGUAGES, REGIONS
from beancount_relance.language.messages import language

_PLACES = [("en", ""), ("fr", ""), *REGIONS]
_CURRENCIES = ("EUR", "GBP", "USD", "CHF", "CAD", "JPY", "XAF", "ACME")
_AMOUNTS = ("0", "1.5", "-12", "999.999", "1234567.00", "-1234567.125")


@pytest.mark.parametrize(("code", "country"), _PLACES)
def test_amounts_lists_and_dates_are_babels(code: str, country: str) -> None:
    formats = language(code, country)
    locale = babel.Locale.parse(formats.region.locale)
    for amount in [] if formats.region.money else map(Decimal, _AMOUNTS):
        for currency in _CURRENCIES:
            shown = format_currency(amount, currency, locale=locale, decimal_quantization=False)
            assert formats.money(amount, currency) == shown
    for count in range(2, 7):
        parts = [f"F-{number}" for number in range(count)]
        assert formats.enumerate(parts) == format_list(parts, locale=locale)
    for date in (datetime.date(2026, 1, 2), datetime.date(987, 11, 30)):
        pattern = LANGUAGES[code].date
        assert formats.date(date) == format_date(date, pattern, locale=locale)
