"""What customers agreed to pay, and when: promises, and the instalments of plans."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from decimal import Decimal

from msgspec import Struct

from beancount_relance.history.events import Event
from beancount_relance.history.note_kinds import PLAN, PROMISE
from beancount_relance.history.plans import plan_of
from beancount_relance.history.promises import promise_of
from beancount_relance.receivables.items import Item, ItemKey
from beancount_relance.report.report import Report
from beancount_relance.values.working_days import next_working_day

_DAY = datetime.timedelta(days=1)


class Agreed(Struct, frozen=True):
    """A payment that was agreed and has not come yet.

    Attributes:
        basis: ``promise`` or ``plan``.
        customer: the customer's id.
        items: the open items that it is for, by due date.
        amount: the amount that is still missing, in the currency of the items.
        on: the day on which it is expected: the agreed day, or the next on which banks transfer
            money; after the day of the report.
    """

    basis: str
    customer: str
    items: Sequence[Item]
    amount: Decimal
    on: datetime.date


def agreed_payments(report: Report) -> list[Agreed]:
    """Return the agreed payments that are waited for, by day.

    The latest promise or plan about an item applies.
    """
    found = [
        each
        for kind in (PLAN.name, PROMISE.name)
        for event, about in _agreements(report, kind)
        for each in _payments(event, about, report)
    ]
    return sorted(found, key=lambda each: each.on)


def _agreements(report: Report, kind: str) -> Iterator[tuple[Event, Sequence[Item]]]:
    """Yield the latest agreements of a kind that items wait for, with their items by currency."""
    left = {key for key, decision in report.decisions.items() if decision.why == kind}
    for event in reversed(report.events if left else ()):
        keys: set[ItemKey] = left.intersection(event.items) if event.kind == kind else set()
        left -= keys
        for currency in dict.fromkeys(key[1] for key in sorted(keys)):
            yield (
                event,
                [
                    item
                    for item in report.allocation.items
                    if item.key in event.items and item.invoice.currency == currency
                ],
            )


def _payments(event: Event, about: Sequence[Item], report: Report) -> Iterator[Agreed]:
    """Yield what is still missing of an agreement about items of one currency."""
    calendar, items = report.settings.holidays, [item for item in about if item.is_open]
    currency = about[0].invoice.currency
    parts: list[tuple[Decimal, datetime.date]] = []
    if event.kind == PLAN.name:
        plan = plan_of(event, about, report.as_of, calendar)
        for part in plan.instalments[plan.number - 1 :]:
            missing = plan.missing if part is plan.next else None
            parts.append(((missing or part.amount).number or Decimal(), part.due))
    elif event.amount is None or event.amount.currency == currency:
        promise = promise_of(event, about, calendar)
        parts.append(((promise.amount.number or Decimal()) - promise.paid, promise.until))
    for amount, day in parts:
        on = next_working_day(max(day, report.as_of + _DAY), calendar)
        yield Agreed(event.kind, event.customer, items, amount, on)
