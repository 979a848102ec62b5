"""What is declared in insolvency proceedings, and what was: the sums owed at their opening.

What a guarantor has paid since, or the customer, does not reduce the claim that is declared (C.
com. L622-24, L622-31), and neither does a loss in our books. A credit note does: that was never
owed.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from decimal import Decimal

from beancount_relance.history.events import Event
from beancount_relance.history.insolvency import opening
from beancount_relance.history.note_kinds import FILED
from beancount_relance.ledger.counterparts.settlement_kinds import NEVER_OWED
from beancount_relance.policy.procedures import DECLARATION
from beancount_relance.receivables.items import Item, Settlement


def owed_at_opening(item: Item, opened: datetime.date) -> Decimal:
    """Return the principal of an item that was open on the day of the opening."""
    return item.outstanding + sum((part.amount for part in _since(item, opened)), Decimal())


def received_since(item: Item, opened: datetime.date) -> Decimal:
    """Return the money that came in for an item after the opening."""
    return sum((part.amount for part in _since(item, opened) if part.is_payment), Decimal())


def is_declared(item: Item, proceedings: Event, events: Iterable[Event]) -> bool:
    """Return whether the claim on an item was declared, or filed, since proceedings were opened.

    Args:
        item: the item.
        proceedings: the note on the proceedings.
        events: the history of its customer.
    """
    return any(
        event.kind in (DECLARATION, FILED.name)
        and event.date >= opening(proceedings)
        and item.key in event.items
        for event in events
    )


def _since(item: Item, opened: datetime.date) -> Iterator[Settlement]:
    return (p for p in item.settled if p.date > opened and p.kind not in NEVER_OWED)
