"""What became of e-mails and letters: reminders that came back, and what addresses do not work.

2026-06-11 note Assets:Clients:Boulangerie-Martin "Adresse inconnue" ^F2026-014
relance: "bounced"
recipient: "ap@martin.example"
message: "<relance.0f…@lumen.example>"
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.history.events import Event
from beancount_relance.history.mail_kinds import BOUNCED, UNDELIVERABLE
from beancount_relance.history.note_kinds import NOTE_KINDS, RESUME
from beancount_relance.history.noted_channels import is_proven
from beancount_relance.language.messages import Problem, Source, msg
from beancount_relance.policy.channels import CHANNELS, PAPER
from beancount_relance.policy.customers import Customers


class DeliveredEvents(Struct, frozen=True):
    """A history without the reminders that reached nobody.

    Attributes:
        events: the events that count, in order of date. A note that something came back has the
            reminder that it was as :attr:`~beancount_relance.history.events.Event.lost`.
        undelivered: the reminders that do not count, because they came back.
        problems: what is wrong with notes, such as a number that no letter has.
    """

    events: Sequence[Event]
    undelivered: Sequence[Event]
    problems: Sequence[Problem]


class LettersMeant(Struct, frozen=True):
    """The letters that a note may mean, the latest first.

    ``by_number`` says that they have its number; ``others`` are those about its invoices if all of
    them have another number.
    """

    letters: Sequence[Event]
    by_number: bool = False
    others: Sequence[Event] = ()


def addresses_in(recipient: str | None) -> frozenset[str]:
    """Return the addresses in the value of ``recipient:``, in lower case."""
    return frozenset(part.strip().lower() for part in (recipient or "").split(";") if part.strip())


def plain_number(number: str) -> str:
    """Return the number of a letter without what people put into it to read it better."""
    return "".join(c for c in number if c.isalnum()).upper()


def letter_numbers(letter: Event) -> Sequence[str]:
    """Return the numbers that the note of a letter gives, as by :func:`plain_number`."""
    return [plain_number(each) for each in (letter.registered, letter.electronic) if each]


def without_returned(
    events: Sequence[Event],
    written: Mapping[str, bool],
    proven: Collection[str],
    customers: Customers,
) -> DeliveredEvents:
    """Separate the reminders that reached nobody, because the e-mail or the letter came back.

    An e-mail to several addresses counts as long as one of them did not return it. It is the
    one with the Message-ID of the note, or else the last one about its invoices. The letter
    that came back is the one with the number of the note, or else the last one about its invoices
    that was noted without a number, a registered one first.

    Args:
        events: the history, in order of date.
        written: the stages in writing by name, and whether they are meant to go on paper.
        proven: the names of the stages whose delivery is proven, or is the formal notice.
        customers: the customers by id.
    """
    returned: dict[str, set[str]] = defaultdict(set)
    for event in events:
        if event.kind == BOUNCED.name and event.message is not None:
            returned[event.message].update(addresses_in(event.recipient))
    came_back, problems = _undelivered(events, written, proven, customers)
    undelivered = {**came_back, **_bounced(events, written, customers)}
    if not (returned or undelivered):  # as nearly always
        return DeliveredEvents(events, (), problems)
    kept: list[Event] = []
    lost: list[Event] = []
    for event in events:
        is_stage = event.kind not in NOTE_KINDS
        failed = returned.get(event.message or "") if is_stage else None
        gone = failed is not None and addresses_in(event.recipient) <= failed
        gone = gone or event.source in undelivered
        (lost if gone else kept).append(event)
    return DeliveredEvents(_with_lost(kept, lost, undelivered), lost, problems)


def _with_lost(
    kept: Sequence[Event], lost: Sequence[Event], undelivered: Mapping[Source, Source]
) -> list[Event]:
    """Return the events; the notes that something came back have the reminder that it was."""
    by_message = {event.message: event for event in lost if event.message is not None}
    by_note = {undelivered[each.source]: each for each in lost if each.source in undelivered}
    found = []
    for event in kept:
        came_back = by_note.get(event.source)
        if event.kind == BOUNCED.name and event.message is not None:
            came_back = by_message.get(event.message)
        if came_back is not None:
            by_number = not {*letter_numbers(event)}.isdisjoint(letter_numbers(came_back))
            items = came_back.items if by_number else event.items
            event = replace(event, lost=came_back, items=items)  # noqa: PLW2901
        found.append(event)
    return found


def _on_paper(event: Event, written: Mapping[str, bool]) -> bool | None:
    """Return whether a reminder went on paper; ``None`` if it is none in writing."""
    if event.channel is None or event.kind in NOTE_KINDS:
        return written.get(event.kind)
    channel = CHANNELS[event.channel]
    return channel.medium == PAPER if channel.in_writing else None


def _bounced(
    events: Sequence[Event], written: Mapping[str, bool], customers: Customers
) -> dict[Source, Source]:
    """Return the e-mails that came back, where no Message-ID says which one, with the last note.

    An e-mail to several addresses may have come back from each of them.
    """
    sent: dict[str, list[Event]] = defaultdict(list)
    failed: dict[Source, set[str]] = defaultdict(set)
    found: dict[Source, Source] = {}
    for event in events:
        if _on_paper(event, written) is False:
            sent[event.customer].append(event)
        elif event.kind == BOUNCED.name and event.message is None:
            theirs = [mail for mail in sent[event.customer] if mail.items & event.items]
            for mail in theirs[-1:]:
                failed[mail.source].update(addresses_in(event.recipient))
                known = {each.lower() for each in customers[event.customer].mail_to}
                if known.isdisjoint(failed[mail.source]):  # it was changed since
                    known = set()
                if (addresses_in(mail.recipient) or known) <= failed[mail.source]:
                    found[mail.source] = event.source
    return found


def _undelivered(
    events: Sequence[Event],
    written: Mapping[str, bool],
    proven: Collection[str],
    customers: Customers,
) -> tuple[dict[Source, Source], list[Problem]]:
    """Return the letters that came back, each with the note that says so, and the problems."""
    sent: dict[str, list[Event]] = defaultdict(list)
    found: dict[Source, Source] = {}
    problems: list[Problem] = []
    for event in events:
        if _by_post(event, written, customers):
            sent[event.customer].append(event)
        elif event.kind == UNDELIVERABLE.name:
            meant = letters_meant(event, sent[event.customer], proven)
            if meant.others:
                problems.append(unknown_number(event, meant.others))
            left = [letter for letter in meant.letters if letter.source not in found]
            on_paper = [letter for letter in left if _on_paper(letter, written)]
            found.update((letter.source, event.source) for letter in (on_paper or left)[:1])
    return found, problems


def _by_post(event: Event, written: Mapping[str, bool], customers: Customers) -> bool:
    """Return whether a reminder went by post.

    One that is meant to go by e-mail did if it has a number, or if there is no e-mail address.
    """
    if event.message is not None or event.recipient is not None:
        return False
    on_paper = _on_paper(event, written)
    if on_paper is not False or event.channel is not None:
        return bool(on_paper)
    return bool(letter_numbers(event)) or not customers[event.customer].mail_to


def letters_meant(event: Event, sent: Sequence[Event], proven: Collection[str]) -> LettersMeant:
    """Return the letters that may be meant by what a note says of one, the latest first.

    The number of the note decides, whatever else it names. Few people note it when they send, so
    else it may be a letter about its invoices that was noted without a number.

    Args:
        event: the note that a letter was received or came back.
        sent: the letters to the customer, in order of date.
        proven: the names of the stages whose delivery is proven, or is the formal notice.
    """
    numbers = set(letter_numbers(event))
    same = [each for each in reversed(sent) if not numbers.isdisjoint(letter_numbers(each))]
    if same:
        return LettersMeant(same, by_number=True)
    about = [each for each in reversed(sent) if each.items & event.items]
    if not numbers:
        return LettersMeant(about)
    unnumbered = [each for each in about if not letter_numbers(each)]
    registered = [each for each in unnumbered if is_proven(each, proven)]
    theirs = registered or (unnumbered if len(unnumbered) == len(about) else ())
    return LettersMeant(theirs, others=() if theirs else about)


def unknown_number(event: Event, letters: Sequence[Event]) -> Problem:
    """Return the problem that none of the letters about its invoices has the number of a note."""
    known = [each.registered or each.electronic for each in letters]
    text = msg(
        "no letter about these invoices has the number {number}, only {known}: correct the number, "
        "or add “registered:” to the note of that letter",
        number=event.registered or event.electronic,
        known=[each for each in known if each is not None],
    )
    return Problem(text, event.source, "bad-note")


def with_returned(
    customers: Customers, events: Sequence[Event], undelivered: Sequence[Event] = ()
) -> Customers:
    """Return the customers with the addresses that do not work, unless a later “resume” says so.

    Args:
        customers: the customers by id.
        events: the history that counts, in order of date.
        undelivered: the reminders that came back.
    """
    returned = _returned(events)
    failed = _failed(events, customers, undelivered)
    if not (failed or any(returned.values())):  # as nearly always
        return customers
    found = Customers(customers)
    for name, addresses in returned.items():
        found[name] = replace(customers[name], returned=frozenset(addresses))
    for name in failed:
        found[name] = replace(found[name], address_failed=True)
    return found


def _failed(
    events: Iterable[Event], customers: Customers, undelivered: Sequence[Event]
) -> Mapping[str, Event]:
    """Return the customers whose postal address does not work, each with the note that says so.

    The address has changed if it was given after the letter was sent.
    """
    found: dict[str, Event] = {}
    for event in events:
        if event.kind == UNDELIVERABLE.name:
            since = customers[event.customer].address_since
            if since is not None and since <= sent_before(event, undelivered):
                found[event.customer] = event
        elif event.kind == RESUME.name:
            found.pop(event.customer, None)
    return found


def sent_before(note: Event, undelivered: Iterable[Event]) -> datetime.date:
    """Return the day on which the letter was sent that a note says came back, or its own day."""
    sent = [
        each.date
        for each in undelivered
        if each.customer == note.customer and each.items & note.items
    ]
    return max((day for day in sent if day <= note.date), default=note.date)


def _returned(events: Iterable[Event]) -> Mapping[str, Mapping[str, Event]]:
    """Return, by customer, the addresses that do not work, each with the note that says so."""
    found: dict[str, dict[str, Event]] = defaultdict(dict)
    for event in events:
        if event.kind == BOUNCED.name:
            found[event.customer].update(dict.fromkeys(addresses_in(event.recipient), event))
        elif event.kind == RESUME.name:
            found[event.customer].clear()
    return found


def failed_addresses(events: Iterable[Event], customers: Customers) -> list[Event]:
    """Return the last note about a letter that came back of each customer it is true of."""
    last = {event.customer: event for event in events if event.kind == UNDELIVERABLE.name}
    return [event for name, event in last.items() if customers[name].address_failed]


def returned_addresses(events: Iterable[Event], customers: Customers) -> list[tuple[str, Event]]:
    """Return the addresses in use that do not work, each with the note that says so."""
    return [
        (address, event)
        for name, addresses in _returned(events).items()
        for address, event in addresses.items()
        if address in customers[name].addresses
    ]
