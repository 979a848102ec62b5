"""Retention money that customers keep back: it is due on its own day, not before.

An invoice is divided, whether it is paid or not: the percentage of the setting is due when it is
released, the rest on the due date. Payments go to the rest first. Each of the two has its own
interest and its own ladder. Whoever pays more before that day, but not everything, keeps
something else back, which is owed. An invoice in instalments has due dates of its own; what was
moved onto an account for retentions is retention money as well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from msgspec.structs import replace

from beancount_relance.receivables.due_dates import until_kept_back
from beancount_relance.receivables.items import Allocation, Item, Settlement, by_due_date
from beancount_relance.receivables.match_evidence import RELEASED
from beancount_relance.values.money import unit

_Number = tuple[str, str, str]
_DIVIDED = 2
"""The parts of an invoice that retention money divides: the rest, and itself."""


def with_retentions(allocation: Allocation) -> Allocation:
    """Return an allocation in which what may be kept back is due when it is released."""
    items = _with_held_back(allocation.items)
    if any(item.invoice.retention for item in items):
        last: dict[_Number, int] = defaultdict(int)
        for item in items:
            last[item.key[:3]] = max(last[item.key[:3]], item.invoice.place)
        parts = [part for item in items for part in _parts(item, last)]
        items = sorted(parts, key=by_due_date)
    return replace(allocation, items=items)


def _with_held_back(items: Sequence[Item]) -> Sequence[Item]:
    """Return the items; what stands on an account for retentions is what is held back."""
    held_back = {
        (*item.key[:3], item.invoice.date): item.invoice.amount
        for item in items
        if item.invoice.part == item.invoice.parts == _DIVIDED and item.invoice.held_back
    }
    if not held_back:
        return items
    amounts = [held_back.get((*item.key[:3], item.invoice.date)) for item in items]
    return [
        item if amount is None else replace(item, invoice=replace(item.invoice, held_back=amount))
        for item, amount in zip(items, amounts, strict=True)
    ]


def _parts(item: Item, last: dict[_Number, int]) -> Iterator[Item]:
    """Yield an item, or the part due now and the part due later; ``last`` are the places taken."""
    invoice = item.invoice
    retention = invoice.retention
    held_back = invoice.kept_back_of(item.not_credited)
    if held_back and item.is_open and abs(item.outstanding - held_back) <= unit(invoice.currency):
        held_back = item.outstanding
    if retention is None or held_back <= 0 or _keeps_something_else(item, held_back):
        yield item
        return
    until = retention.until(invoice.date)
    basis = until_kept_back(retention.percent, until)
    number = item.key[:3]
    last[number] += 1
    now = replace(invoice, amount=invoice.amount - held_back, parts=_DIVIDED, held_back=held_back)
    later = replace(
        now, amount=held_back, due=until, basis=basis, part=_DIVIDED, place=last[number]
    )
    before, after = _divided(item.settled, now.amount)
    left = now.amount - sum((part.amount for part in before), Decimal())
    due_now = item.is_open and left > 0
    yield replace(item, invoice=now, settled=before, outstanding=left, is_open=due_now)
    left = item.outstanding - left
    yield Item(later, settled=after, outstanding=left, is_open=item.is_open and left > 0)


def _keeps_something_else(item: Item, held_back: Decimal) -> bool:
    """Return whether a payment left something, but less than the retention, before it was due."""
    invoice = item.invoice
    if invoice.retention is None:
        return False
    cent = unit(invoice.currency)
    left = invoice.amount
    for part in item.settled:
        if abs(left - held_back) <= cent:  # it was kept back, and paid in part
            return False
        left -= part.amount
        if cent < left < held_back - cent:
            return part.date < invoice.retention.until(invoice.date)
    return False


def _divided(
    settled: Iterable[Settlement], amount: Decimal
) -> tuple[tuple[Settlement, ...], tuple[Settlement, ...]]:
    """Return what settles an amount that is due first, and what settles the rest."""
    first: list[Settlement] = []
    then: list[Settlement] = []
    for part in settled:
        taken = min(part.amount, amount) if part.evidence != RELEASED else Decimal()
        amount -= taken
        if taken:
            first.append(replace(part, amount=taken))
        if taken < part.amount:
            then.append(replace(part, amount=part.amount - taken))
    return tuple(first), tuple(then)
