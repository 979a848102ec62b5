"""Which agreement took the place of an earlier one, so that only the later one can be broken.

    2026-06-18 note Assets:Clients:Boulangerie-Martin "Promet un virement" ^F2026-014
      relance: "promise"
      until: 2026-07-08

    2026-07-02 note Assets:Clients:Boulangerie-Martin "Échéancier" ^F2026-014
      relance: "plan"
      plan: "2026-07-18 500 EUR, 2026-08-18 500 EUR"

On 8 July nothing is missing. The later one was made on a later day, before the earlier one had run
out, about all of its invoices that were still open. A plan or a later due date takes the place of
any promise, plan or due date. A promise does so only if it is of at least as much, and not for a
day before the other one would have been broken; a plan whose instalments up to that day are paid
goes on. A waiver gives up interest: it replaces a waiver, and nothing else replaces it. A plan also
ends by a note “resume”, by which we go on with reminders.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from msgspec.structs import replace

from beancount_relance.history.events import Event
from beancount_relance.history.instalments import total_in
from beancount_relance.history.note_kinds import EXTENSION, PLAN, PROMISE, WAIVER
from beancount_relance.receivables.items import Item, ItemKey
from beancount_relance.values.working_days import next_working_day

_TO_PAY = frozenset((PROMISE.name, PLAN.name, EXTENSION.name))
_AGREEMENTS = _TO_PAY | {WAIVER.name}
_FEW = 8
"""Notes about so many items at most are compared with those about the same items only."""


def with_replacements(
    events: Sequence[Event], items: Iterable[Item], calendar: str | None
) -> list[Event]:
    """Return the events; each agreement has the day of what took its place or ended it, if any.

    An agreement about several invoices, of which some were agreed on anew, becomes two events.

    Args:
        events: the history, in order of date.
        items: all items, open and settled.
        calendar: the country whose public holidays apply, if any.
    """
    agreements: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        if event.resumes or event.kind in _AGREEMENTS:
            agreements[event.customer].append(event)
    several = [theirs for theirs in agreements.values() if len(theirs) > 1]
    if not several:  # as nearly always
        return list(events)
    known = {item.key: item for item in items}
    parts = {
        id(event): _parts(event, _later(event, following, calendar), known, calendar)
        for theirs in several
        for event, following in _with_following(theirs)
        if not event.resumes
    }
    return [part for event in events for part in parts.get(id(event), (event,))]


def _with_following(theirs: Sequence[Event]) -> Iterator[tuple[Event, Sequence[Event]]]:
    """Yield each note of a customer with the following ones that are about some of its items."""
    places: dict[ItemKey, list[int]] = defaultdict(list)
    for place, event in enumerate(theirs):
        for key in event.items:
            places[key].append(place)
    for place, event in enumerate(theirs):
        if len(event.items) > _FEW:
            yield event, theirs[place + 1 :]
            continue
        about = {each for key in event.items for each in places[key] if each > place}
        yield event, [theirs[each] for each in sorted(about)]


def _later(event: Event, following: Iterable[Event], calendar: str | None) -> Iterator[Event]:
    """Yield what was noted on a later day than an agreement, while it could still be kept."""
    until = event.plan[-1].due if event.plan else event.until
    last = next_working_day(until, calendar) if until is not None else event.date
    for each in following:
        if each.date > last:
            return
        if each.date > event.date:
            yield each


def _parts(
    event: Event, later: Iterable[Event], known: Mapping[ItemKey, Item], calendar: str | None
) -> Sequence[Event]:
    """Return an agreement with the day on which it was replaced or ended, as a whole or in part."""
    parts: list[Event] = []
    for each in later:
        about = _concerned(event, known)
        covered = about & _concerned(each, known)
        if event.kind != WAIVER.name:
            covered = frozenset(key for key in covered if _is_open(key, each.date, known))
        theirs = [known[key] for key in sorted(covered)]
        if not covered or not _replaces(each, event, theirs, calendar):
            continue
        if each.resumes:
            over = replace(event, ended_on=each.date)
        else:
            promised = each.until if event.plan and each.kind == PROMISE.name else None
            over = replace(event, replaced_on=each.date, replaced_until=promised)
        others = (key for key in about if key not in covered)
        if not any(event.kind == WAIVER.name or _is_open(key, each.date, known) for key in others):
            return [*parts, over]
        if event.amount is None and not event.plan:
            parts.append(replace(over, items=covered))
            event = replace(event, items=event.items - covered)
    return [*parts, event]


def _concerned(event: Event, known: Mapping[ItemKey, Item]) -> frozenset[ItemKey]:
    """Return the items that a note is about: those in the currencies of its amounts, if any."""
    currencies = {part.amount.currency for part in event.plan}
    if not currencies and event.amount is not None:
        currencies = {event.amount.currency}
    if not currencies:
        return event.items
    return frozenset(
        key for key in event.items if key in known and known[key].invoice.currency in currencies
    )


def _is_open(key: ItemKey, day: datetime.date, known: Mapping[ItemKey, Item]) -> bool:
    return key in known and known[key].outstanding_on(day) > 0


def _replaces(later: Event, earlier: Event, covered: Sequence[Item], calendar: str | None) -> bool:
    """Return whether a later note takes the place of an agreement about some of its items."""
    if later.resumes:
        return earlier.kind == PLAN.name
    if WAIVER.name in (later.kind, earlier.kind):
        return later.kind == earlier.kind
    if later.kind != PROMISE.name:
        return True
    days = [part.due for part in earlier.plan] or [earlier.until or earlier.date]
    days_left = [day for day in days if next_working_day(day, calendar) >= later.date] or days[-1:]
    if earlier.kind != PROMISE.name and (later.until or later.date) < days_left[0]:
        return False
    return _is_as_much(later, earlier, covered, days_left[0])


def _is_as_much(
    promise: Event, earlier: Event, covered: Iterable[Item], since: datetime.date
) -> bool:
    """Return whether a promise is of at least as much as an agreement about some items.

    One without an amount is of everything that was open on them. Of a plan, what is due since a day
    counts.
    """
    if promise.amount is None:
        return True
    currency = promise.amount.currency
    open_ = {item.invoice.currency: Decimal() for item in covered}
    for item in covered:
        open_[item.invoice.currency] += item.outstanding_on(promise.date)
    if set(open_) != {currency}:
        return False
    least = open_[currency]
    if earlier.kind == PROMISE.name and earlier.amount is not None:
        if earlier.amount.currency != currency:
            return False
        least = earlier.amount.number or Decimal()
    elif earlier.plan:
        left = (part for part in earlier.plan if part.due >= since)
        total = total_in(left, currency)
        least = min(least, total)
    return (promise.amount.number or Decimal()) >= least
