"""What is asked before somebody is chased: questions, and money that may be a payment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from beancount_relance.dunning.questions.contrary_texts import contrary_texts
from beancount_relance.dunning.questions.deduction_questions import deduction_questions
from beancount_relance.dunning.questions.lying_deposits import lying_deposits
from beancount_relance.dunning.questions.marked_invoices import marked_invoices
from beancount_relance.dunning.questions.possible_payment import PossiblePayment
from beancount_relance.dunning.questions.possible_payments import possible_payments
from beancount_relance.dunning.questions.questions import Question, questions
from beancount_relance.dunning.questions.unplaced_bills import unplaced_bills
from beancount_relance.dunning.questions.unread_values import unread_values
from beancount_relance.history.events import Event
from beancount_relance.language.messages import Problem
from beancount_relance.report.who_owes_what import Position


def asked_before_chasing(
    position: Position, events: Sequence[Event], problems: Iterable[Problem]
) -> tuple[list[Question], list[PossiblePayment]]:
    """Return what is to be asked before somebody is chased, and the payments among it."""
    policy, allocation, ledger = position.policy, position.allocation, position.ledger
    accounts, customers, settings = policy.accounts, policy.customers, policy.settings
    asked = questions(allocation, accounts, customers, position.invoiced)
    known = {question.source for question in asked}
    found = possible_payments(
        position.elsewhere, ledger, accounts, settings, allocation, customers, events
    )
    found += lying_deposits(position.elsewhere, ledger, accounts, allocation.items, events)
    possible = [each for each in found if each.money.source not in known]
    asked += deduction_questions(ledger, allocation, settings, events)
    asked += marked_invoices(allocation.items, events, ledger.as_of)
    asked += unplaced_bills(position.receivables.unplaced, allocation.items)
    asked += contrary_texts(allocation, events)
    asked += unread_values(problems, ledger, allocation.items, accounts, events, settings)
    return [*asked, *(each.question for each in possible)], possible
