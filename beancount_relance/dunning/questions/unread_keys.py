"""How a key that is not read, and seems to say when an invoice is due, is told."""

from __future__ import annotations

from beancount_relance.language.messages import Message, msg
from beancount_relance.policy.due_keys import DUE_KEYS, UnknownKey
from beancount_relance.receivables.invoices import Invoice


def unread_key(invoice: Invoice, unknown: UnknownKey) -> Message:
    """Return that a key of an invoice seems to say when it is due, and how to have it read."""
    facts = {
        "key": unknown.key,
        "then": unknown.due,
        "due": invoice.due,
        "date": invoice.date.isoformat(),
        "values": unknown.values,
    }
    if unknown.setting == DUE_KEYS:
        return msg(
            "“{key}:” seems to be its due date, {then}, but it is not among the due-keys, so {due} "
            'stands in for it: write {date} custom "relance" "due-keys" {values}, or “due:” '
            "on the invoice",
            **facts,
        )
    return msg(
        "“{key}:” seems to be its payment terms, due on {then}, but it is not among the "
        'terms-keys, so {due} stands in for that day: write {date} custom "relance" '
        '"terms-keys" {values}, or “due:” on the invoice',
        **facts,
    )
