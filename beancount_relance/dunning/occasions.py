"""Occasions: stages triggered by events rather than by the due date.

They are the stages of the procedure ``occasion``:

* ``instalment``: a reminder to the customer, the day before an instalment of a plan that
  has been kept so far, or four days earlier by post. It lapses on the day of the instalment,
  and there is none if the customer has promised the instalment since.
* ``declaration``: a task to declare the claim in time after insolvency proceedings are
  opened. In France the time limit is two months from the publication in the BODACC (C.
  com. L622-24, R622-24). If the note does not give that day, it is counted from the
  judgment, which is earlier, or else from the note, which may be too late:

      2026-05-20 note Assets:Clients:Bois-Vert "Redressement judiciaire"
        relance: "insolvency"
        opened: 2026-05-08
        published: 2026-05-15

* ``follow-up``: a task to check the state of a court case, some weeks after a step in
  court or the last follow-up.

* ``review``: a task to decide on what waits without a last day; see
  :mod:`~beancount_relance.dunning.reviews`.

The item itself continues to wait. Each occasion ends when a note with its name records
that it was done.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from beancount.core.amount import Amount
from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.claims.insolvency_limits import last_day_to_declare
from beancount_relance.dunning.decision import Decision
from beancount_relance.dunning.gaps import free_after
from beancount_relance.dunning.next_stage import CustomerProcedures
from beancount_relance.dunning.occasion import Occasion, occasion_of
from beancount_relance.dunning.reviews import reviews
from beancount_relance.history.events import Event
from beancount_relance.history.insolvency import is_older, opening
from beancount_relance.history.note_kinds import (
    BEFORE_THE_COURT,
    COURT_STEPS,
    FILED,
    INSOLVENCY,
    PLAN,
    PROMISE,
)
from beancount_relance.history.plans import Plan, plan_of
from beancount_relance.history.promises import promise_of
from beancount_relance.language.messages import Message, msg
from beancount_relance.policy.channels import CHANNELS, PAPER
from beancount_relance.policy.customers import Customer, Customers
from beancount_relance.policy.procedures import DECLARATION, FOLLOW_UP, INSTALMENT, Stage
from beancount_relance.policy.settings import Settings
from beancount_relance.receivables.items import Item
from beancount_relance.values.working_days import last_working_day, next_working_day

_DAY = datetime.timedelta(days=1)
_DAYS_IN_THE_POST = 4
_OF_OCCASIONS = frozenset((PLAN.name, INSOLVENCY.name, BEFORE_THE_COURT.why))


def occasions(
    decisions: Iterable[Decision],
    items: Iterable[Item],
    events: Mapping[str, Sequence[Event]],
    customers: Customers,
    settings: Settings,
    as_of: datetime.date,
) -> list[Occasion]:
    """Return the occasions due on ``as_of`` or later.

    Args:
        decisions: one decision for each open item.
        items: all items, open and settled.
        events: the history of each customer, in order of date.
        customers: the customers by id.
        settings: the settings, for the stages, the holidays and the creditor's country.
        as_of: the day.
    """
    decisions = list(decisions)
    waiting: dict[str, list[Decision]] = defaultdict(list)
    missed = {d.item.invoice.customer for d in decisions if _misses_an_instalment(d)}
    for decision in decisions:
        if decision.why in _OF_OCCASIONS:
            waiting[decision.item.invoice.customer].append(decision)
    theirs: dict[str, list[Item]] = defaultdict(list)
    for item in items if waiting else ():
        theirs[item.invoice.customer].append(item)
    found: list[Occasion] = []
    for name, group in waiting.items():
        customer = customers[name]
        case = _CustomerOccasions(
            customer, group, theirs[name], events.get(name, ()), settings, as_of
        )
        reminders = () if name in missed else case.instalments()
        found += [*reminders, *case.declarations(), *case.follow_ups()]
    undeclared = {
        decision.item.key
        for occasion in found
        if occasion.stage.name == DECLARATION
        for decision in occasion.decisions
    }
    return [*found, *reviews(decisions, events, undeclared, settings, as_of)]


class _CustomerOccasions(Struct, frozen=True):
    """The occasions of one customer, based on the waiting items and all events."""

    customer: Customer
    waiting: Sequence[Decision]
    items: Sequence[Item]
    events: Sequence[Event]
    settings: Settings
    as_of: datetime.date

    def instalments(self) -> Iterator[Occasion]:
        """Yield the next instalment of each plan; the latest plan for an item applies.

        Nobody is reminded of a plan about whose items a question is open, nor in friendly words
        as long as a missed instalment of another plan was not asked for.
        """
        stage = self.settings.occasions.stage(INSTALMENT)
        seen: set[object] = set()
        for event in reversed(self.events):
            if event.kind != PLAN.name:
                continue
            open_ = [d for d in self._about(event, PLAN.name) if d.item.key not in seen]
            for currency in dict.fromkeys(part.amount.currency for part in event.plan):
                group = [d for d in open_ if d.item.invoice.currency == currency]
                seen.update(decision.item.key for decision in group)
                if not group or any(decision.asked for decision in group):
                    continue
                about = self._items(event, currency)
                plan = plan_of(event, about, self.as_of, self.settings.holidays)
                if plan.next is None or plan.missing is None or self._reminded(plan, about):
                    continue
                if self._promised(plan, plan.next.due, plan.missing, about):
                    continue
                day = plan.next.due + (stage.after - self._in_the_post(stage)) * _DAY
                day = last_working_day(day, self.settings.holidays)
                day = self._after_the_gap(stage, day)
                if plan.agreed < day < plan.next.due and self.as_of < plan.next.due:
                    fact = msg(
                        "instalment {number} of {count}: {amount} due on {due}",
                        number=plan.number,
                        count=len(plan.instalments),
                        amount=plan.missing,
                        due=plan.next.due,
                    )
                    shared = _share(group, plan.missing)
                    yield occasion_of(stage, day, shared, self.as_of, fact, plan.next.due, plan)

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
        free = free_after(last, self.settings)
        return day if free <= day else next_working_day(free, self.settings.holidays)

    def declarations(self) -> Iterator[Occasion]:
        """Yield the declaration of the claim after insolvency proceedings are opened."""
        stage = self.settings.occasions.stage(DECLARATION)
        for event in self.events:
            if event.kind != INSOLVENCY.name or self._declared(opening(event)):
                continue
            group = [
                replace(d, chased=d.item.outstanding)
                for d in self.waiting
                if d.why == INSOLVENCY.name and is_older(d.item.invoice, event)
            ]
            if group:
                last = last_day_to_declare(event, self.customer, self.settings.country)
                day = next_working_day(event.date + stage.after * _DAY, self.settings.holidays)
                fact = _declare(event, last, self.as_of)
                yield occasion_of(stage, day, group, self.as_of, fact, last)
                return

    def follow_ups(self) -> Iterator[Occasion]:
        """Yield the follow-ups of court cases, combining those of the same day."""
        stage = self.settings.occasions.stage(FOLLOW_UP)
        days: dict[datetime.date, list[Decision]] = defaultdict(list)
        for decision in self.waiting:
            steps = [
                event
                for event in self.events
                if event.kind in (*COURT_STEPS, FOLLOW_UP) and decision.item.key in event.items
            ]
            if decision.why == BEFORE_THE_COURT.why and steps:
                day = self._broken_since(decision, steps) or steps[-1].date + stage.after * _DAY
                day = next_working_day(day, self.settings.holidays)
                days[day].append(replace(decision, chased=decision.item.outstanding))
        for day, group in sorted(days.items()):
            yield occasion_of(stage, day, group, self.as_of)

    def _broken_since(self, decision: Decision, steps: Sequence[Event]) -> datetime.date | None:
        """Return the day after a promise or plan made since the last step in court was broken.

        A later follow-up has seen to it.
        """
        court = max(event.date for event in steps if event.kind in COURT_STEPS)
        days = [
            broken.waits_until + _DAY
            for broken in decision.broken
            if broken.date >= court and broken.until >= steps[-1].date
        ]
        return max(days, default=None)

    def _about(self, event: Event, why: str) -> list[Decision]:
        return [d for d in self.waiting if d.why == why and d.item.key in event.items]

    def _items(self, event: Event, currency: str) -> list[Item]:
        return [i for i in self.items if i.key in event.items and i.invoice.currency == currency]

    def _declared(self, opened: datetime.date) -> bool:
        """Return whether the claim was declared, or filed, since proceedings were opened."""
        return any(
            event.kind in (DECLARATION, FILED.name) and event.date >= opened
            for event in self.events
        )

    def _reminded(self, plan: Plan, about: Iterable[Item]) -> bool:
        """Return whether the customer was reminded of the next instalment already."""
        keys = {item.key for item in about}
        return any(
            event.kind == INSTALMENT
            and event.date > plan.since
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


def _misses_an_instalment(decision: Decision) -> bool:
    """Return whether a missed instalment is still to be asked for: no stage came after it.

    A stage that is no contact, such as the decision on legal action, asks the customer for nothing.
    """
    if decision.stage is None or not CHANNELS[decision.stage.channel].is_contact:
        return False
    last = max((done.date for done in decision.past), default=decision.item.invoice.date)
    return any(each.kind == PLAN.name and each.waits_until >= last for each in decision.broken)


def _declare(event: Event, last: datetime.date | None, as_of: datetime.date) -> Message:
    """Return what is known about the last day to declare a claim."""
    if last is None:
        return msg("the claim must be declared; find out the deadline")
    unknown = event.until is None and event.published is None and event.opened is None
    if unknown and last < as_of:
        return msg(
            "the claim had to be declared by {last} at the latest, probably earlier: seek "
            "advice at once",
            last=last,
        )
    if unknown:
        return msg(
            "the last day to declare the claim is unknown: {last} at the latest, probably "
            "earlier; add “opened:” and “published:” to the note",
            last=last,
        )
    if last < as_of:
        return msg("the claim had to be declared by {last}: seek advice at once", last=last)
    return msg("the claim must be declared by {last}", last=last)


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
