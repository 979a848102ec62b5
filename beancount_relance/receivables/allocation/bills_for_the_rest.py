"""Invoices of which a move, such as a bill, put off all that was left: they are no instalments.

    2026-04-28 * "Acme" "Transfer" ^F1
      Assets:Bank                   500.00 EUR
      Assets:Clients:Acme

    2026-05-04 * "Acme" "Bill accepted" ^F1
      Assets:Bills-Receivable:Acme  700.00 EUR
        due: 2026-06-30
      Assets:Clients:Acme

What was paid before was due as invoiced, what is left is due with the bill. Nobody agreed on two
instalments, so neither part is called one.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable

from msgspec.structs import replace

from beancount_relance.receivables.invoices import Invoice
from beancount_relance.receivables.open_amounts import Due


def name_as_wholes(dues: Iterable[Due]) -> None:
    """Call the two parts of such invoices by the invoice alone.

    Args:
        dues: what one customer owed, with what has settled it.
    """
    parts: dict[object, list[Due]] = defaultdict(list)
    for due in dues:
        if due.invoice.parts > 1 and not due.invoice.held_back:
            parts[due.invoice.identity].append(due)
    for group in parts.values():
        first, *others = sorted(group, key=lambda due: _put_off_on(due.invoice) is not None)
        if len(others) == 1 and _was_settled_before(first, others[0]):
            for due in group:
                due.invoice = replace(due.invoice, part=1, parts=1)


def _put_off_on(invoice: Invoice) -> datetime.date | None:
    """Return the day on which a move first put a due date off, if one did."""
    days = [each.until for each in invoice.earlier_dues]
    days += [each.date for each in invoice.deferrals]
    return min(days, default=None)


def _was_settled_before(first: Due, rest: Due) -> bool:
    """Whether a part was settled when the rest, due on the same day until then, was put off."""
    day = _put_off_on(rest.invoice)
    if day is None or _put_off_on(first.invoice) is not None or first.left:
        return False
    if rest.invoice.due_on(rest.invoice.date) != first.invoice.due:
        return False
    return all(part.date <= day for part in first.settled)
