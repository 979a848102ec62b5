"""What an invoice is called, and a part of it: an instalment, what retention money leaves or is."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Protocol

from beancount.core.amount import Amount

from beancount_relance.language.messages import Message, msg
from beancount_relance.receivables.invoices import Invoice


class _WithoutNumber(Protocol):
    """An invoice, or what a text shows of one."""

    @property
    def date(self) -> datetime.date: ...
    @property
    def charge(self) -> bool: ...
    @property
    def charge_of(self) -> str | None: ...
    @property
    def carried_over(self) -> bool: ...


def named_invoice(invoice: Invoice) -> Message:
    """Return what an invoice is called without its part; a date is not called a number."""
    if invoice.number is not None:
        return msg("invoice {invoice}", invoice=invoice.number)
    return named_by_date(invoice)


def named_by_date(what: _WithoutNumber) -> Message:
    """Return what is said of an invoice without a number, a charge, or a balance carried over."""
    date = what.date
    if what.charge and what.charge_of is not None:
        return msg("charges of {date} (invoice {invoice})", date=date, invoice=what.charge_of)
    if what.charge:
        return msg("charges of {date}", date=date)
    if what.carried_over:
        return msg("amount carried over on {date}", date=date)
    return msg("invoice of {date}", date=date)


def number_or_name(invoice: Invoice) -> Message | str:
    """Return the number of an invoice, or else what it is called."""
    return named_invoice(invoice) if invoice.number is None else invoice.number


def part_of_invoice(invoice: Invoice) -> Message | None:
    """Return what a part of an invoice is called; ``None`` for a whole one."""
    return part_name(invoice.part, invoice.parts, held_back_of(invoice))


def part_mark(invoice: Invoice) -> Message | None:
    """Return what distinguishes a part in a table, such as “2/3”; ``None`` for what needs nothing.

    What retention money leaves is the invoice as people know it.
    """
    if invoice.parts == 1:
        return None
    if held_back_of(invoice) is None:
        return Message("{part}/{parts}", {"part": invoice.part, "parts": invoice.parts})
    return msg("retention money") if invoice.part == invoice.parts else None


def held_back_of(invoice: Invoice) -> Amount | None:
    """Return the retention money that divides an invoice, if any does."""
    return Amount(invoice.held_back, invoice.currency) if invoice.held_back > Decimal() else None


def part_name(part: int, parts: int, held_back: Amount | None) -> Message | None:
    """Return what a part is called, by its number, how many there are, and what is held back."""
    if parts == 1:
        return None
    if held_back is None:
        return msg("instalment {part} of {parts}", part=part, parts=parts)
    if part == parts:
        return msg("retention money")
    return msg("without retention money of {amount}", amount=held_back)
