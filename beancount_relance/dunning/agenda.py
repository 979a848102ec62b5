"""Agenda: what to do on a day, one communication per customer.

All items of a customer whose stage is due go into one communication, at the highest
stage among them. Each item keeps its own place in its procedure. An occasion makes an
action of its own; before the reminder of an instalment is sent,
nothing else is written to that customer.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from beancount_relance.claims.claims import Claim, Claims
from beancount_relance.dunning.decision import Decision, disputed_part, when
from beancount_relance.dunning.occasions import Occasion
from beancount_relance.dunning.reasons import Reason
from beancount_relance.language.messages import Message, msg
from beancount_relance.policy.channels import CHANNELS
from beancount_relance.policy.customers import Customer, Customers
from beancount_relance.policy.procedures import DECLARATION, INSTALMENT, SELLER, Stage
from beancount_relance.policy.settings import Settings
from beancount_relance.receivables.allocation import Item
from beancount_relance.receivables.invoices import Invoice, references_of
from beancount_relance.values.working_days import next_working_day

UPCOMING_DAYS = 30
"""How far ahead stages are announced."""

PRIORITIES: Mapping[str, Message] = {
    "time-limit": msg("a time limit runs"),
    "limitation": msg("the time to sue runs out"),
    "broken-promise": msg("a promise was broken"),
}
"""What puts an action before others, most important first, and the words for it."""


@dataclass(frozen=True, slots=True)
class ActionItem:
    """One item in an action."""

    decision: Decision
    claims: Claims

    @property
    def item(self) -> Item:
        """The item."""
        return self.decision.item

    @property
    def invoice(self) -> Invoice:
        """Its invoice."""
        return self.item.invoice

    @property
    def claim(self) -> Claim:
        """The claim on the part of the item that is asked for."""
        return self.claims.of(self.item, without=self.item.outstanding - self.decision.chased)


@dataclass(frozen=True, slots=True)
class Action:
    """One communication to one customer.

    Attributes:
        customer: the customer.
        stage: the stage, the highest among the items.
        channel: the stage's, or its fallback where the customer has no address for it.
        due_on: the day from which it is to be done.
        items: its items, by due date.
        notes: what to know about the action as a whole.
        occasion: the event that triggered it, if it was not the procedure.
    """

    customer: Customer
    stage: Stage
    channel: str
    due_on: datetime.date
    items: tuple[ActionItem, ...]
    notes: tuple[Reason, ...]
    occasion: Occasion | None = None

    @property
    def who(self) -> str | None:
        """Who does it, if the stage says so: a name."""
        return self.customer.seller if self.stage.who == SELLER else self.stage.who

    @property
    def starts_late(self) -> bool:
        """Whether it is the first word about a debt from before the history began."""
        return any(item.decision.starts_late for item in self.items)

    @property
    def priority(self) -> tuple[str, ...]:
        """Why it comes before others: keys of :data:`PRIORITIES`."""
        marks = []
        if self.stage.name == DECLARATION:
            marks.append("time-limit")
        if any(item.claims.expiring(item.item) for item in self.items):
            marks.append("limitation")
        if not self.occasion and any(item.decision.broken for item in self.items):
            marks.append("broken-promise")
        return tuple(marks)

    @property
    def invoices(self) -> tuple[str, ...]:
        """The numbers of its invoices, without repetition, by due date."""
        return references_of(self.items)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The reasons for each item in turn, then the notes."""
        reasons = [reason for item in self.items for reason in item.decision.reasons]
        return (*reasons, *self.notes)

    @property
    def title(self) -> Message:
        """What to do: the stage, and its channel unless the title of the stage says it."""
        channel = CHANNELS[self.channel]
        if self.stage.name in channel.stages:
            return self.stage.title
        return msg("{stage} ({channel})", stage=self.stage.title, channel=channel.label)

    @property
    def outstanding(self) -> dict[str, Decimal]:
        """What is asked for, without interest and fees, by currency."""
        return self._sum(lambda item: item.decision.chased)

    @property
    def interest(self) -> dict[str, Decimal]:
        """The late interest on it until today, by currency, claimed or not."""
        return self._sum(lambda item: item.claim.interest.amount)

    @property
    def recovery_fee(self) -> dict[str, Decimal]:
        """The recovery fees of its invoices, by currency, claimed or not."""
        return self._sum(lambda item: item.claim.fee)

    @property
    def claimed(self) -> dict[str, Decimal]:
        """What the communication claims, by currency: with interest and fees if its stage does."""
        if not self.stage.claims:
            return self.outstanding
        interest, fee = self.interest, self.recovery_fee
        return {
            currency: amount + interest[currency] + fee[currency]
            for currency, amount in self.outstanding.items()
        }

    def _sum(self, part: Callable[[ActionItem], Decimal]) -> dict[str, Decimal]:
        sums: dict[str, Decimal] = defaultdict(Decimal)
        for item in self.items:
            sums[item.invoice.currency] += part(item)
        return dict(sums)


@dataclass(frozen=True, slots=True)
class Agenda:
    """The decisions of a day, sorted into what to do.

    ``actions`` are due: those with a priority first, then the highest stage and the
    largest amount; ``upcoming`` fall due in the next 30 days, by date; ``waiting`` are
    the others, by customer. An item in dispute in part is in two places, as is one
    that waits while an occasion asks for something.
    """

    actions: tuple[Action, ...]
    upcoming: tuple[Action, ...]
    waiting: tuple[Decision, ...]


