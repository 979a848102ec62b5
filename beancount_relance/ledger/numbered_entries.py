"""Which transactions have the number of an invoice, whatever accounts they are on."""

from __future__ import annotations

from beancount.core.data import Transaction

from beancount_relance.policy.settings import Settings


def is_numbered(txn: Transaction, settings: Settings) -> bool:
    """Return whether a transaction has a link, a reference key, or a match of the pattern."""
    pattern = settings.reference_pattern
    metas = (txn.meta, *(posting.meta or {} for posting in txn.postings))
    return (
        bool(txn.links)
        or any(not meta.keys().isdisjoint(settings.reference_keys) for meta in metas)
        or (pattern is not None and bool(pattern.find_all(txn.narration or "")))
    )
