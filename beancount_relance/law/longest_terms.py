"""Longest payment terms that may be agreed, as rows of ``data/longest_terms.csv``.

They depend on what was supplied, or on what kind of public body buys; the metadata ``supply``
says so. Terms that a month's end belongs to are in ``data/regimes.csv``.
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Sequence

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
    for row in rows("longest_terms.csv"):
        if (
            row["country"] == country
            and kind in row["kinds"].split()
            and row["supply"] == (supply or "")
            and (not row["since"] or row["since"] <= invoiced.isoformat())
        ):
            return int(row["days"])
    return None
