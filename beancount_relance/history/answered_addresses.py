"""Notes “resume” that only answer whether an address works.

    2026-07-10 note Assets:Clients:Boulangerie-Martin "Boîte pleine" ^F2026-014
      relance: "bounced"
      recipient: "ap@martin.example"

    2026-07-13 note Assets:Clients:Boulangerie-Martin "La boîte marche de nouveau" ^F2026-014
      relance: "resume"

The check ``returned-mail`` asks for such a note as long as the address is in use. It says nothing
about a plan that is kept, a dispute or insolvency proceedings, which go on.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence

from msgspec.structs import replace

from beancount_relance.history.deliveries import addresses_in, sent_before
from beancount_relance.history.events import Event
from beancount_relance.history.mail_kinds import BOUNCED, UNDELIVERABLE
from beancount_relance.policy.customers import Customer, Customers
from beancount_relance.receivables.items import ItemKey

CAME_BACK = frozenset((BOUNCED.name, UNDELIVERABLE.name))
"""The kinds of notes that an e-mail or a letter came back."""


def with_answered_addresses(
    events: Sequence[Event], undelivered: Sequence[Event], customers: Customers
) -> list[Event]:
    """Return the events; each note that only says that an address works is marked so.

    It is the first one after an e-mail or a letter came back, about some of what that was about or
    without a link, unless the address was changed in between.

    Args:
        events: the history that counts, in order of date.
        undelivered: the reminders that came back.
        customers: the customers by id.
    """
    if not any(event.kind in CAME_BACK for event in events):  # as nearly always
        return list(events)
    unanswered: dict[str, list[Event]] = defaultdict(list)
    found = []
    for event in events:
        if event.kind in CAME_BACK:
            unanswered[event.customer].append(event)
        elif event.resumes:
            asked = unanswered.pop(event.customer, [])
            about = [note for note in asked if not event.by_name or _items_of(note) & event.items]
            unanswered[event.customer] = [note for note in asked if note not in about]
            customer = customers[event.customer]
            sent = (sent_before(each, undelivered) for each in about)
            if any(
                was_in_use(customer, note.kind, note.recipient, day, event.date)
                for note, day in zip(about, sent, strict=True)
            ):
                event = replace(event, about_address=True)  # noqa: PLW2901
        found.append(event)
    return found


def _items_of(note: Event) -> frozenset[ItemKey]:
    """Return what an e-mail or a letter was about of which a note says that it came back."""
    return note.lost.items if note.lost is not None and not note.by_name else note.items


def was_in_use(
    customer: Customer, kind: str, recipient: str | None, sent: datetime.date, day: datetime.date
) -> bool:
    """Return whether an address from which something came back was still in use on a day.

    Args:
        customer: the customer, with their addresses of today.
        kind: the kind of the note that something came back.
        recipient: the e-mail addresses that the note names.
        sent: the day on which the letter was sent.
        day: the day.
    """
    if kind == BOUNCED.name:
        since = customer.email_since
        changed_later = since is not None and since > day
        return changed_later or not customer.addresses.isdisjoint(addresses_in(recipient))
    since = customer.address_since
    return since is not None and (since > day or since <= sent)
