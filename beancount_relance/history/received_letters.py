"""Receipts of registered letters: a letter is received for all its invoices at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from msgspec.structs import replace

from beancount_relance.history.events import Event
from beancount_relance.history.note_kinds import RECEIVED
from beancount_relance.history.noted_channels import is_proven


def received_together(events: Iterable[Event], proven: Collection[str]) -> list[Event]:
    """Return the events, each receipt about all invoices of the letter that was received.

    Args:
        events: the history, in order of date.
        proven: the names of the stages whose delivery is proven, or is the formal notice.
    """
    letters: Mapping[str, list[Event]] = defaultdict(list)
    found: list[Event] = []
    for event in events:
        received = event
        if is_proven(event, proven):
            letters[event.customer].append(event)
        elif event.kind == RECEIVED.name:
            sent = reversed(letters[event.customer])
            letter = next((each for each in sent if each.items & event.items), None)
            if letter is not None:
                received = replace(event, items=event.items | letter.items)
        found.append(received)
    return found
