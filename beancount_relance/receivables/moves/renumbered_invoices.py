"""Find invoices that replace others in one entry, under a number of their own."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from beancount_relance.ledger.counterparts.counterparts import Counterparts
from beancount_relance.ledger.counterparts.natures import TRANSFER
from beancount_relance.ledger.receivable_postings import ReceivablePosting
from beancount_relance.receivables.invoices import Invoice
from beancount_relance.values.numbers.invoice_names import name_key, series_of


def renumbered(
    lines: Sequence[ReceivablePosting],
    counterparts: Counterparts,
    is_dated: Callable[[ReceivablePosting], bool],
) -> set[int]:
    """Return the places of the debits that enter invoices in the place of others.

    A reference key of the posting gives each a number that nothing had before. What the entry takes
    off is of the same customer, as when a proforma or delivery notes become an invoice, or an order
    becomes two of them, and names other invoices or stands on the same account. Or it is of another
    customer, and the debit has a due date, as when a claim is assigned, or a number of the same
    series, as when the invoice was to the wrong customer.

    Args:
        lines: all receivable lines, those of an entry side by side.
        counterparts: the reader of what stands against them.
        is_dated: whether a line says when it is due.
    """
    found: set[int] = set()
    known: set[tuple[str, str]] = set()
    for _, day in itertools.groupby(range(len(lines)), key=lambda place: lines[place].date):
        places = list(day)
        new = {place for place in places if _is_new(lines[place], known)}
        found.update(_replacing(places if new else (), new, lines, counterparts, is_dated))
        known.update(_numbers(lines[place] for place in places))
    return found


def _replacing(
    places: Sequence[int],
    new: Collection[int],
    lines: Sequence[ReceivablePosting],
    counterparts: Counterparts,
    is_dated: Callable[[ReceivablePosting], bool],
) -> Iterator[int]:
    """Yield the places of a day's debits with new numbers that replace others in their entries.

    Whatever the order of the day, no other entry of it may have such a number on a debit.
    """
    entered: dict[tuple[str, str], set[int]] = defaultdict(set)
    for place in places:
        for number in _numbers([lines[place]] if lines[place].number > 0 else ()):
            entered[number].add(id(lines[place].txn))
    for _, group in itertools.groupby(places, key=lambda place: id(lines[place].txn)):
        entry = [(place, lines[place]) for place in group]
        own = {
            place
            for place, line in entry
            if place in new and all(len(entered[number]) == 1 for number in _numbers([line]))
        }
        theirs = [line for _, line in entry]
        old = [line for place, line in entry if line.number > 0 and place not in own]
        for place in own if len(entry) > 1 else ():
            nature, _ = counterparts.side(lines[place].txn, lines[place].number)
            if nature == TRANSFER and _replaces(lines[place], theirs, old, is_dated):
                yield place


class NewNumbers:
    """The invoices that replaced others, found by the numbers of those."""

    def __init__(self, lines: Sequence[ReceivablePosting], places: Iterable[int]) -> None:
        """Take the places of the debits that enter invoices in the place of others."""
        entered: dict[int, list[ReceivablePosting]] = defaultdict(list)
        for place in sorted(places):
            entered[id(lines[place].txn)].append(lines[place])
        taken: dict[int, list[ReceivablePosting]] = defaultdict(list)
        for line in lines if entered else ():
            if line.number < 0 and id(line.txn) in entered:
                taken[id(line.txn)].append(line)
        self._new: dict[tuple[str, str], list[_New]] = defaultdict(list)
        for entry, debits in entered.items():
            for debit in debits:
                own = [line for line in taken[entry] if line.customer == debit.customer]
                owed: dict[str, set[str]] = defaultdict(set)
                for line in own or taken[entry]:
                    for name in line.names:
                        owed[name_key(name)].add(line.customer)
                for old, customers in owed.items():
                    self._new[debit.currency, old].append(_New(debit, customers))

    def since(self, line: ReceivablePosting, old: Invoice) -> Iterator[str]:
        """Yield the numbers of the customer's invoices that have replaced an old one by then."""
        for debit in self._later(line, old):
            if debit.customer == line.customer:
                yield debit.names[0]

    def owes(self, line: ReceivablePosting, old: Invoice) -> str | None:
        """Return the customer whose new invoice a later line means by an old number, if any.

        The customer of the line comes first, if one of the new invoices is theirs. Otherwise it is
        the customer whose new invoice has exactly the amount of the line, if there is only one.
        """
        later = list(self._later(line, old))
        owners = {debit.customer for debit in later if debit.number == abs(line.number)}
        if any(debit.customer == line.customer for debit in later):
            return line.customer
        return owners.pop() if len(owners) == 1 else None

    def _later(self, line: ReceivablePosting, old: Invoice) -> Iterator[ReceivablePosting]:
        """Yield the debits that replaced an invoice before a line was entered.

        A customer who has an invoice of the same number, which nothing replaced, pays that one.
        """
        for debit, customers in self._new.get((line.currency, name_key(old.reference)), ()):
            is_own = old.customer == line.customer and line.customer not in customers
            if debit.date <= line.date and debit.txn is not line.txn and not is_own:
                yield debit


class _New(NamedTuple):
    """A debit that replaced invoices, and the customers who owed them."""

    debit: ReceivablePosting
    customers: Collection[str]


def _is_new(line: ReceivablePosting, known: set[tuple[str, str]]) -> bool:
    """Whether the key of a debit says a number that its customer's postings did not have before."""
    return line.number > 0 and line.keyed and known.isdisjoint(_numbers([line]))


def _numbers(lines: Iterable[ReceivablePosting]) -> Iterator[tuple[str, str]]:
    return ((line.customer, name_key(name)) for line in lines for name in line.names)


def _replaces(
    debit: ReceivablePosting,
    entry: Sequence[ReceivablePosting],
    old: Sequence[ReceivablePosting],
    is_dated: Callable[[ReceivablePosting], bool],
) -> bool:
    """Whether a new debit replaces what its customer, or else another one, has in the entry.

    If some of the debits are not new, those of the customer are, and come to what replaces them. If
    all are, Beancount has seen to that, in several currencies as well.
    """
    own = [line for line in entry if line.customer == debit.customer]
    if old and (_come_to_something(own) or any(line.customer == debit.customer for line in old)):
        return False
    taken = [line for line in own if line.number < 0]
    if taken:
        return all(
            line.names != debit.names and (line.keyed or line.account == debit.account)
            for line in taken
        )
    taken = [line for line in entry if line.number < 0]
    if not taken or any(line.names == debit.names for line in taken):
        return False
    series = {series_of(name) for line in taken for name in line.names}
    is_in_series = all(line.keyed for line in taken) and series == {series_of(debit.names[0])}
    return is_in_series or is_dated(debit)


def _come_to_something(lines: Sequence[ReceivablePosting]) -> bool:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        sums[line.currency] += line.number
    return any(sums.values())
