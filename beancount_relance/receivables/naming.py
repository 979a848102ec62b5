"""Find the invoices that a transaction refers to, once all invoices are known.

The first of these that refers to a known invoice decides: the reference keys, the links, the
reference pattern in the narration, and finally any known number quoted in the narration.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from beancount.core.data import Transaction

from beancount_relance.language.messages import Source
from beancount_relance.ledger.receivable_postings import words_of
from beancount_relance.receivables.invoices import Invoice, InvoiceIndex

_SEPARATORS = re.compile(r"[,;\s]+")
_SHORTEST_QUOTED = 4


def named_invoices(
    keyed: Sequence[str],
    txn: Transaction,
    patterned: Sequence[str],
    index: InvoiceIndex,
    besides: Collection[Source] = (),
) -> tuple[list[Invoice], list[str]]:
    """Return the invoices that a transaction refers to, and the names that match no invoice.

    Args:
        keyed: the values of reference keys, each of one invoice or several.
        txn: the transaction, for its links and its narration.
        patterned: what the reference pattern finds in the narration.
        index: all invoices.
        besides: lines whose invoices do not count, as those of the transaction itself.
    """
    unknown: list[str] = []
    for stated in (
        [part for text in keyed for part in _parts(text, index, besides)],
        sorted(txn.links),
        patterned,
        _quoted(txn.narration or "", index),
    ):
        known = [
            invoice
            for name in stated
            for invoice in index.find(name)
            if invoice.source not in besides
        ]
        unknown += [name for name in stated if not index.find(name)]
        if known:
            return known, unknown
    return [], unknown


def _parts(text: str, index: InvoiceIndex, besides: Collection[Source]) -> list[str]:
    """The numbers in the value of a key, which may hold several: ``"F2026-012, F2026-013"``."""
    if any(invoice.source not in besides for invoice in index.find(text)):
        return [text]
    words = [word for word in _SEPARATORS.split(text) if word]
    return words if any(index.find(word) for word in words) else [text]


def _quoted(narration: str, index: InvoiceIndex) -> list[str]:
    """The numbers of known invoices that a narration quotes as words of their own."""
    words = dict.fromkeys(words_of(narration))
    return [word for word in words if len(word) >= _SHORTEST_QUOTED and index.find(word)]
