"""How far an item has come in its procedure: which stages were carried out for it, and when.

A note is what it says: a stage noted for an invoice is that stage of that invoice, even if
it came out of turn, and the next stage follows from it. There are three limits:

* An invoice that had no written reminder before does not reach a letter that was another
  invoice's turn, although the note names it: the letter is its own next stage. A formal
  notice that names it is its formal notice all the same.
* A call that was another invoice's turn leaves the first written reminder of an invoice to be
  sent, and counts from then on. Sent as an e-mail, it is such a reminder, and the call as well.
* What follows the formal notice, such as a visit or a decision on legal action, is not a
  stage of an invoice that had none, if it was the turn of another one.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from beancount_relance.dunning.next_stage import CustomerProcedures, Standing
from beancount_relance.dunning.states.lapsed_notes import Lapsed
from beancount_relance.history.events import Event
from beancount_relance.history.noted_channels import noted_channel
from beancount_relance.language.messages import Message
from beancount_relance.policy.channels import CHANNELS
from beancount_relance.receivables.items import Item, ItemKey

_DAY = datetime.timedelta(days=1)


class StageDone(Struct, frozen=True):
    """A stage that was carried out for an item.

    Attributes:
        name: its name.
        date: its day.
        channel: how it was carried out.
        was_overdue: whether the item was overdue then.
        text: the text of the note.
    """

    name: str
    date: datetime.date
    channel: str
    was_overdue: bool
    text: str = ""


def last_notice(past: Sequence[StageDone], procedures: CustomerProcedures) -> StageDone | None:
    """Return the last formal notice about an item that was overdue then, if there was one."""
    notices = (each for each in reversed(past) if procedures.is_notice(each.name))
    return next((each for each in notices if each.was_overdue), None)


class InvoiceProgress(Struct):
    """What the instalments of an invoice have in common.

    Attributes:
        reminded: whether there was a written reminder of what was overdue.
        harshest: the position of the harshest text about what is still open; -1 if there
            was none.
    """

    reminded: bool = False
    harshest: int = -1


class Progress(Struct):
    """The progress of one item.

    Attributes:
        invoice: the progress of its invoice.
        level: the position of the last completed stage, starting at 0; -1 if there is none.
        reached_on: the day on which it was carried out last.
        latest: the position of the stage from which the days to the next one count: that one, or
            a formal notice that was sent again.
        done_on: the day on which that stage was carried out last.
        past: the stages that were carried out for it, by date.
        noticed: whether it was overdue when a formal notice of it was sent.
        lapsed: an agreement that was not kept, or whose day is to come, or a dispute that is
            over; ``None`` once a text has named it.
        demanded: what runs about another invoice of the customer, if anything does.
        call_again: the day on which to call again, if it has come and nobody was contacted since.
        heard: the position and the day of a call about another invoice, which counts as its own
            once its first reminder is written.
    """

    invoice: InvoiceProgress = field(default_factory=InvoiceProgress)
    level: int = -1
    reached_on: datetime.date | None = None
    latest: int = -1
    done_on: datetime.date | None = None
    past: list[StageDone] = field(default_factory=list)
    noticed: bool = False
    lapsed: Lapsed | None = None
    demanded: Message | None = None
    call_again: datetime.date | None = None
    heard: tuple[int, datetime.date] | None = None

    @property
    def standing(self) -> Standing:
        """What decides which stages it may join."""
        shared = self.invoice
        return Standing(
            self.level,
            reminded=shared.reminded,
            noticed=self.noticed,
            harshest=shared.harshest,
            lapsed=self.lapsed,
            demanded=self.demanded,
            call_again=self.call_again is not None,
        )

    def standing_on(self, day: datetime.date) -> Standing:
        """Return the same on a day, on which an agreement may not have lapsed yet."""
        is_over = self.lapsed is not None and self.lapsed.until < day
        return self.standing if is_over else replace(self.standing, lapsed=None)

    def complete(self, position: int, day: datetime.date, *, gives_time: bool = False) -> None:
        """Move up to a stage, unless a later one is done.

        What follows counts from it, even if it was carried out before, if it gives time anew.
        """
        if position > self.level or gives_time:
            self.latest, self.done_on = position, day
        if position >= self.level:
            self.level, self.reached_on = position, day


def apply_stage(
    event: Event,
    items: Sequence[Item],
    progress: Mapping[ItemKey, Progress],
    procedures: CustomerProcedures,
) -> list[Item]:
    """Record a stage in the progress of its items.

    Args:
        event: the note that the stage was carried out.
        items: the items of the event that were open on that day.
        progress: the progress of every item.
        procedures: the customer's procedures.

    Returns:
        The items that the communication was about: all but instalments that were not meant.
    """
    called = procedures.stage(event.kind)
    about = _meant(items, event.date, max(-called.after, 0))
    positions = {item.key: procedures.position(item, event.kind) for item in about}
    about = _without_repeats(about, positions, progress)
    required = {
        item.key: procedures.required(item, progress[item.key].standing_on(event.date), event.date)[
            0
        ]
        for item in about
    }
    in_turn = any(_is_in_turn(positions[item.key], required[item.key]) for item in about)
    is_notice = procedures.is_notice(event.kind)
    for item in about:
        channel = noted_channel(event, procedures.stage_for(item, event.kind))
        is_text = called.after >= 0 and CHANNELS[channel].in_writing
        now, position, index = progress[item.key], positions[item.key], required[item.key]
        joined = not in_turn or _is_of(item, event, position, now, procedures, is_text=is_text)
        if position is not None and joined:
            lapsed = is_text and now.lapsed is not None and now.lapsed.until < event.date
            now.complete(position, event.date, gives_time=is_notice or lapsed)
            if is_text and item.is_open:
                now.invoice.harshest = max(now.invoice.harshest, position)
            if is_text and now.heard is not None:
                now.complete(*now.heard)
        elif position is not None and index is not None and CHANNELS[channel].in_writing:
            now.complete(min(position, index), event.date)
        elif position is not None and event.by_name and not procedures.needs_notice(item, position):
            now.heard = position, event.date
        if not joined and not event.by_name:
            continue
        is_overdue = item.invoice.is_overdue(event.date)
        now.past.append(StageDone(event.kind, event.date, channel, is_overdue, event.text))
        now.invoice.reminded |= is_overdue and is_text
        now.noticed |= is_overdue and is_notice
        if is_text and now.lapsed is not None and now.lapsed.until < event.date:
            now.lapsed = None
    return about


def _is_of(
    item: Item,
    event: Event,
    position: int | None,
    now: Progress,
    procedures: CustomerProcedures,
    *,
    is_text: bool,
) -> bool:
    """Return whether a stage that was another item's turn is one of this item's, too.

    A call that went as an e-mail is: the first reminder in writing is not left out for it.
    """
    if event.by_name and procedures.is_notice(event.kind):
        return True
    if event.by_name and _is_of_plan(now.lapsed, event.date):
        return True
    was_mailed = is_text and not procedures.reminds_in_writing(event.kind)
    if was_mailed and position is not None and not procedures.needs_notice(item, position):
        return True
    return procedures.may_reach(item, event.kind, now.standing_on(event.date), event.date)


def _without_repeats(
    about: Sequence[Item],
    positions: Mapping[ItemKey, int | None],
    progress: Mapping[ItemKey, Progress],
) -> list[Item]:
    """Leave out a part that had a stage before, if the retention money, or the rest, had not.

    The two have a ladder each: a note says whose stage it is by the one whose turn it can be.
    """
    fresh: dict[object, set[object]] = defaultdict(set)
    for item in about:
        position, invoice = positions[item.key], item.invoice
        if position is None or position > progress[item.key].level:
            fresh[invoice.identity].add(invoice.ladder)
    return [
        item
        for item in about
        if not (ladders := fresh[item.invoice.identity]) or item.invoice.ladder in ladders
    ]


def _is_of_plan(lapsed: Lapsed | None, day: datetime.date) -> bool:
    """Whether a text is about all items of a plan, of which an instalment was missed by a day."""
    return lapsed is not None and lapsed.plan is not None and lapsed.until < day


def _is_in_turn(position: int | None, required: int | None) -> bool:
    """Whether a stage was the required one of an item, or one that it had passed."""
    return position is not None and (required is None or required >= position)


def _meant(about: Iterable[Item], day: datetime.date, ahead: int) -> list[Item]:
    """Return the instalments of each invoice that a communication on ``day`` is about.

    These are the late ones; if there are none, the first one to fall due. A message
    ``ahead`` days before the due date is about everything that falls due by then. What became a
    part with a day of its own later on, such as that of a bill, was a part of the whole then.
    """
    by_reference: dict[str, list[Item]] = defaultdict(list)
    for item in about:
        by_reference[item.invoice.reference].append(item)
    meant: list[Item] = []
    for parts in by_reference.values():
        dues = [(part, part.invoice.due_on(day)) for part in parts]
        soon = max(dues[0][1], day + ahead * _DAY)
        late = [part for part, due in dues if due < day]
        meant += late or [part for part, due in dues if due <= soon]
    return meant
