"""Find claims that moved from one customer to another.

An invoice moved to the account of a renamed or merged customer is still the same invoice. A
factor or payment service that takes over a claim, however, owes it under a separate
contract, so it is not an invoice. A transfer therefore requires a connection: a common name, a
detail that is unique to one company, that the old account is closed, that the narration says
so, or that the new one belongs to a customer of ours and nothing hints at a corrected posting.
A customer who is in credit by that amount takes over nothing: it is this credit that moves.
"""

from __future__ import annotations

import datetime
import itertools
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.ledger.accounts.account_words import RENAMED, says
from beancount_relance.ledger.counterparts.counterparts import Counterparts
from beancount_relance.ledger.counterparts.natures import EQUITY, TRANSFER
from beancount_relance.ledger.receivable_postings import ReceivablePosting
from beancount_relance.policy.customers import Customer
from beancount_relance.receivables.invoice_index import InvoiceIndex
from beancount_relance.receivables.invoices import Invoice
from beancount_relance.receivables.moves.successors import Move
from beancount_relance.receivables.plain_returns import plain_returns
from beancount_relance.values.numbers.invoice_names import name_key

_WORD = re.compile(r"[^\W_]{3,}")


class MoveConditions(Struct, frozen=True):
    """The conditions on which a claim on one customer continues with another.

    Args:
        customers: what the ledger says of them, by id.
        invoiced: those who were sold something.
        closed: the accounts that are closed.
        index: the invoices.
        paid: the dates and amounts of what was paid or credited, by customer and currency.
        lines: all receivable lines, for what a customer is in credit.
        nobody: the id that what names no customer has on an account.
        is_dated: whether a line says when it is due.
    """

    customers: Mapping[str, Customer]
    invoiced: Collection[str]
    closed: Collection[str]
    index: InvoiceIndex
    paid: Mapping[tuple[str, str], Sequence[tuple[datetime.date, Decimal]]]
    lines: Sequence[ReceivablePosting]
    nobody: Callable[[str], str]
    is_dated: Callable[[ReceivablePosting], bool]

    def is_certain(self, credit: ReceivablePosting, debit: ReceivablePosting) -> bool:
        """Return whether the move can be no correction.

        That is if the old account is closed, the narration says that the customer is renamed
        or merged, or the invoice is named and the names are akin.
        """
        if self._is_renamed(credit, debit):
            return True
        if self._is_in_credit(credit, debit):
            return False
        return self._names_invoice(credit, debit) and self._is_akin(credit, debit)

    def _is_renamed(self, credit: ReceivablePosting, debit: ReceivablePosting) -> bool:
        return credit.account in self.closed or says(debit.narration, RENAMED)

    def _is_in_credit(self, credit: ReceivablePosting, debit: ReceivablePosting) -> bool:
        """Return whether the debit uses up what its customer is in credit, on the day of the entry.

        Then no claim moves, but this credit: it settles what the other customer owes.
        """
        balance = sum(
            line.number
            for line in self.lines
            if (line.customer, line.currency) == (debit.customer, debit.currency)
            and line.date <= debit.date
            and line.txn is not debit.txn
        )
        return credit.txn is debit.txn and -balance >= min(debit.number, -credit.number)

    def goes_on(self, credit: ReceivablePosting, debit: ReceivablePosting) -> bool:
        """Return whether a claim on one customer continues with the other.

        That the new one is a customer of ours is not enough if an earlier credit of theirs
        could be what is corrected: then the move must name the invoice. A customer who is in credit
        by that amount pays for the other with it.
        """
        if self._is_renamed(credit, debit):
            return True
        if self._is_in_credit(credit, debit):
            return False
        if self._is_akin(credit, debit) or self._was_nobodys(credit, debit):
            return True
        return self._is_customers(credit, debit)

    def _is_customers(self, credit: ReceivablePosting, debit: ReceivablePosting) -> bool:
        """Return whether a customer of ours takes a claim over, and nothing is corrected."""
        if credit.txn is not debit.txn and not debit.names:
            return False  # two balances of the same amount
        if self.is_dated(debit):
            return self._names_invoice(credit, debit)  # else it is a claim of its own
        if debit.customer not in self.invoiced and not _has_details(self._customer(debit)):
            return False
        if self._names_invoice(credit, debit):
            return True
        paid = self.paid.get((debit.customer, debit.currency), ())
        return not any(day <= debit.date and amount >= debit.number for day, amount in paid)

    def _is_akin(self, credit: ReceivablePosting, debit: ReceivablePosting) -> bool:
        return not _names(self._customer(credit)).isdisjoint(_names(self._customer(debit)))

    def _names_invoice(self, credit: ReceivablePosting, debit: ReceivablePosting) -> bool:
        owner = credit.customer, credit.currency
        return any(self.index.own(name, *owner) for name in debit.names)

    def _was_nobodys(self, credit: ReceivablePosting, debit: ReceivablePosting) -> bool:
        """Return whether the move says for the first time whose an invoice is."""
        is_nobodys = not credit.certain and credit.customer == self.nobody(credit.account)
        return is_nobodys and debit.certain and self._names_invoice(credit, debit)

    def _customer(self, line: ReceivablePosting) -> Customer:
        return self.customers.get(line.customer) or Customer(line.customer)


