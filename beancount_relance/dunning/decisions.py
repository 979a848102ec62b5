"""Decide for each open item what to do next, when and why, or why it waits.

The *required* stage of an item is the first stage of its procedure that has not been
done. It is due on

    due_on(n) = max(due + after_n, done_m + (after_n − after_m))

where m is the last completed stage. This day is then moved past the customer's minimum
gap and to a working day. Stages are never skipped, repeated or lowered, and nothing is
lost if a day is missed. Stages before the due date lapse on it, and a stage whose
condition is not met is skipped. An item can also wait: because it is disputed, promised,
under a plan, on hold, covered by the customer's credit, handed over or too small, or
because the customer is insolvent.

Payments show whether a promise was kept; nobody has to mark it.
"""

from __future__ import annotations

import datetime
import functools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias

from beancount.core.amount import Amount
from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.analysis.payment_behaviour import Behaviour
from beancount_relance.dunning.credit_cover import covered_by_credit
from beancount_relance.dunning.decision import Decision, waiting_text, when
from beancount_relance.dunning.deductions import deduction_of, discount_taken
from beancount_relance.dunning.gaps import free_after
from beancount_relance.dunning.item_state import ItemState, item_states
from beancount_relance.dunning.next_stage import CustomerProcedures
from beancount_relance.dunning.paced_days import days_paced
from beancount_relance.dunning.reasons import Reason
from beancount_relance.dunning.small_amounts import too_little, unless_small
from beancount_relance.history.events import Event
from beancount_relance.history.note_kinds import DISPUTE, NOTE_KINDS, RECEIVED, WAITS
from beancount_relance.language.messages import msg, nmsg
from beancount_relance.policy.channels import CHANNELS
from beancount_relance.policy.customers import Customers
from beancount_relance.policy.procedures import Stage
from beancount_relance.policy.settings import Settings
from beancount_relance.receivables.items import Allocation, Item, ItemKey
from beancount_relance.values.working_days import next_working_day

_DAY = datetime.timedelta(days=1)

_PROCEEDINGS = frozenset(wait.why for wait in WAITS.values() if wait.proceedings)


Decided: TypeAlias = dict[str, tuple[tuple[object, ...], list[Decision]]]
"""The decisions about each customer, with what they depend on besides the items."""


def decide(
    allocation: Allocation,
    events: Mapping[str, Sequence[Event]],
    customers: Customers,
    settings: Settings,
    as_of: datetime.date,
    behaviours: Iterable[Behaviour] = (),
    decided: Decided | None = None,
) -> list[Decision]:
    """Decide about every open item.

    Args:
        allocation: all items, open and settled, since payments on both count towards a promise;
            and the unallocated credits, which are deducted from the amount chased.
        events: the history of each customer, in order of date.
        customers: the customers by id.
        settings: the settings, for procedures, gaps, minimum amounts and holidays.
        as_of: the day to decide for.
        behaviours: the customers' payment behaviour, if the settings make use of it.
        decided: what was decided before with the same allocation, settings and day. It holds
            for customers if all else about them is equal; new decisions are added.

    Returns:
        A decision for every open item, in the order of the allocation.
    """
    items = allocation.items
    decided = {} if decided is None else decided
    paying: dict[str, list[Behaviour]] = defaultdict(list)
    for behaviour in behaviours:
        paying[behaviour.customer].append(behaviour)
    by_customer: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        by_customer[item.invoice.customer].append(item)
    covered = covered_by_credit(items, allocation.credits)
    decisions: dict[ItemKey, Decision] = {}
    for name, theirs in by_customer.items():
        if not any(item.is_open for item in theirs):
            continue
        customer, history = customers[name], events.get(name, ())
        facts = (customer, history, paying[name])
        known, found = decided.get(name, (None, []))
        if known != facts:
            procedures = CustomerProcedures(customer, settings)
            case = _CustomerDecisions(theirs, history, covered, procedures, paying[name], as_of)
            found = case.decide()
            decided[name] = facts, found
        decisions.update((decision.item.key, decision) for decision in found)
    return [decisions[item.key] for item in items if item.is_open]


