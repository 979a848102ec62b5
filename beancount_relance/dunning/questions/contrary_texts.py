"""Payments whose text contradicts what their amount has settled.

A payment settles the oldest of several equal invoices if its text tells nothing of them; that is
usual with a subscription. But if it says “phase 3” and they are the phases 1 and 2, or names
both, the oldest is only a guess; so is the only one of this amount if the text describes one of
another amount. The reminder of the others, or of that one, waits until somebody says which it is
for, or notes ``still-owed``.
"""

from __future__ import annotations

from collections.abc import Iterable

from beancount.core.amount import Amount

from beancount_relance.dunning.questions.possible_payment import POSSIBLE_PAYMENT
from beancount_relance.dunning.questions.possible_payments import answered_until
from beancount_relance.dunning.questions.questions import Question
from beancount_relance.history.events import Event
from beancount_relance.language.messages import msg
from beancount_relance.language.text import one_line
from beancount_relance.receivables.invoices import references_of
from beancount_relance.receivables.items import Allocation, Item, ItemKey, UnclearCredit


def contrary_texts(allocation: Allocation, events: Iterable[Event]) -> list[Question]:
    """Return a question for each such payment that may have settled an open invoice.

    Args:
        allocation: the open items, and the credits to be asked about.
        events: the history, for what was answered already.
    """
    contrary = [unclear for unclear in allocation.unclear if unclear.is_contrary]
    if not contrary:
        return []
    owed = {item.key: item for item in allocation.items if item.is_open}
    answered = answered_until(events)
    found = []
    for unclear in contrary:
        keys: dict[ItemKey, None] = dict.fromkeys(
            key
            for proposal in unclear.proposals
            for key, _ in proposal.parts
            if key in owed and not (key in answered and answered[key] >= unclear.credit.date)
        )
        if keys:
            found.append(_question(unclear, [owed[key] for key in keys]))
    return found


def _question(unclear: UnclearCredit, items: list[Item]) -> Question:
    credit = unclear.credit
    references = references_of(items)
    said = {
        "amount": Amount(unclear.amount, credit.currency),
        "date": credit.date,
        "text": one_line(credit.narration or credit.payee),
    }
    if unclear.described is not None:
        said["taken"] = list(dict.fromkeys(key[2] for key, _ in unclear.taken))
        message = msg(
            "{amount} of {date} counts for {taken}, but its text, “{text}”, describes {invoice}, "
            "whose reminder waits. Write the link of the right one here, or record “still-owed” "
            "for {invoice}",
            invoice=unclear.described,
            **said,
        )
        fact = msg(
            "{amount} of {date} counts for {taken}; its text, “{text}”, describes it", **said
        )
    else:
        message = msg(
            "{amount} of {date} may pay {invoices}, whose reminders wait: its text, “{text}”, does "
            "not tell which invoice of this amount it is for. Write the link of that one here, or "
            "record “still-owed” for {first}",
            invoices=references,
            first=references[0],
            **said,
        )
        fact = msg("{amount} of {date} may pay it; its text, “{text}”, does not tell", **said)
    return Question(
        POSSIBLE_PAYMENT,
        credit.customer,
        message,
        fact,
        credit.source,
        frozenset(item.key for item in items),
    )
