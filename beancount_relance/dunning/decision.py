"""The decision about one open item, and the messages that describe it."""

from __future__ import annotations

import datetime
from decimal import Decimal

from msgspec import Struct, field
from msgspec.structs import replace

from beancount_relance.dunning.next_stage import Standing
from beancount_relance.dunning.reasons import Reason, reasons_of
from beancount_relance.dunning.states.progress import StageDone
from beancount_relance.dunning.waiting_reasons import NOT_DUE, SENT, WAITING_REASONS
from beancount_relance.history.note_kinds import DISPUTE
from beancount_relance.history.promises import Broken
from beancount_relance.language.messages import Message, msg
from beancount_relance.policy.procedures import Stage
from beancount_relance.receivables.items import Item


class Decision(Struct, frozen=True):
    """The decision about one open item.

    Amounts are in the currency of the item.

    Attributes:
        item: the item.
        level: the last completed stage, if any.
        stage: the next stage; ``None`` if there is none or the item waits.
        due_on: the first day on which to carry out the stage.
        why: the reason to wait, a key of :data:`WAITING_REASONS`; ``None`` if there is none.
        until: the last day of waiting, if it is known.
        chased: the part of the outstanding amount that is chased.
        disputed: the part that is disputed and therefore waits.
        covered: the part that is covered by the customer's credit.
        deferred: the part that is not asked for yet, as a consumer is first given time to pay the
            missing instalment of a plan.
        broken: the broken promises and missed instalments.
        chain: the reasons from the history and the procedure, in order.
        as_of: the day of the decision.
        starts_late: whether ``stage`` is the first reminder of a debt for which it would
            have been due before the reminder history began.
        may_go_along: the day from which its stage may be carried out along with that of another
            item, because the days since its own last stage are over; ``None`` before the first.
        own_day: the day of ``stage``, regardless of other communications.
        passed_over: whether ``stage`` was due already when the last communication was about
            something else.
        gave_way: whether ``stage`` would be due before ``due_on``, had the customer not been
            contacted about something else.
        held_since: the day of its own turn, if it waits for the days that a letter about other
            invoices gives.
        sent: the day of its last letter, if delivery must be proven, it is the last stage that
            was carried out, and no receipt is recorded.
        standing: what the item has behind it.
        past: the stages that were carried out for it, by date.
        asked: whether the user is asked something first; no reminder goes out until then.
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
    may_go_along: datetime.date | None = None
    own_day: datetime.date | None = None
    passed_over: bool = False
    gave_way: bool = False
    held_since: datetime.date | None = None
    sent: datetime.date | None = None
    standing: Standing = field(default_factory=Standing)
    past: tuple[StageDone, ...] = ()
    asked: bool = False
    deferred: Decimal = Decimal()

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The reasons for the decision: what happened in order of date, then what follows."""
        return reasons_of(self.item, self.as_of, self.chain)

    @property
    def waiting(self) -> Decimal:
        """The part of the outstanding amount that waits, if ``why`` is set."""
        if self.why == DISPUTE.name:
            return self.disputed
        return self.chased if self.why in (NOT_DUE, SENT) else self.item.outstanding

    @property
    def why_waiting(self) -> Message:
        """Why the item waits; not due yet without a reason."""
        if self.why == SENT and self.sent is not None:
            return msg("registered letter of {date} under way", date=self.sent)
        return WAITING_REASONS[self.why or NOT_DUE].label


def disputed_part(decision: Decision) -> Decision:
    """Return the decision to wait for the disputed part of a partly chased item."""
    return waiting(decision, DISPUTE.name)


def waiting(decision: Decision, why: str, until: datetime.date | None = None) -> Decision:
    """Return the decision to wait instead, for a reason (a key of :data:`WAITING_REASONS`)."""
    chain = (*decision.chain[:-1], Reason(waiting_text(why, until)))
    return replace(decision, stage=None, due_on=None, why=why, until=until, chain=chain)


def letter_sent(decision: Decision) -> Decision:
    """Return the decision to wait for the receipt of the letter that was sent."""
    due_on = decision.due_on
    later = due_on is not None and due_on > decision.as_of
    until = due_on - datetime.timedelta(days=1) if due_on is not None and later else None
    waiting = replace(decision, stage=None, due_on=None, why=SENT, until=until)
    chain = (*decision.chain[:-1], Reason(waiting.why_waiting), decision.chain[-1])
    return replace(waiting, chain=chain)


def when(stage: Stage, due_on: datetime.date, as_of: datetime.date) -> Message:
    """Describe when a stage is due, relative to ``as_of``."""
    if due_on > as_of:
        return msg("next: {stage} on {date}", stage=stage.title, date=due_on)
    if due_on == as_of:
        return msg("{stage} due today", stage=stage.title)
    return msg("{stage} due since {date}", stage=stage.title, date=due_on)


def waiting_text(why: str, until: datetime.date | None) -> Message:
    """Describe why an item waits (a key of :data:`WAITING_REASONS`) and until when."""
    reason = WAITING_REASONS[why]
    if until is not None:
        return msg("waits until {until}: {why}", until=until, why=reason.label)
    if reason.end is None:
        return msg("waits: {why}", why=reason.label)
    return msg("waits: {why}, until {end}", why=reason.label, end=reason.end)
