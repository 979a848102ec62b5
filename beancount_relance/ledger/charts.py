"""National charts of accounts, which give account numbers a meaning.

They are rows of ``data/charts.csv``. In France 411 stands for customers, in Belgium for
recoverable tax, so a number only counts if the ledger's country or its other accounts
indicate that chart. Without any indication, 411, 413 and 416 are customers, as in France
and the many countries that adopted its chart.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from beancount_relance.language.tables import csv_rows

_CSV = Path(__file__).parent / "data" / "charts.csv"
_DEFAULT = "FR"
_BY_CURRENCY = 3
_BY_NUMBER = 2
_BY_LANGUAGE = 3
_ENOUGH = 2
"""How many numbers identify a chart if neither language nor currency does."""
_LONGEST_GROUP = 4
"""The maximum number of digits, without trailing zeros, of a group of accounts."""
_PERSONAL = 5
"""The number of digits of a customer's account, in charts with a range for customers."""

CUSTOMERS = "customer"
"""The number stands for a group of customers' accounts."""
ONE_CUSTOMER = "one-customer"
"""The number stands for the account of one customer."""
NOT_CUSTOMER = "never"


@dataclass(frozen=True, slots=True)
class _Rows:
    """The chart of one country: numbers by role, its languages and its own currency."""

    languages: frozenset[str]
    currency: str
    numbers: Mapping[str, tuple[str, ...]]


class NationalChart:
    """The meaning of numbers in one chart of accounts."""

    def __init__(self, country: str | None) -> None:
        """Use the chart of ``country``, or for ``None`` the default numbers of customers."""
        rows = _charts().get(country or _DEFAULT)
        numbers = rows.numbers if rows else {}
        self._customers = numbers.get(CUSTOMERS, ())
        self._never = numbers.get(NOT_CUSTOMER, ()) if country else ()

    def meaning(self, number: str) -> str | None:
        """Return the meaning of a number: one of the constants above, or ``None``."""
        if any(_matches(number, pattern) for pattern in self._never):
            return NOT_CUSTOMER
        for pattern in self._customers:
            if _matches(number, pattern):
                in_range = "-" in pattern
                long = len(number) if in_range else len(number.rstrip("0"))
                most = _PERSONAL - 1 if in_range else _LONGEST_GROUP
                return ONE_CUSTOMER if long > most else CUSTOMERS
        return None


def _matches(number: str, pattern: str) -> bool:
    first, _, last = pattern.partition("-")
    if last:
        return len(number) == len(first) and first <= number <= last
    return number.startswith(pattern)


def chart_country(
    country: str | None,
    numbers: Collection[str],
    languages: Mapping[str, int],
    currencies: Collection[str],
) -> str | None:
    """Return the country whose chart a ledger follows, or ``None`` if nothing indicates one.

    Args:
        country: the ledger's country, if it is set.
        numbers: the numbers at the beginning of its accounts.
        languages: the languages of its account names.
        currencies: its operating currencies.
    """
    charts = _charts()
    if country in charts:
        return country
    votes: dict[str, int] = {}
    groups = {number[:length] for number in numbers for length in _lengths(number)}
    for name, rows in charts.items():
        signs = len(groups.intersection(rows.numbers.get("sign", ())))
        speaks = _BY_LANGUAGE if any(map(languages.get, rows.languages)) else 0
        money = _BY_CURRENCY if rows.currency and rows.currency in currencies else 0
        if speaks or money or signs >= _ENOUGH:
            votes[name] = signs * _BY_NUMBER + speaks + money
    return max(votes, key=lambda name: votes[name]) if votes else None


def _lengths(number: str) -> tuple[int, ...]:
    """How much of a number may be a group of the chart: padded numbers begin with theirs."""
    return (3, 4, len(number)) if len(number) > _LONGEST_GROUP else (len(number),)


@functools.cache
def _charts() -> dict[str, _Rows]:
    charts: dict[str, _Rows] = {}
    for row in csv_rows(_CSV):
        known = charts.get(row["country"])
        numbers = dict(known.numbers) if known else {}
        numbers[row["role"]] = tuple(row["numbers"].split())
        languages = frozenset(row["languages"].split())
        charts[row["country"]] = _Rows(languages, row["currency"], numbers)
    return charts
