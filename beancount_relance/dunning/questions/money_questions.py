"""The questions that a note ``still-owed`` answers, and the other waits that it leaves alone.

    2026-07-15 note Assets:Clients:Boulangerie-Martin "L’espèce est un apport" ^F2026-014
      relance: "still-owed"

A note ``resume`` answers them, too, but also ends whatever else holds the invoice back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from beancount_relance.dunning.decision import Decision
from beancount_relance.dunning.questions.deduction_questions import STATED_DEDUCTION
from beancount_relance.dunning.questions.marked_invoices import MARKED_INVOICE
from beancount_relance.dunning.questions.possible_payment import POSSIBLE_PAYMENT
from beancount_relance.dunning.questions.questions import Question
from beancount_relance.history.note_kinds import DISPUTE, WAITS
from beancount_relance.receivables.items import ItemKey

ABOUT_MONEY: Collection[str] = (POSSIBLE_PAYMENT, STATED_DEDUCTION, MARKED_INVOICE)
"""The questions whether an invoice is still owed."""


def asked_about_money(questions: Iterable[Question]) -> frozenset[ItemKey]:
    """Return the keys of the items of which is asked whether they are still owed."""
    return frozenset(key for each in questions if each.why in ABOUT_MONEY for key in each.items)


def held_besides(
    keys: Iterable[ItemKey], decisions: Mapping[ItemKey, Decision], questions: Iterable[Question]
) -> Mapping[ItemKey, str]:
    """Return what holds back some items besides a question about money, by item.

    Args:
        keys: the keys of the items.
        decisions: the decisions about all open items.
        questions: the questions asked.

    Returns:
        The reason to wait of each item that a note also holds back.
    """
    asked = asked_about_money(questions)
    found: dict[ItemKey, str] = {}
    for key in keys:
        decision = decisions.get(key)
        if decision is None or key not in asked:
            continue
        if decision.why is not None and decision.why in WAITS:
            found[key] = decision.why
        elif decision.disputed:
            found[key] = DISPUTE.name
    return found
