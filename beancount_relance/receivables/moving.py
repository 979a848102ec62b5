"""Find transfers of claims from one customer to another.

An invoice moved to the account of a renamed or merged customer is still the same invoice. A
factor or payment service that takes over a claim, however, owes it under a separate
contract, so it is not an invoice. A transfer therefore requires a connection: a common name, a
detail that is unique to one company, that the old account is closed, or that the new one
belongs to a customer with invoices.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from beancount_relance.ledger.counterparts import EQUITY, TRANSFER, Counterparts
from beancount_relance.ledger.receivable_postings import ReceivablePosting
from beancount_relance.policy.customers import Customer
from beancount_relance.receivables.invoices import Invoice
from beancount_relance.values.invoice_names import name_key

_WORD = re.compile(r"[^\W_]{3,}")


@dataclass(frozen=True, slots=True)
class Move:
    """An amount that a transaction takes off one customer and puts on another; by place."""

    credit: int
    debit: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """Decides whether a claim on one customer continues with another.

    Args:
        customers: what the ledger says of them, by id.
        invoiced: those who were sold something.
        closed: the accounts that are closed.
    """

    customers: Mapping[str, Customer]
    invoiced: Collection[str]
    closed: Collection[str]

    def goes_on(self, credit: ReceivablePosting, debit: ReceivablePosting) -> bool:
        """Return whether a claim on one customer continues with the other."""
        if credit.account in self.closed or debit.customer in self.invoiced:
            return True
        before, after = (
            self.customers.get(line.customer) or Customer(line.customer) for line in (credit, debit)
        )
        return _has_details(after) or not _names(before).isdisjoint(_names(after))


def _has_details(customer: Customer) -> bool:
    """Whether the ledger says of a customer what one writes to or sells to them with."""
    return any((customer.email, customer.address, customer.phone, customer.terms))


def _names(customer: Customer) -> set[str]:
    """What may be the same of a customer who is renamed: the first word of the names, the VAT."""
    first = [_WORD.search(name) for name in (customer.id, customer.name or "")]
    words = {match.group().casefold() for match in first if match is not None}
    return words | {number for number in (customer.siren, customer.vat) if number}


def find_moves(
    lines: Sequence[ReceivablePosting], owners: Sequence[str], counterparts: Counterparts
) -> list[Move]:
    """What moves from one customer to another.

    First within a transaction, each pair in its order; then from a closing balance to an
    opening one.
    """
    together: dict[int, list[int]] = {}
    for place, line in enumerate(lines):
        together.setdefault(id(line.txn), []).append(place)
    found: list[Move] = []
    for places in together.values():
        numbers = [lines[place].number for place in places]
        if len(places) > 1 and min(numbers) < 0 < max(numbers):
            moved = [
                p for p in places if counterparts.side(lines[p].txn, lines[p].number)[0] == TRANSFER
            ]
            found += _pairs(moved, lines, owners)
    found += _reopened(lines, owners, counterparts)
    return found


def _reopened(
    lines: Sequence[ReceivablePosting], owners: Sequence[str], counterparts: Counterparts
) -> Iterator[Move]:
    """What was closed with one customer and is opened with another by the same name."""

    def key_of(line: ReceivablePosting) -> tuple[object, ...]:
        return line.currency, abs(line.number), frozenset(map(name_key, line.names))

    def carried(*, debits: bool) -> list[int]:
        return [
            place
            for place, line in enumerate(lines)
            if (line.number > 0) is debits
            and line.names
            and EQUITY in counterparts.natures(line.txn)
            and counterparts.side(line.txn, line.number)[0] == EQUITY
        ]

    opened = carried(debits=True)
    closed: dict[tuple[object, ...], list[int]] = {}
    for place in carried(debits=False) if opened else ():
        closed.setdefault(key_of(lines[place]), []).append(place)
    for debit in sorted(opened, key=lambda place: lines[place].date):
        candidates = closed.get(key_of(lines[debit]), [])
        if any(owners[credit] == owners[debit] for credit in candidates):
            continue  # opened again with the same customer
        earlier = [credit for credit in candidates if lines[credit].date <= lines[debit].date]
        if earlier:
            candidates.remove(earlier[-1])
            yield Move(earlier[-1], debit, lines[debit].number)


def _pairs(
    places: Sequence[int], lines: Sequence[ReceivablePosting], owners: Sequence[str]
) -> Iterator[Move]:
    left = {place: abs(lines[place].number) for place in places}
    debits = [place for place in places if lines[place].number > 0]
    credits_ = [place for place in places if lines[place].number < 0]
    for same_name in (True, False):
        for debit in debits:
            for credit in credits_:
                one, other = lines[credit], lines[debit]
                amount = min(left[credit], left[debit])
                if (
                    amount
                    and one.currency == other.currency
                    and owners[credit] != owners[debit]
                    and (not same_name or one.names == other.names)
                ):
                    left[credit] -= amount
                    left[debit] -= amount
                    yield Move(credit, debit, amount)


def with_moved(
    invoices: Iterable[Invoice],
    moves: Iterable[Move],
    lines: Sequence[ReceivablePosting],
    owners: Sequence[str],
) -> list[Invoice]:
    """The invoices, those that may have moved also as the new customer's: they have its name.

    So a payment of the new customer finds the invoice by its number.
    """
    moves = sorted(moves, key=lambda move: lines[move.debit].date)
    result = list(invoices)
    if not moves:
        return result
    theirs: dict[tuple[str, str], list[Invoice]] = {}
    for invoice in result:
        theirs.setdefault((invoice.customer, invoice.currency), []).append(invoice)
    for move in moves:
        debit = lines[move.debit]
        names = {name_key(name) for name in debit.names}
        known = theirs.setdefault((owners[move.debit], debit.currency), [])
        for invoice in theirs.get((owners[move.credit], debit.currency), ()):
            called = {name_key(invoice.reference), *map(name_key, invoice.links)}
            again = any(each.source == invoice.source for each in known)
            if invoice.date <= debit.date and not again and (not names or names & called):
                known.append(replace(invoice, customer=owners[move.debit]))
                result.append(known[-1])
    return result
