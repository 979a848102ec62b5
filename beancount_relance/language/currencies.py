"""The currencies of the world, with the decimals of each.

They are rows of ``currencies.csv``, which are those of Babel (a test compares them). Importing
Babel and its data takes 10 ms, which bean-check would spend at every save. How people write a
currency besides, as ``€``, ``euros`` or ``zł``, is in ``currency_signs.csv``.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path

from beancount_relance.language.tables import csv_columns

_CSV = Path(__file__).with_name("currencies.csv")
_SIGNS = Path(__file__).with_name("currency_signs.csv")
_DECIMALS = 2


@functools.cache
def currencies() -> Mapping[str, int]:
    """Return the decimals of each currency, past ones included, by its code in ISO 4217."""
    found = csv_columns(_CSV, "currency", "decimals")
    return {currency: int(decimals) for currency, decimals in found}


def decimals_of(currency: str) -> int:
    """Return the decimals of a currency; other commodities have two."""
    return currencies().get(currency, _DECIMALS)


@functools.cache
def signs_of(currency: str) -> tuple[str, ...]:
    """Return how a currency is written beside an amount, in small letters, the longest first."""
    signs = next(
        (signs for code, signs in csv_columns(_SIGNS, "currency", "signs") if code == currency), ""
    )
    return tuple(sorted((currency.casefold(), *signs.split()), key=len, reverse=True))
