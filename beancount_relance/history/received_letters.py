"""Receipts of registered letters: a letter is received for all its invoices at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from msgspec.structs import replace

from beancount_relance.history.deliveries import letters_meant, unknown_number
from beancount_relance.history.events import Event
from beancount_relance.history.note_kinds import RECEIVED
from beancount_relance.history.noted_channels import is_proven
from beancount_relance.language.messages import Problem


def received_together(
    events: Iterable[Event], proven: Collection[str]
) -> tuple[list[Event], list[Problem]]:
    """Return the events, each receipt about all invoices of the letter that was received.

    It is the letter whose number the receipt has, or else the last one about its invoices. A
    receipt whose number no letter has is left out.

    Args:
        events: the history, in order of date.
        proven: the names of the stages whose delivery is proven, or is the formal notice.

    Returns:
        The events, and a problem for each number that no letter has.
    """
    sent: Mapping[str, list[Event]] = defaultdict(list)
    found: list[Event] = []
    problems: list[Problem] = []
    for event in events:
        if event.kind != RECEIVED.name:
            if is_proven(event, proven):
                sent[event.customer].append(event)
            found.append(event)
            continue
        meant = letters_meant(event, sent[event.customer], proven)
        if meant.others:
            problems.append(unknown_number(event, meant.others))
            continue
        items = meant.letters[0].items if meant.letters else event.items
        if not meant.by_number:
            items |= event.items
        found.append(replace(event, items=items))
    return found, problems
