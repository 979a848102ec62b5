"""Spells out amounts, as a debtor has to write them in an acknowledgement of debt.

The names of hundredths are rows of ``subunits.csv``; for other currencies they are written as
``and 50/100``.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import babel
from babel.numbers import get_currency_name
from beancount.core.amount import Amount

from beancount_relance.language.currencies import decimals_of
from beancount_relance.language.languages import LANGUAGES
from beancount_relance.language.tables import csv_rows

_CSV = Path(__file__).parent / "subunits.csv"
_ROUND = ("million", "millions", "milliard", "milliards")
_VOWELS = frozenset("aeiouàâéèêëîïôùû")
_FEMININE = frozenset(("couronne", "hryvnia", "lire", "livre", "roupie"))
"""The French words for money, in the singular, before which *un* is *une*."""


def amount_in_words(amount: Amount, code: str, locale: babel.Locale) -> str:
    """Return an amount in words, such as ``two thousand three hundred euros and fifty cents``.

    Args:
        amount: an amount of zero or more; more decimals than the currency has are written as
            a fraction.
        code: the language, as ``num2words`` calls it.
        locale: the locale, for the name of the currency.
    """
    number = amount.number or Decimal()
    places = max(decimals_of(amount.currency), -_exponent(number))
    whole = int(number)
    rest = int((number - whole).scaleb(places))
    part = _part(rest, places, amount.currency, code) if rest else ""
    if part and not whole and "/" not in part:
        return part
    unit = _unit(whole, amount.currency, code, locale)
    words = f"{_before(unit, _cardinal(whole, code), code)} {unit}"
    return f"{words} {LANGUAGES[code].conjunction} {part}" if part else words


def _before(unit: str, cardinal: str, code: str) -> str:
    """Return a number as it stands before a unit: in French *vingt et une livres*."""
    word = unit.split(maxsplit=1)[0]
    is_feminine = code == "fr" and not _FEMININE.isdisjoint((word, word.removesuffix("s")))
    return f"{cardinal}e" if is_feminine and cardinal.endswith("un") else cardinal


def _exponent(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _cardinal(number: int, code: str) -> str:
    from num2words import num2words  # noqa: PLC0415 - it loads all its languages, and few need it

    return str(num2words(number, lang=code)).replace(",", "")


def _unit(whole: int, currency: str, code: str, locale: babel.Locale) -> str:
    """Return the name of the currency; in French with “de” after a round million."""
    names = _called().get((currency, code))
    name = names[whole != 1] if names else get_currency_name(currency, count=whole, locale=locale)
    if code != "fr" or not _cardinal(whole, code).endswith(_ROUND):
        return name
    return f"d’{name}" if name[:1].lower() in _VOWELS else f"de {name}"


def _part(rest: int, places: int, currency: str, code: str) -> str:
    names = _subunits().get((currency, code))
    if names is None or places != decimals_of(currency):
        return f"{rest:0{places}}/{10**places}"
    return f"{_cardinal(rest, code)} {names[rest > 1]}"


@functools.cache
def _called() -> Mapping[tuple[str, str], tuple[str, str]]:
    """Return the names that people give a currency where Babel's are not the usual ones."""
    return {
        (row["currency"], row["language"]): (row["called_one"], row["called_many"])
        for row in csv_rows(_CSV)
        if row["called_one"]
    }


@functools.cache
def _subunits() -> Mapping[tuple[str, str], tuple[str, str]]:
    return {(row["currency"], row["language"]): (row["one"], row["many"]) for row in csv_rows(_CSV)}
