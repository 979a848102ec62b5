"""Duties of a creditor about invoices and letters, as rows of ``data/duties.csv``."""

from __future__ import annotations

import datetime
import functools

from msgspec import Struct

from beancount_relance.law.tables import rows


class Duty(Struct, frozen=True):
    """A duty.

    Attributes:
        since: the first day on which some creditors have it.
        for_all_since: the first day on which all have it.
        sources: the articles of law.
    """

    since: datetime.date
    for_all_since: datetime.date
    sources: str


@functools.cache
def duty(name: str, country: str | None, kind: str) -> Duty | None:
    """Return a duty under the law of a country towards a kind of customer, if there is one."""
    for row in rows("duties.csv"):
        if (row["duty"], row["country"]) == (name, country) and kind in row["kinds"].split():
            return Duty(
                since=datetime.date.fromisoformat(row["since"]),
                for_all_since=datetime.date.fromisoformat(row["for_all_since"]),
                sources=row["sources"],
            )
    return None
