"""The lots of invoices that are held at cost: a payment that takes the lot of one pays that one.

    Assets:Clients:Gap    1000.00 USD {0.90 EUR}    an invoice
    Assets:Clients:Gap    1000.00 USD {0.92 EUR}    another one
    Assets:Clients:Gap   -1000.00 USD {0.92 EUR}    a payment of that one, whatever it names

Where Beancount takes the lots by their age, nobody has said that.
"""

from __future__ import annotations

from collections.abc import Iterable

from beancount_relance.receivables.items import BY_REFERENCE
from beancount_relance.receivables.match_evidence import of_its_lot
from beancount_relance.receivables.open_amounts import Due, Explanation, Money, oldest_first


def paid_by_lot(money: Money, dues: Iterable[Due]) -> Explanation | None:
    """Return what a credit pays of the only invoice whose lot it takes, if there is one.

    Args:
        money: the credit.
        dues: the open invoices that it may be for.
    """
    lot = money.credit.lot
    if lot is None:
        return None
    day = money.credit.date
    found = [due for due in dues if due.left and due.invoice.lot == lot and due.invoice.date <= day]
    if len({due.invoice.identity for due in found}) != 1:
        return None
    left, parts = money.left, []
    for due in sorted(found, key=oldest_first):
        amount = min(due.left, left)
        left -= amount
        if amount:
            parts.append((due, amount))
    if left:
        return None
    return Explanation(parts, BY_REFERENCE, of_its_lot(found[0].invoice.reference))
