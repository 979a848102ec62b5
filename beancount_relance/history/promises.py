"""Promises: whether a promise to pay was kept.

The payments that followed tell how much of it was paid by its last day. Nobody has to
mark a promise as kept.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from beancount.core.amount import Amount

from beancount_relance.history.events import Event
from beancount_relance.receivables.allocation import Item

_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise of ``amount`` by ``until``, in one currency; ``paid`` of it was paid in time."""

    date: datetime.date
    until: datetime.date
    amount: Amount
    paid: Decimal

    @property
    def kept(self) -> bool:
        """Whether all of it was paid in time."""
        return self.paid >= (self.amount.number or Decimal())

    def broken(self, as_of: datetime.date) -> bool:
        """Whether its last day has passed and it was not paid in full."""
        return not self.kept and self.until < as_of


def promise_of(event: Event, about: Sequence[Item]) -> Promise:
    """The promise of an event, and what was paid of it.

    Args:
        event: an event of the kind ``promise``.
        about: its items in one currency, open or settled since; at least one.
            A promise without an amount is of all that was open on them that day,
            and only later payments count.
    """
    until = event.until or event.date
    if event.amount is not None:
        promised = event.amount.number or Decimal()
        since = event.date
    else:
        promised = sum((item.outstanding_on(event.date) for item in about), Decimal())
        since = event.date + _DAY
    paid = sum((item.paid_between(since, until) for item in about), Decimal())
    return Promise(event.date, until, Amount(promised, about[0].invoice.currency), paid)
