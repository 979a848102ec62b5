"""The part of a proposed booking that depends on its purpose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from beancount.core.data import Posting
from msgspec import Struct, field

from beancount_relance.bookings.account_choice import ChosenAccount
from beancount_relance.language.messages import Message


class BookingDraft(Struct, frozen=True):
    """The part of a booking that depends on its purpose.

    Attributes:
        text: the narration of the transaction.
        amount: the amount moved, written off or received.
        postings: the postings of the transaction.
        chosen: the accounts that may have to be opened first.
        notes: hints to read before pasting.
        meta: additional metadata of the transaction.
    """

    text: Message
    amount: Decimal
    postings: Sequence[Posting]
    chosen: Sequence[ChosenAccount]
    notes: Sequence[Message]
    meta: Mapping[str, str] = field(default_factory=dict)
