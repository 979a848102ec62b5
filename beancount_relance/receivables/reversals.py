"""What a debit reverses of a credit, and the names by which it is found."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal

REVERSED_WITHIN = datetime.timedelta(days=400)
"""The maximum time between a posting and its reversal that are only matched by amount.

It is slightly more than the thirteen months in which a bank can return a direct debit.
"""


@dataclass(frozen=True, slots=True)
class LineNames:
    """The names by which a line refers to invoices, in lower case.

    ``references`` are invoices of its customer, of that day or before, other than its own;
    ``names`` are those and whatever else it states, and ``wide`` all of its links as well.
    """

    references: frozenset[str]
    names: frozenset[str]
    wide: frozenset[str]


@dataclass(frozen=True, slots=True)
class Undone:
    """A part of a credit that a debit reverses; both are given by position."""

    credit: int
    debit: int
    amount: Decimal
    by_name: bool
