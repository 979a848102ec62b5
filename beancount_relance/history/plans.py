"""Plans: which instalment of a payment plan comes next, and whether one was missed.

The payments since the agreement tell; they pay the earliest instalment first.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from beancount.core.amount import Amount

from beancount_relance.history.events import Event
from beancount_relance.history.instalments import Instalment
from beancount_relance.receivables.allocation import Item


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan in one currency on a day.

    Attributes:
        agreed: the day it was agreed.
        instalments: its instalments in this currency, by date.
        next: the first one that is not paid in full; ``None`` if all are.
        missing: what is missing of it.
        number: its number, from 1; one more than there are if all are paid.
    """

    agreed: datetime.date
    instalments: tuple[Instalment, ...]
    next: Instalment | None
    missing: Amount | None
    number: int

    @property
    def since(self) -> datetime.date:
        """The day from which the next instalment is the next: the last one's day."""
        before = self.instalments[: self.number - 1]
        return before[-1].due if before else self.agreed

    @property
    def left(self) -> Amount | None:
        """What is still to come: what is missing of the next instalment, and those after it."""
        if self.missing is None:
            return None
        later = (each.amount.number or Decimal() for each in self.instalments[self.number :])
        return Amount(sum(later, self.missing.number or Decimal()), self.missing.currency)

    def missed(self, as_of: datetime.date) -> bool:
        """Whether the day of the next instalment has passed."""
        return self.next is not None and self.next.due < as_of


def plan_of(event: Event, about: Sequence[Item], as_of: datetime.date) -> Plan:
    """The plan of an event, as it stands on ``as_of``.

    Args:
        event: an event of the kind ``plan``.
        about: its items in one currency, open or settled since; at least one.
        as_of: the day; payments from the day of the agreement on count.
    """
    currency = about[0].invoice.currency
    instalments = tuple(part for part in event.plan if part.amount.currency == currency)
    paid = sum((item.paid_between(event.date, as_of) for item in about), Decimal())
    expected = Decimal()
    for number, instalment in enumerate(instalments, start=1):
        amount = instalment.amount.number or Decimal()
        expected += amount
        if paid < expected:
            missing = Amount(min(expected - paid, amount), currency)
            return Plan(event.date, instalments, instalment, missing, number)
    return Plan(event.date, instalments, None, None, len(instalments) + 1)
