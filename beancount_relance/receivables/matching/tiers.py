"""What may be paid of a customer's invoices at first, and at last, with the sums of it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from msgspec import Struct, field

from beancount_relance.receivables.open_amounts import Due
from beancount_relance.receivables.paid_parts import PaidPart
from beancount_relance.receivables.sums import Option, SumFinder


class Payable(Struct, frozen=True):
    """What may be paid of the invoices of one number, and how much they are together."""

    dues: Sequence[Due]
    total: Decimal
    parts: Sequence[PaidPart]


class Tier(Struct):
    """What may be paid at first, or at last, by the places of its numbers."""

    payable: dict[int, Payable] = field(default_factory=dict)
    sums: SumFinder = field(default_factory=SumFinder)
    total: Decimal = Decimal()
    count: int = 0
    """How many invoices they are."""
    changed: dict[int, str] = field(default_factory=dict)
    """The numbers, by their places, of which anything has changed since."""

    def replace(self, place: int, now: Payable, group: int, unit: Decimal) -> None:
        """Replace what is known of a number."""
        before = self.payable.pop(place, None)
        if before is not None:
            self.total -= before.total
            self.count -= len(before.dues)
            for n in range(len(before.parts)):
                self.sums.remove((place, n))
        if now.dues:
            self.payable[place] = now
            self.total += now.total
            self.count += len(now.dues)
            for n, part in enumerate(now.parts):
                self.sums.add((place, n), Option(group, int(part.amount * unit)))
