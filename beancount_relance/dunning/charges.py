"""Charges go along with their invoice: what is done about it next is about them as well.

As long as the invoice is open, a charge has no stage of its own; it joins those of its invoice once
it is overdue itself. One that names no known invoice is for all those that were overdue on its day,
and joins the first of their stages. When the invoice is settled, the charge goes on by itself. What
was done before it was charged is not its history.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from beancount_relance.dunning.decision import Decision, waiting, when
from beancount_relance.dunning.reasons import Reason
from beancount_relance.dunning.waiting_reasons import LADDER_DONE, NOT_DUE, UNDER_MINIMUM

_DAY = datetime.timedelta(days=1)

_ANY = None
"""Instead of the number of an invoice: that of all."""

_OF_THE_LADDER = (None, LADDER_DONE, UNDER_MINIMUM)
"""What a charge's own decision may say, and it still goes along; otherwise it waits itself."""


def with_their_charges(decisions: Sequence[Decision]) -> list[Decision]:
    """Return the decisions of one customer, where charges have those of their open invoices."""
    if not any(decision.item.invoice.charge for decision in decisions):  # as nearly always
        return list(decisions)
    mains: dict[tuple[str | None, str], list[Decision]] = defaultdict(list)
    for decision in decisions:
        invoice = decision.item.invoice
        if not invoice.charge:
            mains[invoice.reference, invoice.currency].append(decision)
            mains[_ANY, invoice.currency].append(decision)
    return [
        _following(decision, mains) if decision.item.invoice.charge else decision
        for decision in decisions
    ]


def _following(
    decision: Decision, mains: Mapping[tuple[str | None, str], Sequence[Decision]]
) -> Decision:
    invoice = decision.item.invoice
    own = tuple(step for step in decision.chain if not step.date or step.date >= invoice.date)
    past = tuple(done for done in decision.past if done.date >= invoice.date)
    decision = replace(decision, chain=own, past=past)
    theirs = mains.get((invoice.charge_of, invoice.currency), ())
    if invoice.charge_of is _ANY:
        theirs = [each for each in theirs if each.item.invoice.is_overdue(invoice.date)]
    if decision.why not in _OF_THE_LADDER or not theirs:
        return decision
    main = min(theirs, key=lambda each: (each.why is not None, each.due_on or datetime.date.max))
    if not invoice.is_overdue(main.as_of):
        return waiting(decision, NOT_DUE, invoice.due)
    if main.stage is None or main.due_on is None:
        return waiting(decision, main.why or LADDER_DONE, main.until)
    due_on = max(main.due_on, invoice.due + _DAY)
    done = (step for step in own if step.date)
    chain = (*done, Reason(when(main.stage, due_on, main.as_of)))
    return replace(
        decision,
        level=main.level,
        stage=main.stage,
        due_on=due_on,
        why=None,
        until=None,
        starts_late=main.starts_late,
        may_go_along=main.may_go_along,
        own_day=main.own_day,
        passed_over=main.passed_over,
        gave_way=main.gave_way,
        sent=None,
        standing=main.standing,
        chain=chain,
    )
