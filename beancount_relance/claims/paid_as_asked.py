"""Interest and fee that were paid as a letter asked, and in the time that it gave.

Who is given eight days, and pays within them what the letter says, to the cent, has paid: the
interest of the days between is not asked for afterwards, whether the receipt is presumed to be that
of the interest and fee, or is booked as such.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from msgspec.structs import replace

from beancount_relance.claims.claims import Claims
from beancount_relance.claims.received_interest import ReceivedInterest
from beancount_relance.claims.received_interest_by_item import invoice_key
from beancount_relance.history.events import Event
from beancount_relance.policy.country_procedures import AFTER_THE_DEADLINE
from beancount_relance.policy.settings import Settings
from beancount_relance.receivables.items import Item

_DAY = datetime.timedelta(days=1)


def paid_as_asked(
    received: Iterable[ReceivedInterest],
    items: Iterable[Item],
    claims: Claims,
    letters: Mapping[str, Sequence[Event]],
    settings: Settings,
) -> list[ReceivedInterest]:
    """Return what was received, with the day of the letter that asked for no more.

    Args:
        received: the interest and fees received.
        items: the items, open and settled.
        claims: the claims on them without what was received.
        letters: the texts that claimed interest and fee, by customer.
        settings: the settings, for the days that these texts give.
    """
    given: dict[str, int] = {}
    for procedure in settings.procedures.values():
        for stage in procedure.stages:  # the longest: who pays is not blamed for the ladder
            given[stage.name] = max(given.get(stage.name, 0), stage.deadline or 0)
    by_invoice: dict[object, list[Item]] = {}
    named = {invoice_key(invoice) for each in received for invoice in each.invoices}
    for item in items if named else ():
        if (key := invoice_key(item.invoice)) in named:
            by_invoice.setdefault(key, []).append(item)

    def asked_on(each: ReceivedInterest) -> datetime.date | None:
        """Return the day of the letter that asked for exactly this, and was paid in its time."""
        keys = dict.fromkeys(map(invoice_key, each.invoices))
        about = [item for key in keys for item in by_invoice.get(key, ())]
        paid = [part.date for item in about for part in item.payments]
        if not paid or any(item.is_open for item in about):
            return None
        last = max(paid)
        for letter in letters.get(about[0].invoice.customer, ()):
            until = letter.date + (given[letter.kind] + AFTER_THE_DEADLINE) * _DAY
            if not letter.date <= last <= until or not {item.key for item in about} <= letter.items:
                continue
            if sum((charges(claims.on(letter.date), item) for item in about), Decimal()) == (
                each.amount
            ):
                return letter.date
        return None

    return [replace(each, asked=asked_on(each)) for each in received]


def charges(claims: Claims, item: Item) -> Decimal:
    """Return the interest and fee that are claimed on an item."""
    claim = claims.of(item)
    return claim.interest.amount + claim.fee
