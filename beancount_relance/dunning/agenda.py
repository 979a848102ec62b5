"""The agenda: what to do on a given day, with one communication per customer.

The items of a customer with a stage due are combined in one communication; see
:mod:`~beancount_relance.dunning.communications.grouping`. An occasion is a separate action. If the
reminder of an instalment is due, other communications to that customer are postponed until after
it.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.claims.claim import Claim
from beancount_relance.claims.claims import Claims
from beancount_relance.dunning.communications.grouping import communications
from beancount_relance.dunning.communications.occasion import Occasion
from beancount_relance.dunning.communications.works_owners import copies_to_send
from beancount_relance.dunning.decision import Decision
from beancount_relance.dunning.reasons import Reason
from beancount_relance.language.messages import Message, msg
from beancount_relance.language.text import plain
from beancount_relance.policy.channels import CHANNELS, MAIL, PAPER, Medium
from beancount_relance.policy.customers import Customer, Customers
from beancount_relance.policy.procedures import DECLARATION, SELLER, Stage
from beancount_relance.policy.settings import Settings
from beancount_relance.receivables.invoices import Invoice, references_of
from beancount_relance.receivables.items import Item, ItemKey
from beancount_relance.values.working_days import next_working_day

ActionKey = tuple[str, str]
"""What makes two actions of a day the same: the customer's id and the name of the stage."""

ActionIdentity = tuple[str, str, tuple[str, ...]]
"""The same with the invoices, which tell an action from another one of the coming weeks."""

UPCOMING_DAYS = 30
"""The number of days for which upcoming actions are listed."""

PRIORITIES: Mapping[str, Message] = {
    "time-limit": msg("a time limit is running"),
    "limitation": msg("the limitation period is about to end"),
    "broken-promise": msg("a promise was broken"),
}
"""The reasons to list an action before others, most important first, with their labels."""

_MISSING: Mapping[Medium, Message] = {
    MAIL: msg("no e-mail address"),
    PAPER: msg("no postal address"),
}


class ActionItem(Struct, frozen=True):
    """One item in an action."""

    decision: Decision
    claims: Claims

    @property
    def item(self) -> Item:
        """The open item."""
        return self.decision.item

    @property
    def invoice(self) -> Invoice:
        """Its invoice."""
        return self.item.invoice

    @property
    def claim(self) -> Claim:
        """The claim on the part of the item that is chased."""
        return self._claim_in(self.claims)

    @property
    def unwaived(self) -> Claim:
        """The same claim, as if nothing had been waived."""
        return self._claim_in(self.claims.unwaived)

    def _claim_in(self, claims: Claims) -> Claim:
        left_out = self.item.outstanding - self.decision.chased  # less than nothing if declared
        return claims.of(self.item, without=max(left_out, Decimal()))


