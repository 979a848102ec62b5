"""Reminders of instalments: a word to the customer before each instalment of a plan that is kept.

It comes the day before, or four days earlier by post, and lapses on the day of the instalment.
There is none if the customer has promised the instalment since. Instalments of several plans, or
in several currencies, whose reminders would come within the minimum gap go into one, on the day of
the first.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from beancount.core.amount import Amount
from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.dunning.communications.occasion import Announced, Occasion, acting
from beancount_relance.dunning.decision import Decision
from beancount_relance.dunning.gaps import free_after, free_from
from beancount_relance.dunning.next_stage import CustomerProcedures
from beancount_relance.history.events import Event
from beancount_relance.history.note_kinds import PLAN, PROMISE
from beancount_relance.history.plans import Plan, plan_of
from beancount_relance.history.promises import promise_of
from beancount_relance.language.messages import Message, msg
from beancount_relance.policy.channels import CHANNELS, PAPER
from beancount_relance.policy.customers import Customer
from beancount_relance.policy.procedures import INSTALMENT, Stage
from beancount_relance.policy.settings import Settings
from beancount_relance.receivables.items import Item
from beancount_relance.values.working_days import last_working_day, next_working_day

_DAY = datetime.timedelta(days=1)
_DAYS_IN_THE_POST = 4


class _Coming(Struct, frozen=True):
    """An instalment that is to be announced.

    Attributes:
        due: its day.
        day: the day of its own reminder.
        announced: its plan.
        decisions: those about the items of the plan; ``chased`` is the part that is due then.
    """

    due: datetime.date
    day: datetime.date
    announced: Announced
    decisions: Sequence[Decision]

    @property
    def fact(self) -> Message:
        """What is told of each item."""
        plan = self.announced.plan
        return msg(
            "instalment {number} of {count}: {amount} due on {due}",
            number=plan.number,
            count=len(plan.instalments),
            amount=plan.missing,
            due=self.due,
        )

    def may_be_told(self, day: datetime.date) -> bool:
        """Return whether a reminder of ``day`` counts for it, and not for the instalment before."""
        return _first_day(self.announced.plan) <= day < self.due


class InstalmentReminders(Struct, frozen=True):
    """The reminders of instalments of one customer, from the items that wait for a plan."""

    customer: Customer
    waiting: Sequence[Decision]
    items: Sequence[Item]
    events: Sequence[Event]
    settings: Settings
    as_of: datetime.date

    def occasions(self) -> Iterator[Occasion]:
        """Yield the next reminders, by date; each takes along what would follow within the gap."""
        stage = self.settings.occasions.stage(INSTALMENT)
        pending = sorted(self._coming(stage), key=lambda each: (each.day, each.due))
        while pending:
            first = pending[0].day
            sent = max(first, self.as_of)
            free = max(free_from(sent, self.settings), sent + _DAY)
            together = [each for each in pending if each.day < free and each.may_be_told(sent)]
            pending = [each for each in pending if each not in together]
            yield self._occasion(stage, first, sorted(together, key=_by_date))

    def _occasion(self, stage: Stage, day: datetime.date, about: Sequence[_Coming]) -> Occasion:
        decisions = [
            acting(decision, stage, day, self.as_of, (each.fact,))
            for each in about
            for decision in each.decisions
        ]
        decisions.sort(key=lambda each: each.item.invoice.due)
        announced = tuple(each.announced for each in about)
        return Occasion(stage, day, tuple(decisions), about[0].due, announced)

    def _coming(self, stage: Stage) -> Iterator[_Coming]:
        """Yield the next instalment of each plan; the latest plan for an item applies.

        Nobody is reminded of a plan about whose items a question is open.
        """
        seen: set[object] = set()
        for event in reversed(self.events):
            if event.kind != PLAN.name:
                continue
            open_ = [
                each
                for each in self.waiting
                if each.why == PLAN.name
                and each.item.key in event.items
                and each.item.key not in seen
            ]
            for currency in dict.fromkeys(part.amount.currency for part in event.plan):
                group = [each for each in open_ if each.item.invoice.currency == currency]
                seen.update(decision.item.key for decision in group)
                if group and not any(decision.asked for decision in group):
                    yield from self._next_of(stage, event, currency, group)

    def _next_of(
        self, stage: Stage, event: Event, currency: str, group: Sequence[Decision]
    ) -> Iterator[_Coming]:
        """Yield the next instalment of a plan in a currency, if it is to be announced."""
        about = self._items(event, currency)
        plan = plan_of(event, about, self.as_of, self.settings.holidays)
        if plan.next is None or plan.missing is None or self._reminded(plan, about):
            return
        due = plan.next.due
        if self._promised(plan, due, plan.missing, about):
            return
        day = due + (stage.after - self._in_the_post(stage)) * _DAY
        day = last_working_day(day, self.settings.holidays)
        if day < _first_day(plan):  # the day before is that of the instalment before
            day = next_working_day(_first_day(plan), self.settings.holidays)
        day = self._after_the_gap(stage, day)
        keys = frozenset(decision.item.key for decision in group)
        shared = _share(group, plan.missing)
        coming = _Coming(due, day, Announced(plan, keys), shared)
        if coming.may_be_told(max(day, self.as_of)):
            yield coming

    def _in_the_post(self, stage: Stage) -> int:
        """Return the days that the reminder takes to arrive, unless the ledger sets its day."""
        if "after" in stage.given:
            return 0
        way = self.customer.way(stage.channel, stage.fallback)
        return _DAYS_IN_THE_POST if CHANNELS[way].medium == PAPER else 0

    def _after_the_gap(self, stage: Stage, day: datetime.date) -> datetime.date:
        """Return ``day``, or the first working day after the gap that follows the last contact.

        No gap is kept between reminders of instalments, whose days were agreed.
        """
        procedures = CustomerProcedures(self.customer, self.settings)
        contacts = (
            e for e in self.events if procedures.is_contact(e.kind) and e.kind != INSTALMENT
        )
        last = max(contacts, key=lambda event: event.date, default=None)
        if last is None or not CHANNELS[stage.channel].is_contact:
            return day
        free = max(free_after(last, self.settings), last.date + _DAY)
        return day if free <= day else next_working_day(free, self.settings.holidays)

    def _items(self, event: Event, currency: str) -> list[Item]:
        return [i for i in self.items if i.key in event.items and i.invoice.currency == currency]

    def _reminded(self, plan: Plan, about: Iterable[Item]) -> bool:
        """Return whether the customer was reminded of the next instalment already."""
        keys = {item.key for item in about}
        return any(
            event.kind == INSTALMENT
            and event.date >= _first_day(plan)
            and not event.items.isdisjoint(keys)
            for event in self.events
        )

    def _promised(
        self, plan: Plan, due: datetime.date, missing: Amount, about: Iterable[Item]
    ) -> bool:
        """Return whether the customer promised the next instalment, after the plan was agreed.

        Whoever accepted a promise for its day, or for a later one, asks for nothing before. What
        was paid since is not promised any more.
        """
        keys = {item.key for item in about}
        return any(
            event.kind == PROMISE.name
            and event.date > plan.agreed
            and event.until is not None
            and event.until >= due
            and not event.items.isdisjoint(keys)
            and self._left_of(event, missing.currency) >= (missing.number or 0)
            for event in self.events
        )

    def _left_of(self, promise: Event, currency: str) -> Decimal:
        """Return what was promised in a currency and is not paid yet."""
        if promise.amount is not None and promise.amount.currency != currency:
            return Decimal()
        promised = promise_of(promise, self._items(promise, currency), self.settings.holidays)
        return (promised.amount.number or Decimal()) - promised.paid


def _by_date(coming: _Coming) -> tuple[datetime.date, datetime.date]:
    return coming.due, coming.announced.plan.agreed


def _first_day(plan: Plan) -> datetime.date:
    """Return the first day of which a reminder is about the next instalment of a plan."""
    return max(plan.agreed, plan.since) + _DAY


def _share(group: Iterable[Decision], amount: Amount) -> list[Decision]:
    """Distribute an amount over decisions, oldest due first, each up to its outstanding amount.

    A plan is about all of its invoices, so those to which nothing falls yet are kept.
    """
    left = amount.number or Decimal()
    shared = []
    for decision in group:
        part = min(left, decision.item.outstanding)
        left -= part
        shared.append(replace(decision, chased=part))
    return shared
