"""Writes the line that ``bean-check`` prints for each action due."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from beancount_relance.analysis.ageing import days_overdue
from beancount_relance.dunning.agenda import Action
from beancount_relance.language.messages import Language, Message, Source, msg, nmsg
from beancount_relance.policy.procedures import DECLARATION
from beancount_relance.report.report import Report


def action_lines(report: Report, words: Language) -> Iterator[tuple[Source, str]]:
    """Yield each action due as one line of text, with the source of its oldest invoice."""
    for action in report.actions:
        invoice = action.items[0].invoice
        line = _line(action, report.as_of, words)
        if action.missing is not None and action.customer.has_details:
            line = msg("{line}; {missing}", line=line, missing=action.missing)
        yield invoice.source, words.render(line)


def _line(action: Action, as_of: datetime.date, words: Language) -> Message:
    invoices = [item.invoice for item in action.items]
    due = action.first_due
    late = days_overdue(due, as_of)
    money = [words.money(amount, currency) for currency, amount in action.outstanding.items()]
    facts = {
        "customer": action.customer.title,
        "invoices": list(dict.fromkeys(invoice.reference for invoice in invoices)),
        "amount": words.enumerate(money),
        "due": due,
        "action": action.title,
        "since": action.due_on,
    }
    if action.stage.name == DECLARATION:  # also what was paid since, or is not due yet
        return msg(
            "{customer}: {invoices}, {amount} owed at the opening: {action} due since {since}",
            **facts,
        )
    if late:
        return nmsg(
            "{customer}: {invoices}, {amount} overdue since {due} ({count} day): "
            "{action} due since {since}",
            "{customer}: {invoices}, {amount} overdue since {due} ({count} days): "
            "{action} due since {since}",
            late,
            **facts,
        )
    return msg(
        "{customer}: {invoices}, {amount} due on {due}: {action} due since {since}",
        **facts,
    )
