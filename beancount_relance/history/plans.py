"""Payment plans: which instalment comes next, and whether one was missed.

Payments since the agreement are applied to the earliest instalment first.
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
    """The state of a plan in one currency on a given day.

    Attributes:
        agreed: the day of the agreement.
        instalments: its instalments in this currency, by date.
        next: the first instalment that is not fully paid; ``None`` if all are paid.
        missing: the unpaid part of that instalment.
        number: the number of that instalment, starting at 1; one more than the number of
            instalments if all are paid.
    """

    agreed: datetime.date
    instalments: tuple[Instalment, ...]
    next: Instalment | None
    missing: Amount | None
    number: int

    @property
    def since(self) -> datetime.date:
        """The due date of the previous instalment, or the day of the agreement."""
        before = self.instalments[: self.number - 1]
        return before[-1].due if before else self.agreed

    @property
    def left(self) -> Amount | None:
        """The amount still to pay: the unpaid part of the next instalment and all later ones."""
        if self.missing is None:
            return None
        later = (each.amount.number or Decimal() for each in self.instalments[self.number :])
        return Amount(sum(later, self.missing.number or Decimal()), self.missing.currency)

    def missed(self, as_of: datetime.date) -> bool:
        """Return whether the due date of the next instalment has passed."""
        return self.next is not None and self.next.due < as_of


def plan_of(event: Event, about: Sequence[Item], as_of: datetime.date) -> Plan:
    """Return the state of a plan on ``as_of``.

    Args:
        event: an event of the kind ``plan``.
        about: its items in one currency, open or settled; at least one.
        as_of: the day. Payments since the day of the agreement count.
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
