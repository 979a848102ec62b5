"""Part payments that pay interest before principal, as a text that claims interest shows them.

The books post a payment on the receivable, whatever it pays. Whoever reads a letter has to find the
same principal in the account and in the calculation of the interest (C. civ. 1343-1).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from beancount.core.amount import Amount
from msgspec.structs import replace

from beancount_relance.dunning.agenda import Action
from beancount_relance.texts.reminder_items import ReminderItem, ReminderTotal


def with_imputed(action: Action, items: Sequence[ReminderItem]) -> tuple[ReminderItem, ...]:
    """Return the items of a text, with what payments paid of the interest as open principal.

    Args:
        action: the action; if its stage claims no interest, the items stay as they are.
        items: its items, as in the text.
    """
    if not action.stage.claims:
        return tuple(items)
    return tuple(
        _with_imputed(shown, min(each.claim.interest.imputed, each.claim.interest.amount))
        for each, shown in zip(action.items, items, strict=True)
    )


def _with_imputed(item: ReminderItem, number: Decimal) -> ReminderItem:
    if number <= 0:
        return item
    return replace(
        item,
        paid=_plus(item.paid, -number),
        outstanding=_plus(item.outstanding, number),
        asked=_plus(item.asked, number),
        interest=_plus(item.interest, -number),
        imputed=_plus(item.imputed, number),
    )


def totals_with_imputed(
    totals: Iterable[ReminderTotal], items: Sequence[ReminderItem]
) -> tuple[ReminderTotal, ...]:
    """Return the totals of a text with the same principal as its items; their sum is the same."""
    return tuple(
        replace(
            total,
            asked=_plus(total.asked, number),
            principal=_plus(total.principal, number),
            interest=_plus(total.interest, -number),
        )
        for total in totals
        for number in [_imputed(items, total.asked.currency)]
    )


def _imputed(items: Iterable[ReminderItem], currency: str) -> Decimal:
    parts = (item.imputed for item in items if item.imputed.currency == currency)
    return sum((part.number or Decimal() for part in parts), Decimal())


def _plus(amount: Amount, number: Decimal) -> Amount:
    return Amount((amount.number or Decimal()) + number, amount.currency)