class Action(Struct, frozen=True):
    """One communication to one customer.

    Attributes:
        customer: the customer.
        stage: the highest stage among the items.
        channel: the channel of the stage, or its fallback if the customer has no address
            for that channel.
        due_on: the first day on which to do it.
        items: its items, by due date.
        notes: remarks on the action as a whole.
        occasion: the event that triggered it; ``None`` if the procedure did.
        also_due: the customer's other overdue items, which its text only mentions.
        postponed: the next working day, if it is due on a day on which nobody is contacted.
    """

    customer: Customer
    stage: Stage
    channel: str
    due_on: datetime.date
    items: tuple[ActionItem, ...]
    notes: tuple[Reason, ...]
    occasion: Occasion | None = None
    also_due: tuple[ActionItem, ...] = ()
    postponed: datetime.date | None = None

    @property
    def key(self) -> ActionKey:
        """Which action of the day it is, whatever its invoices and its channel."""
        return self.customer.id, self.stage.name

    @property
    def identity(self) -> ActionIdentity:
        """Which action it is, even if there are several for the customer at this stage."""
        return (*self.key, self.invoices)

    @property
    def who(self) -> str | None:
        """The name of the person who does it, if the stage sets one."""
        return self.customer.seller if self.stage.who == SELLER else self.stage.who

    @property
    def starts_late(self) -> bool:
        """Whether it is the first reminder of a debt older than the reminder history."""
        return any(item.decision.starts_late for item in self.items)

    @property
    def priority(self) -> tuple[str, ...]:
        """The reasons to list it before others: keys of :data:`PRIORITIES`."""
        marks = []
        if self.stage.name == DECLARATION:
            marks.append("time-limit")
        if any(item.claims.expiring(item.item) for item in (*self.items, *self.also_due)):
            marks.append("limitation")
        if not self.occasion and any(item.decision.broken for item in self.items):
            marks.append("broken-promise")
        return tuple(marks)

    @property
    def invoices(self) -> tuple[str, ...]:
        """The numbers of its invoices without duplicates, by due date."""
        return references_of(self.items)

    @property
    def first_due(self) -> datetime.date:
        """The due date of its oldest invoice, or of the instalment that it is about."""
        if self.occasion is not None and self.occasion.plan is not None and self.occasion.until:
            return self.occasion.until
        return min(item.invoice.due for item in self.items)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The reasons for each item, followed by the notes."""
        reasons = [reason for item in self.items for reason in item.decision.reasons]
        return (*reasons, *self.notes)

    @property
    def title(self) -> Message:
        """What to do: the stage, and the channel unless the stage already implies it."""
        return self.stage.title_by(self.channel)

    @property
    def missing(self) -> Message | None:
        """What the ledger lacks to carry it out: an address of its channel."""
        if self.customer.address_for(self.channel) is not None:
            return None
        return _MISSING.get(CHANNELS[self.channel].medium)

    @property
    def last_day(self) -> datetime.date | None:
        """The last day to lodge the claim, if it is about that and the day is known."""
        is_declaration = self.occasion is not None and self.stage.name == DECLARATION
        return self.occasion.until if self.occasion is not None and is_declaration else None

    @property
    def outstanding(self) -> dict[str, Decimal]:
        """The amount chased, without interest and fees, by currency."""
        return self._sum(lambda item: item.decision.chased)

    @property
    def interest(self) -> dict[str, Decimal]:
        """The late interest accrued so far, by currency, whether claimed or not."""
        return self._sum(lambda item: item.claim.interest.amount)

    @property
    def recovery_fee(self) -> dict[str, Decimal]:
        """The recovery fees of its invoices, by currency, whether claimed or not."""
        return self._sum(lambda item: item.claim.fee)

    @property
    def claimed(self) -> dict[str, Decimal]:
        """The amount claimed, by currency; it includes interest and fees if the stage does."""
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


class Agenda(Struct, frozen=True):
    """The decisions of a day, grouped into actions.

    A partly disputed item appears twice, and so does a waiting item with an occasion.

    Attributes:
        actions: the actions that are due, sorted by priority, stage (highest first) and
            amount (largest first).
        upcoming: the actions of the next 30 days, by date.
        waiting: the other decisions, by customer.
    """

    actions: tuple[Action, ...]
    upcoming: tuple[Action, ...]
    waiting: tuple[Decision, ...]

    @property
    def planned(self) -> dict[ItemKey, Decision]:
        """The decisions about the next stages, with what goes first taken into account."""
        planned = [action for action in (*self.actions, *self.upcoming) if action.occasion is None]
        return {part.item.key: part.decision for action in planned for part in action.items}


def plan_agenda(
    decisions: Iterable[Decision],
    occasions: Iterable[Occasion],
    customers: Customers,
    claims: Claims,
    settings: Settings,
    as_of: datetime.date,
) -> Agenda:
    """Group decisions and occasions into actions.

    Args:
        decisions: one decision for each open item, by due date.
        occasions: the stages triggered by events.
        customers: the customers by id.
        claims: the claims on the items.
        settings: the settings, for the minimum gap and the holidays.
        as_of: the day of the agenda.
    """
    horizon = as_of + datetime.timedelta(days=UPCOMING_DAYS)
    soon = [occasion for occasion in occasions if occasion.due_on <= horizon]
    groups, waiting = communications(decisions, soon, customers, settings, as_of, horizon)
    actions: list[Action] = []
    upcoming: list[Action] = []
    for group in groups:
        action = _action(group.together, customers, claims, settings, also_due=group.also_due)
        (actions if action.due_on <= as_of else upcoming).append(action)
    for occasion in soon:
        action = _action(occasion.decisions, customers, claims, settings, occasion)
        (actions if occasion.due_on <= as_of else upcoming).append(action)
    working = next_working_day(as_of, settings.holidays)
    if working != as_of:
        actions = [_postponed(action, as_of, working) for action in actions]
    return Agenda(
        actions=tuple(sorted(actions, key=_weight)),
        upcoming=tuple(sorted(upcoming, key=lambda action: (action.due_on, action.key))),
        waiting=tuple(sorted(waiting, key=lambda decision: _name_and_key(decision, customers))),
    )


def _name_and_key(decision: Decision, customers: Customers) -> tuple[str, ItemKey]:
    return plain(customers[decision.item.invoice.customer].title), decision.item.key


def _action(
    decisions: Iterable[Decision],
    customers: Customers,
    claims: Claims,
    settings: Settings,
    occasion: Occasion | None = None,
    also_due: Iterable[Decision] = (),
) -> Action:
    """Create the action for decisions about the items of one customer."""
    items = [ActionItem(decision, claims) for decision in decisions]
    name = items[0].invoice.customer
    customer = customers[name]
    stages = [(item.decision.stage, item.decision.due_on) for item in items]
    top = max((stage for stage, _ in stages if stage), key=lambda stage: stage.after)
    due_on = min(due_on for stage, due_on in stages if stage == top and due_on)
    notes: list[Reason] = []
    channel = customer.way(top.channel, top.fallback)
    if channel != top.channel:
        notes.append(
            Reason(
                msg(
                    "by {fallback}: the customer has no address for {channel}",
                    fallback=CHANNELS[channel].label,
                    channel=CHANNELS[top.channel].label,
                )
            )
        )
    mentioned = tuple(ActionItem(decision, claims) for decision in also_due)
    if mentioned:
        text = msg("mentioned as also due: {invoices}", invoices=references_of(mentioned))
        notes.append(Reason(text))
    invoices, country = [item.invoice for item in items], claims.law(items[0].item).country
    copies = copies_to_send(top.name, invoices, customer, country, settings.notice_stages)
    notes += [Reason(each) for each in copies]
    return Action(
        customer, top, channel, due_on, tuple(items), tuple(notes), occasion, also_due=mentioned
    )


def _postponed(action: Action, as_of: datetime.date, working: datetime.date) -> Action:
    """Return an action on a day off: what reaches the customer is for the next working day."""
    if not CHANNELS[action.channel].is_contact:
        return action
    text = msg("{day} is not a working day: on {working}", day=as_of, working=working)
    return replace(action, postponed=working, notes=(*action.notes, Reason(text)))


def _weight(action: Action) -> tuple[object, ...]:
    order = list(PRIORITIES)
    priority = min((order.index(mark) for mark in action.priority), default=len(order))
    amount = max(action.outstanding.values())
    return (priority, -action.stage.after, -amount, action.customer.id, action.due_on)
