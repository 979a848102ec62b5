"""The days that a letter gives, during which no letter about other invoices demands payment.

A letter that gives days to pay is a firm letter or a formal notice. Until they are over, and
those of the post, such a letter about other invoices waits: who was given eight days is not
given eight other days for something else in the meantime. What follows about the same invoices
does not wait, and takes along what has waited.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.dunning.communications.companions import highest
from beancount_relance.dunning.decision import Decision, when
from beancount_relance.dunning.next_stage import CustomerProcedures
from beancount_relance.dunning.reasons import Reason
from beancount_relance.dunning.states.progress import StageDone
from beancount_relance.language.messages import msg
from beancount_relance.policy.channels import CHANNELS
from beancount_relance.policy.country_procedures import AFTER_THE_DEADLINE
from beancount_relance.policy.procedures import Stage
from beancount_relance.receivables.invoices import references_of
from beancount_relance.values.working_days import next_working_day

_DAY = datetime.timedelta(days=1)


class RunningLetter(Struct, frozen=True):
    """The last letter to a customer that gave days to pay, and about what is still open.

    Attributes:
        stage: the stage.
        date: its day.
        invoices: the numbers of its invoices.
        free: the first working day after the days that it gives.
    """

    stage: Stage
    date: datetime.date
    invoices: Sequence[str]
    free: datetime.date


def demands(stage: Stage, channel: str | None = None) -> bool:
    """Return whether a stage is a text in writing that gives days to pay."""
    given = stage.after >= 0 and bool(stage.deadline)
    return given and CHANNELS[channel or stage.channel].in_writing


def planned_letter(
    stage: Stage, day: datetime.date, decisions: Iterable[Decision], procedures: CustomerProcedures
) -> RunningLetter:
    """Return a letter that is sent on ``day``, about the items of decisions.

    Args:
        stage: the stage of the letter.
        day: the day on which it is sent.
        decisions: the decisions about its items.
        procedures: the customer's procedures, for the holidays.
    """
    days = (stage.deadline or 0) + AFTER_THE_DEADLINE
    free = next_working_day(day + days * _DAY, procedures.settings.holidays)
    return RunningLetter(stage, day, references_of([each.item for each in decisions]), free)


def last_letter(
    decisions: Sequence[Decision], procedures: CustomerProcedures
) -> RunningLetter | None:
    """Return the last letter that gave days to pay, about what is still open; ``None`` if none did.

    Args:
        decisions: those about all open items of the customer.
        procedures: the customer's procedures.
    """

    def stage_of(decision: Decision, done: StageDone) -> Stage:
        return procedures.stage_for(decision.item, done.name)

    letters = [
        (done.date, done.name, decision)
        for decision in decisions
        for done in decision.past
        if demands(stage_of(decision, done), done.channel)
    ]
    if not letters:
        return None
    date, name, decision = max(letters, key=lambda each: each[0])
    about = [each for sent, stage, each in letters if (sent, stage) == (date, name)]
    return planned_letter(procedures.stage_for(decision.item, name), date, about, procedures)


def held_by(
    letter: RunningLetter | None, together: Sequence[Decision], day: datetime.date
) -> Sequence[Decision]:
    """Return the decisions that wait for the days of a letter about others.

    Args:
        letter: the last letter that gave days.
        together: what would be carried out in one communication.
        day: its day.
    """
    if letter is None or day >= letter.free or not demands(highest(together)):
        return ()
    if any(each.item.invoice.reference in letter.invoices for each in together):
        return ()
    if any(each.standing.lapsed is not None for each in together):  # what was agreed comes first
        return ()
    return [each for each in together if each.stage is not None and demands(each.stage)]


def held(
    pending: Iterable[Decision],
    wait: Iterable[Decision],
    letter: RunningLetter,
    as_of: datetime.date,
) -> list[Decision]:
    """Return all pending decisions; some are put off until the days of a letter are over.

    Args:
        pending: the decisions of the customer.
        wait: those among them that are put off.
        letter: the letter.
        as_of: the day of the report.
    """
    keys = {each.item.key for each in wait}
    return [_held(each, letter, as_of) if each.item.key in keys else each for each in pending]


def _held(decision: Decision, letter: RunningLetter, as_of: datetime.date) -> Decision:
    """Put a decision off until the days of a letter about others are over."""
    if decision.stage is None:
        return decision
    text = msg(
        "not before {day}: the days of the {stage} of {date} ({invoices}) are not over",
        day=letter.free,
        stage=letter.stage.title,
        date=letter.date,
        invoices=[*letter.invoices],
    )
    news = (Reason(text), Reason(when(decision.stage, letter.free, as_of)))
    chain = (*decision.chain[:-1], *news)
    return replace(decision, due_on=letter.free, held_since=decision.due_on, chain=chain)