class _CustomerDecisions(Struct, dict=True):
    """The decisions for one customer, based on all of the customer's items and events."""

    items: Sequence[Item]
    events: Sequence[Event]
    covered: Mapping[ItemKey, Decimal]
    procedures: CustomerProcedures
    behaviours: Sequence[Behaviour]
    as_of: datetime.date

    def decide(self) -> list[Decision]:
        found = item_states(self.items, self.events, self.procedures, self.as_of)
        decisions = [self._decision(item, found[item.key]) for item in self.items if item.is_open]
        overdue: dict[str, Decimal] = defaultdict(Decimal)
        for decision in decisions:
            if self._is_overdue(decision):
                overdue[decision.item.invoice.currency] += decision.chased
        return [self._unless_small(decision, overdue) for decision in decisions]

    def _is_overdue(self, decision: Decision) -> bool:
        """Return whether the amount counts towards the minimum for a reminder."""
        return decision.why is None and decision.item.invoice.due < self.as_of

    @functools.cached_property
    def settings(self) -> Settings:
        return self.procedures.settings

    @functools.cached_property
    def _last_contact(self) -> Event | None:
        return next((e for e in reversed(self.events) if self.procedures.is_contact(e.kind)), None)

    @functools.cached_property
    def _last_stage(self) -> Event | None:
        """The last stage of a procedure that was carried out, even if it was no contact."""
        occasions = self.settings.occasions
        done = (e for e in reversed(self.events) if e.kind not in NOTE_KINDS)
        return next((event for event in done if occasions.index(event.kind) is None), None)

    def _turn(
        self, item: Item, state: ItemState, index: int, reasons: list[Reason]
    ) -> datetime.date:
        """Return the day of the stage ``index``, regardless of other communications."""
        stages = self.procedures.procedure(item).stages
        after = stages[index].after
        paced = days_paced(after, item.invoice, self.behaviours, self.settings, reasons)
        day = item.invoice.due + paced * _DAY
        follows = self._follows(state, stages, index)
        return max(date for date in (day, follows, state.not_before) if date is not None)

    def _follows(
        self, state: ItemState, stages: Sequence[Stage], index: int
    ) -> datetime.date | None:
        """Return the day from which the stage ``index`` may follow the last one that was done."""
        if state.done_on is None:
            return None
        return state.done_on + (stages[index].after - stages[state.level].after) * _DAY

    def _may_go_along(self, item: Item, state: ItemState, stage: Stage) -> datetime.date | None:
        """Return the day from which a stage may be carried out along with another item's.

        It may come before its own turn after the due date, but not before its days since the
        last stage are over. The first stage after the due date never comes early.
        """
        stages = self.procedures.procedure(item).stages
        follows = self._follows(state, stages, stages.index(stage))
        if follows is None or stages[state.level].after < 0:
            return None
        return follows if state.not_before is None else max(follows, state.not_before)

    def _is_passed_over(self, item: Item, state: ItemState, stage: Stage | None) -> bool:
        """Return whether a stage was due when another one was carried out for the customer."""
        if stage is None or self._last_stage is None:
            return False
        index = self.procedures.procedure(item).stages.index(stage)
        return self._turn(item, state, index, []) <= self._last_stage.date

    def _gave_way(self, item: Item, state: ItemState, stage: Stage | None) -> bool:
        """Return whether only a contact about something else puts a stage off."""
        last = self._last_contact
        if stage is None or last is None or last.callback is not None or item.key in last.items:
            return False
        index = self.procedures.procedure(item).stages.index(stage)
        return self._turn(item, state, index, []) < free_after(last, self.settings)

    def _sent(self, item: Item, state: ItemState) -> datetime.date | None:
        """Return the day of the last letter if it is still under way to the customer."""
        last = state.past[-1] if state.past else None
        if last is None or not CHANNELS[last.channel].is_proven:
            return None
        received = any(e.date >= last.date and item.key in e.items for e in self._receipts)
        return None if received else last.date

    @functools.cached_property
    def _receipts(self) -> Sequence[Event]:
        return [event for event in self.events if event.kind == RECEIVED.name]

    def _due_on(
        self, item: Item, state: ItemState, index: int, reasons: list[Reason]
    ) -> datetime.date:
        """Return the first day for the stage ``index``; reasons to move it are appended."""
        day = self._turn(item, state, index, reasons)
        if self._last_contact is not None:
            last = self._last_contact
            free = free_after(last, self.settings)
            if free > day and last.callback is not None:
                day = free
                text = msg("not before {day}, as was agreed on {date}", day=day, date=last.date)
                reasons.append(Reason(text, last.source))
            elif free > day:
                day = free
                text = nmsg(
                    "not before {day}: {count} day after the last contact on {date}",
                    "not before {day}: {count} days after the last contact on {date}",
                    self.settings.min_gap,
                    day=day,
                    date=last.date,
                )
                reasons.append(Reason(text, last.source))
        done = self._last_stage
        if done is not None and day <= done.date:  # a customer has one a day
            following = next_working_day(done.date + _DAY, self.settings.holidays)
            day = following if following > self.as_of else day
        working = next_working_day(day, self.settings.holidays)
        if working != day:
            text = msg("{day} is not a working day: moved to {working}", day=day, working=working)
            reasons.append(Reason(text))
        return working

    def _decision(self, item: Item, state: ItemState) -> Decision:
        reasons = list(state.reasons)
        stages = self.procedures.procedure(item).stages
        disputed = state.disputed(item)
        covered = self.covered.get(item.key, Decimal())
        chased = max(item.outstanding - disputed - covered, Decimal())
        if covered:
            amount = Amount(covered, item.invoice.currency)
            text = msg("{amount} of the customer’s credit is deducted", amount=amount)
            reasons.append(Reason(text))
        why, until = state.waits_for(self.as_of)
        if not stages and why not in _PROCEEDINGS:
            why, until = "no-procedure", None
        elif why is None and disputed and disputed == item.outstanding:
            why = DISPUTE.name
        elif why is None and chased == 0:
            why = "covered"
        taken = discount_taken(item, self.settings) if why in _PROCEEDINGS else None
        if taken is not None:
            reasons.append(Reason(taken.fact))
            why, until = taken.kind, None
        stage = due_on = None
        if why is None:
            following = self._following(item, state, reasons)
            if isinstance(following, str):
                why = following
            else:
                stage, due_on = following
        if why is not None:
            reasons.append(Reason(waiting_text(why, until)))
        return Decision(
            item=item,
            level=stages[state.level] if state.level >= 0 else None,
            stage=stage,
            due_on=due_on,
            why=why,
            until=until,
            chased=chased,
            disputed=disputed,
            covered=covered,
            broken=tuple(state.broken),
            chain=tuple(reasons),
            as_of=self.as_of,
            starts_late=self._starts_late(item, state, stage),
            may_go_along=self._may_go_along(item, state, stage) if stage else None,
            standing=state.standing,
            sent=self._sent(item, state),
            passed_over=self._is_passed_over(item, state, stage),
            gave_way=self._gave_way(item, state, stage),
            past=tuple(state.past),
        )

    def _following(
        self, item: Item, state: ItemState, reasons: list[Reason]
    ) -> tuple[Stage, datetime.date] | str:
        """Return the next stage and its day, or why there is none; the reasons are added."""
        deducted = deduction_of(item, self.settings)
        if deducted is not None:
            reasons.append(Reason(deducted.fact))
            if not deducted.is_asked_for:
                return deducted.kind
        following, found = self._next(item, state)
        reasons += found
        if following is None:
            return "ladder-done"
        little = too_little(item, following[0], self.settings)
        if little is not None:
            reasons.append(little)
            return "under-minimum"
        reasons.append(Reason(when(*following, self.as_of)))
        return following

    def _starts_late(self, item: Item, state: ItemState, stage: Stage | None) -> bool:
        """Return whether a stage is the first after the due date and was due before ``since``."""
        since = self.settings.since
        stages = self.procedures.procedure(item).stages
        begun = state.level >= 0 and stages[state.level].after >= 0
        if since is None or begun or stage is None or stage.after < 0:
            return False
        return item.invoice.due + stage.after * _DAY < since

    def _next(
        self, item: Item, state: ItemState
    ) -> tuple[tuple[Stage, datetime.date] | None, list[Reason]]:
        """Return the next stage and its day, or ``None`` if there is none, and the reasons."""
        stages = self.procedures.procedure(item).stages
        standing, left_out = state.standing, []
        while True:
            index, found = self.procedures.required(item, standing, self.as_of)
            left_out += found
            if index is None:
                return None, left_out
            moved: list[Reason] = []
            due_on = self._due_on(item, state, index, moved)
            if self._starts_late(item, state, stages[index]):
                text = msg(
                    "reminders begin on {since}: the first one says that it comes late",
                    since=self.settings.since,
                )
                moved.append(Reason(text))
            if stages[index].after >= 0 or due_on < item.invoice.due:
                return (stages[index], due_on), left_out + moved
            standing = replace(standing, level=index)  # too late for a stage before the due date

    def _unless_small(self, decision: Decision, overdue: Mapping[str, Decimal]) -> Decision:
        """Return the decision, or one to wait if too little is overdue, its own amount included."""
        if decision.why is not None:
            return decision
        total = overdue.get(decision.item.invoice.currency, Decimal())
        if not self._is_overdue(decision):
            total += decision.chased
        return unless_small(decision, total, self.settings)
