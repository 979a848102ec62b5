"""The payments that the bank returned, each with all invoices that it had paid.

A customer who paid two invoices at once believes both paid, so a text about one of them names both.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal

from beancount.core.amount import Amount
from msgspec import Struct

from beancount_relance.language.messages import Source
from beancount_relance.receivables.items import Item, Settlement
from beancount_relance.texts.reminder_items import PaymentShare, account_item, returned_pairs

_Days = tuple[datetime.date, datetime.date]


class ReturnedTogether(Struct, frozen=True):
    """The payments of one day that the bank returned on another day.

    Attributes:
        paid: the day of the payment.
        returned: the day of its return.
        in_part: whether a part of it was kept, or returned on another day.
        tells_shares: whether ``shares`` say more than the text does already: it was returned in
            part, or had paid other invoices than the only one of the text.
        shares: what was returned of each invoice of the customer, also of one that is not in the
            text, by due date.
    """

    paid: datetime.date
    returned: datetime.date
    in_part: bool
    tells_shares: bool
    shares: tuple[PaymentShare, ...]


def returned_together(
    about: Sequence[Item], items: Iterable[Item], as_of: datetime.date
) -> tuple[ReturnedTogether, ...]:
    """Return the returned payments of the invoices of a text, by the day of the payment.

    Args:
        about: the items of the text.
        items: all known items, of this customer and others.
        as_of: the day of the text.
    """
    days = {_days(pair) for item in about for pair in returned_pairs(item)}
    if not days:
        return ()
    customer = about[0].invoice.customer
    theirs = [item for item in items if item.invoice.customer == customer]
    return tuple(_together(each, about, theirs, as_of) for each in sorted(days))


def _days(pair: tuple[Settlement, Settlement]) -> _Days:
    paid, back = pair
    return paid.date, back.date


def _together(
    days: _Days, about: Sequence[Item], theirs: Sequence[Item], as_of: datetime.date
) -> ReturnedTogether:
    shares: list[PaymentShare] = []
    sources = []
    others: set[Source] = set()
    for item in theirs:
        found = returned_pairs(item)
        pairs = [pair for pair in found if _days(pair) == days]
        others.update(paid.source for paid, back in found if back.date != days[1])
        sources += [paid.source for paid, _ in pairs]
        amount = sum((paid.amount for paid, _ in pairs), Decimal())
        if amount:
            amount_back = Amount(amount, item.invoice.currency)
            shares.append(PaymentShare(account_item(item, as_of), amount_back))
    in_part = not others.isdisjoint(sources) or any(
        part.is_payment and part.source in sources for item in theirs for part in item.settled
    )
    return ReturnedTogether(
        *days,
        in_part=in_part,
        tells_shares=in_part or len(shares) > 1 or len(about) > 1,
        shares=tuple(shares),
    )
