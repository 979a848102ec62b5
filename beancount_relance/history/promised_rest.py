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

from beancount_relance.history.events import Event
from beancount_relance.history.instalments import plan_against_books
from beancount_relance.history.note_kinds import DISPUTE, PROMISE, RESUME
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
            is_end = event.kind == RESUME.name
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
        disputed: dict[str, Decimal] = defaultdict(Decimal)
        for event in noted.values():
            if event.amount is not None and event.date <= day and event.items <= known.keys():
                ends = (end for key in event.items for end in self._ends.get(key, ()))
                left = _still_disputed(event, event.amount, day, ends, known)
                disputed[event.amount.currency] += left
        return disputed


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


def _still_disputed(
    dispute: Event,
    amount: Amount,
    day: datetime.date,
    ends: Iterable[Event],
    known: Mapping[ItemKey, Item],
) -> Decimal:
    """Return what a dispute is about on a day: what was credited since is settled."""
    if dispute.until is not None and dispute.until < day:
        return Decimal()
    if any(dispute.date <= end.date <= day for end in ends):
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
    return max((amount.number or Decimal()) - credited, Decimal())
