"""Decision: what was decided about one open item, and the words for when it comes."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from beancount_relance.dunning.item_state import WHY, Broken
from beancount_relance.dunning.reasons import Reason, facts_of
from beancount_relance.history.note_kinds import DISPUTE, WAITS
from beancount_relance.language.messages import Message, msg
from beancount_relance.policy.procedures import Stage
from beancount_relance.receivables.allocation import Item

_RESUME = msg("a note “resume”")
_ENDS: Mapping[str, Message] = {
    **{wait.why: _RESUME for wait in WAITS.values() if not wait.proceedings},
    "unknown-payer": msg("you say who paid"),
    "several-payees": msg("you say whether they are one"),
    "covered": msg("that credit is used otherwise"),
    "under-minimum": msg("more is due"),
    "ladder-done": msg("somebody decides: write it off, hand it over, go to court"),
}
"""What ends a waiting that has no last day."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about one open item.

    Attributes:
        item: the item.
        level: the last stage done, if any.
        stage: the required stage; ``None`` if there is none or the item waits.
        due_on: the day from which the stage is to be done.
        why: the reason to wait, a key of :data:`WHY`; ``None`` if it does not.
        until: the last day of waiting, if that is known.
        chased: the part of the outstanding amount that is asked for.
        disputed: the part that is disputed and waits.
        covered: the part that the customer's credit covers.
        broken: the promises and instalments on it that were not kept.
        chain: what the history and the ladder made of it, in the order of its steps.
        as_of: the day it was decided for.
        starts_late: whether ``stage`` is the first word about a debt whose day had come
            before the history of reminders began.
    """

    item: Item
    level: Stage | None
    stage: Stage | None
    due_on: datetime.date | None
    why: str | None
    until: datetime.date | None
    chased: Decimal
    disputed: Decimal
    covered: Decimal
    broken: tuple[Broken, ...]
    chain: tuple[Reason, ...]
    as_of: datetime.date
    starts_late: bool = False

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The facts that led to the decision: what the books say, then the chain."""
        return (*facts_of(self.item, self.as_of), *self.chain)

    @property
    def waiting(self) -> Decimal:
        """The part of the outstanding amount that waits, if ``why`` says that it does."""
        if self.why == DISPUTE.name:
            return self.disputed
        return self.chased if self.why == "not-due" else self.item.outstanding


def disputed_part(decision: Decision) -> Decision:
    """The decision about the disputed part of an item whose rest is chased: to wait."""
    chain = (*decision.chain[:-1], Reason(waiting_text(DISPUTE.name, None)))
    return replace(decision, stage=None, due_on=None, why=DISPUTE.name, chain=chain)


def when(stage: Stage, due_on: datetime.date, as_of: datetime.date) -> Message:
    """When a stage is to be done, seen from ``as_of``."""
    if due_on > as_of:
        return msg("next: {stage} on {date}", stage=stage.title, date=due_on)
    if due_on == as_of:
        return msg("{stage} due today", stage=stage.title)
    return msg("{stage} due since {date}", stage=stage.title, date=due_on)


def waiting_text(why: str, until: datetime.date | None) -> Message:
    """For what an item waits, a key of :data:`WHY`, and until when."""
    if until is not None:
        return msg("waits until {until}: {why}", until=until, why=WHY[why])
    end = _ENDS.get(why)
    if end is None:
        return msg("waits: {why}", why=WHY[why])
    return msg("waits: {why}, until {end}", why=WHY[why], end=end)
