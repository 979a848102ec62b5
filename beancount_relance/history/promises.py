"""Promises: what a promise to pay came to, told by the payments that followed.

In come a promise from the history and the items it speaks of; out comes how
much of it was paid by its last day. Nobody ticks a promise as kept.
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
    """A promise in one currency: ``amount`` by ``until``, of which ``paid`` came in time."""

    date: datetime.date
    until: datetime.date
    amount: Amount
    paid: Decimal

    @property
    def kept(self) -> bool:
        """Whether all of it was paid in time."""
        return self.paid >= (self.amount.number or Decimal())

    def broken(self, as_of: datetime.date) -> bool:
        """Whether its last day is over and not all of it was paid."""
        return not self.kept and self.until < as_of


def promise_of(event: Event, about: Sequence[Item]) -> Promise:
    """What a promise came to.

    Args:
        event: an event of the kind ``promise``.
        about: the items of one currency that it speaks of, open or settled
            since; at least one. Without an amount, all that was open on them
            that day was promised, and only later payments keep it.
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
