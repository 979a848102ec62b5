"""Invoices that the ledger has more than once: which are twins, and which are merged into one.

The input is one invoice for each posting; instalments are numbered here, too.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.language.messages import Message, msg
from beancount_relance.ledger.receivable_postings import ReceivablePosting
from beancount_relance.receivables.due_dates import GIVEN
from beancount_relance.receivables.invoices import Invoice
from beancount_relance.receivables.reversed_debits import ReversedDebits
from beancount_relance.values.numbers.invoice_names import name_key


class Entered(Struct, frozen=True):
    """An invoice entered by one posting, split by due date."""

    line: ReceivablePosting
    parts: list[Invoice]

    @property
    def claim(self) -> tuple[str, str, str | None]:
        """The key shared with other entries of the same number."""
        number = self.parts[0].number
        return (self.parts[0].customer, self.line.currency, number and name_key(number))


def without_twins(
    entered: Iterable[Entered],
    twice: Callable[[ReceivablePosting, Message], None],
    reversed_debits: ReversedDebits,
) -> list[Entered]:
    """The invoices, without those entered a second time.

    Twice is: the same number in two transactions for the same amount, on one
    day, or on any day if a reference key says that this is the number. A link
    may tie a year's invoices of the same amount together, so what has only that in common
    counts as a second entry if the narration is the same, too, and it was cancelled. A second
    entry with another due date corrects the first one, if a credit note cancels one of them and
    does not say that it was entered twice.

    Args:
        entered: the invoices as entered.
        twice: is told the line of each that was entered before, and what to say of it.
        reversed_debits: finds what was cancelled.
    """
    once: list[Entered] = []
    by_claim: dict[tuple[object, ...], list[Entered]] = defaultdict(list)
    for each in entered:
        line = each.line
        twin = None
        maybe: list[Entered] = []
        claim = each.claim
        for before in by_claim[claim] if claim[-1] else ():
            if before.line.txn is line.txn or before.line.number != line.number:
                continue
            if before.line.date == line.date or (line.keyed and before.line.keyed):
                twin = before
            elif before.line.narration.casefold() == line.narration.casefold():
                maybe.append(before)
        if (
            twin is not None
            and _corrects(each, twin)
            and reversed_debits.is_first_entry_cancelled(line)
        ):
            place = once.index(twin)
            once[place] = by_claim[claim][by_claim[claim].index(twin)] = each
            continue
        if twin is None and any(
            reversed_debits.is_second_entry_cancelled(
                line, before.line, corrects=_corrects(each, before)
            )
            for before in maybe[-1:]
        ):
            continue
        if twin is None:
            once.append(each)
            by_claim[claim].append(each)
        else:
            twice(line, _entered_twice(each, twin))
    return once


def _corrects(again: Entered, before: Entered) -> bool:
    """Whether two entries of an invoice state different due dates, or one could not be read."""
    dues = [{part.due for part in each.parts if part.basis is GIVEN} for each in (again, before)]
    unread = [any(part.due_presumed for part in each.parts) for each in (again, before)]
    return (all(dues) and dues[0] != dues[1]) or unread == [False, True]


def _entered_twice(again: Entered, before: Entered) -> Message:
    return msg(
        "{number} was entered on {date} already, for the same amount ({file}:{line}): this debit "
        "is counted as unidentified; remove it, or give it a number of its own",
        number=again.parts[0].reference,
        date=before.line.date,
        file=Path(before.line.source.file).name,
        line=before.line.source.line,
    )


def merged(entered: Iterable[Entered]) -> Iterable[Invoice]:
    """Merge all debits with the same number, date and due date into one invoice.

    An invoice may therefore consist of several postings, accounts or transactions.
    """
    found: dict[tuple[object, ...], Invoice] = {}
    for each in entered:
        for part in each.parts:
            same = each.claim if part.number else (id(each.line.txn), part.customer)
            when = (part.date, part.due, part.due_presumed, part.is_retention)
            key = (*same, part.currency, *when, part.charge)
            before = found.get(key)
            found[key] = part if before is None else _sum_of(before, part)
    return found.values()


def _sum_of(before: Invoice, part: Invoice) -> Invoice:
    amount, held_back = before.amount + part.amount, before.held_back + part.held_back
    return replace(before, amount=amount, held_back=held_back)


def with_parts(invoices: Iterable[Invoice]) -> list[Invoice]:
    """The invoices, those of one number and day counted as its parts, by due date.

    A number may come again on another day, as that of a subscription: ``place`` tells
    all of one number apart. Of those that have no number, each but the first of a day
    gets a counter.
    """
    groups: dict[tuple[object, ...], list[Invoice]] = defaultdict(list)
    unnumbered: dict[tuple[str, str], int] = defaultdict(int)
    for invoice in invoices:
        named = invoice
        if invoice.number is None:
            same_day = (invoice.customer, invoice.reference)
            unnumbered[same_day] += 1
            if unnumbered[same_day] > 1:
                reference = f"{invoice.reference}/{unnumbered[same_day]}"
                named = replace(invoice, reference=reference)
        numbered = named.number is not None
        key = (named.customer, named.currency, name_key(named.reference), numbered)
        groups[key].append(named)
    return [invoice for group in groups.values() for invoice in _in_parts(group)]


def _in_parts(group: list[Invoice]) -> Iterable[Invoice]:
    """Number the instalments and positions of the invoices with the same number."""
    if len(group) == 1:
        return group
    days: dict[datetime.date, int] = defaultdict(int)
    for invoice in group:
        days[invoice.date] += not invoice.charge
    seen: dict[datetime.date, int] = defaultdict(int)
    result = []
    for place, invoice in enumerate(
        sorted(group, key=lambda i: (i.due, i.held_back > 0, i.date)), start=1
    ):
        if invoice.charge:
            result.append(replace(invoice, place=place))
            continue
        day = invoice.date
        seen[day] += 1
        result.append(replace(invoice, place=place, part=seen[day], parts=days[day]))
    return result
