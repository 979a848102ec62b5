"""Lists what happened to the items of a case, by date.

The list has the invoices, credits, interest received, notes and documents. Notes that are
steps of the procedure have a title of their own.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from beancount.core.amount import Amount
from beancount.core.data import Document, Note
from msgspec import Struct

from beancount_relance.dunning.reasons import facts_of
from beancount_relance.history.events import Event
from beancount_relance.history.note_kinds import DISPUTE, NOTE_KINDS
from beancount_relance.history.noted_channels import noted_channel, noted_title
from beancount_relance.history.written_names import remark_text
from beancount_relance.language.messages import Message, Source, msg
from beancount_relance.ledger.source_extracts import Extracts
from beancount_relance.policy.channels import CHANNELS
from beancount_relance.policy.procedures import Stage
from beancount_relance.receivables.invoices import Invoice
from beancount_relance.receivables.items import Item, ItemKey
from beancount_relance.receivables.part_labels import number_or_name, part_mark
from beancount_relance.report.report import Report


class CaseEvent(Struct, frozen=True):
    """Something that happened to an item.

    Attributes:
        date: when it happened.
        what: what happened.
        text: what the ledger says about it, such as a narration or a comment.
        source: the file, relative to the ledger's top-level file, and the line.
        about: the invoices that a note was about, if they are not all of the case.
        step: the event's kind, if it is a step towards the customer, or their answer.
    """

    date: datetime.date
    what: Message
    text: str
    source: Source
    about: Sequence[Message | str] = ()
    step: str | None = None


class Steps(Struct, frozen=True):
    """The notes on the items that are events.

    Attributes:
        events: the events, by their source in the ledger.
        stages: all stages, by name.
        notices: the names of those that are formal notices.
        items: the items of the case.
    """

    events: Mapping[Source, Event]
    stages: Mapping[str, Stage]
    notices: Collection[str]
    items: Sequence[Item]

    def title(self, event: Event) -> Message:
        """Return what was done, with its amount, last day and letter if it has any."""
        delivery = list(_delivery(event))
        title = self._title(event)
        return msg("{what} ({delivery})", what=title, delivery=delivery) if delivery else title

    def of_day(self, events: Sequence[Event], what: Message | None = None) -> Message:
        """Return what was done with its date, and with its invoices if it was about some only.

        Args:
            events: one event, or those of a kind on one day.
            what: the paper that proves it, if that is called otherwise than what was done.
        """
        what, date = what or self.title(events[-1]), events[-1].date
        invoices = self.about(events)
        if invoices:
            return msg("{what} of {date} for {invoices}", what=what, date=date, invoices=invoices)
        return msg("{what} of {date}", what=what, date=date)

    def about(self, events: Sequence[Event]) -> list[Message | str]:
        """Return the invoices that events were about; empty if they were about the whole case."""
        keys = frozenset[ItemKey]().union(*(event.items for event in events))
        if all(item.key in keys for item in self.items):
            return []
        invoices: dict[str, list[Item]] = {}
        for item in self.items:
            invoices.setdefault(item.invoice.reference, []).append(item)
        named: list[Message | str] = []
        for parts in invoices.values():
            meant = [item for item in parts if item.key in keys]
            if len(meant) == len(parts):
                named.append(number_or_name(meant[0].invoice))
            else:
                named += (_named_part(item.invoice) for item in meant)
        return named

    def is_internal(self, event: Event) -> bool:
        """Whether an event is a decision of our own that the customer never saw.

        The end of a dispute is none: without it the dispute would seem to go on.
        """
        stage = self.stages.get(event.kind)
        if stage is not None:
            return not CHANNELS[noted_channel(event, stage)].is_contact
        kind = NOTE_KINDS.get(event.kind)
        return kind is not None and kind.internal and not self._ends_a_dispute(event)

    def _ends_a_dispute(self, event: Event) -> bool:
        waits = (
            each.kind
            for each in self.events.values()
            if each.date <= event.date
            and each is not event
            and each.items & event.items
            and each.kind in NOTE_KINDS
            and NOTE_KINDS[each.kind].waits is not None
        )
        return event.resumes and [*waits][-1:] == [DISPUTE.name]

    def _title(self, event: Event) -> Message:
        stage = self.stages.get(event.kind)
        kind = NOTE_KINDS.get(event.kind)
        title = kind.label if kind is not None else Message("{kind}", {"kind": event.kind})
        if stage is not None:
            title = Message("{title}", {"title": noted_title(event, stage)})
        if event.until is not None and event.amount is not None:
            return msg(
                "{what}, {amount} until {date}", what=title, amount=event.amount, date=event.until
            )
        if event.until is not None:
            return msg("{what}, until {date}", what=title, date=event.until)
        if event.amount is not None:
            return msg("{what}, {amount}", what=title, amount=event.amount)
        return title


def _named_part(invoice: Invoice) -> Message | str:
    name, mark = number_or_name(invoice), part_mark(invoice)
    return name if mark is None else Message("{invoice} ({part})", {"invoice": name, "part": mark})


def _delivery(event: Event) -> Iterator[Message]:
    """Yield what a note says about the delivery of a letter."""
    if event.registered is not None:
        yield msg("registered letter {number}", number=event.registered)
    if event.electronic is not None:
        yield msg("electronic registered letter {number}", number=event.electronic)
    if event.presented is not None:
        yield msg("first presented on {date}", date=event.presented)


def case_events(
    report: Report,
    items: Iterable[Item],
    remarks: Iterable[Note | Document],
    steps: Steps,
    extracts: Extracts,
) -> list[CaseEvent]:
    """Return what happened, by date; within a day, bookings come before notes.

    Args:
        report: the report of the whole ledger.
        items: the items of the case.
        remarks: the notes and documents about the items.
        steps: the notes among them that are events.
        extracts: makes sources relative to the top-level file.
    """
    books = (event for item in items for event in _booked(report, item, extracts))
    noted = (_noted(entry, steps, extracts) for entry in remarks)
    return sorted((*books, *noted), key=lambda event: event.date)


def _booked(report: Report, item: Item, extracts: Extracts) -> Iterator[CaseEvent]:
    """Yield what was booked on an item: the invoice, its settlements, the interest received."""
    invoice = item.invoice
    for reason in facts_of(item, report.as_of):
        if reason.source is None:
            continue
        day = reason.date or invoice.date
        text = invoice.narration if reason.source == invoice.source else ""
        what = reason.message
        if not text:
            what = msg("{invoice}: {fact}", invoice=invoice.reference, fact=what)
        yield CaseEvent(day, what, text, extracts.shown(reason.source))
    for part in report.claims.of(item).imputed:
        facts = {
            "invoice": invoice.reference,
            "amount": Amount(part.interest + part.fee, invoice.currency),
            "date": part.received.date,
        }
        if part.received.invoiced:
            what = msg(
                "{invoice}: {amount} of interest and fee invoiced separately on {date}", **facts
            )
        else:
            what = msg("{invoice}: {amount} of interest and fee received on {date}", **facts)
        source = extracts.shown(part.received.source)
        yield CaseEvent(part.received.date, what, "", source)


def _noted(entry: Note | Document, steps: Steps, extracts: Extracts) -> CaseEvent:
    source = Source.of(entry.meta)
    event = steps.events.get(source)
    text = remark_text(entry)
    what = msg("note") if isinstance(entry, Note) else msg("document")
    return CaseEvent(
        date=entry.date,
        what=steps.title(event) if event else what,
        text=text,
        source=extracts.shown(source),
        about=steps.about([event]) if event else (),
        step=event.kind if event and not steps.is_internal(event) else None,
    )
