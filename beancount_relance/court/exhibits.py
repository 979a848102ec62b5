"""Numbers the enclosures of a case and finds out which documents are missing."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Iterable, Iterator
from itertools import chain

from beancount.core.data import Document, Note
from msgspec import Struct

from beancount_relance.court.chronology import Steps
from beancount_relance.documents.files import safe_name
from beancount_relance.history.events import Event
from beancount_relance.history.note_kinds import RECEIVED
from beancount_relance.history.noted_channels import noted_channel
from beancount_relance.language.messages import Message, Source, msg
from beancount_relance.policy.channels import CHANNELS
from beancount_relance.receivables.invoices import Invoice, references_of
from beancount_relance.receivables.items import Item
from beancount_relance.receivables.part_labels import named_invoice
from beancount_relance.texts.enclosures import Enclosure

STATEMENT = "statement.txt"
"""The name of the file that lists the claim invoice by invoice."""

_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}")
_LONGEST = 120  # bytes of a name, with room for its number and suffix
_NOT_LETTERS = re.compile(r"[\W_]+")


class Exhibit(Struct, frozen=True):
    """A numbered enclosure: its title, and the file name and content of its copy.

    The statement of the claim has no content here, since it is written in the language asked for.
    """

    number: int
    title: Message
    name: str
    content: bytes | None


def numbered_exhibits(
    items: Iterable[Item],
    copies: Iterable[Enclosure],
    documents: Iterable[Enclosure],
    remarks: Iterable[Note | Document],
    steps: Steps,
) -> Iterator[Exhibit]:
    """Yield the documents that were found as numbered enclosures, and last the statement.

    Args:
        items: the items of the case.
        copies: the copies of the invoices, which come first.
        documents: the files of the notes and documents.
        remarks: the notes and documents about the items.
        steps: the notes among them that are events.
    """
    by_source = {Source.of(entry.meta): entry for entry in remarks}
    named = {item.invoice.reference: named_invoice(item.invoice) for item in items}
    number = 0
    for number, document in enumerate(chain(copies, documents), 1):
        event = steps.events.get(document.source)
        if event is not None:
            title = steps.of_day([event])
        elif document.invoice and _names(document.name, document.invoice):
            title = named[document.invoice]
        elif document.invoice:
            title = msg("document on {invoice}", invoice=named[document.invoice])
        else:
            title = msg("document of {date}", date=by_source[document.source].date)
        yield Exhibit(number, title, exhibit_name(number, document.name), document.content)
    yield Exhibit(number + 1, msg("statement of the claim"), STATEMENT, None)


def missing_documents(
    items: Collection[Item],
    copies: Iterable[Enclosure],
    documents: Iterable[Enclosure],
    steps: Steps,
) -> Iterator[Message]:
    """Yield the documents that the request needs and that were not found.

    Args:
        items: the items of the case.
        copies: the copies of invoices that were found.
        documents: the other documents that were found.
        steps: the notes on the items that are events.
    """
    present = {copy.invoice for copy in copies}
    for item in items:
        if item.invoice.reference not in present:
            yield _copy_of(item.invoice)
    proven = {
        (event.kind, event.date)
        for event in (steps.events.get(document.source) for document in documents)
        if event is not None
    }
    taken: dict[tuple[str, datetime.date], list[Event]] = {}
    for event in steps.events.values():
        if event.kind == RECEIVED.name or _is_in_writing(event, steps):
            taken.setdefault((event.kind, event.date), []).append(event)
    for step, events in taken.items():
        if step not in proven:
            receipt = msg("acknowledgement of receipt") if step[0] == RECEIVED.name else None
            yield steps.of_day(events, receipt)
    without = references_of(item for item in items if not _has(steps.notices, item, steps))
    if without:
        yield msg("formal notice: the ledger has none for {invoices}", invoices=list(without))
    unproven = references_of(
        item
        for item in items
        if _has(steps.notices, item, steps) and not _has((RECEIVED.name,), item, steps)
    )
    if unproven:
        yield msg(
            "acknowledgement of receipt of the formal notice for {invoices}",
            invoices=list(unproven),
        )
    yield msg("accepted quotation or order with its terms")
    yield msg("delivery note or certificate of completion")


def _copy_of(invoice: Invoice) -> Message:
    if invoice.number is not None:
        return msg("copy of invoice {invoice}", invoice=invoice.number)
    if invoice.charge or invoice.carried_over:
        return msg("proof of the {what}", what=named_invoice(invoice))
    return msg("copy of the invoice of {date}", date=invoice.date)


def _has(kinds: Collection[str], item: Item, steps: Steps) -> bool:
    """Whether an event of one of these kinds is about an item."""
    return any(event.kind in kinds and item.key in event.items for event in steps.events.values())


def _is_in_writing(event: Event, steps: Steps) -> bool:
    """Whether an event is a claim in writing, so that there should be a copy."""
    stage = steps.stages.get(event.kind)
    return (
        stage is not None and stage.after >= 0 and CHANNELS[noted_channel(event, stage)].in_writing
    )


def _names(file: str, reference: str) -> bool:
    """Whether a file is named after an invoice, ignoring the separators in its number."""
    plain = _NOT_LETTERS.sub("", reference).casefold()
    return bool(plain) and plain in _NOT_LETTERS.sub("", file).casefold()


def exhibit_name(number: int, name: str) -> str:
    """Return the file name of an enclosure: its number and its own name, safe on every system."""
    stem, dot, suffix = name.rpartition(".")
    if not stem or not _SUFFIX.fullmatch(dot + suffix):
        stem, dot, suffix = name, "", ""
    return f"{number:02d}_{safe_name(stem, _LONGEST)}{dot}{suffix}"
