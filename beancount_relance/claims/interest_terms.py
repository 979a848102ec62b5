"""From when interest on an item runs, at which rate, and on what: what notes and payments change.

:mod:`~beancount_relance.law.late_interest` calculates with it.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Sequence

from msgspec.structs import replace

from beancount_relance.claims.received_interest_by_item import Imputed
from beancount_relance.history.events import Event
from beancount_relance.history.note_kind import NoteKind
from beancount_relance.history.note_kinds import JUDGMENT, SERVED
from beancount_relance.law.late_interest import Reduction
from beancount_relance.law.regimes import Regime
from beancount_relance.ledger.counterparts.settlement_kinds import NEVER_OWED
from beancount_relance.receivables.items import Item
from beancount_relance.values.dates import months_later

_DAY = datetime.timedelta(days=1)


def interest_start(
    item: Item, regime: Regime, events: Iterable[Event], notices: Collection[str]
) -> datetime.date | None:
    """Return the day after which interest runs; ``None`` if it has not started.

    Under some regimes it starts with the receipt of a formal notice. Under others a due
    date that is not a working day moves to the next one.

    Args:
        item: the item.
        regime: the regime.
        events: the history of the customer.
        notices: the names of the stages that are formal notices.
    """
    due = item.invoice.due
    if regime.from_notice:
        received = [e.date for e in events if e.letter in notices and item.key in e.items]
        return max(min(received), due) if received else None
    return regime.last_day_to_pay(due)


def raised_regime(item: Item, regime: Regime, events: Sequence[Event]) -> Regime:
    """Return the regime with the first day of the points that it adds after a judgment.

    They are counted from the service of the judgment, if that is noted.

    Args:
        item: the item.
        regime: the regime.
        events: the history of the customer.
    """
    judged = _days_of(item, events, JUDGMENT)
    if regime.surcharge is None or not judged:
        return regime
    served = [day for day in _days_of(item, events, SERVED) if day >= judged[0]]
    day = months_later(min(served, default=judged[0]), regime.surcharge.months) + _DAY
    return replace(regime, surcharge=replace(regime.surcharge, first_day=day))


def _days_of(item: Item, events: Iterable[Event], kind: NoteKind) -> list[datetime.date]:
    return [e.date for e in events if e.kind == kind.name and item.key in e.items]


def interest_reductions(
    item: Item, imputed: Iterable[Imputed], *, interest_first: bool
) -> Iterator[Reduction]:
    """Yield what reduces the amount that bears interest, or the interest.

    Args:
        item: the item, with its part payments.
        imputed: the receipts of interest on it.
        interest_first: whether part payments pay interest before principal.
    """
    for part in item.settled:
        if part.kind in NEVER_OWED:
            continue
        first = interest_first and part.is_payment
        yield Reduction(part.date, part.amount, interest_first=first)
    for each in imputed:
        yield Reduction(each.received.date, each.interest, interest_only=True)
