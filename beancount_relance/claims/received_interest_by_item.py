"""Which items the interest and fees that came in count for.

A receipt that covers the recovery fee of an invoice pays the fee first, since the fee is a
fixed sum. A smaller one pays the interest, starting with the instalment that was due first,
and then the fee. Exactly the interest that had accrued by its day is interest, and so is what
was invoiced as interest alone, unless it is exactly the interest and the fee. What exceeds the
interest and fee of one invoice goes to the next invoice that the receipt is for. How a part
payment of the principal is imputed is decided in :mod:`beancount_relance.claims.claims` by the
setting ``part-payments``.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from beancount_relance.claims.received_interest import ReceivedInterest
from beancount_relance.receivables.invoices import Invoice
from beancount_relance.receivables.items import Item, ItemKey

InvoiceKey = tuple[str, str, str, datetime.date]

_NOTHING = Decimal()
_ROUNDING = Decimal("0.02")
"""What two calculations of the same interest may differ by, in any currency."""


class Imputed(Struct, frozen=True):
    """The part of a receipt that is for one item; negative if it was paid back."""

    received: ReceivedInterest
    interest: Decimal = _NOTHING
    fee: Decimal = _NOTHING


def invoice_key(invoice: Invoice) -> InvoiceKey:
    """What the instalments of one invoice have in common."""
    return invoice.customer, invoice.currency, invoice.reference, invoice.date


def impute(
    received: Iterable[ReceivedInterest],
    late: Mapping[InvoiceKey, Sequence[Item]],
    earned: Callable[[Item], tuple[Decimal, Decimal]],
    accrued: Callable[[Item, datetime.date], Decimal],
) -> dict[ItemKey, Sequence[Imputed]]:
    """What came in for each item, by item key.

    Args:
        received: what came in, by date.
        late: what is late or was paid late, by invoice, by due date.
        earned: the late interest and the recovery fee of an item until today.
        accrued: the late interest of an item until an earlier day.
    """
    purses: dict[InvoiceKey, list[_Purse]] = {}
    for each in received:
        left = each.amount
        for key in dict.fromkeys(map(invoice_key, each.invoices)):
            if key not in late:
                continue
            if key not in purses:
                purses[key] = [_Purse(item, *earned(item)) for item in late[key]]
            if left > 0:
                fee_first = not _is_interest(purses[key], each, left, accrued)
                left = _take(purses[key], each, left, fee_first=fee_first)
            else:
                left = _give_back(purses[key], each, left)
    return {each.item.key: each.imputed for purse in purses.values() for each in purse}


class _Purse:
    """What came in for one item, up to what it has earned."""

    def __init__(self, item: Item, interest: Decimal, fee: Decimal) -> None:
        self.item = item
        self.interest_left = interest
        self.fee_left = fee
        self._earned = interest, fee
        self.imputed: list[Imputed] = []

    @property
    def interest_taken(self) -> Decimal:
        """The interest that came in."""
        return self._earned[0] - self.interest_left

    def put(
        self, received: ReceivedInterest, *, interest: Decimal = _NOTHING, fee: Decimal = _NOTHING
    ) -> Decimal:
        """Add as much of it as has been earned, or take away as much as came in; how much."""
        interest = max(min(interest, self.interest_left), self.interest_left - self._earned[0])
        fee = max(min(fee, self.fee_left), self.fee_left - self._earned[1])
        if interest or fee:
            self.interest_left -= interest
            self.fee_left -= fee
            before = Imputed(received)
            if self.imputed and self.imputed[-1].received is received:
                before = self.imputed.pop()
            self.imputed.append(Imputed(received, before.interest + interest, before.fee + fee))
        return interest + fee


def _is_interest(
    purses: Sequence[_Purse],
    received: ReceivedInterest,
    amount: Decimal,
    accrued: Callable[[Item, datetime.date], Decimal],
) -> bool:
    """Return whether a receipt is interest, though it covers the fee."""
    fee = sum((purse.fee_left for purse in purses), _NOTHING)
    if not 0 < fee <= amount:
        return False
    by_then = [accrued(p.item, received.date) - p.interest_taken for p in purses]
    interest = sum((max(each, _NOTHING) for each in by_then), _NOTHING)
    with_fee = abs(amount - interest - fee) <= _ROUNDING
    return abs(amount - interest) <= _ROUNDING or (received.is_interest and not with_fee)


def _take(
    purses: Sequence[_Purse], received: ReceivedInterest, left: Decimal, *, fee_first: bool
) -> Decimal:
    """Put what came in where it has been earned; what is left of it."""
    if fee_first and left >= sum(purse.fee_left for purse in purses):
        for purse in purses:
            left -= purse.put(received, fee=left)
    for purse in purses:
        left -= purse.put(received, interest=left)
    for purse in purses:
        left -= purse.put(received, fee=left)
    return left


def _give_back(purses: Sequence[_Purse], received: ReceivedInterest, left: Decimal) -> Decimal:
    """Take what was paid back from where it was put; what is left of it."""
    for purse in reversed(purses):
        left -= purse.put(received, interest=left)
    for purse in reversed(purses):
        left -= purse.put(received, fee=left)
    return left
