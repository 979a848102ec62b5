"""Payments that may be for an invoice of a text, but were set against others."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from beancount.core.amount import Amount
from msgspec import Struct

from beancount_relance.dunning.rival_invoices import rival_invoices
from beancount_relance.receivables.items import Allocation, Item
from beancount_relance.texts.reminder_items import PaymentShare, account_item


class PresumedPayment(Struct, frozen=True):
    """A payment that may be for an invoice of the text, and what it was set against instead.

    Attributes:
        paid: the day of the payment.
        shares: what was set against each invoice.
    """

    paid: datetime.date
    shares: tuple[PaymentShare, ...]


def presumed_payments(
    about: Sequence[Item], allocation: Allocation, as_of: datetime.date
) -> tuple[PresumedPayment, ...]:
    """Return the payments that may be for an invoice of a text, by date.

    Args:
        about: the items of the text.
        allocation: what each payment was set against.
        as_of: the day of the text.
    """
    keys = {item.key for item in about}
    found = [each.payment for each in rival_invoices(allocation) if not keys.isdisjoint(each.items)]
    known = {item.key: item for item in allocation.items} if found else {}
    return tuple(
        PresumedPayment(
            payment.credit.date,
            tuple(
                PaymentShare(account_item(known[key], as_of), Amount(amount, key[1]))
                for key, amount in payment.taken
                if key in known
            ),
        )
        for payment in found
    )
