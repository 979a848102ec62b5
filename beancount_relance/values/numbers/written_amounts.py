"""The amounts that a text has, in any country's form: ``1 200,00``, ``1,200.00 CHF``, ``$500``."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from decimal import Decimal

from msgspec import Struct

from beancount_relance.language.currencies import signs_of
from beancount_relance.language.expressions import expression

AMOUNT = expression(
    r"(?<![\d.,])(\d{1,3}(?:[ .,'’\u00a0\u202f]\d{3})+|\d+)(?:[.,](\d{1,2}))?(?!\d|[.,/-]\d)"
)
"""An amount in any country's form; the digits of a date are none."""
_DIGITS = expression(r"\d+")
_IN_A_WORD = expression(r"[^\W_]$")
_IN_A_NUMBER = expression(r"[^\W_][/_.-]$")
"""What stands before digits that belong to a number, as in ``F-12`` and ``2026/014``."""


class WrittenAmount(Struct, frozen=True):
    """An amount as a text has it.

    Attributes:
        number: the amount.
        before: the text before it.
        after: the text after it.
        is_money: whether its decimals or the currency beside it tell it from a number.
    """

    number: Decimal
    before: str
    after: str
    is_money: bool


def written_amounts(text: str, currency: str) -> Iterator[WrittenAmount]:
    """Yield what may be an amount of a currency in a text; of ``1 500 EUR``, only the whole.

    The number of an invoice before an amount is left out, as in ``F-12 500 EUR``.
    """
    before, behind = _beside(currency)
    place = 0
    while match := AMOUNT.search(text, place):
        start, place = match.span()
        first, *groups = _DIGITS.findall(match[1])
        is_told = bool(before.search(text, 0, start))
        is_plain = bool(match[2]) and not groups
        if not is_told and (
            _IN_A_WORD.search(text, 0, start)
            or (not is_plain and _IN_A_NUMBER.search(text, 0, start))
        ):
            place = start + len(first)
            continue
        is_money = is_told or bool(match[2] and match[2][1:]) or bool(behind.match(text, place))
        yield WrittenAmount(written_number(match), text[:start], text[place:], is_money)


@functools.lru_cache(maxsize=32)
def _beside(currency: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the expressions of a currency before and behind an amount."""
    spelled = "|".join(map(re.escape, signs_of(currency)))
    return (
        re.compile(rf"(?<![^\W_])(?:{spelled})\s?$", re.IGNORECASE),
        re.compile(rf"\s?(?:{spelled})(?![^\W_])", re.IGNORECASE),
    )


def written_number(match: re.Match[str]) -> Decimal:
    """Return what an expression like ``AMOUNT`` has found."""
    whole = "".join(char for char in match[1] if char.isdecimal())
    return Decimal(f"{whole}.{match[2] or 0}")
