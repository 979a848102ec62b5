"""National charts of accounts, which give account numbers a meaning.

They are rows of ``ledger/data/charts.csv``: the chart, its country, what indicates it, and numbers
by role. A number stands for all that begin with it, ``1400-1469`` for a range of numbers of
that length. The roles are those of :mod:`~beancount_relance.ledger.accounts.account_words`, and

* ``customer``: customers' accounts;
* ``never``: accounts next to them that are not;
* ``sign``: numbers that indicate the chart.

In France 411 stands for customers, in Belgium for recoverable tax, so a number only counts if
the ledger's country or its other accounts indicate that chart. Germany has two. Without any
indication, the French numbers count, since many countries adopted that chart.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping
from pathlib import Path

from msgspec import Struct

from beancount_relance.language.tables import csv_rows
from beancount_relance.ledger.accounts.account_words import DOUBTFUL_WORD, RETENTION

_CSV = Path(__file__).parents[1] / "data" / "charts.csv"
_DEFAULT = "PCG"
_BY_CURRENCY = 3
_BY_NUMBER = 2
_BY_LANGUAGE = 3
_ENOUGH = 2
"""How many numbers identify a chart if neither language nor currency does."""
_SHORTEST_GROUP, _LONGEST_GROUP = 3, 4
"""How many digits, without trailing zeros, a group of accounts has."""
_PERSONAL = 5
"""The number of digits of a customer's account, in charts with a range for customers."""

CUSTOMERS = "customer"
"""The number stands for a group of customers' accounts."""
ONE_CUSTOMER = "one-customer"
"""The number stands for the account of one customer."""
NOT_CUSTOMER = "never"
_SIGN = "sign"


class _Rows(Struct, frozen=True):
    """A chart: its country, its languages and its own currency, and its numbers by role."""

    country: str
    languages: frozenset[str]
    currency: str
    numbers: Mapping[str, tuple[str, ...]]


class NationalChart:
    """The meaning of numbers in one chart of accounts.

    Attributes:
        is_used: whether several accounts of the ledger have its numbers.
    """

    def __init__(self, name: str | None, *, is_used: bool = False) -> None:
        """Use the chart of this name; without one, the numbers of the default chart."""
        self.is_used = is_used
        self._numbers = dict(_charts()[name or _DEFAULT].numbers)
        if name is None:
            del self._numbers[NOT_CUSTOMER]

    def meaning(self, number: str) -> str | None:
        """Return the meaning of a number: one of the constants above, or ``None``."""
        if self.has(number, NOT_CUSTOMER):
            return NOT_CUSTOMER
        for pattern in self._numbers.get(CUSTOMERS, ()):
            if _matches(number, pattern):
                in_range = "-" in pattern
                long = len(number) if in_range else len(number.rstrip("0"))
                most = _PERSONAL - 1 if in_range else _LONGEST_GROUP
                return ONE_CUSTOMER if long > most else CUSTOMERS
        return None

    def is_group(self, number: str, *roles: str) -> bool:
        """Return whether a number is that of a group with one of these roles, and no customer's."""
        group = number.rstrip("0")
        is_short = _SHORTEST_GROUP <= len(group) <= _LONGEST_GROUP
        return is_short and any(self.has(group, role) for role in roles)

    def are_apart(self, number: str, other: str) -> bool:
        """Return whether two numbers of customers are of different groups, such as 411 and 416."""
        return number[:_SHORTEST_GROUP] != other[:_SHORTEST_GROUP] or any(
            self.has(number, role) != self.has(other, role) for role in (DOUBTFUL_WORD, RETENTION)
        )

    def has(self, number: str, role: str) -> bool:
        """Return whether a number has a role in the chart, such as ``tax``."""
        return any(_matches(number, pattern) for pattern in self._numbers.get(role, ()))


def _matches(number: str, pattern: str) -> bool:
    first, _, last = pattern.partition("-")
    if last:
        return len(number) == len(first) and first <= number <= last
    return number.startswith(pattern)


def chart_of(
    country: str | None,
    numbers: Collection[str],
    languages: Mapping[str, int],
    currencies: Collection[str],
) -> NationalChart:
    """Return the chart that a ledger follows; the default one if nothing indicates another.

    Args:
        country: the ledger's country, if it is set.
        numbers: the numbers at the beginning of its accounts.
        languages: the languages of its account names.
        currencies: its operating currencies.
    """
    charts = _charts()
    ours = {name: rows for name, rows in charts.items() if rows.country == country}
    votes: dict[str, int] = {}
    used: set[str] = set()
    groups = {number[:length] for number in numbers for length in _lengths(number)}
    for name, rows in (ours or charts).items():
        signs = len(groups.intersection(rows.numbers.get(_SIGN, ())))
        speaks = _BY_LANGUAGE if any(map(languages.get, rows.languages)) else 0
        money = _BY_CURRENCY if rows.currency and rows.currency in currencies else 0
        if ours or speaks or money or signs >= _ENOUGH:
            votes[name] = signs * _BY_NUMBER + speaks + money
        if signs >= _ENOUGH:
            used.add(name)
    found = max(votes, key=lambda name: votes[name]) if votes else None
    return NationalChart(found, is_used=found in used)


def _lengths(number: str) -> tuple[int, ...]:
    """How much of a number may be a group of the chart: padded numbers begin with theirs."""
    return (3, 4, len(number)) if len(number) > _LONGEST_GROUP else (len(number),)


@functools.cache
def _charts() -> dict[str, _Rows]:
    charts: dict[str, _Rows] = {}
    for row in csv_rows(_CSV):
        known = charts.get(row["chart"])
        numbers = dict(known.numbers) if known else {}
        numbers[row["role"]] = tuple(row["numbers"].split())
        languages = frozenset(row["languages"].split())
        charts[row["chart"]] = _Rows(row["country"], languages, row["currency"], numbers)
    return charts
