"""What happened with some items, found without looking through all events of a ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from beancount_relance.history.events import Event
from beancount_relance.history.note_kinds import NOTE_KINDS
from beancount_relance.receivables.items import Item, ItemKey


class NotedEvents:
    """The events of a report by item, and those about everything that a customer owes."""

    def __init__(self, events: Sequence[Event]) -> None:
        """Sort the events of a report."""
        self._events = events
        self._of_item: dict[ItemKey, list[int]] = defaultdict(list)
        self._of_customer: dict[str, list[int]] = defaultdict(list)
        for place, event in enumerate(events):
            for key in event.items:
                self._of_item[key].append(place)
            kind = NOTE_KINDS.get(event.kind)
            if kind is not None and kind.about_everything:
                self._of_customer[event.customer].append(place)

    def about(self, items: Iterable[Item]) -> Sequence[Event]:
        """Return the events about any of the items, in their order."""
        places: set[int] = set()
        for item in items:
            places.update(self._of_item.get(item.key, ()))
            places.update(self._of_customer.get(item.invoice.customer, ()))
        return [self._events[place] for place in sorted(places)]
