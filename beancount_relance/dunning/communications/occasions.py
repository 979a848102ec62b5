"""Occasions: stages triggered by events rather than by the due date.

They are the stages of the procedure ``occasion``:

* ``instalment``: a reminder to the customer before an instalment of a plan that has been kept so
  far; see :mod:`~beancount_relance.dunning.communications.instalment_reminders`. There is none as
  long as a missed instalment of another plan is still to be asked for.
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
  :mod:`~beancount_relance.dunning.communications.reviews`.

The item itself continues to wait. Each occasion ends when a note with its name records
that it was done.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.claims.declared_amounts import is_declared, owed_at_opening
from beancount_relance.claims.insolvency_limits import NOTED, counted_from, last_day_to_declare
from beancount_relance.dunning.communications.instalment_reminders import InstalmentReminders
from beancount_relance.dunning.communications.occasion import Occasion, occasion_of
from beancount_relance.dunning.communications.reviews import reviews
from beancount_relance.dunning.decision import Decision
from beancount_relance.history.events import Event
from beancount_relance.history.insolvency import opening, proceedings_of
from beancount_relance.history.note_kinds import (
    BEFORE_THE_COURT,
    COURT_STEPS,
    INSOLVENCY,
    PLAN,
)
from beancount_relance.language.messages import Message, Source, msg
from beancount_relance.policy.channels import CHANNELS
from beancount_relance.policy.customers import Customer, Customers
from beancount_relance.policy.procedures import DECLARATION, FOLLOW_UP
from beancount_relance.policy.settings import Settings
from beancount_relance.receivables.items import Item
from beancount_relance.values.working_days import next_working_day

_DAY = datetime.timedelta(days=1)
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
        case = _CustomerOccasions(customer, group, events.get(name, ()), settings, as_of)
        if name not in missed:  # nobody is asked in friendly words besides
            reminders = InstalmentReminders(
                customer, group, theirs[name], events.get(name, ()), settings, as_of
            )
            found += reminders.occasions()
        found += [*case.declarations(), *case.follow_ups()]
    undeclared = {
        decision.item.key
        for occasion in found
        if occasion.stage.name == DECLARATION
        for decision in occasion.decisions
    }
    return [*found, *reviews(decisions, events, undeclared, settings, as_of)]


class _CustomerOccasions(Struct, frozen=True):
    """The other occasions of one customer, based on the waiting items and all events."""

    customer: Customer
    waiting: Sequence[Decision]
    events: Sequence[Event]
    settings: Settings
    as_of: datetime.date

    def declarations(self) -> Iterator[Occasion]:
        """Yield the declaration of claims after insolvency proceedings are opened.

        After second proceedings, such as a liquidation that follows a safeguard, what is older than
        the first ones has their time limit, and what is newer that of the second.
        """
        stage = self.settings.occasions.stage(DECLARATION)
        groups: dict[Source, tuple[Event, list[Decision]]] = {}
        for decision in self.waiting:
            if decision.why != INSOLVENCY.name:
                continue
            event = proceedings_of(decision.item, self.events)
            if event is not None and not is_declared(decision.item, event, self.events):
                owed = owed_at_opening(decision.item, opening(event))
                groups.setdefault(event.source, (event, []))[1].append(
                    replace(decision, chased=owed)
                )
        for event, group in sorted(groups.values(), key=lambda each: opening(each[0])):
            last = last_day_to_declare(event, self.customer, self.settings.country)
            day = next_working_day(event.date + stage.after * _DAY, self.settings.holidays)
            fact = _declare(event, last, self.as_of)
            yield occasion_of(stage, day, group, self.as_of, fact, last)

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
        return msg("the claim must be lodged; find out the deadline")
    unknown = counted_from(event) == NOTED
    if unknown and last < as_of:
        return msg(
            "the claim had to be lodged by {last} at the latest, probably earlier: seek "
            "advice at once",
            last=last,
        )
    if unknown:
        return msg(
            "the last day to lodge the claim is unknown: {last} at the latest, probably "
            "earlier; add “opened:” and “published:” to the note",
            last=last,
        )
    if last < as_of:
        return msg("the claim had to be lodged by {last}: seek advice at once", last=last)
    return msg("the claim must be lodged by {last}", last=last)
