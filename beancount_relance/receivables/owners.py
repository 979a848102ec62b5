"""Find whose a posting on a shared account is, and what a claim in another currency continues."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from beancount_relance.language.messages import Source
from beancount_relance.ledger.counterparts import CASH, EQUITY, Counterparts
from beancount_relance.ledger.receivable_postings import PostingReader, ReceivablePosting
from beancount_relance.receivables.debits import DebitReader
from beancount_relance.receivables.entered import Entered
from beancount_relance.receivables.invoices import InvoiceIndex
from beancount_relance.receivables.line_names import referred_invoices
from beancount_relance.values.invoice_names import name_key


@dataclass
class Owners:
    """Corrects lines and what was entered by what they refer to.

    Args:
        lines: all receivable lines; those of another customer are replaced.
        reader: their reader.
        counterparts: the reader of what stands against them.
        debits: the reader of the debits.
        index: the invoices.
    """

    lines: list[ReceivablePosting]
    reader: PostingReader
    counterparts: Counterparts
    debits: DebitReader
    index: InvoiceIndex

    def give_debits(self, entered: dict[int, Entered | None]) -> bool:
        """Assign money that goes back by a shared account to the customer whose it is.

        That is the customer whose invoice it refers to, or who made the payment that has the
        same link, such as a cheque. Sales are not assigned. It comes before
        :meth:`give_credits`, since a returned payment is no claim on the name that the bank
        wrote. Returns whether ``entered`` changed.
        """
        self._pair_closings()
        changed = False
        for place, line in enumerate(self.lines):
            if line.certain or line.number < 0:
                continue
            if self.counterparts.side(line.txn, line.number)[0] not in (CASH, EQUITY):
                continue
            owners = self._earlier(place) or self._payers(line)
            if self._assign(place, owners) and entered.get(place) is not None:
                entered[place] = self.debits.entered(place)
                changed = True
        return changed

    def give_credits(self, entered: Mapping[int, Entered | None], index: InvoiceIndex) -> None:
        """Assign credits on a shared account to the customer whose invoice they refer to.

        Exceptions are credits that refer to another debit of their own customer, such as a
        loan or a claim taken over by a factor. ``index`` has the invoices after
        :meth:`give_debits`.
        """
        taken_over = {
            (self.lines[place].customer, name_key(name))
            for place, each in entered.items()
            for name in self.lines[place].names
            if each is None
        }
        for place, line in enumerate(self.lines):
            if line.certain or line.number > 0:
                continue
            if not any((line.customer, name_key(name)) in taken_over for name in line.names):
                self._assign(place, self._referred(line, index))

    def _earlier(self, place: int) -> set[str]:
        """The customers of the invoices before a debit that it refers to."""
        line = self.lines[place]
        named, _ = referred_invoices(line, self.reader, self.index)
        txn = line.txn
        return {
            invoice.customer
            for invoice in named
            if (before := self._places.get(invoice.source, place)) < place
            and self.lines[before].txn is not txn
        }

    def _referred(self, line: ReceivablePosting, index: InvoiceIndex) -> set[str]:
        """The customers of the invoices that a credit refers to."""
        named, _ = referred_invoices(line, self.reader, index)
        return {invoice.customer for invoice in named if invoice.source != line.source}

    def _assign(self, place: int, owners: set[str]) -> bool:
        """Make a line that of its only owner, and return whether it was another's."""
        line = self.lines[place]
        if len(owners) != 1 or line.customer in owners:
            return False
        self.lines[place] = replace(line, customer=next(iter(owners)))
        return True

    def _pair_closings(self) -> None:
        """Give the balance of a shared account that is closed and opened in one sum to nobody.

        Their payees, such as "Closing" and "Opening", are no customers.
        """
        closed: dict[tuple[str, str, Decimal], list[int]] = defaultdict(list)
        opened: list[int] = []
        for place, line in enumerate(self.lines):
            if line.certain or line.names or line.customer in self._known:
                continue
            if self.counterparts.side(line.txn, line.number)[0] == EQUITY:
                if line.number > 0:
                    opened.append(place)
                else:
                    closed[line.account, line.currency, -line.number].append(place)
        for place in opened if closed else ():
            debit = self.lines[place]
            for other in closed.get((debit.account, debit.currency, debit.number), ()):
                credit = self.lines[other]
                if credit.date <= debit.date and credit.customer != debit.customer:
                    nobody = self.reader.nobody(debit.account)
                    self.lines[place] = replace(debit, customer=nobody)
                    self.lines[other] = replace(credit, customer=nobody)
                    closed[debit.account, debit.currency, debit.number].remove(other)
                    break

    def _payers(self, debit: ReceivablePosting) -> set[str]:
        """The customers of the earlier credits that share a link with a debit of no customer."""
        if debit.customer in self._known:
            return set()
        return {
            credit.customer
            for link in debit.txn.links
            for credit in self._by_link.get(name_key(link), ())
            if credit.date <= debit.date and credit.currency == debit.currency
        }

    @cached_property
    def _places(self) -> Mapping[Source, int]:
        return {line.source: place for place, line in enumerate(self.lines)}

    @cached_property
    def _known(self) -> set[str]:
        """The customers who have invoices."""
        return {customer for customer, _ in self.index.first_days()}

    @cached_property
    def _by_link(self) -> Mapping[str, Sequence[ReceivablePosting]]:
        """The credits of customers whom the ledger names, or who have invoices, by link."""
        found: dict[str, list[ReceivablePosting]] = defaultdict(list)
        for line in self.lines:
            if line.number < 0 and (line.certain or line.customer in self._known):
                for link in line.txn.links:
                    found[name_key(link)].append(line)
        return found

    def convert(self, entered: dict[int, Entered | None], index: InvoiceIndex) -> bool:
        """Continue invoices that a transaction converts to another currency, by their names.

        Returns whether ``entered`` changed.
        """
        taken_off: dict[tuple[object, ...], list[ReceivablePosting]] = defaultdict(list)
        for line in self.lines:
            if line.number < 0 and line.names:
                taken_off[id(line.txn), line.customer, line.names].append(line)
        changed = False
        for place, line in enumerate(self.lines) if taken_off else ():
            if line.number < 0 or entered[place] is not None:
                continue
            for before in taken_off.get((id(line.txn), line.customer, line.names), ()):
                found = [
                    invoice
                    for name in line.names
                    for invoice in index.own(name, line.customer, before.currency)
                    if invoice.date <= line.date
                ]
                if found and before.currency != line.currency:
                    invoice = replace(
                        found[0],
                        currency=line.currency,
                        amount=line.number,
                        account=line.account,
                    )
                    entered[place] = Entered(line, [invoice])
                    changed = True
        return changed
