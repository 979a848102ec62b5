"""Pace: move dunning stages later or earlier depending on a customer's payment behaviour.

This only happens if the ledger asks for it:

    2024-01-01 custom "relance" "soften" 5     ; days later, for customers with
      share-late: 10                           ; at most 10% of their invoices paid late
      invoices: 5                              ; out of at least 5 in a year, apart from the one
                                               ; that is chased
    2024-01-01 custom "relance" "hasten" 3     ; days earlier, for customers with
      share-late: 50                           ; at least 50% of their invoices paid late
      invoices: 5                              ; out of at least 5 in a year,
      broken-promises: 2                       ; or 2 broken promises in a year

These are also the defaults of the metadata. ``0`` days switches it off.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from beancount_relance.language.messages import Message, Source
from beancount_relance.values.readers import read_whole_number
from beancount_relance.values.records import read_record


class Pace(Struct, frozen=True):
    """By how many days stages move, and for which customers.

    Attributes:
        days: the number of days.
        source: the directive that sets it.
        share_late: the maximum or minimum percentage of late invoices; ``None`` for the
            default.
        invoices: the minimum number of invoices in a year for the percentage to count.
        broken_promises: the number of broken promises in a year that has the same effect.
    """

    days: int
    source: Source
    share_late: int | None = None
    invoices: int = 5
    broken_promises: int = 2


def read_pace(days: int, meta: Mapping[str, Any]) -> tuple[Pace | None, list[Message]]:
    """Read the metadata of a directive.

    Returns:
        The pace, or ``None`` for 0 days, and a message for each invalid value or
        unknown key.
    """
    pace, complaints = read_record(Pace(days, Source.of(meta)), meta, _READERS)
    return (pace if days else None), complaints


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "share-late": lambda value: read_whole_number(value, most=100),
    "invoices": lambda value: read_whole_number(value, least=1),
    "broken-promises": lambda value: read_whole_number(value, least=1),
}
