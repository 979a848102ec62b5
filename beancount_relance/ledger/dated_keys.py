"""Leave out the metadata that do not count on the day of an entry, where a ledger changed its keys.

    2024-01-01 custom "relance" "reference-keys" "piece"
    2026-07-01 custom "relance" "reference-keys" "num"

Everything after this looks for all keys in every entry, and finds those of the entry's own day.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from beancount.core.data import Document, Note, Transaction
from msgspec.structs import replace

from beancount_relance.ledger.snapshot import Ledger
from beancount_relance.policy.dated_keys import DatedKeys

_NO_META: Mapping[str, Any] = {}


def with_keys_of_their_day(ledger: Ledger, dated: Collection[DatedKeys]) -> Ledger:
    """Return the ledger, with those keys in each entry that count on its day.

    Args:
        ledger: the ledger; its entries stay as they are, those with other keys are copied.
        dated: the keys of each setting that has changed in the course of the ledger.
    """
    if not dated:
        return ledger
    known = frozenset().union(*(keys.all for keys in dated))
    carried = {id(txn.meta) for txn in (*ledger.closings, *ledger.openings)}  # known by these
    return replace(
        ledger,
        transactions=[
            txn if id(txn.meta) in carried or _has_none(txn, known) else _as_then(txn, dated)
            for txn in ledger.transactions
        ],
        remarks=[
            entry if known.isdisjoint(entry.meta) else _remark_as_then(entry, dated)
            for entry in ledger.remarks
        ],
    )


def _has_none(txn: Transaction, known: frozenset[str]) -> bool:
    """Whether a transaction has none of the keys, as most have not."""
    return known.isdisjoint(txn.meta) and all(
        posting.meta is None or known.isdisjoint(posting.meta) for posting in txn.postings
    )


def _as_then(txn: Transaction, dated: Iterable[DatedKeys]) -> Transaction:
    """Return a transaction with the keys of its day: a copy, or itself if all of them count."""
    metas = [txn.meta, *(posting.meta or _NO_META for posting in txn.postings)]
    dropped = {drop for keys in dated for drop in keys.dropped(txn.date, metas)}
    if not dropped:
        return txn
    own, *others = (
        {key: value for key, value in meta.items() if (place, key) not in dropped}
        for place, meta in enumerate(metas)
    )
    pairs = zip(txn.postings, others, strict=True)
    return txn._replace(
        meta=own,
        postings=[posting._replace(meta=meta) if meta else posting for posting, meta in pairs],
    )


def _remark_as_then(remark: Note | Document, dated: Iterable[DatedKeys]) -> Note | Document:
    """Return a note or document with the keys of its day."""
    meta = dict(remark.meta)
    for keys in dated:
        for _, key in keys.dropped(remark.date, [remark.meta]):
            del meta[key]
    return remark._replace(meta=meta)