def _has_details(customer: Customer) -> bool:
    """Whether the ledger says of a customer what one writes to or sells to them with."""
    return any((*customer.mail_to, customer.address, customer.phone, customer.terms))


def _names(customer: Customer) -> set[str]:
    """What may be the same of a customer who is renamed: the first word of the names, the VAT."""
    first = [_WORD.search(name) for name in (customer.id, customer.name or "")]
    words = {match.group().casefold() for match in first if match is not None}
    return words | {number for number in (customer.siren, customer.vat) if number}


def paid_by(
    lines: Sequence[ReceivablePosting], counterparts: Counterparts
) -> Mapping[tuple[str, str], Sequence[tuple[datetime.date, Decimal]]]:
    """Return what was paid or credited, by customer and currency.

    What was moved does not count, and neither does a payment that was returned by its names.
    """
    returned = plain_returns(lines, counterparts)
    paid: dict[tuple[str, str], list[tuple[datetime.date, Decimal]]] = {}
    for place, line in enumerate(lines):
        if line.number >= 0 or place in returned:
            continue
        if counterparts.side(line.txn, line.number)[0] != TRANSFER:
            key = (line.customer, line.currency)
            paid.setdefault(key, []).append((line.date, -line.number))
    return paid


def find_moves(lines: Sequence[ReceivablePosting], counterparts: Counterparts) -> list[Move]:
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
            found += _pairs(moved, lines)
    found += _reopened(lines, counterparts)
    return found


def _reopened(lines: Sequence[ReceivablePosting], counterparts: Counterparts) -> Iterator[Move]:
    """What was closed with one customer and is opened with another by the same name.

    Without a name, it is what alone has the amount.
    """

    def key_of(line: ReceivablePosting) -> tuple[object, ...]:
        return line.currency, abs(line.number), frozenset(map(name_key, line.names))

    def carried(*, debits: bool) -> list[int]:
        return [
            place
            for place, line in enumerate(lines)
            if (line.number > 0) is debits
            and EQUITY in counterparts.natures(line.txn)
            and counterparts.side(line.txn, line.number)[0] == EQUITY
        ]

    def is_closed(place: int, day: datetime.date) -> bool:
        date = lines[place].date  # a closing entry comes after all others of its day
        return date < day or (date == day and not counterparts.is_closing(lines[place].txn))

    opened = carried(debits=True)
    closed: dict[tuple[object, ...], list[int]] = {}
    for place in carried(debits=False) if opened else ():
        closed.setdefault(key_of(lines[place]), []).append(place)
    opened.sort(key=lambda place: lines[place].date)
    for day, of_day in itertools.groupby(opened, key=lambda place: lines[place].date):
        left: list[tuple[int, list[int]]] = []
        for debit in of_day:
            before = closed.get(key_of(lines[debit]), [])
            own = [place for place in before if lines[place].customer == lines[debit].customer]
            same = [place for place in own if is_closed(place, day)]
            if same:
                before.remove(same[-1])  # opened again with the same customer
            else:
                left.append((debit, before))
        for debit, before in left:
            others = [place for place in before if is_closed(place, day)]
            if len(others) == 1 or (others and lines[debit].names):  # else any might be meant
                before.remove(others[-1])
                yield Move(others[-1], debit, lines[debit].number)


def _pairs(places: Sequence[int], lines: Sequence[ReceivablePosting]) -> Iterator[Move]:
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
                    and lines[credit].customer != lines[debit].customer
                    and (not same_name or one.names == other.names)
                ):
                    left[credit] -= amount
                    left[debit] -= amount
                    yield Move(credit, debit, amount)


def moved_and_due(
    moves: Iterable[Move],
    lines: Sequence[ReceivablePosting],
    is_dated: Callable[[ReceivablePosting], bool],
) -> Iterator[ReceivablePosting]:
    """Yield what moves an invoice to another customer, and says when it is due there."""
    for move in moves:
        debit = lines[move.debit]
        if debit.names and is_dated(debit):
            yield replace(debit, number=move.amount)


def with_moved(
    invoices: Iterable[Invoice],
    moves: Iterable[Move],
    lines: Sequence[ReceivablePosting],
) -> list[Invoice]:
    """The invoices, those that may have moved also as the new customer's: they have its name.

    So a payment of the new customer finds the invoice by its number. A move that names none of
    the old customer's invoices, but perhaps a voucher, may have moved any of them.
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
        before = theirs.get((lines[move.credit].customer, debit.currency), ())
        called = [{name_key(i.reference), *map(name_key, i.links)} for i in before]
        names = {name_key(name) for name in debit.names}.intersection(set().union(*called))
        known = theirs.setdefault((lines[move.debit].customer, debit.currency), [])
        for invoice, own in zip(tuple(before), called, strict=True):
            again = any(each.source == invoice.source for each in known)
            is_meant = move.certain or not names or bool(names & own)
            if invoice.date <= debit.date and not again and is_meant:
                known.append(replace(invoice, customer=lines[move.debit].customer))
                result.append(known[-1])
    return result
