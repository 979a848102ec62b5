"""What is left of an invoice on a shared account, by the lines there that name it alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal
from functools import cached_property, partial

from beancount.core.data import Posting
from msgspec import Struct

from beancount_relance.language.messages import Source
from beancount_relance.ledger.counterparts.counterparts import Counterparts
from beancount_relance.ledger.counterparts.natures import CASH, EQUITY
from beancount_relance.ledger.possible_names import names_said
from beancount_relance.ledger.receivable_postings import ReceivablePosting
from beancount_relance.receivables.invoice_index import InvoiceIndex
from beancount_relance.receivables.invoices import Invoice
from beancount_relance.values.numbers.invoice_names import name_key


class LeftOfInvoices(Struct, dict=True):
    """Tells what is open of an invoice when a line comes.

    Args:
        lines: all receivable lines.
        moved: the debits of claims that moved to another account, which are no lines.
        counterparts: the reader of what stands against them.
        index: the invoices.
        written: returns the invoices that a line of money writes in another spelling.
        cancelling: the debits that take back a credit, and are no invoices.
    """

    lines: Sequence[ReceivablePosting]
    moved: Sequence[ReceivablePosting]
    counterparts: Counterparts
    index: InvoiceIndex
    written: Callable[[ReceivablePosting], Sequence[Invoice]]
    cancelling: Collection[Source]

    def of(self, number: str, line: ReceivablePosting) -> Decimal:
        """Return what the lines that name only this invoice leave of it on the day of a line.

        An opening balance counts for all that was before it, and a payment that came back, that
        day or later, for nothing. What gives back more than was named before takes back a credit
        that named nothing: it is what is owed again.
        """
        left = owed = Decimal()
        opened = None
        theirs = [self.lines[place] for place in self._by_number.get(number, ())]
        undone = self._undone(theirs)
        for each in theirs:
            if each.txn is line.txn or each.date > line.date or id(each) in undone:
                continue
            if (each.account, each.currency) != (line.account, line.currency):
                continue
            is_balance = each.number > 0 and self._nature(each) == EQUITY
            if is_balance and each.date != opened:
                left, owed, opened = Decimal(), Decimal(), each.date
            if each.number > 0 and not is_balance and self._gives_back(each):
                left = each.number if left + each.number > owed else left + each.number
                continue
            left += each.number
            owed += max(each.number, Decimal())
        return left + self.moved_there(number, line)

    def moved_there(self, number: str, line: ReceivablePosting) -> Decimal:
        """Return what moved of an invoice to the account of a line, less what moved away."""
        moved = Decimal()
        for each in self._moves_by_number.get(number, ()):
            if each.date > line.date or each.currency != line.currency:
                continue
            if each.account == line.account:
                moved += each.number
            elif any(map(partial(_takes_off, line.account), each.txn.postings)):
                moved -= each.number
        return moved

    def is_number(self, name: str) -> bool:
        """Return whether an invoice has a number."""
        name = name_key(name)
        return any(name_key(invoice.reference) == name for invoice in self.index.find(name))

    @cached_property
    def _moves_by_number(self) -> Mapping[str, Sequence[ReceivablePosting]]:
        found: dict[str, list[ReceivablePosting]] = defaultdict(list)
        for each in self.moved:
            for name in dict.fromkeys(map(name_key, each.names)):
                found[name].append(each)
        return found

    def _undone(self, lines: Sequence[ReceivablePosting]) -> set[int]:
        """Return the ids of the payments that came back with all their names, and their returns."""
        paid: dict[tuple[tuple[str, ...], Decimal], list[int]] = defaultdict(list)
        undone: set[int] = set()
        for each in lines:
            if each.number < 0:
                paid[each.names, -each.number].append(id(each))
            elif paid[each.names, each.number] and self._nature(each) == CASH:
                undone |= {id(each), paid[each.names, each.number].pop()}
        return undone

    def _nature(self, line: ReceivablePosting) -> str:
        return self.counterparts.side(line.txn, line.number)[0]

    def _gives_back(self, debit: ReceivablePosting) -> bool:
        return debit.source in self.cancelling or debit.source not in self._invoiced

    @cached_property
    def _invoiced(self) -> Collection[Source]:
        return {invoice.source for invoice in self.index.every()}

    @cached_property
    def _by_number(self) -> Mapping[str, Sequence[int]]:
        """The places of the lines that name one invoice by its number, in order."""
        found: dict[str, list[int]] = defaultdict(list)
        for place, line in enumerate(self.lines):
            numbers = [name for name in said_by(line) if self.is_number(name)]
            if not (numbers or line.certain) and (line.number < 0 or self._nature(line) == CASH):
                numbers = [*{name_key(invoice.reference) for invoice in self.written(line)}]
            if len(numbers) == 1:
                found[numbers[0]].append(place)
        return found


def _takes_off(account: str, posting: Posting) -> bool:
    number = posting.units and posting.units.number
    return posting.account == account and bool(number and number < 0)


def said_by(line: ReceivablePosting) -> frozenset[str]:
    """Return what may be invoice numbers in what a line says, with its names."""
    return names_said(line.txn).union(map(name_key, line.names))
