"""Which invoices were settled on a guess where one account has invoices to several payees."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from beancount_relance.policy.names.name_spellings import same_name
from beancount_relance.receivables.credits_and_debits import Credit
from beancount_relance.receivables.invoiced_payees import InvoicedPayees
from beancount_relance.receivables.items import Allocation, Item


def unsurely_paid(
    allocation: Allocation, payees: InvoicedPayees, owing: Collection[str]
) -> Mapping[str, Sequence[tuple[Item, datetime.date]]]:
    """Return the items that were settled on a guess, by customer, each with the day of the payment.

    Until somebody says what the payment was for, it may just as well have been for another payee's
    invoice. The same goes for a payee's overpayment.

    Args:
        allocation: the items and credits.
        payees: tells whom the invoices name.
        owing: the customers to look at, by id.
    """
    found: dict[str, list[tuple[Item, datetime.date]]] = defaultdict(list)
    taken = [(key, unclear.credit) for unclear in allocation.unclear for key, _ in unclear.taken]
    items = {item.key: item for item in allocation.items} if taken else {}
    for key, credit in taken:
        payee = payees.of(items[key].invoice) if key in items else None
        if payee is not None and not same_name(payee, credit.payee):
            found[credit.customer].append((items[key], credit.date))
    too_much: dict[str, list[Credit]] = defaultdict(list)
    for left in allocation.credits:
        if left.credit.customer in owing and left.credit.payee and left.credit.is_payment:
            too_much[left.credit.customer].append(left.credit)
    for item in allocation.items if too_much else ():
        theirs = too_much.get(item.invoice.customer, ())
        presumed = {part.source for part in item.settled if part.is_presumed}
        found[item.invoice.customer] += [
            (item, credit.date) for credit in theirs if credit.source in presumed
        ]
    return {
        name: [(item, day) for item, day in each if payees.of(item.invoice) is not None]
        for name, each in found.items()
    }