def plan_agenda(
    decisions: Iterable[Decision],
    occasions: Iterable[Occasion],
    customers: Customers,
    claims: Claims,
    settings: Settings,
    as_of: datetime.date,
) -> Agenda:
    """Sort the decisions into actions, upcoming ones and what waits.

    Args:
        decisions: one for each open item, by due date.
        occasions: what is due apart from the procedures.
        customers: customers by id.
        claims: the claims of the items.
        settings: the gap between two contacts, and the holidays.
        as_of: the day.
    """
    horizon = as_of + datetime.timedelta(days=UPCOMING_DAYS)
    soon = [occasion for occasion in occasions if occasion.due_on <= horizon]
    decisions = _after_instalments(decisions, soon, settings, as_of)
    groups, waiting = _grouped(decisions, as_of, horizon)
    actions: list[Action] = []
    upcoming: list[Action] = []
    for group in groups:
        together, apart = _together(group)
        waiting += apart
        action = _action(together, customers, claims)
        (actions if action.due_on <= as_of else upcoming).append(action)
    for occasion in soon:
        action = _action(occasion.decisions, customers, claims, occasion)
        (actions if occasion.due_on <= as_of else upcoming).append(action)
    return Agenda(
        actions=tuple(sorted(actions, key=_weight)),
        upcoming=tuple(sorted(upcoming, key=lambda a: (a.due_on, a.customer.id, a.stage.name))),
        waiting=tuple(sorted(waiting, key=lambda decision: decision.item.key)),
    )


def _grouped(
    decisions: Iterable[Decision], as_of: datetime.date, horizon: datetime.date
) -> tuple[list[list[Decision]], list[Decision]]:
    """What is due until ``horizon``, by customer and later by day too, and what waits."""
    due: dict[str, list[Decision]] = defaultdict(list)
    later: dict[tuple[datetime.date, str], list[Decision]] = defaultdict(list)
    waiting: list[Decision] = []
    for decision in decisions:
        name = decision.item.invoice.customer
        if decision.due_on is None:
            waiting.append(decision)
            continue
        if decision.due_on <= as_of:
            due[name].append(decision)
        elif decision.due_on <= horizon:
            later[decision.due_on, name].append(decision)
        else:
            waiting.append(replace(decision, why="not-due", until=decision.due_on))
        if decision.disputed:
            waiting.append(disputed_part(decision))
    return [*due.values(), *later.values()], waiting


def _after_instalments(
    decisions: Iterable[Decision],
    occasions: Iterable[Occasion],
    settings: Settings,
    as_of: datetime.date,
) -> Iterator[Decision]:
    """The decisions; what is due waits where the reminder of an instalment goes first."""
    reminders = {
        occasion.customer: occasion
        for occasion in occasions
        if occasion.stage.name == INSTALMENT and occasion.due_on <= as_of
    }
    for decision in decisions:
        reminder = reminders.get(decision.item.invoice.customer)
        if reminder and decision.due_on is not None and decision.due_on <= as_of:
            yield _after(decision, reminder, settings, as_of)
        else:
            yield decision


def _after(
    decision: Decision, reminder: Occasion, settings: Settings, as_of: datetime.date
) -> Decision:
    """The decision, on a day that leaves the customer in peace after that reminder."""
    gap = datetime.timedelta(days=max(settings.min_gap, 1))
    due_on = next_working_day(as_of + gap, settings.holidays)
    if decision.stage is None or reminder.until is None:
        return decision
    first = msg(
        "not before {day}: the reminder of the instalment of {due} goes first",
        day=due_on,
        due=reminder.until,
    )
    news = (Reason(first), Reason(when(decision.stage, due_on, as_of)))
    return replace(decision, due_on=due_on, chain=(*decision.chain[:-1], *news))


def _together(group: Sequence[Decision]) -> tuple[list[Decision], list[Decision]]:
    """What goes into one communication, and what waits because the others are late.

    A text about late invoices must not present an invoice as late before it is due.
    """
    late = [decision for decision in group if decision.stage and decision.stage.after >= 0]
    if not late:
        return list(group), []
    text = msg("not yet due: left out of the reminder of late invoices")
    apart = [
        replace(
            decision,
            stage=None,
            due_on=None,
            why="not-due",
            until=decision.item.invoice.due,
            chain=(*decision.chain, Reason(text)),
        )
        for decision in group
        if decision not in late
    ]
    return late, apart


def _action(
    decisions: Iterable[Decision],
    customers: Customers,
    claims: Claims,
    occasion: Occasion | None = None,
) -> Action:
    """The communication about decisions on one customer's items."""
    items = [ActionItem(decision, claims) for decision in decisions]
    name = items[0].invoice.customer
    customer = customers[name]
    stages = [(item.decision.stage, item.decision.due_on) for item in items]
    top = max((stage for stage, _ in stages if stage), key=lambda stage: stage.after)
    due_on = min(due_on for stage, due_on in stages if stage == top and due_on)
    notes: list[Reason] = []
    channel = top.channel
    if not customer.has_channel(channel) and top.fallback and customer.has_channel(top.fallback):
        notes.append(
            Reason(
                msg(
                    "by {fallback}: the customer has no address for {channel}",
                    fallback=CHANNELS[top.fallback].label,
                    channel=CHANNELS[channel].label,
                )
            )
        )
        channel = top.fallback
    return Action(customer, top, channel, due_on, tuple(items), tuple(notes), occasion)


def _weight(action: Action) -> tuple[object, ...]:
    order = list(PRIORITIES)
    priority = min((order.index(mark) for mark in action.priority), default=len(order))
    amount = max(action.outstanding.values())
    return (priority, -action.stage.after, -amount, action.customer.id, action.due_on)
