"""Retention money that a customer has kept back: it is due on its own day, not before."""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace

from beancount_relance.language.messages import msg
from beancount_relance.receivables.items import Allocation, Item
from beancount_relance.values.money import unit


def with_retentions(allocation: Allocation) -> Allocation:
    """Return an allocation in which what was kept back is due when it is released.

    That is what is open of an invoice if it is exactly the percentage of the setting, and all
    the rest was paid. An invoice in instalments has due dates of its own.
    """
    if not any(item.invoice.retention for item in allocation.items):
        return allocation
    items = [_kept(item) for item in allocation.items]
    items.sort(key=lambda item: (item.invoice.due, item.key))
    return replace(allocation, items=items)


def _kept(item: Item) -> Item:
    invoice = item.invoice
    retention = invoice.retention
    if retention is None or not item.is_open:
        return item
    paid = sum((p.amount for p in item.settled if p.kind in ("payment", "bank-fee")), Decimal())
    kept = retention.of(item.not_credited, invoice.currency)
    until = retention.until(invoice.date)
    off = abs(item.outstanding - kept)
    if (
        not paid
        or not kept
        or off > unit(invoice.currency)
        or invoice.parts > 1
        or until <= invoice.due
    ):
        return item
    basis = msg("{percent} % kept back until {date}", percent=retention.percent, date=until)
    return replace(
        item, invoice=replace(invoice, due=until, basis=basis, extended_from=invoice.due)
    )
