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
from collections.abc import Hashable, Sequence
from collections.abc import Set as AbstractSet

from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.history.deliveries import addresses_in, sent_before
from beancount_relance.history.events import Event
from beancount_relance.history.mail_kinds import BOUNCED, UNDELIVERABLE
from beancount_relance.policy.customers import Customer, Customers

CAME_BACK = frozenset((BOUNCED.name, UNDELIVERABLE.name))
"""The kinds of notes that an e-mail or a letter came back."""


class CameBack(Struct, frozen=True):
    """A note that an e-mail or a letter came back.

    Attributes:
        kind: its kind, one of :data:`CAME_BACK`.
        sent: the day on which the letter was sent.
        recipient: the e-mail addresses that it names, as written.
        about: what the e-mail or the letter was about: keys of items, or names of invoices;
            ``None`` if that is not known.
    """

    kind: str
    sent: datetime.date
    recipient: str | None
    about: AbstractSet[Hashable] | None


class AddressAnswers:
    """Tells which notes “resume” only say that an address works, as one note follows another.

    It is the first one after an e-mail or a letter came back, about some of what that was about,
    unless the address was changed in between. Where a note names nothing, it is about everything.
    """

    def __init__(self, customers: Customers) -> None:
        """Begin with the customers by id; no note has been read yet."""
        self._customers = customers
        self._unanswered: dict[str | None, list[CameBack]] = defaultdict(list)

    def add(self, customer: str | None, note: CameBack) -> None:
        """Add a note that something came back from a customer; ``None`` if that is not known."""
        self._unanswered[customer].append(note)

    def is_answer(
        self, customer: str | None, about: AbstractSet[Hashable] | None, day: datetime.date
    ) -> bool:
        """Return whether a note “resume” of a customer only says that an address works.

        What it is about is answered now, and a later note is no answer to it.

        Args:
            customer: the customer; ``None`` if that is not known.
            about: what the note names, like ``about`` of :class:`CameBack`.
            day: the day of the note.
        """
        asked = self._unanswered.pop(customer, [])
        answered = [note for note in asked if _share(about, note.about)]
        self._unanswered[customer] = [note for note in asked if note not in answered]
        return any(
            customer is None or _was_in_use(self._customers[customer], note, day)
            for note in answered
        )


def with_answered_addresses(
    events: Sequence[Event], undelivered: Sequence[Event], customers: Customers
) -> list[Event]:
    """Return the events; each note that only says that an address works is marked so.

    Args:
        events: the history that counts, in order of date.
        undelivered: the reminders that came back.
        customers: the customers by id.
    """
    if not any(event.kind in CAME_BACK for event in events):  # as nearly always
        return list(events)
    answers = AddressAnswers(customers)
    found = []
    for event in events:
        if event.kind in CAME_BACK:
            answers.add(event.customer, _came_back(event, undelivered))
        elif event.resumes:
            about = event.items if event.by_name else None
            if answers.is_answer(event.customer, about, event.date):
                event = replace(event, about_address=True)  # noqa: PLW2901
        found.append(event)
    return found


def _came_back(note: Event, undelivered: Sequence[Event]) -> CameBack:
    lost = None if note.by_name else note.lost
    return CameBack(
        note.kind,
        sent_before(note, undelivered),
        note.recipient,
        note.items if lost is None else lost.items,
    )


def _share(these: AbstractSet[Hashable] | None, those: AbstractSet[Hashable] | None) -> bool:
    """Return whether two notes are about some of the same, as far as they name anything."""
    return these is None or those is None or not these.isdisjoint(those)


def _was_in_use(customer: Customer, note: CameBack, day: datetime.date) -> bool:
    """Return whether the address from which something came back was still in use on a day.

    Args:
        customer: the customer, with their addresses of today.
        note: the note that something came back.
        day: the day.
    """
    if note.kind == BOUNCED.name:
        since = customer.email_since
        changed_later = since is not None and since > day
        return changed_later or not customer.addresses.isdisjoint(addresses_in(note.recipient))
    since = customer.address_since
    return since is not None and (since > day or since <= note.sent)
