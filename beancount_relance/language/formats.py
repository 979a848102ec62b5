"""Formats: amounts, numbers and dates as people write them in a language.

For JSON, and for rounding, see :mod:`beancount_relance.values.money`. Babel is imported when it
is needed: importing it and its data takes 10 ms, the data of a locale 40 and its dates 20, while
the lines of bean-check need none of them.
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation, getcontext
from pathlib import Path
from typing import TYPE_CHECKING

from beancount.core.amount import Amount
from msgspec import Struct

from beancount_relance.language.currencies import decimals_of
from beancount_relance.language.expressions import expression
from beancount_relance.language.languages import LANGUAGES, region
from beancount_relance.language.tables import csv_rows

if TYPE_CHECKING:
    from babel import Locale

_IN_WORDS = "long"
_DECIMALS_OF_RATES = 2
_FIGURES = expression(r"(?:yyyy|MM|dd|[^A-Za-z])+")
"""The pattern of a date in figures alone."""

_MONEY_CSV = Path(__file__).with_name("money_specimens.csv")


class Formats:
    """Formats amounts, numbers and dates for one language, as one country writes it.

    Attributes:
        code: the code of the language.
        row: its conventions.
        region: those of the country.
    """

    def __init__(self, code: str, country: str = "") -> None:
        """Take the conventions of a language and a country.

        Args:
            code: the language, a key of :data:`LANGUAGES`.
            country: the country; ``""`` for the language in general.
        """
        self.code = code
        self.row = LANGUAGES[code]
        self.region = region(code, country)
        # The same amounts and dates occur several times in a letter.
        self._money = functools.lru_cache(maxsize=4096)(self._show_money)
        self._percent = functools.lru_cache(maxsize=512)(self._show_percent)
        self._date = functools.lru_cache(maxsize=4096)(self._show_date)

    @functools.cached_property
    def locale(self) -> Locale:
        """The Babel locale."""
        from babel import Locale  # noqa: PLC0415 - see the top of this module

        return Locale.parse(self.region.locale)

    def money(self, number: Decimal, currency: str) -> str:
        """Format an amount with its currency symbol and at least the currency's decimals.

        A number with more decimals keeps all of them: amounts are never rounded silently.
        """
        if len(number.as_tuple().digits) > getcontext().prec:  # beyond Decimal's precision
            return f"{number:.6E} {currency}"
        return self._money(number, currency)

    def _show_money(self, number: Decimal, currency: str) -> str:
        if self.region.money:
            style: _MoneyStyle | None = _style_of(self.region.money, self.region.group, currency)
        else:
            style = _money_style(self.region.locale, currency)
        return style.show(number) if style else _in_babel(number, currency, self.region.locale)

    def amount(self, amount: Amount) -> str:
        """Format a Beancount amount; see :meth:`money`."""
        return self.money(amount.number or Decimal(), amount.currency)

    def number(self, number: Decimal) -> str:
        """Format a number with the decimal mark of this language."""
        try:
            return self._grouped(number, None)
        except InvalidOperation:
            return f"{number:.6E}"

    def figure(self, number: Decimal) -> str:
        """Format a number with all its decimals, for a column of figures: ``6 309,60``."""
        places = max(0, -int(number.as_tuple().exponent))
        pattern = "#,##0." + "0" * places if places else "#,##0"
        return self._grouped(number, pattern)

    def _grouped(self, number: Decimal, pattern: str | None) -> str:
        from babel.numbers import format_decimal  # noqa: PLC0415 - see the top of this module

        if self.region.group:
            text = format_decimal(number, pattern, locale="en", decimal_quantization=False)
            return text.replace(",", self.region.group)
        return format_decimal(number, pattern, locale=self.locale, decimal_quantization=False)

    def percent(self, number: Decimal) -> str:
        """Format a percentage: ``12,15 %`` in French, ``12.15%`` in English."""
        return self._percent(number)

    def rate(self, number: Decimal) -> str:
        """Format a rate of interest with at least two decimals: ``12,40 %`` below ``12,15 %``."""
        return self._percent(number, _DECIMALS_OF_RATES)

    def _show_percent(self, number: Decimal, least: int = 0) -> str:
        from babel.numbers import format_percent  # noqa: PLC0415 - see the top of this module

        locale = "en" if self.region.group else self.locale
        share = number.scaleb(-2)
        if not least:
            return format_percent(share, locale=locale, decimal_quantization=False)
        pattern = self.locale.percent_formats[None].pattern.replace("0", "0." + "0" * least, 1)
        return format_percent(share, pattern, locale=locale, decimal_quantization=False)

    def country(self, code: str) -> str:
        """Return the name of a country: ``Allemagne`` in French, ``Germany`` in English."""
        return str(self.locale.territories.get(code, code))

    def date(self, date: datetime.date) -> str:
        """Format a date in figures: ``13/06/2026`` in French, ``2026-06-13`` in English."""
        return self._date(date, self.row.date)

    def short_date(self, date: datetime.date) -> str:
        """Format a date for tables in letters: ``13/06/2026`` in French, ``13 Jun 2026``."""
        return self._date(date, self.region.short_date)

    def long_date(self, date: datetime.date) -> str:
        """Format a date in words, for letters: ``13 juin 2026``, or ``1er juin 2026``."""
        return self._date(date, _IN_WORDS)

    def _show_date(self, date: datetime.date, pattern: str) -> str:
        if _FIGURES.fullmatch(pattern):
            year, month, day = f"{date.year:04}", f"{date.month:02}", f"{date.day:02}"
            return pattern.replace("yyyy", year).replace("MM", month).replace("dd", day)
        from babel.dates import format_date  # noqa: PLC0415 - see the top of this module

        text = format_date(date, pattern, locale=self.locale)
        if pattern == _IN_WORDS and self.row.first_day and date.day == 1:
            return text.replace("1", self.row.first_day, 1)
        return text


class _MoneyStyle(Struct, frozen=True):
    """How a locale writes amounts of a currency, derived from a sample formatted by Babel.

    Babel parses its pattern again for every number, which is too slow for a thousand letters.
    """

    before: str
    after: str
    minus: tuple[str, str]
    group: str
    point: str
    decimals: int

    def show(self, number: Decimal) -> str:
        """Format a number with at least the currency's decimals, and all of its own."""
        exponent = number.normalize().as_tuple().exponent
        decimals = max(self.decimals, -exponent if isinstance(exponent, int) else 0)
        whole, point, rest = f"{abs(number):,.{decimals}f}".partition(".")
        digits = whole.replace(",", self.group) + (self.point + rest if point else "")
        before, after = self.minus if number < 0 else (self.before, self.after)
        return f"{before}{digits}{after}"


