"""Find invoices that replace others in one entry, under a number of their own."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence

from beancount_relance.ledger.counterparts import Counterparts
from beancount_relance.ledger.natures import TRANSFER
from beancount_relance.ledger.receivable_postings import ReceivablePosting
from beancount_relance.values.invoice_names import name_key, series_of


def renumbered(lines: Sequence[ReceivablePosting], counterparts: Counterparts) -> set[int]:
    """Return the places of the debits that enter an invoice in the place of others.

    A reference key of the posting gives it a number that nothing had before; and what the entry
    takes off names other invoices: of the same customer, as when a proforma or delivery notes
    become an invoice, or of another one, with a number of the same series, as when the invoice was
    to the wrong customer.

    Args:
        lines: all receivable lines, those of an entry side by side.
        counterparts: the reader of what stands against them.
    """
    found: set[int] = set()
    known: set[tuple[str, str]] = set()
    places = range(len(lines))
    for _, group in itertools.groupby(places, key=lambda place: id(lines[place].txn)):
        entry = list(group)
        if len(entry) > 1:
            new = (place for place in entry if _is_new(lines[place], known))
            taken = [lines[place] for place in entry if lines[place].number < 0]
            found.update(p for p in new if _replaces(lines[p], taken, counterparts))
        known.update(_numbers(lines[place] for place in entry if lines[place].number > 0))
    return found


def _is_new(line: ReceivablePosting, known: set[tuple[str, str]]) -> bool:
    """Whether the key of a debit says a number that its customer's debits did not have before."""
    return line.number > 0 and line.keyed and known.isdisjoint(_numbers([line]))


def _numbers(lines: Iterable[ReceivablePosting]) -> Iterator[tuple[str, str]]:
    return ((line.customer, name_key(name)) for line in lines for name in line.names)


def _replaces(
    debit: ReceivablePosting, taken: Sequence[ReceivablePosting], counterparts: Counterparts
) -> bool:
    own = [line for line in taken if line.customer == debit.customer] or taken
    if not own or any(not line.keyed or line.names == debit.names for line in own):
        return False
    if {line.currency for line in own} != {debit.currency}:
        return False
    if debit.number + sum(line.number for line in own):
        return False
    series = {series_of(name) for line in own for name in line.names}
    is_theirs = own[0].customer == debit.customer or series == {series_of(debit.names[0])}
    return is_theirs and counterparts.side(debit.txn, debit.number)[0] == TRANSFER
