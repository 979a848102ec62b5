"""Keys that are not read, and seem to say that an invoice is due earlier than the terms do.

A later due date holds the reminder back, and is asked about with the other questions. An earlier
one makes nothing untrue that is sent, so each key is told once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from beancount_relance.claims.legal_checks import Check, books_check
from beancount_relance.dunning.questions.questions import UNKNOWN_DUE_DATE
from beancount_relance.dunning.questions.unread_keys import unread_key
from beancount_relance.receivables.items import Item


def unknown_due_keys(items: Iterable[Item]) -> Iterator[Check]:
    """Yield a check for each such key, on the first open invoice that has it.

    Args:
        items: all items; only what is open is looked at.
    """
    told: set[str] = set()
    for item in items:
        invoice, unknown = item.invoice, item.invoice.unknown_key
        if unknown is None or not item.is_open or invoice.due_presumed or invoice.extended_from:
            continue
        if unknown.key not in told and unknown.due < invoice.due:
            told.add(unknown.key)
            text = unread_key(invoice, unknown)
            yield books_check(invoice.customer, text, invoice.source, UNKNOWN_DUE_DATE)
