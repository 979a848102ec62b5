"""The promises and plans of a note, in each currency of its invoices."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from beancount_relance.history.events import Event
from beancount_relance.history.plans import Plan, missed_instalment, plan_of
from beancount_relance.history.promises import Broken, Promise, promise_of
from beancount_relance.language.messages import Message, msg
from beancount_relance.receivables.items import Item, ItemKey


class AgreedPayments:
    """The promise or the plan of an event, in each currency of its items, computed once."""

    def __init__(self, event: Event, items: Iterable[Item], calendar: str | None) -> None:
        self._event = event
        self._calendar = calendar
        self._items: dict[str, list[Item]] = defaultdict(list)
        for item in items:
            self._items[item.invoice.currency].append(item)
        self._promises: dict[str, Promise] = {}
        self._plans: dict[str, Plan] = {}

    def promise(self, currency: str) -> Promise:
        """Return the promise in a currency of the items."""
        if currency not in self._promises:
            about = self._items[currency]
            self._promises[currency] = promise_of(self._event, about, self._calendar)
        return self._promises[currency]

    def plan(self, currency: str, as_of: datetime.date) -> Plan:
        """Return the plan in a currency of the items, as of a day."""
        if currency not in self._plans:
            about = self._items[currency]
            self._plans[currency] = plan_of(self._event, about, as_of, self._calendar)
        return self._plans[currency]

    def missed(self, currency: str, as_of: datetime.date, *, alone: bool) -> Broken | None:
        """Return the instalment that was missed, as far as the items in a currency are concerned.

        The instalments of a note are one agreement, which ends when the first of them is missed.

        Args:
            currency: the currency of the items.
            as_of: the day.
            alone: whether only the instalments in that currency count for them.
        """
        others = (
            set() if alone else self._items.keys() & {p.amount.currency for p in self._event.plan}
        )
        missed = [
            missed_instalment(plan, plan.next)
            for each in (currency, *sorted(others - {currency}))
            if (plan := self.plan(each, as_of)).missed(as_of) and plan.next is not None
        ]
        own = (broken for broken in missed if broken.amount and broken.amount.currency == currency)
        return next(own, min(missed, key=lambda broken: broken.waits_until, default=None))

    def overdue_shares(self, currency: str, as_of: datetime.date) -> Mapping[ItemKey, Decimal]:
        """Return what is missing of a plan by now, of each open item: of the oldest due first."""
        overdue = self.plan(currency, as_of).overdue
        left = (overdue.number or Decimal()) if overdue is not None else Decimal()
        shares = {}
        for item in sorted(self._items[currency], key=lambda item: item.invoice.due):
            shares[item.key] = min(left, max(item.outstanding, Decimal()))
            left -= shares[item.key]
        return shares


def told_over(plan: Plan) -> Message:
    """Return what became of a plan of which nothing is missing any more."""
    if plan.replaced_on is not None:
        return msg("plan of {date}, replaced on {day}", date=plan.agreed, day=plan.replaced_on)
    if plan.ended_on is not None:
        return msg("plan of {date}, ended on {day}", date=plan.agreed, day=plan.ended_on)
    if plan.in_time:
        return msg("plan of {date}, kept", date=plan.agreed)
    return msg("plan of {date}, paid in full, but not in time", date=plan.agreed)
