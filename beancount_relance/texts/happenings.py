"""What has happened with the invoices of a sheet, apart from the stages that were carried out.

Whoever decides about a case has to see all that the ledger knows of it: what came in, what was
agreed and kept, what held it back, and who has had it.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from decimal import Decimal

from beancount.core.amount import Amount
from msgspec import Struct

from beancount_relance.dunning.agenda import Action, ActionItem
from beancount_relance.dunning.reasons import labels_of
from beancount_relance.dunning.states.agreed_payments import AgreedPayments
from beancount_relance.history.events import Event
from beancount_relance.history.note_kinds import NOTE_KINDS, PLAN, PROMISE
from beancount_relance.language.messages import Message, Source
from beancount_relance.receivables.items import Item
from beancount_relance.texts.reminder_items import ReminderItem

KEPT, PENDING, LATE, REPLACED, ENDED = "kept", "pending", "late", "replaced", "ended"
"""What became of a promise or a plan.

It was kept, is not due yet, or was paid, but late; a later agreement replaced it, or we ended it.
"""


class Happening(Struct, frozen=True):
    """Something that was noted or booked about at least one invoice of the text.

    Attributes:
        kind: the name of the kind of note, or of the kind of settlement.
        title: what it is called.
        date: its day.
        booked: whether it is a settlement from the books, not a note.
        amount: the amount settled or promised, if there is one.
        until: its last day, if the note has one.
        callback: the day on which to contact the customer again, if the note has one.
        agent: to whom the case was handed over, if the note says so.
        outcome: of a promise or a plan: what became of it, unless it was broken.
        over_on: the day on which it was replaced or ended, if it was.
        letter: the title of the letter that it is about, which was received or came back.
        text: the text of the note.
        items: the invoices of the text that it was about.
        about_all: whether it was about all invoices of the text.
    """

    kind: str
    title: Message
    date: datetime.date
    booked: bool
    items: tuple[ReminderItem, ...]
    about_all: bool
    amount: Amount | None = None
    until: datetime.date | None = None
    callback: datetime.date | None = None
    agent: str | None = None
    outcome: str = ""
    over_on: datetime.date | None = None
    letter: str = ""
    text: str = ""


class HappeningFinder:
    """Finds what has happened with the items of an action."""

    def __init__(
        self,
        action: Action,
        items: Sequence[ReminderItem],
        every: Iterable[Item],
        calendar: str | None,
        title: Callable[[str], str],
    ) -> None:
        """Use what is known of the customer.

        Args:
            action: the action.
            items: its items, as in the text.
            every: all items of the customer, open and settled.
            calendar: the country whose public holidays apply, if any.
            title: returns the title of a stage.
        """
        self._shown = list(zip(action.items, items, strict=True))
        self._every = {item.key: item for item in every}
        self._calendar = calendar
        self._title = title

    def happenings(
        self, events: Iterable[Event], told: Collection[tuple[str, datetime.date | None]]
    ) -> tuple[Happening, ...]:
        """Return what a text does not tell otherwise, by date.

        Args:
            events: what happened with the items, in order of date.
            told: the kind and day of what is told otherwise, such as a dispute; ``payment`` for
                the payments without a number.
        """
        found = [*self._booked(told), *self._noted(events, told)]
        return tuple(sorted(found, key=lambda each: each.date))

    def _booked(self, told: Collection[tuple[str, datetime.date | None]]) -> Iterator[Happening]:
        """Yield the settlements in effect: those of one entry together, if they are of a kind."""
        found: dict[tuple[Source, str, str], dict[int, Decimal]] = defaultdict(dict)
        days, titles = {}, {}
        for place, (item, _) in enumerate(self._shown):
            for part in item.item.settled:
                if part.is_presumed and (part.kind, part.date) in told:
                    continue
                key = part.source, part.kind, item.invoice.currency
                found[key][place] = found[key].get(place, Decimal()) + part.amount
                days[key], titles[key] = part.date, labels_of(part).title
        for (source, kind, currency), shares in found.items():
            about = tuple(self._shown[place][1] for place in shares)
            yield Happening(
                kind=kind,
                title=titles[source, kind, currency],
                date=days[source, kind, currency],
                booked=True,
                amount=Amount(sum(shares.values(), Decimal()), currency),
                items=about,
                about_all=len(about) == len(self._shown),
            )

    def _noted(
        self, events: Iterable[Event], told: Collection[tuple[str, datetime.date | None]]
    ) -> Iterator[Happening]:
        for event in events:
            kind = NOTE_KINDS.get(event.kind)
            about = [(item, shown) for item, shown in self._shown if item.item.key in event.items]
            if kind is None or kind.court or not about or (kind.name, event.date) in told:
                continue
            letter = event.lost.kind if event.lost is not None else event.letter
            outcome = self._outcome(event, about[0][0])
            is_over = outcome in (REPLACED, ENDED)
            yield Happening(
                kind=kind.name,
                title=kind.label,
                date=event.date,
                booked=False,
                amount=event.amount,
                until=event.until,
                callback=event.callback,
                agent=event.agent,
                outcome=outcome,
                over_on=(event.replaced_on or event.ended_on) if is_over else None,
                letter=self._title(letter) if letter is not None else "",
                text=event.text,
                items=tuple(shown for _, shown in about),
                about_all=len(about) == len(self._shown),
            )

    def _outcome(self, event: Event, about: ActionItem) -> str:
        """Return what became of a promise or a plan that was not broken."""
        if event.kind not in (PROMISE.name, PLAN.name):
            return REPLACED if event.replaced_on is not None else ""
        theirs = [self._every[key] for key in sorted(event.items) if key in self._every]
        agreed = AgreedPayments(event, theirs, self._calendar)
        currency = about.invoice.currency
        if event.kind == PROMISE.name:
            if agreed.promise(currency).kept:
                return KEPT
            return PENDING if event.replaced_on is None else REPLACED
        plan = agreed.plan(currency, about.decision.as_of)
        if plan.is_over:
            return ENDED if plan.replaced_on is None else REPLACED
        if plan.next is not None:
            return PENDING
        return KEPT if plan.in_time else LATE
