"""Money: amounts of a currency, exact and in its own unit."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, getcontext

from babel.numbers import get_currency_precision


def unit(currency: str) -> Decimal:
    """The smallest unit of a currency: 0.01 for EUR, 1 for JPY."""
    return Decimal(1).scaleb(-get_currency_precision(currency))


def to_unit(number: Decimal, currency: str) -> Decimal:
    """An amount rounded half up to the unit of its currency."""
    return number.quantize(unit(currency), ROUND_HALF_UP)


def without_division(number: Decimal, currency: str) -> Decimal:
    """An amount, rounded to the unit of its currency if it comes from a division.

    Beancount works ``1000.00/3 EUR`` out to as many digits as it has; no one owes more than
    333.33 €, and its own tolerance says as much. Other amounts stay as they are.
    """
    digits = len(number.as_tuple().digits)
    return to_unit(number, currency) if getcontext().prec - 1 <= digits else number


def money(number: Decimal, currency: str) -> str:
    """``number`` without exponent, with at least the digits of its currency's unit."""
    exponent = number.as_tuple().exponent
    digits = -exponent if isinstance(exponent, int) else 0
    return f"{number:.{max(digits, get_currency_precision(currency))}f}"


def tenths(number: Decimal | None) -> str | None:
    """A number of days or percent to one digit after the point."""
    return None if number is None else str(Decimal(f"{number:.1f}") + 0)  # never −0.0
