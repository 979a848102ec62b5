"""Determine which debits are invoices, with their numbers and due dates.

This depends on the counterparts. A debit against income, tax or a customer's deposit is an
invoice. A debit against expenses charged on, a liability or equity (carried over from earlier
books) is an invoice if it has a number or a due date; without them it may be a friend's share
of a bill paid by card, whose link is no number. Money paid out is an invoice only if it has a
due date, or a number in a reference key.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from beancount.core.amount import Amount
from beancount.core.data import Transaction
from msgspec.structs import replace

from beancount_relance.language.messages import msg
from beancount_relance.ledger.accounts.account_words import (
    ADVANCE,
    ALLOWANCE,
    EXCHANGE,
    FEE,
    RECOVERED,
    RETURNED,
    TAX,
    says,
)
from beancount_relance.ledger.counterparts.charge_texts import tells_charge
from beancount_relance.ledger.counterparts.counterparts import Counterparts
from beancount_relance.ledger.counterparts.interest_accounts import InterestAccounts
from beancount_relance.ledger.counterparts.natures import CASH, EQUITY, EXPENSE, INCOME
from beancount_relance.ledger.receivable_postings import PostingReader, ReceivablePosting
from beancount_relance.policy.settings import Settings
from beancount_relance.receivables.due_dates import DueDates, DuePart
from beancount_relance.receivables.invoice_index import InvoiceIndex
from beancount_relance.receivables.invoices import Invoice
from beancount_relance.receivables.naming.invoice_metadata import InvoiceMetadataReader
from beancount_relance.receivables.naming.named_invoices import named_invoices
from beancount_relance.receivables.naming.own_numbers import numbers_of
from beancount_relance.receivables.twin_invoices import Entered
from beancount_relance.values.clues.excepted_numbers import without_excepted
from beancount_relance.values.numbers.invoice_names import name_key
from beancount_relance.values.numbers.written_references import read_references
from beancount_relance.values.readers import (
    BadValueError,
    bad_value,
    is_calculable,
    is_date,
)


class DebitReader:
    """Reads the debits among the lines, which it looks up by their place."""

    def __init__(
        self,
        lines: Sequence[ReceivablePosting],
        reader: PostingReader,
        counterparts: Counterparts,
        due_dates: DueDates,
        settings: Settings,
        interest: InterestAccounts,
    ) -> None:
        """Find the number of each debit.

        Args:
            lines: all receivable postings; their customers may change.
            reader: the reader of the postings, which collects problems.
            counterparts: the reader of their counterparts.
            due_dates: the reader of their due dates.
            settings: the settings, for the procedures and the keys that letters print.
            interest: the accounts of late interest.
        """
        self._lines = lines
        self._reader = reader
        self._counterparts = counterparts
        self._due_dates = due_dates
        self._metadata = InvoiceMetadataReader(settings, reader)
        self._retention = settings.retention
        self._interest = interest
        self.numbers = numbers_of(lines, reader, counterparts)
        """The invoice number of each debit, by position."""

    def renumber(self, place: int) -> None:
        """Take the number of a debit that was divided: its name, if it has only one."""
        names = self._lines[place].names
        self.numbers[place] = names[0] if len(names) == 1 else None

    # What a line is

    def is_sold(self, place: int) -> bool:
        """Return whether the counterpart of a debit is income."""
        return INCOME in self._counterparts.natures(self._lines[place].txn)

    def may_be_claim(self, place: int) -> bool:
        """Return whether money paid out is an invoice, because of a key or a due date.

        A link alone is not enough, because it may connect a loan with its repayment. Against
        receivable accounts alone, it is one because of a due date.
        """
        line = self._lines[place]
        natures = self._counterparts.natures(line.txn)
        if natures and CASH not in natures:
            return False
        if self.is_dated(line):
            return True
        return bool(natures) and self.numbers.get(place) is not None and line.keyed

    def is_dated(self, line: ReceivablePosting) -> bool:
        """Return whether a line, or its transaction, says when it is due."""
        return self._due_dates.given(line) is not None

    def entered(self, place: int) -> Entered | None:
        """Return the debit as an invoice, if it is one according to its counterparts."""
        line, number = self._lines[place], self.numbers[place]
        if not self._is_usable(line) or not self._is_invoice(line, number):
            return None
        return self.enter(line, number)

    def stated(self, place: int) -> Entered | None:
        """Return as an invoice what is none by its counterparts, if its metadata says so."""
        line, number = self._lines[place], self.numbers[place]
        is_claim = self.may_be_claim(place) or self.is_dated(line)
        return self.enter(line, number) if is_claim and self._is_usable(line) else None

    def _is_invoice(self, line: ReceivablePosting, number: str | None) -> bool:
        natures = self._counterparts.natures(line.txn)
        if INCOME in natures and not self._counterparts.is_earned(line.txn):
            if self._counterparts.is_carried(line.txn):  # nor is a closing with its income
                return False
            return CASH not in natures or not self._is_paid_out(line.txn)
        if number is not None and CASH in natures and self._came_back(line):
            return True
        if not natures or natures & {CASH, ALLOWANCE, RECOVERED} or natures == {EXCHANGE}:
            return not natures and self._is_for_units(line.txn)
        if natures & {TAX, ADVANCE} and INCOME not in natures:
            return True
        is_named = number is not None and not self._reader.is_share(line, number)
        is_stated = is_named or self._due_dates.given(line) is not None
        return is_stated or (natures == {EXPENSE} and self.is_charge(line))

    def _is_for_units(self, txn: Transaction) -> bool:
        """Whether money is owed for what was kept in units, such as hours, which are left out."""
        return not any(p.units and (p.units.number or 0) < 0 for p in txn.postings)

    def _is_paid_out(self, txn: Transaction) -> bool:
        """Whether money went out for all that a transaction debits, so that nothing was sold.

        Income in it is a charge for expenses in it, such as the bank's for a returned payment.
        """
        return self._counterparts.money_out(txn) >= self._reader.debited(txn)

    def _is_usable(self, line: ReceivablePosting) -> bool:
        """Return whether the date and amount of a debit are usable; if not, report it."""
        if not is_date(line.date):
            error = BadValueError(msg("a year from 1700 to 2999"))
            self._reader.complain(bad_value("date", line.date, error), line.source)
            return False
        if not is_calculable(line.number):
            amount = Amount(line.number, line.currency)
            error = BadValueError(msg("an amount that somebody can owe"))
            self._reader.complain(bad_value("amount", amount, error), line.source)
            return False
        return True

    # What it becomes

    def enter(
        self, line: ReceivablePosting, number: str | None, *, charge: bool = False
    ) -> Entered:
        """Return the invoice of a posting, split by due date.

        Args:
            line: the line, maybe of a part of its amount.
            number: the invoice's number, if it has one.
            charge: whether it charges what another invoice brought about, whatever stands
                against it.
        """
        said = self._metadata.read(line)
        natures = self._counterparts.natures(line.txn)
        charge = charge or self.is_charge(line) or self._came_back(line)
        parts = [
            Invoice(
                number=number,
                reference=number or line.date.isoformat(),
                customer=line.customer,
                currency=line.currency,
                account=line.account,
                date=line.date,
                due=part.due,
                basis=part.basis,
                amount=part.amount,
                narration=line.narration,
                links=line.txn.links if number else line.txn.links.union(line.stated),
                tags=line.txn.tags if number is None else frozenset(),
                source=line.source,
                procedure=said.procedure,
                securities=said.securities,
                law=said.law,
                supply=said.supply,
                printed=said.printed,
                discounts=part.discounts,
                due_presumed=part.presumed,
                unknown_key=part.unknown_key,
                held_back=part.held_back,
                retention=self._retention.on(line.date) if self._retention else None,
                payloads=said.payloads,
                texts=said.texts,
                marks=said.marks,
                payee=line.txn.payee,
                carried_over=EQUITY in natures and INCOME not in natures,
                lent=CASH in natures and INCOME not in natures and not (charge or line.keyed),
                charge=charge,
                lot=line.lot,
            )
            for part in self._due_dates.parts(line)
        ]
        return Entered(line, parts)

    def is_charge(self, line: ReceivablePosting) -> bool:
        """Return whether a posting charges, or credits, what late or failed payment brings about.

        That is late interest, or what a returned payment has cost: a fee of our own, or a bank's.
        """
        counterparts = self._counterparts
        nature, accounts = counterparts.side(line.txn, line.number)
        if nature == INCOME and self._interest.are_all(accounts):
            return True
        if nature != INCOME and not (nature == EXPENSE and counterparts.all_have(accounts, FEE)):
            return False
        told = counterparts.all_have(accounts, RETURNED) or tells_charge(line.narration)
        return told or (nature == EXPENSE and says(line.heading, RETURNED))

    def _came_back(self, line: ReceivablePosting) -> bool:
        """Return whether a posting charges costs, or the bank's, with an unpaid bill that moved."""
        nature, _ = self._counterparts.side(line.txn, line.number)
        if nature not in (EXPENSE, CASH) or not self._reader.is_taken_off(line.txn, line.account):
            return False
        return nature == EXPENSE or self._reader.is_netted(line)

    def delay(self, line: ReceivablePosting) -> DuePart | None:
        """Return the part of an invoice that a move makes due later, as a retention is."""
        agreed = self._due_dates.agreed(line)
        if agreed is not None:
            return agreed
        if self._reader.is_for_retentions(line) and not self._retention:
            return self._due_dates.kept_back(line)
        return None  # the setting divides the invoice as well

    def with_charges(self, entered: Iterable[Entered]) -> list[Entered]:
        """The invoices, the charges among them each with the invoice that it is for.

        That is the first one due of those that its transaction names besides itself. A charge
        that has but the number of its invoice has none of its own.
        """
        entered = list(entered)
        if not any(part.charge for each in entered for part in each.parts):
            return entered
        index = InvoiceIndex(p for each in entered for p in each.parts if not p.charge)
        return [
            self._with_invoice(each, index) if each.parts[0].charge else each for each in entered
        ]

    def _with_invoice(self, charge: Entered, index: InvoiceIndex) -> Entered:
        line = charge.line
        named = named_invoices(
            line.stated,
            line.txn,
            self._reader.pattern_names(line.txn),
            index,
            (line.source,),
        ).invoices
        owner = (line.customer, line.currency)
        theirs = [each for each in named if (each.customer, each.currency) == owner]
        if not theirs:  # it may say so in its text, in another spelling or by a part of the number
            text, known = without_excepted(line.narration), index.numbers_of(line.customer)
            read = read_references(text, known)
            likely = [
                name for each in read.unsure if len(each.numbers) == 1 for name in each.numbers
            ]
            theirs = [each for name in read.sure or likely for each in index.own(name, *owner)]
        for_ = min(theirs, key=lambda i: (i.due, i.date, i.reference), default=None)
        if for_ is None:
            return charge
        numbers = {name_key(invoice.reference) for invoice in theirs}
        number = charge.parts[0].number
        if number is not None and name_key(number) in numbers:
            own = [name for name in line.names if name_key(name) not in numbers]
            number = own[0] if len(own) == 1 else None
        parts = [
            replace(
                part,
                number=number,
                reference=number or line.date.isoformat(),
                charge_of=for_.reference,
            )
            for part in charge.parts
        ]
        return Entered(line, parts)
