"""Reviews: what waits without a last day is asked about, so that no money owed is forgotten.

A dispute or a hold without ``until:``, what was handed over, or is to be written off, what waits
after the last stage, and a claim declared in insolvency proceedings: some weeks after the last
note about it, the user is asked to decide, by a task of the stage ``review``. A note of that name
says that it goes on; the question comes again after as many days. A reply is asked about within a
few days.

    2026-08-20 note Assets:Clients:Boulangerie-Martin "Expertise en cours" ^F2026-014
      relance: "review"
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.dunning.communications.occasion import Occasion, acting
from beancount_relance.dunning.decision import Decision, disputed_part
from beancount_relance.dunning.waiting_reasons import LADDER_DONE, WAITING_REASONS
from beancount_relance.history.events import Event
from beancount_relance.history.note_kinds import DISPUTE, INSOLVENCY, NOTE_KINDS, WAITS
from beancount_relance.language.messages import Message, msg
from beancount_relance.policy.procedures import REVIEW, Stage
from beancount_relance.policy.settings import Settings
from beancount_relance.receivables.invoices import references_of
from beancount_relance.receivables.items import ItemKey
from beancount_relance.values.working_days import next_working_day

_DAY = datetime.timedelta(days=1)


class LastEvents(Struct):
    """The days of the last events about an item.

    Attributes:
        noted: of the last note that a person made, and the last review.
        any: of the last event of any kind.
        reviewed: whether that was a review.
        ends: whether the last dispute about a part ends by itself.
    """

    noted: datetime.date | None = None
    any: datetime.date | None = None
    reviewed: bool = False
    ends: bool = False


def patience(why: str | None) -> int | None:
    """Return how many times the days of the stage pass before a review, or ``None`` for never.

    Args:
        why: the reason to wait, a key of :data:`WAITING_REASONS`.
    """
    if why == LADDER_DONE:
        return 1
    wait = WAITS.get(why or "")
    return wait.patience if wait is not None else None


def reviews(
    decisions: Iterable[Decision],
    events: Mapping[str, Sequence[Event]],
    undeclared: Collection[ItemKey],
    settings: Settings,
    as_of: datetime.date,
) -> Iterator[Occasion]:
    """Yield the reviews of each customer: one of all that is due, and one for each later day.

    Args:
        decisions: one decision for each open item.
        events: the history of each customer, in order of date.
        undeclared: the keys of the items whose claim is to be declared first.
        settings: the settings, for the stage and the holidays.
        as_of: the day.
    """
    waiting: dict[str, list[Decision]] = defaultdict(list)
    for decision in decisions:
        part = _without_end(decision)
        if part is not None and part.item.key not in undeclared:
            waiting[part.item.invoice.customer].append(part)
    stage = settings.occasions.stage(REVIEW)
    for name, parts in waiting.items():
        last = _last_events(events.get(name, ()))
        days: dict[datetime.date, list[tuple[Decision, datetime.date]]] = defaultdict(list)
        for part in parts:
            about = last.get(part.item.key, LastEvents())
            if part.why == DISPUTE.name and about.ends:
                continue
            since = _since(part, about)
            day = since + _days_to_review(part, about, stage) * _DAY
            days[next_working_day(day, settings.holidays)].append((part, since))
        due = [day for day in sorted(days) if day <= as_of]
        for day in due[1:]:
            days[due[0]] += days.pop(day)
        for day in sorted(days):
            yield _review(days[day], stage, day, as_of)


def _days_to_review(part: Decision, last: LastEvents, stage: Stage) -> int:
    """Return the days from the last note to the question, which may come sooner the first time."""
    days = stage.after * (patience(part.why) or 1)
    wait = WAITS.get(part.why or "")
    soon = wait.soon if wait is not None and not last.reviewed else None
    return days if soon is None else min(days, soon)


def _without_end(decision: Decision) -> Decision | None:
    """Return the decision to wait without a last day, if there is one; of a dispute, that part."""
    if decision.asked:  # the question is told already
        return None
    if decision.why is None:
        if not decision.disputed:
            return None
        part = disputed_part(decision)
        return replace(part, chased=decision.disputed)
    if decision.until is not None or patience(decision.why) is None:
        return None
    return replace(decision, chased=decision.item.outstanding)


def _last_events(events: Sequence[Event]) -> Mapping[ItemKey, LastEvents]:
    last: dict[ItemKey, LastEvents] = defaultdict(LastEvents)
    for event in events:
        kind = NOTE_KINDS.get(event.kind)
        counts = event.kind == REVIEW or (
            kind is not None and (kind.waits is not None or not kind.by_program)
        )
        for key in event.items:
            about = last[key]
            about.any, about.reviewed = event.date, event.kind == REVIEW
            if counts:
                about.noted = event.date
            if kind is DISPUTE:
                about.ends = event.until is not None
    return last


def _since(part: Decision, last: LastEvents) -> datetime.date:
    """Return the day from which the days to the review count."""
    due = part.item.invoice.due
    if part.why == LADDER_DONE:
        return max(due, last.any or due)
    if part.why == INSOLVENCY.name:
        return last.any or due
    return last.noted or due


def _review(
    parts: Sequence[tuple[Decision, datetime.date]],
    stage: Stage,
    due_on: datetime.date,
    as_of: datetime.date,
) -> Occasion:
    by_fact: dict[tuple[str, datetime.date], list[Decision]] = defaultdict(list)
    for part, since in parts:
        by_fact[part.why or "", since].append(part)
    facts: list[Message] = []
    decisions: list[Decision] = []
    for (why, since), group in by_fact.items():
        told = {"why": WAITING_REASONS[why].label, "day": since}
        invoices = references_of([part.item for part in group])
        facts.append(msg("{invoices}: {why}, nothing noted since {day}", invoices=invoices, **told))
        fact = msg("{why}, nothing noted since {day}: decide what follows", **told)
        decisions += [acting(part, stage, due_on, as_of, (fact,)) for part in group]
    return Occasion(stage, due_on, tuple(decisions), facts=tuple(facts))
