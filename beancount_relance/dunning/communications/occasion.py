"""An occasion: a stage that an event of a customer triggers, with the decisions about its items."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.dunning.decision import Decision, when
from beancount_relance.dunning.reasons import Reason
from beancount_relance.history.plans import Plan
from beancount_relance.language.messages import Message
from beancount_relance.policy.procedures import Stage
from beancount_relance.receivables.items import ItemKey


class Announced(Struct, frozen=True):
    """An instalment that a reminder announces.

    Attributes:
        plan: its plan; ``plan.next`` is the instalment, and ``plan.missing`` the amount missing.
        keys: the keys of the open items of the plan.
    """

    plan: Plan
    keys: frozenset[ItemKey]


class Occasion(Struct, frozen=True):
    """A stage triggered by an event of one customer.

    Attributes:
        stage: the stage.
        due_on: the first day on which to carry it out.
        decisions: the decisions about its items; ``chased`` is the part concerned.
        until: the day of the first instalment, or the last day to lodge the claim, if known.
        announced: the instalments that a reminder announces, by day.
        facts: what it is about, a sentence each, for its text.
    """

    stage: Stage
    due_on: datetime.date
    decisions: tuple[Decision, ...]
    until: datetime.date | None = None
    announced: tuple[Announced, ...] = ()
    facts: tuple[Message, ...] = ()

    @property
    def customer(self) -> str:
        """The id of the customer."""
        return self.decisions[0].item.invoice.customer

    @property
    def plan(self) -> Plan | None:
        """The plan of the first instalment that a reminder announces."""
        return self.announced[0].plan if self.announced else None


def acting(
    decision: Decision,
    stage: Stage,
    due_on: datetime.date,
    as_of: datetime.date,
    facts: Sequence[Message] = (),
) -> Decision:
    """Return a waiting decision as one that a stage acts on, with the facts as its reasons.

    Args:
        decision: the decision, which waits.
        stage: the stage.
        due_on: the day on which the stage is due.
        as_of: the day of the report.
        facts: why the stage is due.
    """
    news = [Reason(fact) for fact in facts]
    news.append(Reason(when(stage, due_on, as_of)))
    return replace(
        decision,
        stage=stage,
        due_on=due_on,
        why=None,
        until=None,
        disputed=Decimal(),
        chain=(*decision.chain, *news),
    )


def occasion_of(
    stage: Stage,
    due_on: datetime.date,
    group: Iterable[Decision],
    as_of: datetime.date,
    fact: Message | None = None,
    until: datetime.date | None = None,
) -> Occasion:
    """Return the occasion for waiting decisions about the items of one customer.

    Args:
        stage: the stage.
        due_on: the first day on which to carry it out.
        group: the decisions; ``chased`` is the part concerned.
        as_of: the day.
        fact: what is told of each item, if anything.
        until: the last day to lodge the claim, if known.
    """
    facts = () if fact is None else (fact,)
    decisions = tuple(acting(decision, stage, due_on, as_of, facts) for decision in group)
    return Occasion(stage, due_on, decisions, until)
