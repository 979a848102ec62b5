"""Which transactions have the number of an invoice, or are one, whatever accounts they are on."""

from __future__ import annotations

import re

from beancount.core.data import Transaction

from beancount_relance.ledger.pattern_names import names_in_payee
from beancount_relance.policy.settings import Settings
from beancount_relance.values.numbers.known_numbers import unaccented
from beancount_relance.values.numbers.text_runs import INVOICE_WORDS


def is_numbered(txn: Transaction, settings: Settings) -> bool:
    """Return whether a transaction has a link, a reference key, or a match of the pattern."""
    patterns = settings.reference_patterns.on(txn.date)
    return (
        bool(txn.links)
        or _has_key(txn, settings.reference_keys)
        or any(
            pattern.find_all(txn.narration or "") or names_in_payee(txn.payee, pattern)
            for pattern in patterns
        )
    )


def is_invoice(txn: Transaction, settings: Settings) -> bool:
    """Return whether a sale is one with an invoice: by a number, a due date or the word for it."""
    return (
        is_numbered(txn, settings)
        or _has_key(txn, settings.due_keys)
        or not INVOICE_WORDS.isdisjoint(re.findall("[a-z]+", unaccented(txn.narration or "")))
    )


def _has_key(txn: Transaction, keys: tuple[str, ...]) -> bool:
    """Return whether a transaction, or one of its postings, has one of these keys."""
    metas = (txn.meta, *(posting.meta or {} for posting in txn.postings))
    return any(not meta.keys().isdisjoint(keys) for meta in metas)
