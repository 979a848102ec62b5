"""A customer's timeline: invoices, payments, notes and documents, the latest first."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from fava.beans.abc import Document, Note
from msgspec import Struct

from beancount_relance.dunning.reasons import basis_of, labels_of
from beancount_relance.history.note_kinds import NOTE_KINDS
from beancount_relance.language.messages import Message, Source, msg
from beancount_relance.policy.procedures import LABELS
from beancount_relance.receivables.invoices import references_of
from beancount_relance.receivables.items import Item
from beancount_relance.receivables.part_labels import part_of_invoice
from beancount_relance.report.report import Report

SORTS_OF_MOMENTS: Mapping[str, Message] = {
    "invoice": msg("Invoices"),
    "settled": msg("Payments"),
    "done": msg("Reminders"),
    "said": msg("Notes"),
    "document": msg("Documents"),
}
"""The sorts of moments, with their labels."""


class Moment(Struct, frozen=True):
    """Something that happened on a day.

    Attributes:
        date: the day.
        sort: ``invoice``, ``settled``, ``done`` (a stage), ``said`` (another note)
            or ``document``.
        title: what it is.
        text: its text in the ledger.
        invoices: the numbers of the invoices it is about.
        amount: the change in what is owed; ``None`` if there is none.
        currency: the currency of the amount.
        basis: on what a settlement rests, unless that is the invoice's number.
        source: its line.
        path: the file of a document.
    """

    date: datetime.date
    sort: str
    title: Message
    text: str
    invoices: tuple[str, ...]
    source: Source
    amount: Decimal | None = None
    currency: str = ""
    basis: Message | None = None
    path: str | None = None


def timeline(
    report: Report,
    customer: str,
    items: Sequence[Item],
    entries: Iterable[Note | Document],
) -> list[Moment]:
    """The timeline of a customer, the latest first.

    Args:
        report: a whole report.
        customer: the customer's id.
        items: the customer's items that are shown, open and settled.
        entries: notes and documents on accounts that belong to this customer only.
    """
    moments = [moment for item in items for moment in _of_item(item)]
    for rest in report.allocation.credits:
        credit = rest.credit
        if credit.customer == customer:
            title = msg("not matched with an invoice")
            moments.append(
                Moment(
                    credit.date,
                    "settled",
                    title,
                    credit.narration,
                    (),
                    credit.source,
                    -rest.amount,
                    credit.currency,
                )
            )
    moments += _of_history(report, customer, {item.key: item for item in items})
    known = {moment.source for moment in moments}
    moments += [m for m in _of_entries(entries, report.as_of) if m.source not in known]
    moments.reverse()  # the latest of a day first
    return sorted(moments, key=lambda moment: moment.date, reverse=True)


def _of_item(item: Item) -> Iterable[Moment]:
    invoice = item.invoice
    about = (invoice.reference,)
    title = part_of_invoice(invoice) or msg("invoice")
    yield Moment(
        invoice.date,
        "invoice",
        title,
        invoice.narration,
        about,
        invoice.source,
        invoice.amount,
        invoice.currency,
    )
    for part in item.movements:
        yield Moment(
            part.date,
            "settled",
            labels_of(part).title,
            "",
            about,
            part.source,
            -part.amount,
            invoice.currency,
            basis=basis_of(part),
        )


def _of_history(
    report: Report, customer: str, items: Mapping[tuple[str, str, str, int], Item]
) -> Iterable[Moment]:
    procedures = report.settings.all_procedures
    stages = {stage.name: stage.title for procedure in procedures for stage in procedure.stages}
    for event in report.events:
        about = [items[key] for key in sorted(event.items) if key in items]
        if event.customer != customer or (event.items and not about):
            continue
        kind = NOTE_KINDS.get(event.kind)
        title = kind.label if kind else stages.get(event.kind) or LABELS[event.kind]
        numbers = references_of(about)
        sort = "said" if kind else "done"
        yield Moment(event.date, sort, title, event.text, numbers, event.source)


def _of_entries(entries: Iterable[Note | Document], as_of: datetime.date) -> Iterable[Moment]:
    for entry in entries:
        if entry.date > as_of:
            continue
        source = Source.of(entry.meta)
        if isinstance(entry, Document):
            path = entry.filename
            name = path.rpartition("/")[2]
            yield Moment(entry.date, "document", msg("document"), name, (), source, path=path)
        else:
            yield Moment(entry.date, "said", msg("note"), entry.comment, (), source)
