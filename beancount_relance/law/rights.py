"""Securities and rights besides the claim, as rows of ``data/rights.csv``."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from msgspec import Struct

from beancount_relance.law.recovery_options import Length
from beancount_relance.law.tables import rows

_ANYWHERE = "*"
_GIVEN = "given"


class Right(Struct, frozen=True):
    """A right that can be lost, or that arises after some time.

    Attributes:
        name: its name.
        key: the metadata key that says that the creditor has it.
        country: the country whose law gives it; ``None`` for any.
        start: what its time runs from: ``given`` (the date in the metadata), ``due``,
            ``formal-notice``, ``insolvency`` or ``year-end`` (each year, before 31 March).
        length: its time limit; ``None`` if the metadata gives it, or if there is none.
        is_lost: whether it is lost afterwards; otherwise it can only be exercised then.
        is_duty: whether it is to be done from then on, and each day later costs something.
        is_for_people: whether it protects natural persons only, and no company.
        sources: the articles of law.
    """

    name: str
    key: str
    country: str | None
    start: str
    length: Length | None
    is_lost: bool
    is_duty: bool
    is_for_people: bool
    sources: str


@functools.cache
def rights() -> Sequence[Right]:
    """Return all rights."""
    return [
        Right(
            name=row["right"],
            key=row["key"],
            country=None if row["country"] == _ANYWHERE else row["country"],
            start=row["start"],
            length=Length.parse(row["length"]) if row["length"] not in ("", _GIVEN) else None,
            is_lost=row["lost"] == "yes",
            is_duty=row["lost"] == "duty",
            is_for_people=row["protects"] == "person",
            sources=row["sources"],
        )
        for row in rows("rights.csv")
    ]
