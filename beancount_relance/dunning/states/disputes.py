"""What of an item is disputed, when disputes are about a part only."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal

from msgspec import Struct

from beancount_relance.history.disputed_sums import still_in_dispute
from beancount_relance.history.events import Event
from beancount_relance.receivables.items import Item, ItemKey


class PartialDispute(Struct, frozen=True):
    """The part of an item that a note disputes from ``day`` on, in the item's currency."""

    day: datetime.date
    amount: Decimal


def disputed_shares(
    event: Event, about: Iterable[tuple[Item, Sequence[PartialDispute]]]
) -> dict[ItemKey, Decimal]:
    """Distribute the amount of an event over its items, oldest due first.

    Each item takes at most what is outstanding, and what credit notes have settled since then,
    without what is disputed already.

    Args:
        event: the note.
        about: its items, each with what earlier notes dispute of it.
    """
    left = event.amount.number or Decimal() if event.amount else Decimal()
    shares = {}
    for item, earlier in about:
        same = event.amount is not None and event.amount.currency == item.invoice.currency
        credited = sum((p.amount for p in item.credit_notes if p.date >= event.date), Decimal())
        room = item.outstanding + credited - still_disputed(earlier, item, event.date)
        shares[item.key] = min(left, room) if same else Decimal()
        left -= shares[item.key]
    return shares


def still_disputed(
    disputes: Sequence[PartialDispute], item: Item, before: datetime.date = datetime.date.max
) -> Decimal:
    """Return what of an item is disputed, in its currency.

    Disputes add up. Credit notes issued since then settle the disputed part first, so their
    amount is no longer disputed. No more than what is outstanding is left, since that is the most
    that each note disputed.

    Args:
        disputes: the disputed parts of the item, in order of date.
        item: the item.
        before: only credit notes before this day count.
    """
    if not disputes:
        return Decimal()
    return still_in_dispute(
        ((each.day, each.amount) for each in disputes),
        ((part.date, part.amount) for part in item.credit_notes if part.date < before),
    )
