"""Longest payment terms that may be agreed, as rows of ``data/longest_terms.csv``.

They depend on what was supplied, or on what kind of public body buys; the metadata ``supply``
says so. Terms that a month's end belongs to are in ``data/regimes.csv``.
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Mapping, Sequence

from beancount_relance.law.tables import rows


@functools.cache
def supplies() -> Sequence[str]:
    """Return what a ``supply`` can be, such as ``transport``."""
    return tuple(dict.fromkeys(row["supply"] for row in rows("longest_terms.csv") if row["supply"]))


def longest_days(
    country: str | None, kind: str, supply: str | None, invoiced: datetime.date
) -> int | None:
    """Return the most days from the date of an invoice, or ``None`` without a rule for them.

    Args:
        country: the country whose law governs.
        kind: the kind of customer.
        supply: one of :func:`supplies`, if known.
        invoiced: the date of the invoice.
    """
    for since, days in _rules().get((country or "", kind, supply or ""), ()):
        if since <= invoiced:
            return days
    return None


@functools.cache
def _rules() -> Mapping[tuple[str, str, str], Sequence[tuple[datetime.date, int]]]:
    """Return the first day and the most days of each rule, by country, kind and supply."""
    found: dict[tuple[str, str, str], list[tuple[datetime.date, int]]] = {}
    for row in rows("longest_terms.csv"):
        since = datetime.date.fromisoformat(row["since"]) if row["since"] else datetime.date.min
        for kind in row["kinds"].split():
            key = (row["country"], kind, row["supply"])
            found.setdefault(key, []).append((since, int(row["days"])))
    return found
