"""What a promise without an amount is about, if a part of its invoices is disputed.

Whoever disputes a part and promises to pay, promises the rest: nobody pays what they dispute.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from beancount.core.amount import Amount
from msgspec.structs import replace

from beancount_relance.history.events import Event
from beancount_relance.history.note_kinds import DISPUTE, PROMISE, RESUME
from beancount_relance.receivables.items import Item, ItemKey


def with_promised_rest(events: Sequence[Event], items: Iterable[Item]) -> list[Event]:
    """Return the events, where a promise without an amount has that of what is not disputed.

    A dispute noted on the same day counts. Promises about several currencies stay as they are.

    Args:
        events: the history, in order of date.
        items: all items, open and settled.
    """
    disputes = [event for event in events if event.kind == DISPUTE.name and event.amount]
    promises = [event for event in events if event.kind == PROMISE.name and not event.amount]
    if not (disputes and promises):  # as nearly always
        return list(events)
    known = {item.key: item for item in items}
    ends = [event for event in events if event.kind == RESUME.name]
    rests = {id(promise): _rest(promise, disputes, ends, known) for promise in promises}
    return [
        replace(event, amount=rest) if (rest := rests.get(id(event))) is not None else event
        for event in events
    ]


def _rest(
    promise: Event, disputes: Iterable[Event], ends: Sequence[Event], known: Mapping[ItemKey, Item]
) -> Amount | None:
    """Return what is not disputed of what was promised, or ``None`` if nothing is disputed."""
    about = [known[key] for key in promise.items if key in known]
    currencies = {item.invoice.currency for item in about}
    if len(currencies) != 1:
        return None
    (currency,) = currencies
    left = sum((item.outstanding_on(promise.date) for item in about), Decimal())
    disputed = sum(
        (
            _still_disputed(dispute, promise.date, ends, known)
            for dispute in disputes
            if dispute.items <= promise.items and dispute.date <= promise.date
        ),
        Decimal(),
    )
    return Amount(left - disputed, currency) if 0 < disputed < left else None


def _still_disputed(
    dispute: Event, day: datetime.date, ends: Iterable[Event], known: Mapping[ItemKey, Item]
) -> Decimal:
    """Return what a dispute is about on a day: what was credited since is settled."""
    if dispute.until is not None and dispute.until < day:
        return Decimal()
    if any(dispute.date <= end.date <= day and end.items & dispute.items for end in ends):
        return Decimal()
    credited = sum(
        (
            part.amount
            for key in dispute.items
            for part in (known[key].settled if key in known else ())
            if part.is_credit_note and dispute.date <= part.date <= day
        ),
        Decimal(),
    )
    said = dispute.amount.number if dispute.amount is not None else None
    return max((said or Decimal()) - credited, Decimal())
