"""Decide for each open item what to do next, when and why, or why it waits.

When it is the turn of which stage is in :mod:`~beancount_relance.dunning.turns`. An item can
also wait: because it is disputed, promised, under a plan, on hold, covered by the customer's
credit, handed over or too small, or because the customer is insolvent.

Payments show whether a promise was kept; nobody has to mark it.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias

from beancount.core.amount import Amount
from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.analysis.payment_behaviour import Behaviour
from beancount_relance.dunning.charges import with_their_charges
from beancount_relance.dunning.credit_cover import covered_by_credit
from beancount_relance.dunning.decision import Decision, waiting_text, when
from beancount_relance.dunning.deductions import deduction_of, discount_taken
from beancount_relance.dunning.next_stage import CustomerProcedures
from beancount_relance.dunning.reasons import Reason
from beancount_relance.dunning.small_amounts import too_little, unless_small
from beancount_relance.dunning.states.item_state import ItemState
from beancount_relance.dunning.states.item_states import item_states
from beancount_relance.dunning.turns import Turns
from beancount_relance.dunning.waiting_reasons import (
    COVERED,
    LADDER_DONE,
    NO_PROCEDURE,
    UNDER_MINIMUM,
    UNREACHABLE,
    WITH_OTHERS,
)
from beancount_relance.history.events import Event
from beancount_relance.history.note_kinds import DISPUTE, WAITS
from beancount_relance.language.messages import Message, msg
from beancount_relance.policy.customers import Customers
from beancount_relance.policy.procedures import Stage
from beancount_relance.policy.settings import Settings
from beancount_relance.receivables.items import Allocation, Item, ItemKey

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
            turns = Turns(history, procedures, paying[name], as_of)
            found = _CustomerDecisions(theirs, covered, turns).decide()
            decided[name] = facts, found
        decisions.update((decision.item.key, decision) for decision in found)
    return [decisions[item.key] for item in items if item.is_open]


class _CustomerDecisions(Struct, frozen=True):
    """The decisions for one customer, based on all of the customer's items and events."""

    items: Sequence[Item]
    covered: Mapping[ItemKey, Decimal]
    turns: Turns

    def decide(self) -> list[Decision]:
        turns = self.turns
        found = item_states(self.items, turns.events, turns.procedures, turns.as_of)
        states = [(item, found[item.key]) for item in self.items if item.is_open]
        self._note_demands(states)
        self._join_plans(states)
        decisions = [self._decision(item, found[item.key]) for item in self.items if item.is_open]
        decisions = with_their_charges(decisions)
        overdue: dict[str, Decimal] = defaultdict(Decimal)
        for decision in decisions:
            if self._is_overdue(decision):
                overdue[decision.item.invoice.currency] += decision.chased
        return [self._unless_small(decision, overdue) for decision in decisions]

    def _join_plans(self, states: Sequence[tuple[Item, ItemState]]) -> None:
        """Let one text be about all items of a consumer's plan of which an instalment was missed.

        It is the harshest one that any of them has come to.
        """
        plans: dict[object, list[tuple[Item, ItemState]]] = defaultdict(list)
        for item, state in states:
            if state.lapsed is not None and state.lapsed.plan is not None:
                plans[state.lapsed.plan, item.invoice.currency].append((item, state))
        for joint in plans.values():
            required = [
                self.turns.procedures.required(item, state.standing, self.turns.as_of)[0]
                for item, state in joint
            ]
            least = max((index for index in required if index is not None), default=None)
            for _, state in joint if len(joint) > 1 else ():
                if state.lapsed is not None:
                    state.lapsed = replace(state.lapsed, least=least)

    def _note_demands(self, states: Sequence[tuple[Item, ItemState]]) -> None:
        """Tell each item what runs about another invoice: a formal notice, a case with others."""
        running = {
            item.invoice.reference: demand
            for item, state in states
            if (demand := self._demand(item, state)) is not None
        }
        for item, state in states:
            others = (each for name, each in running.items() if name != item.invoice.reference)
            state.demanded = next(others, None)

    def _demand(self, item: Item, state: ItemState) -> Message | None:
        """Return what runs about an invoice and is firmer than a reminder, or ``None``.

        A formal notice runs until the last stage is done, unless the invoice waits. What was handed
        over or is before the court runs there.
        """
        why, _ = state.waits_for(self.turns.as_of)
        number = item.invoice.reference
        if why is not None and why in WITH_OTHERS:
            return msg(WITH_OTHERS[why].text, invoice=number)
        turns = self.turns
        if why is not None or not state.noticed or self._is_little(item):
            return None
        if turns.procedures.required(item, state.standing, turns.as_of)[0] is None:
            return None  # you decide; its texts name it
        return msg("the formal notice of {invoice} is running", invoice=number)

    def _is_little(self, item: Item) -> bool:
        """Return whether nobody is asked for what is left of an item."""
        deducted = deduction_of(item, self._settings)
        if deducted is not None and not deducted.is_asked_for:
            return True
        return self.covered.get(item.key, Decimal()) >= item.outstanding

    def _is_overdue(self, decision: Decision) -> bool:
        """Return whether the amount counts towards the minimum for a reminder."""
        return decision.why is None and decision.item.invoice.is_overdue(self.turns.as_of)

    @property
    def _settings(self) -> Settings:
        return self.turns.settings

    def _decision(self, item: Item, state: ItemState) -> Decision:
        reasons = list(state.reasons)
        stages = self.turns.procedures.procedure(item).stages
        disputed = state.disputed(item)
        covered = self.covered.get(item.key, Decimal())
        lapsed, deferred = state.lapsed, Decimal()
        chased = max(item.outstanding - disputed - covered, Decimal())
        if covered:
            amount = Amount(covered, item.invoice.currency)
            text = msg("{amount} of the customer’s credit is deducted", amount=amount)
            reasons.append(Reason(text))
        why, until = state.waits_for(self.turns.as_of)
        if not stages and why not in _PROCEEDINGS:
            why, until = NO_PROCEDURE, None
        elif why is None and disputed and disputed == item.outstanding:
            why = DISPUTE.name
        elif why is None and chased == 0:
            why = COVERED
        elif why is None and lapsed is not None and lapsed.asked is not None:
            deferred = max(chased - lapsed.asked, Decimal())
            chased -= deferred
        taken = discount_taken(item, self._settings) if why in _PROCEEDINGS else None
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
        own_day = self.turns.own_day(item, state, stage) if stage else None
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
            deferred=deferred,
            broken=tuple(state.broken),
            chain=tuple(reasons),
            as_of=self.turns.as_of,
            starts_late=self.turns.starts_late(item, state, stage),
            may_go_along=self.turns.may_go_along(item, state, stage) if stage else None,
            standing=state.standing,
            sent=self.turns.sent(item, state),
            own_day=own_day,
            passed_over=self.turns.is_passed_over(own_day),
            gave_way=self.turns.gave_way(item, own_day),
            past=tuple(state.past),
        )

    def _following(
        self, item: Item, state: ItemState, reasons: list[Reason]
    ) -> tuple[Stage, datetime.date] | str:
        """Return the next stage and its day, or why there is none; the reasons are added."""
        deducted = deduction_of(item, self._settings)
        if deducted is not None:
            reasons.append(Reason(deducted.fact))
            if not deducted.is_asked_for:
                return deducted.kind
        following, found = self.turns.next(item, state)
        reasons += found
        if following is None:
            return LADDER_DONE
        if self.turns.procedures.has_no_way(following[0]):
            return UNREACHABLE
        little = too_little(item, following[0], self._settings)
        if little is not None:
            reasons.append(little)
            return UNDER_MINIMUM
        reasons.append(Reason(when(*following, self.turns.as_of)))
        return following

    def _unless_small(self, decision: Decision, overdue: Mapping[str, Decimal]) -> Decision:
        """Return the decision, or one to wait if too little is overdue, its own amount included."""
        if decision.why is not None:
            return decision
        total = overdue.get(decision.item.invoice.currency, Decimal())
        if not self._is_overdue(decision):
            total += decision.chased
        return unless_small(decision, total, self._settings)
