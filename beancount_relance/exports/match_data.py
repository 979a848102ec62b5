"""Exports the receipts that somebody should decide on, with proposals, as plain data."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from beancount_relance.exports.json_outputs import MatchOutput
from beancount_relance.exports.json_types import ReceiptRow, Sum
from beancount_relance.language.messages import Language
from beancount_relance.receivables.items import ItemKey, UnclearCredit
from beancount_relance.report.open_receipts import (
    OpenReceipt,
    open_receipts,
    receipt_of,
    sums_by_invoice,
)
from beancount_relance.report.report import Report
from beancount_relance.values.money import money


def match_data(report: Report, words: Language) -> MatchOutput:
    """Return the output of ``relance match --format json``."""
    return {
        "as_of": report.as_of.isoformat(),
        "receipts": [receipt_data(each, words) for each in open_receipts(report)],
    }


def unclear_data(each: UnclearCredit, words: Language) -> ReceiptRow:
    """Return an unclear credit with its proposals, and what it settles now."""
    return receipt_data(receipt_of(each), words)


def receipt_data(each: OpenReceipt, words: Language) -> ReceiptRow:
    """Return one receipt with its proposals, the likeliest first, and what it settles now."""
    return {
        "customer": each.customer,
        "account": each.account,
        "date": each.date.isoformat(),
        "currency": each.currency,
        "amount": money(each.amount, each.currency),
        "payee": each.payee,
        "narration": each.narration,
        "file": each.source.file,
        "line": each.source.line,
        "why": words.render(each.why),
        "proposals": [
            {
                "customer": answer.customer,
                "invoices": _parts(answer.parts, each.currency),
                "evidence": words.render(answer.evidence),
            }
            for answer in each.answers
        ],
        "taken": _parts(each.taken, each.currency),
    }


def _parts(parts: Iterable[tuple[ItemKey, Decimal]], currency: str) -> list[Sum]:
    return [
        {"invoice": reference, "amount": money(amount, currency)}
        for reference, amount in sums_by_invoice(parts).items()
    ]
