"""Invoices that go on under another customer, as far as a credit had settled them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from msgspec.structs import replace

from beancount_relance.receivables.credits_and_debits import Transfer
from beancount_relance.receivables.items import Settlement
from beancount_relance.receivables.open_amounts import Due, Money
from beancount_relance.receivables.returns.taken_back import record_taken_back


def carry(dues: list[Due], money: Money, transfer: Transfer) -> Iterator[Due | Decimal]:
    """Move what a credit settled to another customer.

    An invoice that the credit settled completely moves with its whole history. Of one that
    it settled in part, this part moves. An invoice that had come from the other customer is
    owed there again.

    Args:
        dues: the invoices of the customer, of which those that move entirely are taken off.
        money: the credit.
        transfer: how much of it moves, and to whom.

    Yields:
        The invoices to add to the other customer's, and the amount for which the credit
        settled none.
    """
    left = transfer.amount
    returned = transfer.returned
    references = returned.references if returned is not None else ()
    for due, part in sorted(
        money.paid, key=lambda paid: paid[0].invoice.reference not in references
    ):
        amount = min(left, part.amount)
        if not amount:
            continue
        left -= amount
        money.give_up(due, part, amount)
        carried = _carried(dues, due, money, amount, transfer)
        if returned is not None:
            back = carried or due
            share = [(back, back.invoice.amount)]
            record_taken_back(money.credit, replace(returned, amount=amount), share)
        if carried is not None:
            yield carried
    if left:
        yield left


def _carried(
    dues: list[Due], due: Due, money: Money, amount: Decimal, transfer: Transfer
) -> Due | None:
    """Take an amount that a credit settled off an invoice; return the invoice that moves.

    It is ``None`` if the invoice is the other customer's already.
    """
    source = money.credit.source
    if due.invoice.customer == transfer.customer:
        _reduce(due.settled, source, amount)
        due.left += amount
        return None
    is_here = due in dues
    before = due.invoice.moved_from
    if is_here:
        before = (*before, transfer.owner_before(due.invoice.customer))
    invoice = replace(
        due.invoice,
        customer=transfer.customer,
        account=transfer.account,
        moved_from=tuple(owner for owner in before if owner.customer != transfer.customer),
    )
    through = sum((p.amount for p in due.settled if p.source == source), Decimal())
    in_part = through > amount and transfer.returned is None
    _reduce(due.settled, source, amount)
    if due.left or in_part or not is_here:
        due.invoice = replace(due.invoice, amount=due.invoice.amount - amount)
        return Due(replace(invoice, amount=amount))
    dues.remove(due)
    due.invoice = invoice
    due.left = amount
    return due


def _reduce(settled: list[Settlement], source: object, amount: Decimal) -> None:
    """Take an amount off the settlements by one posting."""
    for place, part in enumerate(settled):
        if part.source == source and amount:
            less = min(part.amount, amount)
            amount -= less
            settled[place] = replace(part, amount=part.amount - less)
    settled[:] = [part for part in settled if part.amount]
