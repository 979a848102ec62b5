"""Limitation periods: how long a creditor can sue, and what makes the time start again.

They are rows of ``data/limitation.csv``, by country and kind of customer, each with its
sources and the date it was last checked.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from decimal import Decimal

from beancount.core.amount import Amount
from msgspec import Struct

from beancount_relance.law.tables import rows

WRITTEN = "written"
"""The value of ``interrupted_by`` that stands for any written claim."""

IF_RECEIVED = "received"
"""The kind of event that, in ``interrupted_by``, stands for written claims that are proved to have
been received."""


class LimitationPeriod(Struct, frozen=True):
    """A limitation period.

    Attributes:
        years: its length in years.
        from_next_year: whether it starts on the following 1 January.
        anew_from_next_year: whether it also does so when it starts again after an
            interruption.
        interrupted_by: what interrupts it, so that it starts again: kinds of events,
            ``payment`` (a part payment of the invoice), :data:`WRITTEN` or :data:`IF_RECEIVED`.
        enforced_years: the years to enforce a judgment; ``None`` if unknown.
        in_writing_above: the amount above which an acknowledgment must be in writing;
            ``None`` if there is no such limit.
    """

    years: int
    from_next_year: bool = False
    anew_from_next_year: bool = False
    interrupted_by: frozenset[str] = frozenset(("acknowledged", "payment"))
    enforced_years: int | None = None
    in_writing_above: Amount | None = None


def limitation_in(country: str | None, kind: str) -> LimitationPeriod | None:
    """Return the limitation period of a country, or ``None`` if it is unknown.

    Args:
        country: the country, as two letters.
        kind: the kind of customer.
    """
    return _periods().get((country or "", kind))


@functools.cache
def _periods() -> Mapping[tuple[str, str], LimitationPeriod]:
    return {
        (row["country"], kind): _period(row)
        for row in rows("limitation.csv")
        for kind in row["kinds"].split()
    }


def _period(row: Mapping[str, str]) -> LimitationPeriod:
    limit, _, currency = row["in_writing_above"].partition(" ")
    return LimitationPeriod(
        years=int(row["years"]),
        from_next_year=row["start"] == "next-year",
        anew_from_next_year=row["restart"] == "next-year",
        interrupted_by=frozenset(row["interrupted_by"].split()),
        enforced_years=int(row["enforced_years"]) if row["enforced_years"] else None,
        in_writing_above=Amount(Decimal(limit), currency) if limit else None,
    )
