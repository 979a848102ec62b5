"""How the amount of a note, such as a dispute, is shared by its items."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from beancount_relance.history.events import Event
from beancount_relance.receivables.items import Item, ItemKey


def disputed_shares(event: Event, about: Iterable[Item]) -> dict[ItemKey, Decimal]:
    """Distribute the amount of an event over its items, oldest due first.

    Each item takes at most its outstanding amount. Credit notes issued since then settle
    the disputed part first, so their amount is no longer disputed.
    """
    left = event.amount.number or Decimal() if event.amount else Decimal()
    shares = {}
    for item in about:
        same = event.amount is not None and event.amount.currency == item.invoice.currency
        credited = sum(
            (p.amount for p in item.settled if p.kind == "credit-note" and p.date >= event.date),
            Decimal(),
        )
        share = min(left, item.outstanding + credited) if same else Decimal()
        shares[item.key] = max(share - credited, Decimal())
        left -= share
    return shares
