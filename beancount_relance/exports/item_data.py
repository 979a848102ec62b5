"""Exports open items and late payments as plain data, for JSON and CSV."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from beancount_relance.analysis.ageing import days_overdue
from beancount_relance.claims.claim import Claim, PaidLate
from beancount_relance.exports.action_data import waiting_data
from beancount_relance.exports.json_data import (
    checks_data,
    iso_date,
    problems_data,
    rendered,
)
from beancount_relance.exports.json_outputs import (
    ExceptionsOutput,
    ExplainOutput,
    ItemsOutput,
    PaidLateOutput,
)
from beancount_relance.exports.json_types import (
    CreditRow,
    ExplainedRow,
    InterestRow,
    ItemRow,
    PaidLateRow,
    ReasonRow,
    ReceivedAmounts,
    SettlementRow,
    UnidentifiedRow,
)
from beancount_relance.exports.match_data import unclear_data
from beancount_relance.language.messages import Language
from beancount_relance.law.late_interest import Interest
from beancount_relance.receivables.items import Item, OpenCredit, OpenDebit, Settlement
from beancount_relance.report.claim_on import claim_on
from beancount_relance.report.item_reasons import reasons_in_full
from beancount_relance.report.report import Report
from beancount_relance.values.money import money


def open_data(report: Report, words: Language) -> ItemsOutput:
    """Return the output of ``relance items --format json``."""
    return {
        "as_of": report.as_of.isoformat(),
        "items": [item_data(report, item, words) for item in report.open_items],
        "credits": _credits_data(report.allocation.credits),
        "unidentified": _unidentified_data(report.allocation.unidentified),
        "balances": [
            {
                "currency": currency,
                "open": money(balance.open, currency),
                "credits": money(balance.credits, currency),
                "unidentified": money(balance.unidentified, currency),
                "ledger": money(balance.ledger, currency),
                "difference": money(balance.difference, currency),
            }
            for currency, balance in report.totals().items()
        ],
        "paid_late": [paid_late_data(report, each) for each in report.paid_late()],
        "checks": checks_data(report.checks, words),
        "problems": problems_data(report.problems, words),
    }


def _credits_data(found: Iterable[OpenCredit]) -> list[CreditRow]:
    """Return what each customer has as a credit in each currency."""
    totals: dict[tuple[str, str], Decimal] = {}
    for credit in found:
        key = (credit.credit.customer, credit.credit.currency)
        totals[key] = totals.get(key, Decimal()) + credit.amount
    return [
        {"customer": customer, "currency": currency, "amount": money(amount, currency)}
        for (customer, currency), amount in totals.items()
    ]


def _unidentified_data(found: Iterable[OpenDebit]) -> list[UnidentifiedRow]:
    """Return the debits that are not invoices."""
    return [
        {
            "customer": rest.debit.customer,
            "currency": rest.debit.currency,
            "amount": money(rest.amount, rest.debit.currency),
            "date": rest.debit.date.isoformat(),
            "narration": rest.debit.narration,
            "file": rest.debit.source.file,
            "line": rest.debit.source.line,
        }
        for rest in found
    ]


def item_data(report: Report, item: Item, words: Language) -> ItemRow:
    """Return one open item."""
    invoice = item.invoice
    currency = invoice.currency
    claim = claim_on(report, item)
    data: ItemRow = {
        "invoice": invoice.reference,
        "customer": invoice.customer,
        "name": report.customer(invoice.customer).title,
        "account": invoice.account,
        "currency": currency,
        "date": invoice.date.isoformat(),
        "due": invoice.due.isoformat(),
        "days_overdue": days_overdue(invoice.due, report.as_of),
        "bucket": report.scale.bucket(invoice, report.as_of),
        "amount": money(invoice.amount, currency),
        "outstanding": money(item.outstanding, currency),
        "interest": money(claim.interest.amount, currency),
        "recovery_fee": money(claim.fee, currency),
        "limitation": iso_date(claim.limitation),
        "limitation_basis": rendered(claim.limitation_basis, words),
        "regime": claim.regime.name if claim.regime else None,
        "interest_table": interest_table(claim.interest, currency),
        "interest_unknown_from": iso_date(claim.interest.unknown_from),
        "narration": invoice.narration,
        "file": invoice.source.file,
        "line": invoice.source.line,
        "settled": [settlement_data(part, currency, words) for part in item.movements],
    }
    if claim.interest.received or claim.fee_received:
        data["received"] = _received(claim, currency)
    if claim.waiver is not None:
        data["waiver"] = {
            "date": claim.waiver.date.isoformat(),
            "until": iso_date(claim.waiver.until),
            "file": claim.waiver.source.file,
            "line": claim.waiver.source.line,
        }
    if invoice.due_presumed:
        data["due_presumed"] = True
    if invoice.discounts:
        percent, until = invoice.discounts[0]
        data["discount"] = {"percent": str(percent), "until": until.isoformat()}
    if invoice.parts > 1:
        data["instalment"], data["instalments"] = invoice.part, invoice.parts
    return data


def settlement_data(settlement: Settlement, currency: str, words: Language) -> SettlementRow:
    """Return one settlement of an item: its amount in ``currency``, and its file and line.

    There is ``evidence`` if it rests on more than the number as it is in the ledger.
    """
    data: SettlementRow = {
        "date": settlement.date.isoformat(),
        "amount": money(settlement.amount, currency),
        "kind": settlement.kind,
        "basis": settlement.basis,
        "file": settlement.source.file,
        "line": settlement.source.line,
    }
    if settlement.evidence is not None:
        data["evidence"] = words.render(settlement.evidence)
    return data


def _received(claim: Claim, currency: str) -> ReceivedAmounts:
    """Return the interest and fee that were already received."""
    return {
        "interest": money(claim.interest.received, currency),
        "recovery_fee": money(claim.fee_received, currency),
        "postings": [
            {
                "date": part.received.date.isoformat(),
                "interest": money(part.interest, currency),
                "recovery_fee": money(part.fee, currency),
                "file": part.received.source.file,
                "line": part.received.source.line,
            }
            for part in claim.imputed
        ],
    }


def interest_table(interest: Interest, currency: str) -> list[InterestRow]:
    """Return the segments of late interest; both days count, ``rate`` is percent per year."""
    return [
        {
            "from": segment.first.isoformat(),
            "to": segment.last.isoformat(),
            "days": segment.days,
            "principal": money(segment.principal, currency),
            "rate": str(segment.percent),
            "amount": money(segment.amount, currency),
        }
        for segment in interest.segments
    ]


def paid_late_data(report: Report, late: PaidLate) -> PaidLateRow:
    """Return the interest and fee on an item that was paid after its due date."""
    invoice = late.item.invoice
    currency = invoice.currency
    return {
        "invoice": invoice.reference,
        "customer": invoice.customer,
        "name": report.customer(invoice.customer).title,
        "currency": currency,
        "amount": money(invoice.amount, currency),
        "due": invoice.due.isoformat(),
        "paid": late.paid.isoformat(),
        "interest": money(late.claim.interest.amount, currency),
        "recovery_fee": money(late.claim.fee, currency),
        "interest_table": interest_table(late.claim.interest, currency),
        "file": invoice.source.file,
        "line": invoice.source.line,
    }


def all_paid_late_data(report: Report) -> PaidLateOutput:
    """Return the output of ``relance items --paid-late --format json``."""
    found = report.paid_late(everybody=True)
    return {
        "as_of": report.as_of.isoformat(),
        "paid_late": [paid_late_data(report, each) for each in found],
    }


def exceptions_data(report: Report, words: Language) -> ExceptionsOutput:
    """Return the output of ``relance exceptions --format json``."""
    found = report.exceptions
    return {
        "as_of": report.as_of.isoformat(),
        "blocked": [waiting_data(decision, words) for decision in found.blocked],
        "credits": _credits_data(found.credits),
        "unidentified": _unidentified_data(found.unidentified),
        "presumed": [item_data(report, item, words) for item in found.presumed],
        "unclear": [unclear_data(each, words) for each in found.unclear],
        "checks": checks_data(report.checks, words),
        "problems": problems_data(found.problems, words),
    }


def explain_data(report: Report, items: Iterable[Item], words: Language) -> ExplainOutput:
    """Return the output of ``relance explain --format json``: the chain of facts per item."""
    return {
        "as_of": report.as_of.isoformat(),
        "items": [_explained(report, item, words) for item in items],
        "problems": problems_data(report.problems, words),
    }


def _explained(report: Report, item: Item, words: Language) -> ExplainedRow:
    decision = report.agenda.planned.get(item.key) or report.decisions.get(item.key)
    claim = claim_on(report, item)
    reasons: list[ReasonRow] = [
        {
            "text": words.render(reason.message),
            "file": reason.source.file if reason.source else None,
            "line": reason.source.line if reason.source else None,
        }
        for reason in reasons_in_full(report, item)
    ]
    return {
        "invoice": item.invoice.reference,
        "customer": item.invoice.customer,
        "stage": decision.stage.name if decision and decision.stage else None,
        "due_on": iso_date(decision.due_on) if decision else None,
        "why": decision.why if decision else "settled",
        "until": iso_date(decision.until) if decision else None,
        "regime": claim.regime.name if claim.regime else None,
        "law": rendered(claim.law.title, words) if claim.law else None,
        "sources": words.show(claim.regime.sources) if claim.regime else None,
        "limitation": iso_date(claim.limitation),
        "limitation_basis": rendered(claim.limitation_basis, words),
        "interest_table": interest_table(claim.interest, item.invoice.currency),
        "reasons": reasons,
    }
