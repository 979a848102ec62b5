"""Find invoices that replace others in one entry, under a number of their own."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from beancount_relance.ledger.counterparts.counterparts import Counterparts
from beancount_relance.ledger.counterparts.natures import TRANSFER
from beancount_relance.ledger.receivable_postings import ReceivablePosting
from beancount_relance.values.numbers.invoice_names import name_key, series_of


def renumbered(lines: Sequence[ReceivablePosting], counterparts: Counterparts) -> set[int]:
    """Return the places of the debits that enter invoices in the place of others.

    A reference key of the posting gives each a number that nothing had before; and what the entry
    takes off names other invoices: of the same customer, as when a proforma or delivery notes
    become an invoice, or an order becomes two of them, or of another one, with a number of the same
    series, as when the invoice was to the wrong customer.

    Args:
        lines: all receivable lines, those of an entry side by side.
        counterparts: the reader of what stands against them.
    """
    found: set[int] = set()
    known: set[tuple[str, str]] = set()
    places = range(len(lines))
    for _, group in itertools.groupby(places, key=lambda place: id(lines[place].txn)):
        entry = [(place, lines[place]) for place in group]
        new = {place for place, line in entry if _is_new(line, known)}
        if new and len(entry) > 1:
            theirs = [line for _, line in entry]
            old = [line for place, line in entry if line.number > 0 and place not in new]
            found.update(p for p in new if _replaces(lines[p], theirs, old, counterparts))
        known.update(_numbers(line for _, line in entry if line.number > 0))
    return found


def _is_new(line: ReceivablePosting, known: set[tuple[str, str]]) -> bool:
    """Whether the key of a debit says a number that its customer's debits did not have before."""
    return line.number > 0 and line.keyed and known.isdisjoint(_numbers([line]))


def _numbers(lines: Iterable[ReceivablePosting]) -> Iterator[tuple[str, str]]:
    return ((line.customer, name_key(name)) for line in lines for name in line.names)


def _replaces(
    debit: ReceivablePosting,
    entry: Sequence[ReceivablePosting],
    old: Sequence[ReceivablePosting],
    counterparts: Counterparts,
) -> bool:
    """Whether a new debit replaces what its customer, or else another one, has in the entry.

    If some of the debits are not new, those of the customer are, and come to what replaces them. If
    all are, Beancount has seen to that, in several currencies as well.
    """
    own = [line for line in entry if line.customer == debit.customer]
    if old and (_come_to_something(own) or any(line.customer == debit.customer for line in old)):
        return False
    is_theirs = any(line.number < 0 for line in own)
    taken = [line for line in (own if is_theirs else entry) if line.number < 0]
    if not taken or any(not line.keyed or line.names == debit.names for line in taken):
        return False
    series = {series_of(name) for line in taken for name in line.names}
    if not is_theirs and series != {series_of(debit.names[0])}:
        return False
    return counterparts.side(debit.txn, debit.number)[0] == TRANSFER


def _come_to_something(lines: Sequence[ReceivablePosting]) -> bool:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        sums[line.currency] += line.number
    return any(sums.values())
