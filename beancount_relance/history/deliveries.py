"""What became of e-mails: reminders that came back, and the addresses that do not work.

2026-06-11 note Assets:Clients:Boulangerie-Martin "Adresse inconnue" ^F2026-014
relance: "bounced"
recipient: "ap@martin.example"
message: "<relance.0f…@lumen.example>"
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from beancount_relance.history.events import Event
from beancount_relance.history.mail_kinds import BOUNCED
from beancount_relance.history.note_kinds import NOTE_KINDS, RESUME
from beancount_relance.policy.customers import Customers


def addresses_in(recipient: str | None) -> frozenset[str]:
    """Return the addresses in the value of ``recipient:``, in lower case."""
    return frozenset(part.strip().lower() for part in (recipient or "").split(";") if part.strip())


def without_returned(events: Sequence[Event]) -> tuple[list[Event], list[Event]]:
    """Separate the reminders that reached nobody, because the e-mail came back.

    A reminder to several addresses counts as long as one of them did not return it.

    Returns:
        The events that count, and the reminders that do not.
    """
    returned: dict[str, set[str]] = defaultdict(set)
    for event in events:
        if event.kind == BOUNCED.name and event.message is not None:
            returned[event.message].update(addresses_in(event.recipient))
    if not returned:  # as nearly always
        return list(events), []
    kept: list[Event] = []
    lost: list[Event] = []
    for event in events:
        is_stage = event.kind not in NOTE_KINDS
        failed = returned.get(event.message or "") if is_stage else None
        gone = failed is not None and addresses_in(event.recipient) <= failed
        (lost if gone else kept).append(event)
    return kept, lost


def with_returned(customers: Customers, events: Iterable[Event]) -> Customers:
    """Return the customers with the addresses that returned an e-mail since the last “resume”."""
    returned = _returned(events)
    if not any(returned.values()):  # as nearly always
        return customers
    found = Customers(customers)
    for name, addresses in returned.items():
        found[name] = replace(customers[name], returned=frozenset(addresses))
    return found


def _returned(events: Iterable[Event]) -> Mapping[str, Mapping[str, Event]]:
    """Return, by customer, the addresses that do not work, each with the note that says so."""
    found: dict[str, dict[str, Event]] = defaultdict(dict)
    for event in events:
        if event.kind == BOUNCED.name:
            found[event.customer].update(dict.fromkeys(addresses_in(event.recipient), event))
        elif event.kind == RESUME.name:
            found[event.customer].clear()
    return found


def returned_addresses(events: Iterable[Event], customers: Customers) -> list[tuple[str, Event]]:
    """Return the addresses in use that do not work, each with the note that says so."""
    return [
        (address, event)
        for name, addresses in _returned(events).items()
        for address, event in addresses.items()
        if address in customers[name].addresses
    ]
