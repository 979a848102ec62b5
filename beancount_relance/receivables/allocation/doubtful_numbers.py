"""Report what the books contradict: doubtful invoice numbers, and losses of what was paid.

The numbers are those used for another invoice long before, and entries with several customers
that do not say which number belongs to which customer.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from beancount_relance.language.messages import Problem, msg
from beancount_relance.receivables.allocation.written_off import wrongly_written_off
from beancount_relance.receivables.items import Allocation, Item
from beancount_relance.values.numbers.invoice_names import name_key

_LONG = datetime.timedelta(days=300)
"""The time after which the same number must stand for another invoice."""


def doubts_of(allocation: Allocation) -> list[Problem]:
    """Return a problem for each, on the line to correct."""
    open_items = [item for item in allocation.items if item.is_open]
    return [
        *_used_again(open_items, allocation.items),
        *_of_several(allocation.items),
        *wrongly_written_off(allocation),
    ]


def _used_again(open_items: Sequence[Item], items: Sequence[Item]) -> Iterator[Problem]:
    """Numbers, which have a figure in them, of invoices that are most of a year apart."""
    by_number: dict[tuple[str, str, str], list[Item]] = defaultdict(list)
    asked = {name_key(i.invoice.reference) for i in open_items if i.invoice.number is not None}
    for item in items if asked else ():
        invoice = item.invoice
        if invoice.number is not None and name_key(invoice.reference) in asked:
            by_number[_number(item)].append(item)
    first: dict[int, Item] = {}
    for theirs in by_number.values():
        if len(theirs) > 1:
            earliest = min(theirs, key=lambda item: (item.invoice.date, item.key))
            first.update(dict.fromkeys(map(id, theirs), earliest))
    for item in open_items if first else ():
        invoice, earlier = item.invoice, first.get(id(item))
        if earlier is None or not any(sign.isdigit() for sign in invoice.number or ""):
            continue
        before = earlier.invoice
        if invoice.date - before.date >= _LONG:
            text = msg(
                "{number} is the number of the invoice of {date} already ({file}:{line}): give "
                "this one a number of its own",
                number=invoice.reference,
                date=before.date,
                file=Path(before.source.file).name,
                line=before.source.line,
            )
            yield Problem(text, invoice.source, "number-used-again")


def _number(item: Item) -> tuple[str, str, str]:
    invoice = item.invoice
    return invoice.customer, invoice.currency, name_key(invoice.reference)


def _of_several(items: Iterable[Item]) -> Iterator[Problem]:
    """Entries with as many links as customers, none of which is told to be anybody's number."""
    together: dict[tuple[str, frozenset[str], datetime.date], dict[str, Item]] = {}
    for item in items:
        invoice = item.invoice
        if invoice.number is None and len(invoice.links) > 1 and not invoice.charge:
            key = (invoice.source.file, invoice.links, invoice.date)
            together.setdefault(key, {})[invoice.customer] = item
    for (_, links, _), by_customer in together.items():
        if len(by_customer) == len(links) and any(i.is_open for i in by_customer.values()):
            item = min(by_customer.values(), key=lambda item: item.invoice.source.line)
            text = msg(
                "this entry has {links} and {customers}: say on each posting which is whose, "
                'with invoice: "{first}"',
                links=[f"^{link}" for link in sorted(links)],
                customers=sorted(by_customer),
                first=min(links),
            )
            yield Problem(text, item.invoice.source, "whose-number")
