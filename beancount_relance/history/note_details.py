"""Read and check the metadata of a note, apart from its kind.

    2026-03-25 note Assets:Clients:Boulangerie-Martin "Promet un virement" ^F2026-014
      relance: "promise"
      until: 2026-03-27
      amount: 600.00 EUR                     ; optional; by default the whole debt
    2026-04-02 note Assets:Clients:Boulangerie-Martin "Échéancier accordé" ^F2026-014
      relance: "plan"
      plan: "2026-05-05 400.00 EUR, 2026-06-05 400.00 EUR"
      amount: 800.00 EUR                     ; optional; by default the amount open that day
    2026-09-01 note Assets:Clients:Boulangerie-Martin "Dossier transmis" ^F2026-014
      relance: "handover"
      agent: "Étude Roche, commissaires de justice"

The keys that each kind takes are in :mod:`~beancount_relance.history.note_kinds`.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from beancount.core.amount import Amount
from beancount.core.data import Document, Note
from msgspec import Struct

from beancount_relance.history.instalments import Instalment
from beancount_relance.history.note_keys import NOTE_KEY_NAMES, NOTE_KEYS, in_english, named_key
from beancount_relance.history.note_kind import NoteKind
from beancount_relance.history.note_kinds import EXTENSION
from beancount_relance.language.messages import Message, msg
from beancount_relance.receivables.items import Item
from beancount_relance.values.readers import (
    BadValueError,
    bad_value,
)
from beancount_relance.values.records import read_record

_READERS = {key.name: key.read for key in NOTE_KEYS.values()}


class NoteDetails(Struct, frozen=True, kw_only=True):
    """The metadata of a note, apart from its kind: one field for each of its keys.

    Attributes:
        until: the last day of a promise, a dispute or a hold; the last day to pay for a
            conditional waiver; in insolvency proceedings, the last day to declare the
            claim, if known.
        opened: the day of the judgment that opened insolvency proceedings.
        published: the day on which it was published.
        administrator: the name and address of the administrator who receives the claims.
        callback: the day on which to contact the customer again.
        amount: the part promised or disputed, or the total of a plan; ``None`` for the
            whole.
        plan: the instalments of a plan, by date.
        agent: the person or company to whom the case was handed over.
        registered: the number of a registered letter.
        electronic: the provider and number of an electronic registered letter.
        right: the name of the right that was exercised.
        deposited: the day on which a registered letter was handed in.
        presented: the day on which a registered letter was first presented.
        message: the Message-ID of an e-mail.
        recipient: the addresses that it went to, or those that returned it.
        channel: how a stage was carried out; ``None`` for its first channel.
    """

    until: datetime.date | None = None
    opened: datetime.date | None = None
    published: datetime.date | None = None
    administrator: str | None = None
    callback: datetime.date | None = None
    amount: Amount | None = None
    plan: tuple[Instalment, ...] = ()
    agent: str | None = None
    registered: str | None = None
    electronic: str | None = None
    right: str | None = None
    deposited: datetime.date | None = None
    presented: datetime.date | None = None
    message: str | None = None
    recipient: str | None = None
    channel: str | None = None

    @property
    def details(self) -> Mapping[str, Any]:
        """The metadata alone, by key."""
        return {key: getattr(self, key) for key in NOTE_KEYS}


def read_details(
    kind: NoteKind | None, entry: Note | Document
) -> tuple[NoteDetails, list[Message]]:
    """Read the metadata of a note.

    Args:
        kind: the kind of the note; ``None`` for a stage.
        entry: the note or document.

    Returns:
        The metadata, and a message for each invalid or missing value.
    """
    details, complaints = read_record(
        NoteDetails(), entry.meta, _READERS, others=True, french=NOTE_KEY_NAMES
    )
    if kind is not None and kind.needs is not None and kind.needs not in in_english(entry.meta):
        complaints.append(msg("a {kind} needs “{key}”", kind=kind.label, key=named_key(kind.needs)))
    if details.amount is not None and not details.amount.number:
        expected = msg("an amount greater than zero")
        complaints.append(_bad("amount", details.amount, expected))
    if details.until is not None and details.until < entry.date:
        expected = msg("a day on or after the date of the note, {date}", date=entry.date)
        complaints.append(_bad("until", details.until, expected))
    if details.callback is not None and details.callback <= entry.date:
        expected = msg("a day after the date of the note, {date}", date=entry.date)
        complaints.append(_bad("callback", details.callback, expected))
    if details.plan and details.plan[0].due < entry.date:
        expected = msg("instalments on or after the day of the agreement, {date}", date=entry.date)
        complaints.append(_bad("plan", details.plan[0].due, expected))
    return details, complaints


def details_against_books(
    kind: NoteKind | None, details: NoteDetails, date: datetime.date, about: Sequence[Item]
) -> list[Message]:
    """Check the metadata of a valid note against the books.

    Args:
        kind: the kind of the note; ``None`` for a stage.
        details: the metadata.
        date: the day of the note.
        about: the items that it is about.

    Returns:
        A message for each contradiction.
    """
    currencies = {item.invoice.currency for item in about}
    amount = details.amount
    if kind is not None and kind.of_a_part and amount and amount.currency not in currencies:
        expected = msg("an amount in {currencies}", currencies=sorted(currencies))
        return [_bad("amount", amount, expected)] if currencies else []
    first = min((item.invoice.first_due_on(date) for item in about), default=None)
    if kind is EXTENSION and first is not None and details.until and details.until <= first:
        expected = msg("a day after the due date, {due}", due=first)
        return [_bad("until", details.until, expected)]
    dated = (item.invoice.date for item in about if not item.invoice.carried_over)
    earliest = min(dated, default=date)
    if (kind is None or kind.promises_payment) and earliest > date:
        return [
            msg(
                "this note of {date} is earlier than its invoice of {earliest}: correct one of "
                "the dates",
                date=date,
                earliest=earliest,
            )
        ]
    return []


def _bad(key: str, value: object, expected: Message) -> Message:
    """Return the message about the invalid value of a key."""
    return bad_value(named_key(key), value, BadValueError(expected))
