"""Rounding and plain formatting of amounts of money."""

from __future__ import annotations

import functools
from decimal import ROUND_HALF_UP, Decimal, getcontext

from beancount_relance.language.currencies import currencies, decimals_of


@functools.lru_cache(maxsize=512)
def unit(currency: str) -> Decimal:
    """Return the smallest unit of a currency: 0.01 for EUR, 1 for JPY."""
    return Decimal(1).scaleb(-decimals_of(currency))


@functools.lru_cache(maxsize=512)
def unit_of_money(commodity: str) -> Decimal:
    """Return the smallest unit of a currency, or zero for another commodity, such as shares."""
    return unit(commodity) if commodity in currencies() else Decimal()


def to_unit(number: Decimal, currency: str) -> Decimal:
    """Round an amount half up to the smallest unit of its currency."""
    return number.quantize(unit(currency), ROUND_HALF_UP)


def without_division(number: Decimal, currency: str) -> Decimal:
    """Round an amount to the unit of its currency if it is the result of a division.

    Beancount computes ``1000.00/3 EUR`` to its full precision, but the amount owed is
    333.33 €, and the difference is within Beancount's own tolerance. Other amounts are
    returned unchanged.
    """
    longest = getcontext().prec - 1
    if len(str(number)) < longest:  # as nearly always, and sooner known than the digits
        return number
    return to_unit(number, currency) if longest <= len(number.as_tuple().digits) else number


def money(number: Decimal, currency: str) -> str:
    """Format an amount without an exponent, with at least the decimals of its currency."""
    exponent = number.as_tuple().exponent
    digits = -exponent if isinstance(exponent, int) else 0
    return f"{number:.{max(digits, decimals_of(currency))}f}"


def tenths(number: Decimal | None) -> str | None:
    """Format a number of days or a percentage with one decimal."""
    return None if number is None else str(Decimal(f"{number:.1f}") + 0)  # never −0.0
