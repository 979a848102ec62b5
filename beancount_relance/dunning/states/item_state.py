"""The state of an open item: the stage that it has reached, and why it waits."""

from __future__ import annotations

import datetime
from decimal import Decimal

from msgspec import field

from beancount_relance.dunning.reasons import Reason
from beancount_relance.dunning.states.disputes import PartialDispute, still_disputed
from beancount_relance.dunning.states.lapsed_notes import Lapsed
from beancount_relance.dunning.states.progress import Progress
from beancount_relance.dunning.waiting_reasons import AGAIN, WAITING_REASONS
from beancount_relance.history.note_kinds import (
    BEFORE_THE_COURT,
    DISPUTE,
    EXTENSION,
    PLAN,
    PROMISE,
)
from beancount_relance.history.promises import Broken
from beancount_relance.language.messages import msg
from beancount_relance.receivables.invoices import Deferral
from beancount_relance.receivables.items import Item

_DAY = datetime.timedelta(days=1)
_AGREED = frozenset((PROMISE.name, PLAN.name))


class ItemState(Progress):
    """The state of one open item according to the history.

    Attributes:
        waits: the reasons to wait, keys of :data:`WAITING_REASONS`, with the last day if known.
        not_before: the earliest day for the next stage.
        kept_on: the day on which the last promise of a part was kept.
        disputes: the parts that are disputed while the rest is chased.
        disputed_since: the day since which it is disputed, or a part of it.
        broken: the broken promises and missed instalments.
        reasons: the events as messages, in order.
    """

    waits: dict[str, datetime.date | None] = field(default_factory=dict)
    not_before: datetime.date | None = None
    kept_on: datetime.date | None = None
    disputes: list[PartialDispute] = field(default_factory=list)
    disputed_since: datetime.date | None = None
    broken: list[Broken] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)

    def wait(self, why: str, until: datetime.date | None = None) -> None:
        """Add a reason to wait, as the latest one."""
        self.waits.pop(why, None)
        self.waits[why] = until

    def go_on(self, why: str, day: datetime.date | None = None) -> None:
        """Remove a reason to wait; the next stage is due on ``day`` at the earliest."""
        self.waits.pop(why, None)
        if day is not None:
            self.not_before = max(self.not_before or day, day)

    def defer(self, told: Deferral, item: Item) -> None:
        """Note that an entry has moved the item to a later due date, such as that of a bill."""
        if item.invoice.extended_from is not None:
            self.lapsed = Lapsed(EXTENSION.name, item.invoice.due)
        text = msg("due date moved to {until} on {date}", until=told.until, date=told.date)
        if told.text:
            text = msg("{fact}: “{text}”", fact=text, text=told.text)
        self.reasons.append(Reason(text, told.source, told.date))

    def resume(self, day: datetime.date) -> None:
        """Remove all reasons to wait; the next stage is due on ``day`` at the earliest."""
        for why in (*self.waits, *(DISPUTE.name for _ in self.disputes)):
            self.go_on(why, day)
        self.disputes.clear()

    def reopened_on(self, item: Item) -> datetime.date | None:
        """Return the day since which it is open again after its last stage; ``None`` if it is not.

        What had held it back is over, a promise of a part was kept, a payment was taken back, a
        later due date has passed, or a formal notice was sent again.
        """
        if self.reached_on is None:
            return None
        days = [self.not_before, self.kept_on, self.done_on]
        days += [part.date for part in item.taken_back if part.amount < 0]
        if item.invoice.extended_from is not None:
            days.append(item.invoice.due + _DAY)
        return max((day for day in days if day and day > self.reached_on), default=None)

    def disputed(self, item: Item) -> Decimal:
        """Return what of its item is disputed: all that is outstanding, or the disputed parts."""
        if DISPUTE.name in self.waits:
            return item.outstanding
        return still_disputed(self.disputes, item)

    def was_held(self, day: datetime.date) -> bool:
        """Whether the item was held back on a day, by the events up to then."""
        ended_since = self.not_before is not None and day < self.not_before
        return ended_since or any(why != AGAIN for why in self.waits)

    def waits_for(self, day: datetime.date) -> tuple[str | None, datetime.date | None]:
        """Return the most important reason to wait and its last day, unless that is past.

        A promise or a plan made after the last step in court takes the place of the case. The
        follow-up of a case is an action of its own.
        """
        reasons = list(self.waits)
        if BEFORE_THE_COURT.why in self.waits:
            court = reasons.index(BEFORE_THE_COURT.why)
            if not _AGREED.isdisjoint(reasons[court:]):
                del reasons[court]
        why = next((why for why in WAITING_REASONS if why in reasons), None)
        until = self.waits[why] if why is not None else None
        return why, until if until is None or until >= day else None
