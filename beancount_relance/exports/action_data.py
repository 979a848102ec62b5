"""Exports actions and waiting items as plain data, for JSON and CSV."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from beancount_relance.dunning.agenda import Action
from beancount_relance.dunning.decision import Decision
from beancount_relance.exports.json_data import (
    checks_data,
    iso_date,
    problems_data,
    reasons_data,
)
from beancount_relance.language.messages import Language
from beancount_relance.receivables.invoices import references_of
from beancount_relance.report.report import Report
from beancount_relance.values.money import money

if TYPE_CHECKING:  # a command that prints no JSON needs none of these classes
    from beancount_relance.exports.json_outputs import ActionsOutput
    from beancount_relance.exports.json_types import (
        ActionItemRow,
        ActionRow,
        ActionSummary,
        WaitingRow,
    )


def actions_data(report: Report, words: Language) -> ActionsOutput:
    """Return the output of ``relance actions --format json``."""
    return {
        "as_of": report.as_of.isoformat(),
        "actions": [action_data(action, words) for action in report.actions],
        "upcoming": [action_data(action, words) for action in report.agenda.upcoming],
        "waiting": [waiting_data(decision, words) for decision in report.agenda.waiting],
        "checks": checks_data(report.checks, words),
        "problems": problems_data(report.problems, words),
    }


def action_data(action: Action, words: Language) -> ActionRow:
    """Return one action, due or upcoming."""
    items: list[ActionItemRow] = [
        {
            "invoice": item.invoice.reference,
            "stage": item.decision.stage.name if item.decision.stage else None,
            "due_on": iso_date(item.decision.due_on),
            "outstanding": money(item.decision.chased, item.invoice.currency),
            "file": item.invoice.source.file,
            "line": item.invoice.source.line,
        }
        for item in action.items
    ]
    return {
        **action_summary(action),
        "items": items,
        "reasons": reasons_data(action.reasons, words),
    }


def action_summary(action: Action) -> ActionSummary:
    """Return one action without its invoices one by one, and without reasons."""
    items = [item.item for item in action.items]
    data: ActionSummary = {
        "customer": action.customer.id,
        "name": action.customer.title,
        "stage": action.stage.name,
        "channel": action.channel,
        "due_on": action.due_on.isoformat(),
        "until": iso_date(action.occasion.until) if action.occasion else None,
        "who": action.who,
        "priority": list(action.priority),
        "invoices": list(references_of(items)),
        "outstanding": _by_currency(action.outstanding),
        "interest": _by_currency(action.interest),
        "recovery_fee": _by_currency(action.recovery_fee),
        "claimed": _by_currency(action.claimed),
    }
    if action.also_due:
        data["also_due"] = list(references_of(action.also_due))
    return data


def waiting_data(decision: Decision, words: Language) -> WaitingRow:
    """Return one waiting item."""
    invoice = decision.item.invoice
    return {
        "invoice": invoice.reference,
        "customer": invoice.customer,
        "currency": invoice.currency,
        "outstanding": money(decision.waiting, invoice.currency),
        "why": decision.why,
        "until": iso_date(decision.until),
        "reasons": reasons_data(decision.reasons, words),
    }


def _by_currency(sums: Mapping[str, Decimal]) -> dict[str, str]:
    return {currency: money(amount, currency) for currency, amount in sums.items()}
