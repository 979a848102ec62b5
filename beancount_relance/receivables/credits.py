"""Read credits, with what was reversed of them and what moved claims to other customers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal
from functools import cached_property

from beancount.core.data import Transaction
from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.language.messages import Message, Source, msg
from beancount_relance.ledger.accounts.account_words import ALLOWANCE, RETURNED, says
from beancount_relance.ledger.counterparts.charge_texts import mentions_charge, tells_charge
from beancount_relance.ledger.counterparts.counterparts import Counterparts
from beancount_relance.ledger.counterparts.natures import CASH, EXPENSE, INCOME, OTHER, TRANSFER
from beancount_relance.ledger.counterparts.settlement_kinds import APPLIED_DEPOSIT, CREDIT_NOTE
from beancount_relance.ledger.receivable_postings import PostingReader, ReceivablePosting
from beancount_relance.receivables.credits_and_debits import (
    NO_MATCH,
    NO_MATCH_KEY,
    Credit,
    TakenBack,
    Transfer,
    Undone,
    Unidentified,
)
from beancount_relance.receivables.invoice_index import InvoiceIndex
from beancount_relance.receivables.invoices import Invoice
from beancount_relance.receivables.items import BY_AMOUNT, BY_REFERENCE
from beancount_relance.receivables.moves.renumbered_invoices import NewNumbers
from beancount_relance.receivables.naming.named_invoices import (
    credited_invoices,
    line_text,
    payment_text,
)
from beancount_relance.receivables.naming.names_of_lines import undoing_invoices
from beancount_relance.values.numbers.invoice_names import name_key
from beancount_relance.values.readers import BadValueError, bad_value

_GIVES_UP = (INCOME, EXPENSE, ALLOWANCE, OTHER)
"""What stands against a credit that gives something up."""


class CreditReader(Struct, frozen=True, dict=True):
    """Reads the credits among the lines.

    Args:
        lines: all receivable lines.
        reader: their reader, which collects problems.
        counterparts: the reader of what stands against them.
        index: the invoices.
        loose: the names of customers' own debits that are no invoices, in lower case.
        is_charge: whether a line charges, or credits, late interest or the like.
        anew: the numbers under which invoices go on.
    """

    lines: Sequence[ReceivablePosting]
    reader: PostingReader
    counterparts: Counterparts
    index: InvoiceIndex
    loose: Collection[tuple[str, str]]
    is_charge: Callable[[ReceivablePosting], bool]
    anew: NewNumbers

    def read(
        self,
        undone: Sequence[Undone],
        carried: Mapping[int, Sequence[Transfer]],
        unidentified: Callable[[ReceivablePosting], Unidentified],
        offset: Collection[int],
    ) -> list[Credit]:
        """Return the credits.

        Args:
            undone: the reversed parts of credits.
            carried: the transfers to other customers, by the position of the credit.
            unidentified: what a debit is if it is of no invoice.
            offset: the credits that do not count, by position.
        """
        taken: dict[int, list[TakenBack]] = defaultdict(list)
        transfers = defaultdict(list, {place: list(each) for place, each in carried.items()})
        for each in undone:
            debit = self.lines[each.debit]
            part = self._taken_back(each)
            if debit.customer == self.lines[each.credit].customer:
                taken[each.credit].append(part)
            else:
                rest = unidentified(replace(debit, number=each.amount))
                moved = Transfer(debit.customer, debit.account, each.amount, rest, part)
                transfers[each.credit].append(moved)
        return [
            self._credit(line, taken.get(place, ()), transfers.get(place, ()))
            for place, line in enumerate(self.lines)
            if line.number < 0 and place not in offset
        ]

    def _credit(
        self,
        line: ReceivablePosting,
        taken_back: Sequence[TakenBack],
        transfers: Sequence[Transfer],
    ) -> Credit:
        text = line_text(line, self.reader)
        paid = credited_invoices(line, text, self.reader, self.index)
        named, unknown = self._before(paid.invoices, line), list(paid.unknown)
        customer = line.customer
        own = any(invoice.customer == customer for invoice in named)
        if not own and any((customer, name_key(name)) in self.loose for name in line.names):
            named, unknown = [], list(line.names)
        owners = sorted({invoice.customer for invoice in named})
        gone = sum((part.amount for part in taken_back), Decimal())
        gone += sum((part.amount for part in transfers), Decimal())
        anew = [
            number
            for old in {invoice.reference: invoice for invoice in named}.values()
            for number in self.anew.since(line, old)
        ]
        if owners and customer not in owners and not anew and gone < -line.number:
            complaint = _of_others(named, owners, customer)
            self.reader.complain(complaint, line.source, "invoice-of-another")
        others = self._before(paid.others, line)
        mine = [invoice.reference for invoice in named if invoice.customer == customer]
        mine += anew
        returned = () if named or unknown else _named_by_return(-line.number, transfers)
        mine = mine or list(returned)
        return Credit(
            customer=customer,
            currency=line.currency,
            date=line.txn.date,
            amount=-line.number,
            kinds=self._kinds(line, named),
            references=tuple(dict.fromkeys(mine)),
            unknown=tuple(unknown),
            narration=line.narration,
            source=line.source,
            account=line.account,
            certain=line.certain,
            others=() if mine else tuple(each.reference for each in (*named, *others)),
            beside=tuple(paid.beside),
            payee=line.txn.payee or "",
            text=text,
            written=tuple(paid.written.items()),
            answered=self._is_answered(line),
            of_charge=self._gives_up_charge(line, named),
            by_shared_name=paid.is_shared or len(anew) > 1,
            in_text=paid.in_text,
            taken_back=tuple(taken_back),
            transfers=tuple(transfers),
            by_return=bool(returned),
            lot=line.lot,
            payer=self._payer(line) if line.certain and not mine else None,
            on_behalf=None if mine else self.reader.debtor_named(text, line),
        )

    def _before(self, invoices: Sequence[Invoice], line: ReceivablePosting) -> Sequence[Invoice]:
        """Leave out what an entry of nothing but claims enters in the place of what it takes off.

        The credit has the number of such a claim as well, but does not pay it.
        """
        if not invoices or self.counterparts.side(line.txn, line.number)[0] != TRANSFER:
            return invoices
        return [each for each in invoices if self._entries.get(each.source) is not line.txn]

    def _payer(self, line: ReceivablePosting) -> str | None:
        """Return another customer who is called exactly like the payee."""
        found = self.reader.customer_called(line.txn.payee)
        return found if found != line.customer else None

    def _kinds(
        self, line: ReceivablePosting, named: Sequence[Invoice]
    ) -> Sequence[tuple[str, Decimal]]:
        """Return the kinds of a credit: what cancels a deposit's invoice applies no deposit."""
        kinds = self.counterparts.kinds(line.txn, -line.number)
        if kinds[0][0] != APPLIED_DEPOSIT:
            return kinds
        legs = self.counterparts.legs(line.txn)
        for invoice in named:
            entry = self._entries.get(invoice.source)
            if entry is not None and self.counterparts.legs(entry) == legs:
                return [
                    (CREDIT_NOTE if kind == APPLIED_DEPOSIT else kind, of) for kind, of in kinds
                ]
        return kinds

    @cached_property
    def _entries(self) -> Mapping[Source, Transaction]:
        return {line.source: line.txn for line in self.lines if line.number > 0}

    def _gives_up_charge(self, line: ReceivablePosting, named: Sequence[Invoice]) -> bool:
        """Return whether a credit gives up late interest, or what a returned payment has cost.

        It says so, or it has exactly the amount of a charge of what it names, or of all of them,
        and mentions a fee or takes back nothing that was sold.
        """
        if self.is_charge(line):
            return True
        charges = [
            charge
            for invoice in named
            for charge in self.index.charges_of(invoice)
            if charge.date <= line.date
        ]
        nature, accounts = self.counterparts.side(line.txn, line.number)
        if not charges or nature not in _GIVES_UP:
            return False
        if tells_charge(line.narration):
            return True
        amounts = {charge.amount for charge in charges}
        amounts.add(sum((charge.amount for charge in charges), Decimal()))
        return -line.number in amounts and (
            mentions_charge(line.narration) or accounts.isdisjoint(self._sold_against(named))
        )

    def _sold_against(self, invoices: Sequence[Invoice]) -> Collection[str]:
        """Return the accounts against which invoices were entered, other than for a charge."""
        entries = (self._entries.get(each.source) for each in invoices if not each.charge)
        return {
            account
            for entry in entries
            if entry is not None
            for account in self.counterparts.side(entry, Decimal(1))[1]
        }

    def _is_answered(self, line: ReceivablePosting) -> bool:
        value = line.meta.get(NO_MATCH_KEY, line.txn.meta.get(NO_MATCH_KEY))
        if value not in (None, NO_MATCH):
            error = BadValueError(msg("one of {choices}", choices=(NO_MATCH,)))
            self.reader.complain(bad_value(NO_MATCH_KEY, value, error), line.source)
        return bool(value == NO_MATCH)

    def _taken_back(self, undone: Undone) -> TakenBack:
        """Return the reversed part of a credit."""
        debit = self.lines[undone.debit]
        named = undoing_invoices(
            debit, self.reader, self.index, self.counterparts, (debit.source,)
        ).invoices
        references = (i.reference for i in named if i.customer == debit.customer)
        return TakenBack(
            date=debit.date,
            amount=undone.amount,
            references=tuple(dict.fromkeys(references)),
            basis=BY_REFERENCE if undone.by_name else BY_AMOUNT,
            source=debit.source,
            kind=self._deducted(debit),
            carried=self._are_carried(self.lines[undone.credit], debit),
            returned=self._is_return(debit),
            text=payment_text(debit.txn, debit.meta),
        )

    def _are_carried(self, *lines: ReceivablePosting) -> bool:
        return all(self.counterparts.is_carried(line.txn) for line in lines)

    def _is_return(self, debit: ReceivablePosting) -> bool:
        """Whether money left the bank again, and the text says that a payment was returned."""
        nature, _ = self.counterparts.side(debit.txn, debit.number)
        return nature == CASH and says(debit.heading, RETURNED)

    def _deducted(self, debit: ReceivablePosting) -> str | None:
        """Return which deduction from a payment a debit takes back, if it is one against costs."""
        nature, accounts = self.counterparts.side(debit.txn, debit.number)
        return self.counterparts.deduction(accounts) if nature == EXPENSE else None


