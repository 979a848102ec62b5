"""Defines a booking: the entries proposed for one invoice, and their purpose."""

from __future__ import annotations

from decimal import Decimal

from beancount.core.data import Directive
from msgspec import Struct

from beancount_relance.language.messages import Message
from beancount_relance.ledger.counterparts.interest_accounts import INTEREST

DOUBTFUL = "doubtful"
IRRECOVERABLE = "irrecoverable"
DIFFERENCE = "difference"
PURPOSES = (DOUBTFUL, IRRECOVERABLE, INTEREST, DIFFERENCE)


class Booking(Struct, frozen=True):
    """Proposed entries for one invoice.

    Attributes:
        purpose: one of :data:`PURPOSES`.
        invoice: the invoice number.
        customer: the customer's id.
        currency: the currency of ``amount``.
        amount: the amount moved, written off or received.
        entries: the directives to paste: accounts to open, then the transaction.
        notes: hints to read before pasting.
    """

    purpose: str
    invoice: str
    customer: str
    currency: str
    amount: Decimal
    entries: tuple[Directive, ...]
    notes: tuple[Message, ...]
