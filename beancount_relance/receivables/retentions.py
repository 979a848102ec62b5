"""Retention money that customers keep back: it is due on its own day, not before.

What is open of an invoice is divided: the percentage of the setting is due when it is released,
the rest on the due date, like the instalments of an invoice. Once exactly the percentage is open,
it is an invoice with that later day. Whoever pays more keeps something else back, which is owed.
An invoice in instalments has due dates of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from msgspec.structs import replace

from beancount_relance.language.messages import msg
from beancount_relance.receivables.items import Allocation, Item
from beancount_relance.values.money import unit


def with_retentions(allocation: Allocation) -> Allocation:
    """Return an allocation in which what may be kept back is due when it is released."""
    if not any(item.invoice.retention for item in allocation.items):
        return allocation
    last: dict[tuple[str, str, str], int] = defaultdict(int)
    for item in allocation.items:
        customer, currency, reference, place = item.key
        number = (customer, currency, reference)
        last[number] = max(last[number], place)
    items = [part for item in allocation.items for part in _parts(item, last)]
    items.sort(key=lambda item: (item.invoice.due, item.key))
    return replace(allocation, items=items)


def is_kept_back(item: Item) -> bool:
    """Return whether an item is what was left when the rest of its invoice was paid."""
    invoice = item.invoice
    retention = invoice.retention
    return (
        retention is not None
        and invoice.extended_from is not None
        and invoice.due == retention.until(invoice.date)
    )


def _parts(item: Item, last: dict[tuple[str, str, str], int]) -> Iterator[Item]:
    """Yield an item, or the part due now and the part due later; ``last`` are the places taken."""
    invoice = item.invoice
    retention = invoice.retention
    if retention is None or not item.is_open or invoice.parts > 1 or not invoice.bears_interest:
        yield item
        return
    kept = retention.of(item.not_credited, invoice.currency)
    until = retention.until(invoice.date)
    rest = item.outstanding - kept
    if kept <= 0 or until <= invoice.due or rest < -unit(invoice.currency):
        yield item
        return
    basis = msg("{percent} % kept back until {date}", percent=retention.percent, date=until)
    later = replace(invoice, due=until, basis=basis)
    if rest <= unit(invoice.currency):
        yield replace(item, invoice=replace(later, extended_from=invoice.due))
        return
    number = (invoice.customer, invoice.currency, invoice.reference)
    last[number] += 1
    now = replace(invoice, amount=invoice.amount - kept, parts=2)
    yield replace(item, invoice=now, outstanding=rest)
    later = replace(later, amount=kept, part=2, parts=2, place=last[number])
    yield Item(later, settled=(), outstanding=kept, is_open=True)
