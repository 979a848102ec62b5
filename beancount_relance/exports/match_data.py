"""Exports the receipts that somebody should decide on, with proposals, as plain data."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from beancount_relance.dunning.possible_payments import PossiblePayment
from beancount_relance.exports.json_data import JsonObject
from beancount_relance.language.messages import Language, Source, msg
from beancount_relance.receivables.items import ItemKey, UnclearCredit
from beancount_relance.report.report import Report
from beancount_relance.values.money import money


def match_data(report: Report, words: Language) -> JsonObject:
    """Return the output of ``relance match --format json``."""
    found: dict[Source, JsonObject] = {}
    for unclear in report.allocation.unclear:
        found.setdefault(unclear.credit.source, unclear_data(unclear, words))
    for possible in report.possible:
        data = possible_data(possible, words)
        known = found.setdefault(possible.money.source, data)
        if known is not data:  # what it says outweighs what the account says
            known["proposals"] = [*data["proposals"], *known["proposals"]]
    receipts = list(found.values())
    receipts.sort(key=lambda each: (each["date"], each["file"], each["line"]))
    return {"as_of": report.as_of.isoformat(), "receipts": receipts}


def unclear_data(each: UnclearCredit, words: Language) -> JsonObject:
    """Return one receipt with its proposals, the likeliest first, and what it settles now."""
    credit = each.credit
    return {
        "customer": credit.customer,
        "account": credit.account,
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
                "customer": credit.customer,
                "invoices": _parts(proposal.parts, credit.currency),
                "evidence": words.render(proposal.evidence),
            }
            for proposal in each.proposals
        ],
        "taken": _parts(each.taken, credit.currency),
    }


def possible_data(each: PossiblePayment, words: Language) -> JsonObject:
    """Return money posted elsewhere, with the invoices that it may pay."""
    held = each.money
    currency = held.amount.currency
    proposals = [
        [(item.key, min(item.outstanding, held.amount.number or item.outstanding)) for item in s]
        for s in each.sets
    ]
    return {
        "customer": each.customer,
        "account": held.account,
        "date": held.date.isoformat(),
        "currency": currency,
        "amount": money(held.amount.number or Decimal(), currency),
        "payee": held.payer,
        "narration": held.narration,
        "file": held.source.file,
        "line": held.source.line,
        "why": words.render(msg("it is on {account}", account=held.account)),
        "proposals": [
            {
                "customer": each.customer,
                "invoices": _parts(parts, currency),
                "evidence": words.render(each.fact),
            }
            for parts in proposals
        ],
        "taken": [],
    }


def _parts(parts: Iterable[tuple[ItemKey, Decimal]], currency: str) -> list[JsonObject]:
    amounts: dict[str, Decimal] = {}
    for (_, _, reference, _), amount in parts:
        amounts[reference] = amounts.get(reference, Decimal()) + amount
    return [
        {"invoice": reference, "amount": money(amount, currency)}
        for reference, amount in amounts.items()
    ]
