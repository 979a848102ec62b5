"""The instalments that a reminder announces, of one plan or of several."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from decimal import Decimal

from beancount.core.amount import Amount
from msgspec import Struct

from beancount_relance.dunning.agenda import Action
from beancount_relance.texts.reminder_items import ReminderItem


class AnnouncedInstalment(Struct, frozen=True):
    """An instalment that a reminder announces.

    Attributes:
        due: its day.
        amount: its amount.
        missing: what is not paid of it yet.
        number: its number in the plan, starting at 1.
        count: the number of instalments of the plan.
        agreed: the day on which the plan was agreed.
        received: the money that came in since then.
        items: the invoices of the text that the plan is about.
    """

    due: datetime.date
    amount: Amount
    missing: Amount
    number: int
    count: int
    agreed: datetime.date
    received: Amount
    items: tuple[ReminderItem, ...]


def announced_instalments(
    action: Action, items: Sequence[ReminderItem]
) -> Iterator[AnnouncedInstalment]:
    """Yield the instalments that an action announces, by day.

    Args:
        action: the action.
        items: its items, as in the text.
    """
    keys = [part.item.key for part in action.items]
    for each in action.occasion.announced if action.occasion else ():
        plan = each.plan
        if plan.next is not None and plan.missing is not None:
            yield AnnouncedInstalment(
                due=plan.next.due,
                amount=plan.next.amount,
                missing=plan.missing,
                number=plan.number,
                count=len(plan.instalments),
                agreed=plan.agreed,
                received=plan.received or Amount(Decimal(), plan.missing.currency),
                items=tuple(
                    item for key, item in zip(keys, items, strict=True) if key in each.keys
                ),
            )
