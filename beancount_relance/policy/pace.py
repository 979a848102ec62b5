"""Pace: the ladder a little slower or faster by how the customer pays.

Nothing of the kind happens unless the ledger asks for it:

    2024-01-01 custom "relance" "soften" 5     ; days later, for customers who pay well:
      share-late: 10                           ; at most so many percent of invoices late
      invoices: 5                              ; of at least so many in a year
    2024-01-01 custom "relance" "hasten" 3     ; days earlier, for those who do not:
      share-late: 50                           ; at least so many percent late,
      invoices: 5                              ; of at least so many in a year,
      broken-promises: 2                       ; or so many promises broken in a year

What is not written is as above. ``0`` days end it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from beancount_relance.language.messages import Message, Source
from beancount_relance.values.readers import read_record, read_whole_number


@dataclass(frozen=True, slots=True)
class Pace:
    """How many days a stage moves, and for whom.

    Attributes:
        days: how many.
        source: the line that asks for it.
        share_late: the percentage of late invoices, at most or at least; ``None``: as usual.
        invoices: the least number of invoices in a year that tells anything.
        broken_promises: how many broken promises in a year are as bad.
    """

    days: int
    source: Source
    share_late: int | None = None
    invoices: int = 5
    broken_promises: int = 2


def read_pace(days: int, meta: Mapping[str, Any]) -> tuple[Pace | None, list[Message]]:
    """The pace of one directive, and what was not understood; ``None`` for no days."""
    pace, complaints = read_record(Pace(days, Source.of(meta)), meta, _READERS)
    return (pace if days else None), complaints


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "share-late": lambda value: read_whole_number(value, most=100),
    "invoices": lambda value: read_whole_number(value, least=1),
    "broken-promises": lambda value: read_whole_number(value, least=1),
}