def _named_by_return(amount: Decimal, transfers: Sequence[Transfer]) -> Sequence[str]:
    """Return the invoices that the return of a whole payment names, under the customer's new name.

    They were the old customer's when it came, so it had paid these and no others.
    """
    returned = [each.returned for each in transfers if each.returned is not None]
    return [
        name
        for part in returned
        if part.amount == amount
        for name in dict.fromkeys(part.references)
    ]


def _of_others(named: Sequence[Invoice], owners: Sequence[str], customer: str) -> Message:
    number = named[0].reference
    numbers = tuple(dict.fromkeys(invoice.reference for invoice in named))
    if len(owners) > 1 and len(numbers) > 1:
        return msg(
            "this credit pays invoices of {owners}, {numbers}, but not their exact sum: divide it "
            "into one posting for each, with “customer:” and “invoice:”",
            owners=owners,
            numbers=numbers,
        )
    if len(owners) > 1:
        return msg(
            "{owners} have an invoice {number} each, but this credit stands on the account of "
            "{customer}: post it on the account of the one who paid, or correct the number",
            number=number,
            owners=owners,
            customer=customer,
        )
    return msg(
        "{number} is an invoice of {owner}, but this credit stands on the account "
        "of {customer}: post it on the account of {owner}, or correct the number",
        number=number,
        owner=owners[0],
        customer=customer,
    )