def _style_of(pattern: str, group: str, currency: str) -> _MoneyStyle:
    """Return the style that a region's pattern describes; its decimal mark is a point."""
    before, after = pattern.replace("¤¤", currency).split("#")
    minus = (f"{before}-", after)
    return _MoneyStyle(before, after, minus, group, ".", decimals_of(currency))


_SPECIMEN = Decimal("1234567.123456")
_SPECIMEN_SHOWN = expression(r"(.*?)1(\D)234\D567(\D)123456(.*)")


@functools.lru_cache(maxsize=512)
def _money_style(locale: str, currency: str) -> _MoneyStyle | None:
    """Return the style, or ``None`` if the locale does not group digits by three."""
    found = _money_specimens().get((locale, currency)) or (
        _in_babel(number, currency, locale) for number in (_SPECIMEN, -_SPECIMEN)
    )
    plain, negative = map(_SPECIMEN_SHOWN.fullmatch, found)
    if plain is None or negative is None:
        return None
    return _MoneyStyle(
        plain[1],
        plain[4],
        (negative[1], negative[4]),
        plain[2],
        plain[3],
        decimals_of(currency),
    )


def _in_babel(number: Decimal, currency: str, locale: str) -> str:
    from babel.numbers import format_currency  # noqa: PLC0415 - see the top of this module

    return format_currency(number, currency, locale=locale, decimal_quantization=False)


@functools.cache
def _money_specimens() -> Mapping[tuple[str, str], tuple[str, str]]:
    """Return how Babel shows ``_SPECIMEN`` and its negative, by locale and currency.

    They are those that bean-check prints most. Babel takes 40 ms to load the data of a locale.
    """
    return {
        (row["locale"], row["currency"]): (row["plain"], row["negative"])
        for row in csv_rows(_MONEY_CSV)
    }
