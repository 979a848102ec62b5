"""Exports the receipts that somebody should decide on, with proposals, as plain data."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from beancount_relance.exports.json_data import JsonObject
from beancount_relance.language.messages import Language
from beancount_relance.receivables.items import ItemKey, UnclearCredit
from beancount_relance.report.report import Report
from beancount_relance.values.money import money


def match_data(report: Report, words: Language) -> JsonObject:
    """Return the output of ``relance match --format json``."""
    unclear = sorted(
        report.allocation.unclear,
        key=lambda each: (each.credit.date, each.credit.source.file, each.credit.source.line),
    )
    return {
        "as_of": report.as_of.isoformat(),
        "receipts": [unclear_data(each, words) for each in unclear],
    }


def unclear_data(each: UnclearCredit, words: Language) -> JsonObject:
    """Return one receipt with its proposals, the likeliest first, and what it settles now."""
    credit = each.credit
    return {
        "customer": credit.customer,
        "date": credit.date.isoformat(),
        "currency": credit.currency,
        "amount": money(each.amount, credit.currency),
        "payee": credit.payee,
        "narration": credit.narration,
        "file": credit.source.file,
        "line": credit.source.line,
        "why": words.render(each.why),
        "proposals": [
            {
                "invoices": _parts(proposal.parts, credit.currency),
                "evidence": words.render(proposal.evidence),
            }
            for proposal in each.proposals
        ],
        "taken": _parts(each.taken, credit.currency),
    }


def _parts(parts: Iterable[tuple[ItemKey, Decimal]], currency: str) -> list[JsonObject]:
    amounts: dict[str, Decimal] = {}
    for (_, _, reference, _), amount in parts:
        amounts[reference] = amounts.get(reference, Decimal()) + amount
    return [
        {"invoice": reference, "amount": money(amount, currency)}
        for reference, amount in amounts.items()
    ]
