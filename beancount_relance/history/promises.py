"""Promises to pay, and whether they were kept.

Payments show how much was paid by the last day of a promise. Nobody has to mark a promise
as kept. One for a Saturday, a Sunday or a holiday can be kept on the next working day, when
banks transfer money again.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal

from beancount.core.amount import Amount
from msgspec import Struct

from beancount_relance.history.events import Event
from beancount_relance.receivables.items import Item
from beancount_relance.values.working_days import next_working_day

_DAY = datetime.timedelta(days=1)


class Promise(Struct, frozen=True):
    """A promise to pay in one currency.

    Attributes:
        date: the day of the promise.
        until: the last day to pay.
        waits_until: the last day on which a payment keeps it: ``until``, or the next working
            day. Nobody is reminded before.
        amount: the amount promised.
        paid: the amount paid in time.
        kept_on: the day on which the whole of it was paid, if it was kept.
        replaced_on: the day of the later agreement that took its place, if one did.
    """

    date: datetime.date
    until: datetime.date
    waits_until: datetime.date
    amount: Amount
    paid: Decimal
    kept_on: datetime.date | None = None
    replaced_on: datetime.date | None = None

    @property
    def kept(self) -> bool:
        """Whether the whole amount was paid in time."""
        return self.paid >= (self.amount.number or Decimal())

    def broken(self, as_of: datetime.date) -> bool:
        """Return whether that day has passed without full payment or another agreement."""
        return not self.kept and self.replaced_on is None and self.waits_until < as_of


class Broken(Struct, frozen=True):
    """A broken promise, or a missed instalment of a plan.

    Attributes:
        kind: ``promise`` or ``plan``.
        date: the day of the promise or plan.
        until: the last day to pay.
        waits_until: the last day on which a payment keeps it: ``until``, or the next working day.
        amount: the amount promised; ``None`` if it was the whole debt.
        in_part: whether a part of it had been paid by that day.
        overdue: of a plan, what is missing now of the instalments that were due.
    """

    kind: str
    date: datetime.date
    until: datetime.date
    waits_until: datetime.date
    amount: Amount | None
    in_part: bool = False
    overdue: Amount | None = None

    def ends(self, promise: Event) -> bool:
        """Return whether it ends another promise, which was made before it was broken.

        One that was made on a later day, for at least as much, was made in its place.
        """
        if self.kind != promise.kind or self.until < promise.date:
            return False
        if promise.amount is None or self.amount is None:
            as_much = promise.amount is None
        else:
            as_much = (promise.amount.number or 0) >= (self.amount.number or 0)
        return promise.date == self.date or not as_much


def promise_of(event: Event, about: Sequence[Item], calendar: str | None) -> Promise:
    """Return the promise recorded by an event, and how much of it was paid.

    Args:
        event: an event of the kind ``promise``.
        about: its items in one currency, open or settled; at least one. A promise
            without an amount covers everything that was open on them on that day, and
            only later payments count.
        calendar: the country whose public holidays apply, if any.
    """
    until = event.until or event.date
    last = next_working_day(until, calendar)
    if event.amount is not None:
        promised = event.amount.number or Decimal()
        since = event.date
    else:
        promised = sum((item.outstanding_on(event.date) for item in about), Decimal())
        since = event.date + _DAY
    amount = Amount(promised, about[0].invoice.currency)

    def paid_by(day: datetime.date) -> Decimal:
        return sum((item.paid_between(since, day) for item in about), Decimal())

    days = sorted(
        {part.date for item in about for part in item.settled if since <= part.date <= last}
    )
    kept_on = next((day for day in days if paid_by(day) >= promised), None)
    paid = paid_by(last)
    return Promise(event.date, until, last, amount, paid, kept_on, event.replaced_on)


def broken_promise(event: Event, promise: Promise) -> Broken:
    """Return a promise as a broken one."""
    in_part = promise.paid > 0
    days = promise.date, promise.until, promise.waits_until
    return Broken(event.kind, *days, event.amount, in_part=in_part)
