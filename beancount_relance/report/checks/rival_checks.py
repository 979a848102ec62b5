"""Checks of payments that may be for an invoice of which the customer is reminded today."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from beancount.core.amount import Amount

from beancount_relance.claims.legal_checks import Check, books_check
from beancount_relance.dunning.agenda import Action
from beancount_relance.dunning.questions.possible_payment import POSSIBLE_PAYMENT
from beancount_relance.dunning.questions.possible_payments import answered_until
from beancount_relance.dunning.questions.rival_invoices import rival_invoices
from beancount_relance.history.events import Event
from beancount_relance.language.messages import msg
from beancount_relance.receivables.items import Allocation


def rival_checks(
    allocation: Allocation, actions: Iterable[Action], events: Iterable[Event]
) -> Iterator[Check]:
    """Yield a check for each payment that may be for an invoice of an action.

    Args:
        allocation: what each payment was set against.
        actions: what is due today.
        events: the history, for what was answered already.
    """
    if not allocation.unclear:
        return
    reminded = {part.item.key for action in actions for part in action.items}
    answered = answered_until(events)
    for rival in rival_invoices(allocation):
        credit = rival.payment.credit
        asked = [
            key
            for key in sorted(rival.items & reminded)
            if key not in answered or answered[key] < credit.date
        ]
        if asked:
            text = msg(
                "{amount} of {date} was set against {taken}, but may be for {invoices}, of which "
                "the customer is reminded today: choose with relance match, or add the right link",
                amount=Amount(rival.payment.amount, credit.currency),
                date=credit.date,
                taken=rival.taken,
                invoices=list(dict.fromkeys(number for _, _, number, _ in asked)),
            )
            yield books_check(credit.customer, text, credit.source, POSSIBLE_PAYMENT)
