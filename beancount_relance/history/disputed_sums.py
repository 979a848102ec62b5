"""What is left of disputes of a part, after credit notes."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal

DatedAmount = tuple[datetime.date, Decimal]
"""An amount of a day."""


def still_in_dispute(disputed: Iterable[DatedAmount], credited: Iterable[DatedAmount]) -> Decimal:
    """Return what is left of several disputes, which add up.

    A credit note settles what is disputed first, once, if it is not older than the dispute.

    Args:
        disputed: what each note disputes, and its day.
        credited: the amounts of the credit notes, and their days; all in one currency.
    """
    changes = [*disputed, *((day, -amount) for day, amount in credited)]
    left = Decimal()
    for _, change in sorted(changes, key=lambda each: (each[0], each[1] < 0)):
        left = max(left + change, Decimal())
    return left
