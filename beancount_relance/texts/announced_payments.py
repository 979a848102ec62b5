"""The payments that the customer's platform had announced, and that have not come in since."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

from msgspec import Struct

from beancount_relance.dunning.agenda import Action
from beancount_relance.history.events import Event
from beancount_relance.history.platform_kinds import APPROVED, PAYMENT_SENT
from beancount_relance.texts.reminder_items import ReminderItem, returned_pairs

_ANNOUNCED = (APPROVED.name, PAYMENT_SENT.name)


class AnnouncedPayment(Struct, frozen=True):
    """A message of the customer's platform about at least one invoice of the text.

    Attributes:
        kind: ``approved`` or ``payment-sent``.
        date: the day of the message.
        items: the invoices of the text that it was about.
        about_all: whether it was about all invoices of the text.
        in_part: whether a part of them has been paid since.
    """

    kind: str
    date: datetime.date
    items: tuple[ReminderItem, ...]
    about_all: bool
    in_part: bool


def announced_payments(
    action: Action, items: Sequence[ReminderItem], events: Iterable[Event]
) -> tuple[AnnouncedPayment, ...]:
    """Return the last message about each invoice, by date; a payment returned since is none.

    Args:
        action: the action.
        items: its items, as in the text.
        events: what happened with its items, in order of date.
    """
    messages = [event for event in events if event.kind in _ANNOUNCED]
    about: dict[int, list[int]] = {}
    for place, each in enumerate(action.items):
        theirs = [n for n, event in enumerate(messages) if each.item.key in event.items]
        if theirs:
            last = messages[theirs[-1]]
            if all(paid.date < last.date for paid, _ in returned_pairs(each.item)):
                about.setdefault(theirs[-1], []).append(place)
    return tuple(
        AnnouncedPayment(
            kind=messages[n].kind,
            date=messages[n].date,
            items=tuple(items[place] for place in places),
            about_all=len(places) == len(items),
            in_part=any(
                part.is_payment and part.date >= messages[n].date
                for place in places
                for part in action.items[place].item.settled
            ),
        )
        for n, places in sorted(about.items())
    )
