"""Payment plans: which instalment comes next, and whether one was missed.

Payments since the agreement are applied to the earliest instalment first. One of the same day came
before a plan that begins later and asks for no more than what was left after it.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal

from beancount.core.amount import Amount
from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.history.events import Event
from beancount_relance.history.instalments import Instalment, total_in
from beancount_relance.history.note_kinds import PLAN
from beancount_relance.history.promises import Broken
from beancount_relance.receivables.items import Item
from beancount_relance.values.working_days import next_working_day

_DAY = datetime.timedelta(days=1)


class Plan(Struct, frozen=True):
    """The state of a plan in one currency on a given day.

    Attributes:
        agreed: the day of the agreement.
        instalments: its instalments in this currency, by date.
        next: the first instalment that is not fully paid; ``None`` if all are paid.
        missing: the unpaid part of that instalment.
        number: the number of that instalment, starting at 1; one more than the number of
            instalments if all are paid.
        in_time: whether every instalment was paid in time so far.
        waits_until: the last day on which a payment keeps the plan: the due date of ``next``, or
            the next working day; ``None`` if all are paid.
        in_part: whether a part of that instalment had been paid by then.
        overdue: what is missing of the instalments whose last day has passed.
        received: the money that came in since the agreement, without credit notes and the like.
        replaced_on: the day of the later agreement that took its place, if one did in time.
        ended_on: the day of the note “resume” that ended it, if one did in time.
    """

    agreed: datetime.date
    instalments: tuple[Instalment, ...]
    next: Instalment | None
    missing: Amount | None
    number: int
    in_time: bool = True
    waits_until: datetime.date | None = None
    in_part: bool = False
    overdue: Amount | None = None
    received: Amount | None = None
    replaced_on: datetime.date | None = None
    ended_on: datetime.date | None = None

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
        """Return whether the last day for the next instalment has passed, while the plan stood."""
        return not self.is_over and self.waits_until is not None and self.waits_until < as_of

    @property
    def is_over(self) -> bool:
        """Whether another agreement or a note “resume” ended it before an instalment was missed."""
        return self.replaced_on is not None or self.ended_on is not None


def plan_of(
    event: Event, about: Sequence[Item], as_of: datetime.date, calendar: str | None
) -> Plan:
    """Return the state of a plan on ``as_of``.

    Args:
        event: an event of the kind ``plan``.
        about: its items in one currency, open or settled; at least one.
        as_of: the day. Payments since the agreement count.
        calendar: the country whose public holidays apply, if any.
    """
    currency = about[0].invoice.currency
    instalments = tuple(part for part in event.plan if part.amount.currency == currency)
    left = sum((item.outstanding_on(event.date) for item in about), Decimal())
    is_of_the_rest = event.plan[0].due > event.date and total_in(instalments, currency) <= left
    since = event.date + _DAY if is_of_the_rest else event.date
    paid = sum((item.paid_between(since, as_of) for item in about), Decimal())
    received = sum((_received(item, since, as_of) for item in about), Decimal())
    expected, in_time, late = Decimal(), True, Decimal()
    over = event.replaced_on or event.ended_on
    stood_until = over or as_of
    for part in instalments:
        if next_working_day(part.due, calendar) < stood_until:
            late += part.amount.number or Decimal()
    plan = Plan(event.date, instalments, None, None, len(instalments) + 1)
    was_missed = False
    for number, instalment in enumerate(instalments, start=1):
        amount = instalment.amount.number or Decimal()
        expected += amount
        last = next_working_day(instalment.due, calendar)
        by_then = sum((item.paid_between(since, last) for item in about), Decimal())
        was_missed = was_missed or (by_then < expected and last < stood_until)
        if paid < expected:
            plan = Plan(
                agreed=event.date,
                instalments=instalments,
                next=instalment,
                missing=Amount(min(expected - paid, amount), currency),
                number=number,
                waits_until=last,
                in_part=by_then > expected - amount,
                received=Amount(received, currency),
                overdue=Amount(late - paid, currency) if last < stood_until else None,
            )
            break
        in_time = in_time and by_then >= expected
    plan = replace(plan, in_time=in_time)
    if over is None:
        return plan
    if plan.next is not None and plan.waits_until is not None:
        promised = event.replaced_until
        came_first = plan.waits_until < over or (
            promised is not None and (was_missed or plan.next.due > promised)
        )
    else:
        by_then = sum((item.paid_between(since, over - _DAY) for item in about), Decimal())
        came_first = by_then >= expected
    if came_first:  # it was missed, or paid in full, or goes on after what was promised
        return plan
    return replace(plan, replaced_on=event.replaced_on, ended_on=event.ended_on)


def _received(item: Item, first: datetime.date, last: datetime.date) -> Decimal:
    parts = (p for p in item.settled if p.is_payment and first <= p.date <= last)
    return sum((part.amount for part in parts), Decimal())


def missed_instalment(plan: Plan, instalment: Instalment) -> Broken:
    """Return the first instalment of a plan that was missed, as a broken promise."""
    return Broken(
        PLAN.name,
        plan.agreed,
        instalment.due,
        plan.waits_until or instalment.due,
        instalment.amount,
        in_part=plan.in_part,
        overdue=plan.overdue,
    )
