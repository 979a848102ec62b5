"""Receipts of registered letters: a letter is received for all its invoices at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec.structs import replace

from beancount_relance.history.deliveries import letters_meant, unknown_number
from beancount_relance.history.events import Event
from beancount_relance.history.note_kinds import NOTE_KINDS, RECEIVED
from beancount_relance.history.noted_channels import is_proven
from beancount_relance.language.messages import Problem, msg

NO_LETTER = msg(
    "no formal notice or registered letter about these invoices is noted by that day: note the "
    "letter that was received as well"
)
"""What is wrong with the receipt of a letter that nobody noted."""


def received_together(
    events: Sequence[Event], proven: Collection[str]
) -> tuple[list[Event], list[Problem]]:
    """Return the events, each receipt about all invoices of the letter that was received.

    It is the letter whose number the receipt has, or else the last one about its invoices, sent
    on its day at the latest. A receipt of a letter that nobody noted is left out: interest could
    run from it, and the next letter would recall a formal notice that never was.

    Args:
        events: the history, in order of date.
        proven: the names of the stages whose delivery is proven, or is the formal notice.

    Returns:
        The events, and a problem for each receipt that was left out.
    """
    sent = letters_by_customer(events, proven)
    found: list[Event] = []
    problems: list[Problem] = []
    for event in events:
        if event.kind != RECEIVED.name:
            found.append(event)
            continue
        then = [letter for letter in sent[event.customer] if letter.date <= event.date]
        meant = letters_meant(event, then, proven)
        if meant.others:
            problems.append(unknown_number(event, meant.others))
        elif not meant.letters:
            problems.append(Problem(NO_LETTER, event.source, "bad-note"))
        else:
            last = meant.letters[0]
            items = last.items
            if not meant.by_number:  # also of several letters that were sent together
                items = items.union(*(event.items & letter.items for letter in meant.letters))
            found.append(replace(event, items=items, letter=last.kind))
    return found, problems


def letters_by_customer(
    events: Iterable[Event], proven: Collection[str]
) -> Mapping[str, Sequence[Event]]:
    """Return the letters whose receipt can be noted, by customer, in order of date."""
    sent: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        if event.kind not in NOTE_KINDS and is_proven(event, proven):
            sent[event.customer].append(event)
    return sent
