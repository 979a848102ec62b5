"""Exports: the report as plain data, for JSON and CSV.

Dates are ISO strings: what other programs read must not depend on a language. Reasons
are sentences, in the language asked for.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from beancount_relance.analysis.ageing import AgedBalance, days_overdue, total_balances
from beancount_relance.analysis.collection_figures import Figures
from beancount_relance.analysis.payment_behaviour import Behaviour
from beancount_relance.claims.claims import PaidLate
from beancount_relance.claims.legal_checks import Check
from beancount_relance.dunning.agenda import Action
from beancount_relance.dunning.decisions import Decision
from beancount_relance.dunning.reasons import Reason
from beancount_relance.language.messages import Language, Message, Problem
from beancount_relance.law.late_interest import Interest
from beancount_relance.ledger.bank_freshness import Freshness
from beancount_relance.receivables.allocation import Item
from beancount_relance.report.report import Report
from beancount_relance.values.money import money, tenths

Data = dict[str, Any]
"""A JSON object: amounts are strings with at least the digits of their currency's unit."""


def open_data(report: Report, words: Language) -> Data:
    """What ``relance open --format json`` prints."""
    credits_: dict[tuple[str, str], Decimal] = {}
    for credit in report.allocation.credits:
        key = (credit.credit.customer, credit.credit.currency)
        credits_[key] = credits_.get(key, Decimal()) + credit.amount
    return {
        "as_of": report.as_of.isoformat(),
        "items": [item_data(report, item, words) for item in report.open_items],
        "credits": [
            {"customer": customer, "currency": currency, "amount": money(amount, currency)}
            for (customer, currency), amount in credits_.items()
        ],
        "unidentified": [
            {
                "customer": rest.debit.customer,
                "currency": rest.debit.currency,
                "amount": money(rest.amount, rest.debit.currency),
                "date": rest.debit.date.isoformat(),
                "narration": rest.debit.narration,
                "file": rest.debit.source.file,
                "line": rest.debit.source.line,
            }
            for rest in report.allocation.unidentified
        ],
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


def item_data(report: Report, item: Item, words: Language) -> Data:
    """One open item."""
    invoice = item.invoice
    currency = invoice.currency
    claim = report.claims.of(item)
    data: Data = {
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
        "limitation": _iso(claim.limitation),
        "limitation_basis": _render(claim.limitation_basis, words),
        "regime": claim.regime.name if claim.regime else None,
        "interest_table": interest_table(claim.interest, currency),
        "interest_unknown_from": _iso(claim.interest.unknown_from),
        "narration": invoice.narration,
        "file": invoice.source.file,
        "line": invoice.source.line,
        "settled": [
            {
                "date": part.date.isoformat(),
                "amount": money(part.amount, currency),
                "kind": part.kind,
                "basis": part.basis,
                "file": part.source.file,
                "line": part.source.line,
            }
            for part in item.settled
        ],
    }
    if claim.interest.received or claim.fee_received:
        data["received"] = {
            "interest": money(claim.interest.received, currency),
            "recovery_fee": money(claim.fee_received, currency),
            "postings": [
                {
                    "date": receipt.charge.date.isoformat(),
                    "interest": money(receipt.interest, currency),
                    "recovery_fee": money(receipt.fee, currency),
                    "file": receipt.charge.source.file,
                    "line": receipt.charge.source.line,
                }
                for receipt in claim.receipts
            ],
        }
    if claim.waiver is not None:
        data["waiver"] = {
            "date": claim.waiver.date.isoformat(),
            "until": _iso(claim.waiver.until),
            "file": claim.waiver.source.file,
            "line": claim.waiver.source.line,
        }
    if invoice.discount is not None:
        percent, until = invoice.discount
        data["discount"] = {"percent": str(percent), "until": until.isoformat()}
    if invoice.parts > 1:
        data |= {"instalment": invoice.part, "instalments": invoice.parts}
    return data


def interest_table(interest: Interest, currency: str) -> list[Data]:
    """The segments of the late interest: both days included, ``rate`` in percent a year."""
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


def paid_late_data(report: Report, late: PaidLate) -> Data:
    """Interest and fee on one item that was paid after its due date."""
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


def actions_data(report: Report, words: Language) -> Data:
    """What ``relance actions --format json`` prints."""
    return {
        "as_of": report.as_of.isoformat(),
        "actions": [action_data(action, words) for action in report.actions],
        "upcoming": [action_data(action, words) for action in report.agenda.upcoming],
        "waiting": [waiting_data(decision, words) for decision in report.agenda.waiting],
        "checks": checks_data(report.checks, words),
        "problems": problems_data(report.problems, words),
    }


def action_data(action: Action, words: Language) -> Data:
    """One action, due or upcoming."""
    items = [item.decision.item for item in action.items]
    return {
        "customer": action.customer.id,
        "name": action.customer.title,
        "stage": action.stage.name,
        "channel": action.channel,
        "due_on": action.due_on.isoformat(),
        "until": _iso(action.occasion.until) if action.occasion else None,
        "who": action.who,
        "priority": list(action.priority),
        "invoices": list(dict.fromkeys(item.invoice.reference for item in items)),
        "outstanding": _by_currency(action.outstanding),
        "interest": _by_currency(action.interest),
        "recovery_fee": _by_currency(action.recovery_fee),
        "claimed": _by_currency(action.claimed),
        "items": [
            {
                "invoice": item.decision.item.invoice.reference,
                "stage": item.decision.stage.name if item.decision.stage else None,
                "due_on": _iso(item.decision.due_on),
                "outstanding": money(item.decision.chased, item.decision.item.invoice.currency),
                "file": item.decision.item.invoice.source.file,
                "line": item.decision.item.invoice.source.line,
            }
            for item in action.items
        ],
        "reasons": reasons_data(action.reasons, words),
    }


def waiting_data(decision: Decision, words: Language) -> Data:
    """One item that waits."""
    invoice = decision.item.invoice
    return {
        "invoice": invoice.reference,
        "customer": invoice.customer,
        "currency": invoice.currency,
        "outstanding": money(decision.waiting, invoice.currency),
        "why": decision.why,
        "until": _iso(decision.until),
        "reasons": reasons_data(decision.reasons, words),
    }


def exceptions_data(report: Report, words: Language) -> Data:
    """What ``relance exceptions --format json`` prints."""
    found = report.exceptions
    opened = open_data(report, words)
    return {
        "as_of": report.as_of.isoformat(),
        "blocked": [waiting_data(decision, words) for decision in found.blocked],
        "credits": opened["credits"],
        "unidentified": opened["unidentified"],
        "presumed": [item_data(report, item, words) for item in found.presumed],
        "problems": opened["problems"],
    }


def ageing_data(report: Report, words: Language) -> Data:
    """What ``relance ageing --format json`` prints."""
    return {
        "as_of": report.as_of.isoformat(),
        "customers": [_aged(report, balance) for balance in report.ageing],
        "totals": [_aged(report, balance) for balance in total_balances(report.ageing)],
        "by": report.scale.by,
        "figures": [figures_data(each) for each in report.figures()],
        "behaviour": [behaviour_data(report, each, words) for each in report.behaviours()],
        "problems": problems_data(report.problems, words),
    }


def figures_data(figures: Figures) -> Data:
    """The figures of one currency; days and percentages to one digit."""
    currency = figures.currency
    return {
        "currency": currency,
        "since": figures.period.first.isoformat(),
        "until": figures.period.last.isoformat(),
        "days": figures.period.days,
        "sales": money(figures.sales, currency),
        "opening": money(figures.opening, currency),
        "owed": money(figures.owed, currency),
        "overdue": money(figures.overdue, currency),
        "dso": tenths(figures.dso),
        "dso_countback": tenths(figures.dso_countback),
        "best_possible_dso": tenths(figures.best_possible_dso),
        "average_days_delinquent": tenths(figures.average_days_delinquent),
        "collection_effectiveness": tenths(figures.collection_effectiveness),
        "share_overdue": tenths(figures.share_overdue),
    }


def behaviour_data(report: Report, behaviour: Behaviour, words: Language) -> Data:
    """How one customer pays in one currency."""
    currency, limit, over = behaviour.currency, behaviour.limit, behaviour.over_limit
    return {
        "customer": behaviour.customer,
        "name": report.customer(behaviour.customer).title,
        "currency": currency,
        "exposure": money(behaviour.exposure, currency),
        "credit_limit": None if limit is None else money(limit, currency),
        "over_limit": None if over is None else money(over, currency),
        "average_delay": tenths(behaviour.delay),
        "invoices": behaviour.invoices,
        "invoices_late": behaviour.late,
        "late_still_open": behaviour.still_open,
        "share_late": tenths(behaviour.share_late),
        "promises_kept": behaviour.kept,
        "promises_broken": behaviour.broken,
        "summary": words.render(behaviour.summary),
    }


def freshness_data(bank: Iterable[Freshness]) -> list[Data]:
    """The last posting on each account that customers pay into."""
    return [
        {"account": each.account, "last": each.last.isoformat(), "days": each.days} for each in bank
    ]


def explain_data(report: Report, items: Iterable[Item], words: Language) -> Data:
    """What ``relance explain --format json`` prints: the chain of facts for each item."""
    return {
        "as_of": report.as_of.isoformat(),
        "items": [_explained(report, item, words) for item in items],
        "problems": problems_data(report.problems, words),
    }


def _explained(report: Report, item: Item, words: Language) -> Data:
    decision = report.decisions.get(item.key)
    data: Data = {
        "invoice": item.invoice.reference,
        "customer": item.invoice.customer,
        "stage": None,
        "due_on": None,
        "why": "settled",
        "until": None,
    }
    if decision is not None:
        data |= {
            "stage": decision.stage.name if decision.stage else None,
            "due_on": _iso(decision.due_on),
            "why": decision.why,
            "until": _iso(decision.until),
        }
    claim = report.claims.of(item)
    data |= {
        "regime": claim.regime.name if claim.regime else None,
        "sources": claim.regime.sources[words.code] if claim.regime else None,
        "limitation": _iso(claim.limitation),
        "limitation_basis": _render(claim.limitation_basis, words),
        "interest_table": interest_table(claim.interest, item.invoice.currency),
    }
    data["reasons"] = [
        {
            "text": words.render(reason.message),
            "file": reason.source.file if reason.source else None,
            "line": reason.source.line if reason.source else None,
        }
        for reason in report.reasons(item)
    ]
    return data


def reasons_data(reasons: Iterable[Reason], words: Language) -> list[str]:
    """Reasons as sentences, each with the file and line it comes from."""
    return [reason_line(reason, words) for reason in reasons]


def reason_line(reason: Reason, words: Language) -> str:
    """One reason as a sentence, with the file and line it comes from."""
    text = words.render(reason.message)
    if reason.source is None:
        return text
    return f"{text} ({Path(reason.source.file).name}:{reason.source.line})"


def checks_data(checks: Iterable[Check], words: Language) -> list[Data]:
    """What the law has to say against open items."""
    return [
        {
            "check": check.kind,
            "customer": check.customer,
            "invoice": check.invoice,
            "file": check.source.file,
            "line": check.source.line,
            "message": words.render(check.message),
        }
        for check in checks
    ]


def problems_data(problems: Iterable[Problem], words: Language) -> list[Data]:
    """What could not be understood."""
    return [
        {
            "file": problem.source.file,
            "line": problem.source.line,
            "message": words.render(problem.message),
        }
        for problem in problems
    ]


def _aged(report: Report, balance: AgedBalance) -> Data:
    currency = balance.currency
    data = {
        "customer": balance.customer,
        "name": report.customer(balance.customer).title,
        "currency": currency,
        "buckets": {name: money(amount, currency) for name, amount in balance.buckets.items()},
        "overdue": money(balance.overdue, currency),
        "total": money(balance.total, currency),
    }
    if not balance.customer:
        del data["customer"], data["name"]
    return data


def _by_currency(sums: Mapping[str, Decimal]) -> dict[str, str]:
    return {currency: money(amount, currency) for currency, amount in sums.items()}


def _render(message: Message | None, words: Language) -> str | None:
    return words.render(message) if message else None


def _iso(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None
