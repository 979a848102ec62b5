"""Amounts too small to chase: less than a claim or a letter is worth."""

from __future__ import annotations

from decimal import Decimal

from beancount.core.amount import Amount
from msgspec.structs import replace

from beancount_relance.dunning.decision import Decision
from beancount_relance.dunning.reasons import Reason
from beancount_relance.dunning.waiting_reasons import UNDER_MINIMUM
from beancount_relance.language.messages import msg
from beancount_relance.policy.procedures import Stage
from beancount_relance.policy.settings import Settings
from beancount_relance.receivables.items import Item


def too_little(item: Item, stage: Stage, settings: Settings) -> Reason | None:
    """Return why an item is too small for a stage that claims interest and a fee, if it is."""
    currency = item.invoice.currency
    least = settings.least_claim(currency)
    if not stage.claims or item.outstanding >= least:
        return None
    text = msg(
        "{stage} claims interest and a fee, and {amount} is less than {least}",
        stage=stage.title,
        amount=Amount(item.outstanding, currency),
        least=Amount(least, currency),
    )
    return Reason(text)


def unless_small(decision: Decision, total: Decimal, settings: Settings) -> Decision:
    """Return a decision, or one to wait if the customer owes less than the minimum.

    Args:
        decision: the decision about one item.
        total: what the customer owes that counts towards the minimum, in the item's currency.
        settings: the settings, for the minimum.
    """
    currency = decision.item.invoice.currency
    minimum = settings.minimum(currency)
    if total >= minimum:
        return decision
    text = msg(
        "waits: the total of {amount} is below the minimum of {minimum}",
        amount=Amount(total, currency),
        minimum=Amount(minimum, currency),
    )
    chain = (*decision.chain[:-1], Reason(text))
    return replace(decision, stage=None, due_on=None, why=UNDER_MINIMUM, chain=chain)
