"""Receivables: from postings to invoices, credits and what is neither.

An invoice is a positive posting on a receivable account, a credit a negative
one. An invoice's number is, in this order: the posting's reference key, the
transaction's, the transaction's only link (or the only one known as an
invoice), the reference pattern in the narration.

    2026-05-14 * "Boulangerie Martin" "Enseigne lumineuse" ^F2026-014
      due: 2026-06-13
      Assets:Clients:Boulangerie-Martin   1200.00 EUR
      Income:Ventes                      -1000.00 EUR
      Liabilities:TVA                     -200.00 EUR

The result says nothing yet of which credit pays which invoice; that is
:mod:`~beancount_relance.receivables.allocation`.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from beancount.core.amount import Amount

from beancount_relance.language.messages import Message, Problem, Source, msg
from beancount_relance.ledger.counterparts import (
    ALLOWANCE,
    CASH,
    EQUITY,
    INCOME,
    Counterparts,
    Kinds,
)
from beancount_relance.ledger.receivable_postings import PostingReader, ReceivablePosting
from beancount_relance.policy.customers import Customer
from beancount_relance.policy.settings import Settings
from beancount_relance.receivables.due_dates import DueDates
from beancount_relance.receivables.invoices import Invoice, InvoiceIndex
from beancount_relance.receivables.references import named_invoices
from beancount_relance.receivables.settled_filter import Sifted
from beancount_relance.values.readers import BadValueError, bad_value, is_date, is_reckonable


@dataclass(frozen=True, slots=True)
class Credit:
    """Money, a credit note or the like, that reduces what a customer owes.

    ``amount`` is positive, in ``currency``; ``kinds`` are its parts by kind.
    ``references`` are the invoices of this customer that it names; ``unknown`` are
    names that no invoice of the ledger has.
    """

    customer: str
    currency: str
    date: datetime.date
    amount: Decimal
    kinds: Kinds
    references: tuple[str, ...]
    unknown: tuple[str, ...]
    narration: str
    source: Source


@dataclass(frozen=True, slots=True)
class Reversal:
    """A payment taken back: the invoice ``reference`` is owed again by ``amount``."""

    customer: str
    currency: str
    date: datetime.date
    amount: Decimal
    reference: str
    source: Source


@dataclass(frozen=True, slots=True)
class Unidentified:
    """A debit that is no invoice: an opening balance, a loan, a refund.

    ``names`` are those it states; ``cash`` tells money that went out (a refund, a
    loan) from a balance carried or a claim taken over.
    """

    customer: str
    currency: str
    date: datetime.date
    amount: Decimal
    names: tuple[str, ...]
    cash: bool
    narration: str
    source: Source


@dataclass(frozen=True, slots=True)
class Receivables:
    """All that stands on the receivable accounts, each posting in one place.

    ``balances`` is the accounts' own balance by customer and currency, summed
    posting by posting, for the tie-out.
    """

    invoices: Sequence[Invoice]
    credits: Sequence[Credit]
    reversals: Sequence[Reversal]
    unidentified: Sequence[Unidentified]
    balances: Mapping[tuple[str, str], Decimal]
    problems: Sequence[Problem]


def read_receivables(
    sifted: Sifted,
    reader: PostingReader,
    legs: Counterparts,
    customers: Mapping[str, Customer],
    settings: Settings,
) -> Receivables:
    """Every receivable posting as what it is.

    Args:
        sifted: the postings to read.
        reader: reads their lines.
        legs: reads what stands against them.
        customers: customers by id, for their terms.
        settings: due keys, procedures, terms.
    """
    return _Reader(sifted, reader, legs, DueDates(reader, customers, settings), settings).read()


@dataclass
class _Reader:
    sifted: Sifted
    reader: PostingReader
    legs: Counterparts
    due_dates: DueDates
    settings: Settings

    def read(self) -> Receivables:
        lines = [
            line
            for txn, postings in self.sifted.postings
            for line in self.reader.read(txn, postings)
        ]
        debits = [line for line in lines if line.number > 0]
        entered, taken_back, unidentified = self._sorted(debits)
        once = self._without_twins(entered, unidentified)
        invoices = _with_parts(self._moved(invoice) for invoice in _merged(once))
        index = InvoiceIndex(invoices)
        reversals = [_reversal(line, _taken_back_from(line, index)) for line in taken_back]
        taken_over = {
            (debit.customer, name.casefold()) for debit in unidentified for name in debit.names
        }
        credits_ = [self._credit(line, index, taken_over) for line in lines if line.number < 0]
        balances: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        balances.update(dict.fromkeys(self.sifted.balanced, Decimal()))
        for debit in debits:
            balances[debit.customer, debit.currency] += debit.number
        for credit in credits_:
            balances[credit.customer, credit.currency] -= credit.amount
        return Receivables(
            invoices, credits_, reversals, unidentified, balances, self.reader.problems
        )

    def _sorted(
        self, debits: Sequence[ReceivablePosting]
    ) -> tuple[list[_Entered], list[ReceivablePosting], list[Unidentified]]:
        """The debits as invoices, as payments taken back, and as neither."""
        entered: list[_Entered] = []
        others: list[tuple[ReceivablePosting, str | None]] = []
        unidentified: list[Unidentified] = []
        for line, number in zip(debits, self._numbers(debits), strict=True):
            if not self._can_be_reckoned(line):
                unidentified.append(self._unidentified(line))
            elif self._is_invoice(line, number):
                self._add_invoice(entered, line, number)
            else:
                others.append((line, number))
        known = InvoiceIndex(part for each in entered for part in each.parts)
        taken_back: list[ReceivablePosting] = []
        for line, number in others:
            if self.due_dates.on_the_posting(line) is None and _candidates(line, known):
                taken_back.append(line)
            elif self._is_claim(line, number):
                self._add_invoice(entered, line, number)
            else:
                unidentified.append(self._unidentified(line))
        return entered, taken_back, unidentified

    # Names

    def _numbers(self, debits: Sequence[ReceivablePosting]) -> list[str | None]:
        """The invoice number of each debit."""
        sure = {line.names[0].casefold() for line in debits if len(line.names) == 1}
        numbers: list[str | None] = []
        for line in debits:
            number = line.names[0] if len(line.names) == 1 else None
            if len(line.names) > 1:
                known = [name for name in line.names if name.casefold() in sure]
                if len(known) == 1:
                    number = known[0]
                elif patterned := self.reader.pattern_names(line.txn):
                    number = patterned[0]
            numbers.append(number)
        return numbers

    # What a line is

    def _is_invoice(self, line: ReceivablePosting, number: str | None) -> bool:
        """Whether a debit is an invoice by what stands against it.

        Income is; so are costs charged on, unless money moved, which may be a
        payment sent back with its bank fee. Against equity it is an invoice
        carried over from earlier books, if it has a number or a due date.
        """
        natures = self.legs.natures(line.txn)
        if INCOME in natures:
            return True
        if not natures or natures & {CASH, ALLOWANCE}:
            return False
        return natures != {EQUITY} or number is not None or self.due_dates.given(line) is not None

    def _can_be_reckoned(self, line: ReceivablePosting) -> bool:
        """Whether a debit has a date and an amount to reckon with; if not, it is reported."""
        if not is_date(line.date):
            error = BadValueError(msg("a year from 1700 to 2999"))
            self.reader.complain(bad_value("date", line.date, error), line.source)
            return False
        if not is_reckonable(line.number):
            amount = Amount(line.number, line.currency)
            error = BadValueError(msg("an amount that somebody can owe"))
            self.reader.complain(bad_value("amount", amount, error), line.source)
            return False
        return True

    def _is_claim(self, line: ReceivablePosting, number: str | None) -> bool:
        """Whether money paid out is an invoice by what it states: a key or a due date.

        A link alone is not enough: it may tie a loan to its repayment.
        """
        if self.due_dates.given(line) is not None:
            return True
        return number is not None and line.keyed

    # What lines become

    def _add_invoice(
        self, entered: list[_Entered], line: ReceivablePosting, number: str | None
    ) -> None:
        procedure = line.meta.get("procedure", line.txn.meta.get("procedure"))
        if procedure is not None and procedure not in self.settings.procedures:
            error = BadValueError(msg("one of {choices}", choices=tuple(self.settings.procedures)))
            self.reader.complain(bad_value("procedure", procedure, error), line.source)
            procedure = None
        natures = self.legs.natures(line.txn)
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
                links=line.txn.links,
                source=line.source,
                procedure=procedure,
                discount=part.discount,
                carried_over=EQUITY in natures and INCOME not in natures,
            )
            for part in self.due_dates.parts(line)
        ]
        entered.append(_Entered(line, parts))

    def _without_twins(
        self, entered: Iterable[_Entered], unidentified: list[Unidentified]
    ) -> list[_Entered]:
        """The invoices, without those entered a second time, which are reported.

        Twice is: the same number in two transactions for the same amount, on one
        day, or on any day if a reference key says that this is the number. A link
        may tie a year's invoices of the same amount together.
        """
        once: list[_Entered] = []
        by_claim: dict[tuple[object, ...], list[_Entered]] = defaultdict(list)
        for each in entered:
            line = each.line
            twin = None
            for before in by_claim[each.claim] if each.claim[-1] else ():
                if before.line.txn is line.txn or before.line.number != line.number:
                    continue
                if before.line.date == line.date or (line.keyed and before.line.keyed):
                    twin = before
            if twin is None:
                once.append(each)
                by_claim[each.claim].append(each)
            else:
                self.reader.complain(_entered_twice(each, twin), line.source)
                unidentified.append(self._unidentified(line))
        return once

    def _credit(
        self, line: ReceivablePosting, index: InvoiceIndex, taken_over: Collection[tuple[str, str]]
    ) -> Credit:
        """The credit of a line.

        Args:
            line: the line.
            index: all invoices.
            taken_over: names of a customer's own debits that are no invoices, such as
                a loan or a claim that a factor took over: such a name is no mistake.
        """
        keyed = line.names if line.keyed else ()
        named, unknown = named_invoices(keyed, line.txn, self.reader.pattern_names(line.txn), index)
        customer = line.customer
        own = any(invoice.customer == customer for invoice in named)
        if not own and any((customer, name.casefold()) in taken_over for name in line.names):
            named, unknown = [], list(line.names)
        owners = sorted({invoice.customer for invoice in named})
        if owners and customer not in owners:
            if not line.certain and len(owners) == 1:
                customer = owners[0]
            else:
                self.reader.complain(
                    msg(
                        "{number} is an invoice of {owner}, but this credit stands on the account "
                        "of {customer}: post it on the account of {owner}, or correct the number",
                        number=named[0].reference,
                        owner=owners[0],
                        customer=customer,
                    ),
                    line.source,
                )
        mine = [invoice.reference for invoice in named if invoice.customer == customer]
        return Credit(
            customer=customer,
            currency=line.currency,
            date=line.txn.date,
            amount=-line.number,
            kinds=self.legs.kinds(line.txn, -line.number),
            references=tuple(dict.fromkeys(mine)),
            unknown=tuple(unknown),
            narration=line.narration,
            source=line.source,
        )

    def _unidentified(self, line: ReceivablePosting) -> Unidentified:
        natures = self.legs.natures(line.txn)
        return Unidentified(
            customer=line.customer,
            currency=line.currency,
            date=line.txn.date,
            amount=line.number,
            names=line.names,
            cash=CASH in natures,
            narration=line.narration,
            source=line.source,
        )

    def _moved(self, invoice: Invoice) -> Invoice:
        if not self.reader.moves:
            return invoice
        for name in (invoice.reference, *invoice.links):
            account = self.reader.moves.get((invoice.customer, invoice.currency, name.casefold()))
            if account is not None:
                return replace(invoice, account=account)
        return invoice


@dataclass(frozen=True, slots=True)
class _Entered:
    """An invoice as it was entered by one line, in its parts by due date."""

    line: ReceivablePosting
    parts: list[Invoice]

    @property
    def claim(self) -> tuple[str, str, str | None]:
        """What it has in common with others of the same number."""
        number = self.parts[0].number
        return (self.line.customer, self.line.currency, number and number.casefold())


def _entered_twice(again: _Entered, before: _Entered) -> Message:
    return msg(
        "{number} was entered on {date} already, for the same amount ({file}:{line}): this debit "
        "is counted as unidentified; remove it, or give it a number of its own",
        number=again.parts[0].reference,
        date=before.line.date,
        file=Path(before.line.source.file).name,
        line=before.line.source.line,
    )


def _merged(entered: Iterable[_Entered]) -> Iterable[Invoice]:
    """One invoice for all debits of one number, one day and one due date.

    So an invoice may stand on several postings, accounts or transactions.
    """
    merged: dict[tuple[object, ...], Invoice] = {}
    for each in entered:
        for part in each.parts:
            same = each.claim if part.number else (id(each.line.txn), each.line.customer)
            key = (*same, part.currency, part.date, part.due)
            before = merged.get(key)
            merged[key] = replace(before, amount=before.amount + part.amount) if before else part
    return merged.values()


def _candidates(line: ReceivablePosting, index: InvoiceIndex) -> list[Invoice]:
    """The invoices of a line's own customer and currency that it names, once for each name."""
    return [
        invoice for name in line.names for invoice in index.own(name, line.customer, line.currency)
    ]


def _taken_back_from(line: ReceivablePosting, index: InvoiceIndex) -> Invoice:
    """The invoice that a payment is taken back from: named the most, then the latest so far."""
    candidates = _candidates(line, index)
    return max(
        candidates,
        key=lambda invoice: (
            candidates.count(invoice),
            invoice.date <= line.date,
            invoice.date,
            invoice.reference,
        ),
    )


def _reversal(line: ReceivablePosting, invoice: Invoice) -> Reversal:
    return Reversal(
        customer=line.customer,
        currency=line.currency,
        date=line.txn.date,
        amount=line.number,
        reference=invoice.reference,
        source=line.source,
    )


def _with_parts(invoices: Iterable[Invoice]) -> list[Invoice]:
    """The invoices, those of one number counted as its parts, by due date.

    Of those that have no number, each but the first of a day gets a counter.
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
        key = (named.customer, named.currency, named.reference.casefold(), numbered)
        groups[key].append(named)
    return [
        replace(invoice, part=part, parts=len(group)) if len(group) > 1 else invoice
        for group in groups.values()
        for part, invoice in enumerate(sorted(group, key=lambda i: (i.due, i.date)), start=1)
    ]
