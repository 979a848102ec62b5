"""What a promise or plan is about, if a part of its invoices is disputed: the rest.

Whoever disputes a part and promises to pay, promises the rest: nobody pays what they dispute.
That is known when the whole history has been read, since a dispute of the same day counts.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from beancount.core.amount import Amount
from msgspec.structs import replace

from beancount_relance.history.disputed_sums import still_in_dispute
from beancount_relance.history.events import Event
from beancount_relance.history.note_kinds import DISPUTE, PROMISE
from beancount_relance.history.plan_sums import plan_against_books
from beancount_relance.language.messages import Problem, Source
from beancount_relance.receivables.items import Item, ItemKey


def with_promised_rest(events: Sequence[Event], items: Iterable[Item]) -> list[Event]:
    """Return the events, where a promise without an amount has that of what is not disputed.

    A dispute noted on the same day counts. Promises about several currencies stay as they are.

    Args:
        events: the history, in order of date.
        items: all items, open and settled.
    """
    promises = [event for event in events if event.kind == PROMISE.name and not event.amount]
    if not (promises and any(map(_is_partial_dispute, events))):  # as nearly always
        return list(events)
    known = {item.key: item for item in items}
    disputes = PartialDisputes(events)
    rests = {id(promise): _rest(promise, disputes, known) for promise in promises}
    return [
        replace(event, amount=rest) if (rest := rests.get(id(event))) is not None else event
        for event in events
    ]


def problems_of_plans(events: Sequence[Event], items: Iterable[Item]) -> Iterator[Problem]:
    """Yield a problem for each plan whose instalments do not add up.

    Args:
        events: the history, in order of date.
        items: all items, open and settled.
    """
    plans: dict[Source, list[Event]] = defaultdict(list)
    for event in events:
        if event.plan:  # one note may be about items that several customers owe now
            plans[event.source].append(event)
    if not plans:
        return
    known = {item.key: item for item in items}
    disputes = PartialDisputes(events)
    for source, parts in plans.items():
        keys = {key for part in parts for key in part.items}
        about = [known[key] for key in sorted(keys & known.keys())]
        plan, agreed, day = parts[0].plan, parts[0].amount, parts[0].date
        if any(item.invoice.date > day for item in about):  # which is a problem of its own
            continue
        for wrong in plan_against_books(plan, agreed, day, about, disputes.on(day, about)):
            yield Problem(wrong, source, "bad-note")


class PartialDisputes:
    """The disputes of parts of items, and what ended them, by item."""

    def __init__(self, events: Iterable[Event]) -> None:
        """Take the history, in order of date."""
        self._disputes: dict[ItemKey, list[Event]] = defaultdict(list)
        self._ends: dict[ItemKey, list[Event]] = defaultdict(list)
        for event in events:
            is_end = event.resumes
            for key in event.items if is_end or _is_partial_dispute(event) else ():
                (self._ends if is_end else self._disputes)[key].append(event)

    def on(self, day: datetime.date, about: Iterable[Item]) -> Mapping[str, Decimal]:
        """Return which part of some items was disputed on a day, by currency.

        Args:
            day: the day; a dispute that was noted on it counts.
            about: the items; a dispute that is about others as well does not count.
        """
        known = {item.key: item for item in about}
        noted = {id(event): event for key in known for event in self._disputes.get(key, ())}
        standing: dict[str, list[tuple[Event, Decimal]]] = defaultdict(list)
        for event in noted.values():
            amount = event.amount
            if amount is not None and amount.number is not None and event.items <= known.keys():
                ends = (end for key in event.items for end in self._ends.get(key, ()))
                if _stands(event, day, ends):
                    standing[amount.currency].append((event, amount.number))
        return {currency: _left(theirs, day, known) for currency, theirs in standing.items()}


def _is_partial_dispute(event: Event) -> bool:
    return event.kind == DISPUTE.name and event.amount is not None


def _rest(
    promise: Event, disputes: PartialDisputes, known: Mapping[ItemKey, Item]
) -> Amount | None:
    """Return what is not disputed of what was promised, or ``None`` if nothing is disputed."""
    about = [known[key] for key in promise.items if key in known]
    currencies = {item.invoice.currency for item in about}
    if len(currencies) != 1:
        return None
    (currency,) = currencies
    left = sum((item.outstanding_on(promise.date) for item in about), Decimal())
    disputed = disputes.on(promise.date, about).get(currency, Decimal())
    return Amount(left - disputed, currency) if 0 < disputed < left else None


def _stands(dispute: Event, day: datetime.date, ends: Iterable[Event]) -> bool:
    """Whether a dispute was noted by a day and was not over on it."""
    ran_out = dispute.until is not None and dispute.until < day
    ended = any(dispute.date <= end.date <= day for end in ends)
    return dispute.date <= day and not ran_out and not ended


def _left(
    disputes: Iterable[tuple[Event, Decimal]], day: datetime.date, known: Mapping[ItemKey, Item]
) -> Decimal:
    """Return what some disputes are about on a day; what was credited since is settled, once."""
    disputes = list(disputes)
    credited = (
        (part.date, part.amount)
        for key in {key for event, _ in disputes for key in event.items}
        for part in known[key].settled
        if part.is_credit_note and part.date <= day
    )
    return still_in_dispute(((event.date, amount) for event, amount in disputes), credited)
