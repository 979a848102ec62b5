"""The invoices that were paid late, with the interest and fee that they have earned."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from beancount.core.amount import Amount
from msgspec import Struct

from beancount_relance.claims.claim import PaidLate
from beancount_relance.receivables.part_labels import held_back_of


class LateItem(Struct, frozen=True):
    """An invoice paid after its due date, with the interest and fee earned; in no total."""

    number: str
    numbered: bool
    carried_over: bool
    part: int
    parts: int
    retention: Amount | None
    date: datetime.date
    due: datetime.date
    paid: datetime.date
    interest: Amount
    fee: Amount
    claimed: Amount


def late_item(late: PaidLate) -> LateItem:
    """Return an invoice paid late, with the interest and fee earned."""
    invoice, claim = late.item.invoice, late.claim
    interest, fee = claim.interest.amount, claim.fee
    return LateItem(
        number=invoice.reference,
        numbered=invoice.number is not None,
        carried_over=invoice.carried_over,
        part=invoice.part,
        parts=invoice.parts,
        retention=held_back_of(invoice),
        date=invoice.date,
        due=invoice.due,
        paid=late.paid,
        interest=Amount(interest, invoice.currency),
        fee=Amount(fee, invoice.currency),
        claimed=Amount(interest + fee, invoice.currency),
    )


def late_totals(paid_late: Iterable[LateItem]) -> Iterable[Amount]:
    """Yield the interest and fees earned by late payments, by currency."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for late in paid_late:
        sums[late.claimed.currency] += late.claimed.number or Decimal()
    for currency, number in sums.items():
        yield Amount(number, currency)
