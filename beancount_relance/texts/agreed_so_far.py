"""What a sheet tells of later due dates that were agreed, and of disputes with their credits."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal

from beancount.core.amount import Amount
from msgspec import Struct

from beancount_relance.dunning.agenda import Action, ActionItem
from beancount_relance.history.events import Event
from beancount_relance.history.note_kinds import DISPUTE, EXTENSION
from beancount_relance.texts.reminder_items import ReminderItem


class LaterDueDate(Struct, frozen=True):
    """A later due date that was agreed for at least one invoice of the text.

    Attributes:
        date: the day of the agreement.
        until: the due date that was agreed.
        items: the invoices of the text that it was about.
        about_all: whether it was about all invoices of the text.
        came_back: whether a payment came by that day, and was returned later, such as by the bank
            that a bill of exchange was drawn on.
        replaced_on: the day of the later agreement that took its place, if one did.
    """

    date: datetime.date
    until: datetime.date
    items: tuple[ReminderItem, ...]
    about_all: bool
    came_back: bool
    replaced_on: datetime.date | None


class PastDispute(Struct, frozen=True):
    """A dispute about at least one invoice of the text, and what was credited for it since.

    Attributes:
        date: the day of its note.
        text: the text of the note.
        amount: the part that was disputed; ``None`` if it was the whole invoice.
        items: the invoices of the text that it was about.
        about_all: whether it was about all invoices of the text.
        credited: the credit notes on these invoices since then, up to the next dispute about
            them; one amount per currency.
        credit_notes: the number of these credit notes.
        credited_on: the day of the last of them, if there is one.
        ended_on: the day of the note that ended it, if there is one.
        ended: the text of that note.
        ran_out: its last day, if that has passed and no note says what came of it.
    """

    date: datetime.date
    text: str
    amount: Amount | None
    items: tuple[ReminderItem, ...]
    about_all: bool
    credited: tuple[Amount, ...]
    credit_notes: int
    credited_on: datetime.date | None
    ended_on: datetime.date | None
    ended: str
    ran_out: datetime.date | None


def later_due_dates(
    action: Action, items: Sequence[ReminderItem], events: Iterable[Event]
) -> tuple[LaterDueDate, ...]:
    """Return the later due dates that were agreed, by date.

    Args:
        action: the action.
        items: its items, as in the text.
        events: what happened with its items, in order of date.
    """
    agreed: dict[tuple[datetime.date, datetime.date, datetime.date | None], list[ReminderItem]] = {}
    for event in events:
        if event.kind == EXTENSION.name and event.until is not None:
            shown = [shown for _, shown in _about(event, action, items)]
            agreed.setdefault((event.date, event.until, event.replaced_on), []).extend(shown)
    for item, each in zip(action.items, items, strict=True):
        for told in item.invoice.deferrals:
            agreed.setdefault((told.date, told.until, None), []).append(each)
    return tuple(
        LaterDueDate(
            date,
            until,
            tuple(shown),
            about_all=len(shown) == len(items),
            came_back=any(
                date <= back.paid <= until < back.returned
                for each in shown
                for back in each.returned
            ),
            replaced_on=replaced_on,
        )
        for (date, until, replaced_on), shown in sorted(agreed.items(), key=lambda e: e[0][:2])
    )


def past_disputes(
    action: Action, items: Sequence[ReminderItem], events: Iterable[Event]
) -> tuple[PastDispute, ...]:
    """Return the disputes, by date; the arguments are those of :func:`later_due_dates`."""
    events = list(events)
    disputes = [event for event in events if event.kind == DISPUTE.name]
    found = []
    for place, event in enumerate(disputes):
        about = _about(event, action, items)
        credited: dict[str, Decimal] = {}
        days = []
        for item, _ in about:
            following = (each.date for each in disputes[place + 1 :] if item.item.key in each.items)
            before = next(following, datetime.date.max)
            for part in item.item.settled:
                if part.is_credit_note and event.date <= part.date < before:
                    currency = item.invoice.currency
                    credited[currency] = credited.get(currency, Decimal()) + part.amount
                    days.append(part.date)
        end = _end_of(event, events)
        found.append(
            PastDispute(
                date=event.date,
                text=event.text,
                amount=event.amount,
                items=tuple(shown for _, shown in about),
                about_all=len(about) == len(items),
                credited=tuple(Amount(number, currency) for currency, number in credited.items()),
                credit_notes=len(days),
                credited_on=max(days, default=None),
                ended_on=end.date if end is not None else None,
                ended=end.text if end is not None else "",
                ran_out=event.until if end is None and _has_passed(event, about) else None,
            )
        )
    return tuple(found)


def _has_passed(dispute: Event, about: Iterable[tuple[ActionItem, ReminderItem]]) -> bool:
    """Return whether the last day of a dispute has passed on that of the text."""
    until = dispute.until
    return until is not None and any(until < item.decision.as_of for item, _ in about)


def _end_of(dispute: Event, events: Sequence[Event]) -> Event | None:
    """Return the note that ended a dispute about some of its items, unless another followed.

    Disputes of parts add up, so that one note ends them all.
    """
    for event in events[events.index(dispute) + 1 :]:
        if not event.items & dispute.items:
            continue
        if event.resumes:
            return event
        if event.kind == DISPUTE.name and (event.amount is None or dispute.amount is None):
            return None
    return None


def _about(
    event: Event, action: Action, items: Sequence[ReminderItem]
) -> list[tuple[ActionItem, ReminderItem]]:
    return [
        (item, shown)
        for item, shown in zip(action.items, items, strict=True)
        if item.item.key in event.items
    ]
