"""Invoices of which a consumer missed an instalment: late with that alone, since its own day."""

from __future__ import annotations

import datetime

from beancount.core.amount import Amount
from msgspec.structs import replace

from beancount_relance.analysis.ageing import days_overdue
from beancount_relance.dunning.decision import Decision
from beancount_relance.history.note_kinds import PLAN
from beancount_relance.texts.reminder_items import ReminderItem


def by_the_plan(shown: ReminderItem, decision: Decision, as_of: datetime.date) -> ReminderItem:
    """Return an invoice of a text with what is not due before the later dates of a plan, if any.

    Args:
        shown: the invoice, as it is without the plan.
        decision: the decision about it.
        as_of: the day of the text.
    """
    missed = [each for each in decision.broken if each.kind == PLAN.name]
    if not decision.deferred or not missed:
        return shown
    return replace(
        shown,
        deferred=Amount(decision.deferred, shown.amount.currency),
        planned=missed[-1].until,
        days_late=days_overdue(missed[-1].waits_until, as_of) if decision.chased else 0,
    )
