"""Chronology: what happened to the items of a case, by date.

Invoices, credits, interest received, notes and documents; those that are steps of the
procedure have a title of their own.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from beancount.core.amount import Amount
from beancount.core.data import Document, Note

from beancount_relance.dunning.reasons import facts_of
from beancount_relance.history.events import Event
from beancount_relance.history.note_kinds import NOTE_KINDS
from beancount_relance.language.messages import Message, Source, msg
from beancount_relance.ledger.source_extracts import Extracts
from beancount_relance.policy.procedures import Stage
from beancount_relance.receivables.allocation import Item
from beancount_relance.report.report import Report


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """Something that happened: what it was, and what the ledger says of it.

    ``step`` is the event's kind where it is one; ``source`` is as the ledger's
    top-level file sees it.
    """

    date: datetime.date
    what: Message
    text: str
    source: Source
    step: str | None = None


@dataclass(frozen=True, slots=True)
class Steps:
    """The notes on the items that are events.

    Attributes:
        events: them, by where they stand in the ledger.
        stages: all stages there are, by name.
    """

    events: Mapping[Source, Event]
    stages: Mapping[str, Stage]

    def title(self, event: Event) -> Message:
        """What was done, with its last day and its amount."""
        stage = self.stages.get(event.kind)
        kind = NOTE_KINDS.get(event.kind)
        title = kind.label if kind is not None else Message("{kind}", {"kind": event.kind})
        if stage is not None:
            title = Message("{title}", {"title": stage.title})
        if event.until is not None and event.amount is not None:
            return msg(
                "{what}, {amount} until {date}", what=title, amount=event.amount, date=event.until
            )
        if event.until is not None:
            return msg("{what}, until {date}", what=title, date=event.until)
        if event.amount is not None:
            return msg("{what}, {amount}", what=title, amount=event.amount)
        return title


def case_events(
    report: Report,
    items: Iterable[Item],
    remarks: Iterable[Note | Document],
    steps: Steps,
    extracts: Extracts,
) -> list[CaseEvent]:
    """What happened, by date; on one day the books come before the notes.

    Args:
        report: the report of the whole ledger.
        items: the items of the case.
        remarks: the notes and documents about them.
        steps: which of these are events.
        extracts: how the top-level file sees where something stands.
    """
    books = (event for item in items for event in _booked(report, item, extracts))
    noted = (_noted(entry, steps, extracts) for entry in remarks)
    return sorted((*books, *noted), key=lambda event: event.date)


def _booked(report: Report, item: Item, extracts: Extracts) -> Iterator[CaseEvent]:
    """What the books say of an item: invoiced, settled, interest received."""
    invoice = item.invoice
    for reason in facts_of(item, report.as_of):
        if reason.source is None:
            continue
        dates = [part.date for part in item.movements if part.source == reason.source]
        day = invoice.date if reason.source == invoice.source else dates[0]
        text = invoice.narration if reason.source == invoice.source else ""
        what = reason.message
        if not text:
            what = msg("{invoice}: {fact}", invoice=invoice.reference, fact=what)
        yield CaseEvent(day, what, text, extracts.shown(reason.source))
    for part in report.claims.of(item).imputed:
        what = msg(
            "{invoice}: {amount} of interest and fee received on {date}",
            invoice=invoice.reference,
            amount=Amount(part.interest + part.fee, invoice.currency),
            date=part.received.date,
        )
        source = extracts.shown(part.received.source)
        yield CaseEvent(part.received.date, what, "", source)


def _noted(entry: Note | Document, steps: Steps, extracts: Extracts) -> CaseEvent:
    source = Source.of(entry.meta)
    event = steps.events.get(source)
    text = entry.comment if isinstance(entry, Note) else entry.filename.rpartition("/")[2]
    what = msg("note") if isinstance(entry, Note) else msg("document")
    return CaseEvent(
        date=entry.date,
        what=steps.title(event) if event else what,
        text=text,
        source=extracts.shown(source),
        step=event.kind if event else None,
    )
