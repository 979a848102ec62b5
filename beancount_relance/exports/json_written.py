"""The rows in the JSON of the command that are about what was written, sent or found.

See :mod:`~beancount_relance.exports.json_types`.
"""

from __future__ import annotations

from typing import TypedDict

from beancount_relance.exports.json_types import AmountText, IsoDate, NumberText, SourceLine
from beancount_relance.recording.undo_receipts import ReceiptData


class LetterRow(TypedDict):
    """A text to send."""

    customer: str
    name: str
    stage: str
    channel: str
    language: str
    recipient: str | None
    invoices: list[str]
    subject: str
    body: str
    mailto: str | None
    mailto_complete: bool | None


class FileRow(TypedDict):
    """A file that was written."""

    path: str
    customer: str | None
    stage: str | None
    channel: str | None
    invoices: list[str]
    enclosures: list[str]


class NoteRow(SourceLine):
    """A note, as it was or would be recorded."""

    status: str
    customer: str
    kind: str
    date: IsoDate
    invoices: list[str]
    text: str
    warnings: list[str]
    effects: list[str]
    receipt: ReceiptData | None


class AnswerRow(SourceLine):
    """An answer that was written."""

    invoices: list[str]


class PostingRow(TypedDict):
    """A posting of an entry to paste."""

    account: str
    amount: AmountText
    currency: str


class BookingRow(TypedDict):
    """An entry to paste."""

    purpose: str
    invoice: str
    customer: str
    currency: str
    amount: AmountText
    postings: list[PostingRow]
    notes: list[str]


class CalendarDay(TypedDict):
    """A day of the calendar."""

    uid: str
    date: IsoDate
    kind: str
    customer: str | None
    invoices: list[str]
    amounts: dict[str, AmountText]
    summary: str


class PaymentRow(TypedDict):
    """A payment that came in since yesterday."""

    date: IsoDate
    customer: str
    name: str
    currency: str
    amount: AmountText
    invoices: list[str]


class BrokenRow(TypedDict):
    """A promise or plan that was broken since yesterday."""

    customer: str
    name: str
    kind: str
    date: IsoDate
    until: IsoDate
    invoices: list[str]


class _LedgerFigures(TypedDict, total=False):
    as_of: IsoDate
    actions: int
    overdue: dict[str, AmountText]


class LedgerRow(_LedgerFigures):
    """One of several ledgers."""

    ledger: str
    title: str | None
    problems: int


class EffectRow(TypedDict):
    """What the report of a ledger amounts to."""

    invoices: int
    numbered: int
    owed: dict[str, NumberText]
    actions: int


class FindingRow(TypedDict):
    """What ``doctor`` looked at."""

    what: str
    state: str
    code: str | None
    message: str


class DraftRow(TypedDict):
    """A draft in the mailbox."""

    customer: str
    stage: str
    invoices: list[str]
    to: str | None
    subject: str
    message_id: str
    added: bool
    state: str
    why: str | None


class OutdatedDraftRow(TypedDict):
    """A draft in the mailbox that is no longer due."""

    customer: str
    stage: str
    message_id: str
    why: str


class LeftOutMailRow(TypedDict):
    """An e-mail that is due, and is not written or not sent."""

    customer: str
    stage: str
    invoices: list[str]
    why: str


class MailRow(TypedDict):
    """An e-mail to send, or sent."""

    customer: str
    stage: str
    invoices: list[str]
    to: list[str]
    subject: str
    message_id: str
    status: str
    why: str | None


class UnclearMailRow(TypedDict):
    """An e-mail of which nobody knows whether it went out."""

    customer: str
    stage: str
    invoices: list[str]
    to: list[str]
    message_id: str
    date: IsoDate
    time: str


class MailNoteRow(TypedDict):
    """A note made from the mailbox."""

    customer: str
    kind: str
    date: IsoDate
    invoices: str
    text: str
    message: str | None
    recipient: str | None
