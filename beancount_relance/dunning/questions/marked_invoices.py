"""Invoices that are open in the books, but whose tag or metadata says that they are not owed.

``status: "paid"``, ``#cancelled`` or ``do-not-remind: TRUE`` change nothing in the books: the
invoice stays open until it is booked. But who wrote this does not want the customer reminded, so
the reminder waits until it is booked, or noted, or until a note ``still-owed`` says otherwise.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from beancount_relance.dunning.questions.questions import Question
from beancount_relance.history.events import Event
from beancount_relance.history.note_kinds import NOTE_KINDS
from beancount_relance.language.messages import Source, msg
from beancount_relance.language.text import one_line
from beancount_relance.receivables.items import Item

MARKED_INVOICE: Final = "marked-invoice"


def marked_invoices(
    items: Sequence[Item], events: Sequence[Event], as_of: datetime.date
) -> list[Question]:
    """Return a question for each open invoice that is marked so.

    Args:
        items: all items.
        events: the history; a note that says what to do about the invoice answers the question.
        as_of: the day; a mark with a later day says nothing yet.
    """
    found: dict[Source, list[Item]] = defaultdict(list)
    for item in items:
        if item.is_open and item.invoice.marks:
            found[item.invoice.source].append(item)
    if not found:
        return []
    paid: dict[Source, Decimal] = defaultdict(Decimal)
    for item in items:
        if item.invoice.source in found:
            paid[item.invoice.source] += item.invoice.amount - item.outstanding
    answered = {key for event in events if _is_answer(event) for key in event.items}
    return [
        _question(theirs, mark)
        for source, theirs in found.items()
        if (mark := _mark(theirs[0], as_of, paid[source])) is not None
        and answered.isdisjoint(item.key for item in theirs)
    ]


def _is_answer(event: Event) -> bool:
    """Return whether a note says that an invoice is owed all the same, or what stops it."""
    kind = NOTE_KINDS.get(event.kind)
    stops = kind is not None and kind.waits is not None and event.about_money
    return event.denies_payment or stops


def _mark(item: Item, as_of: datetime.date, paid: Decimal) -> str | None:
    """Return the first mark that says something else than the books, by which so much was paid."""
    marks = (
        mark
        for mark in item.invoice.marks
        if (mark.since is None or mark.since <= as_of) and (mark.paid is None or mark.paid > paid)
    )
    return next((mark.text for mark in marks), None)


def _question(items: Sequence[Item], mark: str) -> Question:
    invoice = items[0].invoice
    said = {"invoice": invoice.reference, "mark": one_line(mark)}
    message = msg(
        "{invoice} is open in the books, but marked “{mark}”, so its reminder waits: book what "
        "settled it, note what stops it, or record “still-owed” for {invoice} to ask for it",
        **said,
    )
    fact = msg("{invoice} is marked “{mark}”", **said)
    keys = frozenset(item.key for item in items)
    return Question(MARKED_INVOICE, invoice.customer, message, fact, invoice.source, keys)
