"""Actions: the decisions of a day as what to do, one communication per customer.

All items of a customer whose stage has come go into one communication, at the
highest stage among them; each keeps its own level in the ladder.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from beancount_relance.claims import Claim, Claims
from beancount_relance.customers import Customer
from beancount_relance.dunning import Decision, Reason, disputed_part
from beancount_relance.ladder import CHANNELS, Stage
from beancount_relance.messages import Message, msg

UPCOMING_DAYS = 30
"""How far ahead stages are announced."""

_OBVIOUS = frozenset(
    (("call", "phone"), ("firm-letter", "letter"), ("visit", "visit"), ("legal", "legal"))
)


@dataclass(frozen=True, slots=True)
class ActionItem:
    """One item in an action."""

    decision: Decision
    claims: Claims

    @property
    def claim(self) -> Claim:
        """What is claimed on the part that is asked for."""
        item = self.decision.item
        return self.claims.of(item, without=item.outstanding - self.decision.chased)


@dataclass(frozen=True, slots=True)
class Action:
    """One communication to one customer.

    Attributes:
        customer: the customer.
        stage: the stage, the highest among the items.
        channel: the stage's, or its fallback where the customer has no address for it.
        due_on: the day from which it is to be done.
        items: its items, by due date.
        notes: what is to be known of the action as a whole.
    """

    customer: Customer
    stage: Stage
    channel: str
    due_on: datetime.date
    items: tuple[ActionItem, ...]
    notes: tuple[Reason, ...]

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The reasons of the items, one after the other, and the notes."""
        reasons = [reason for item in self.items for reason in item.decision.reasons]
        return (*reasons, *self.notes)

    @property
    def title(self) -> Message:
        """What to do, with the channel where the stage's name does not say it."""
        if (self.stage.name, self.channel) in _OBVIOUS:
            return self.stage.title
        return msg("{stage} ({channel})", stage=self.stage.title, channel=CHANNELS[self.channel])

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
            sums[item.decision.item.invoice.currency] += part(item)
        return dict(sums)


@dataclass(frozen=True, slots=True)
class Agenda:
    """The decisions of a day, sorted into what to do.

    ``actions`` are due, the highest stage and the largest amount first;
    ``upcoming`` fall due in the next 30 days, by date; ``waiting`` are the
    others, by customer. An item in dispute in part is in two places.
    """

    actions: tuple[Action, ...]
    upcoming: tuple[Action, ...]
    waiting: tuple[Decision, ...]


def plan_agenda(
    decisions: Iterable[Decision],
    customers: Mapping[str, Customer],
    claims: Claims,
    as_of: datetime.date,
) -> Agenda:
    """Sort the decisions into actions, upcoming ones and what waits.

    Args:
        decisions: one for each open item, by due date.
        customers: customers by id.
        claims: the claims of the items.
        as_of: the day.
    """
    due: dict[str, list[Decision]] = defaultdict(list)
    later: dict[tuple[datetime.date, str], list[Decision]] = defaultdict(list)
    waiting: list[Decision] = []
    horizon = as_of + datetime.timedelta(days=UPCOMING_DAYS)
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

    def act(name: str, group: Sequence[Decision]) -> Action:
        customer = customers.get(name) or Customer(name)
        together, apart = _together(group)
        waiting.extend(apart)
        return _action(customer, [ActionItem(each, claims) for each in together])

    actions = [act(name, group) for name, group in due.items()]
    actions.sort(key=_weight)
    upcoming = [act(name, group) for (_, name), group in sorted(later.items())]
    return Agenda(
        actions=tuple(actions),
        upcoming=tuple(upcoming),
        waiting=tuple(sorted(waiting, key=lambda decision: decision.item.key)),
    )


def _together(group: Sequence[Decision]) -> tuple[list[Decision], list[Decision]]:
    """What goes into one communication, and what waits because the others are late.

    A text about late invoices does not speak of one that is not due as if it were.
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


def _action(customer: Customer, items: Sequence[ActionItem]) -> Action:
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
                    fallback=CHANNELS[top.fallback],
                    channel=CHANNELS[channel],
                )
            )
        )
        channel = top.fallback
    return Action(customer, top, channel, due_on, tuple(items), tuple(notes))


def _weight(action: Action) -> tuple[int, Decimal, str]:
    return (-action.stage.after, -max(action.outstanding.values()), action.customer.id)
