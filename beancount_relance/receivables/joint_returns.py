"""Divide what takes back a payment of several customers, such as two of a batch of direct debits.

2026-04-17 * "Bank" "Returned: F2026-101 F2026-102"
  Assets:Clients   400.00 EUR
  Assets:Bank
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.language.messages import Source
from beancount_relance.ledger.accounts.account_words import RETURNED, says
from beancount_relance.ledger.counterparts.counterparts import Counterparts
from beancount_relance.ledger.counterparts.natures import CASH
from beancount_relance.ledger.receivable_postings import PostingReader, ReceivablePosting
from beancount_relance.receivables.credits_and_debits import REVERSED_WITHIN
from beancount_relance.receivables.invoices import Invoice
from beancount_relance.receivables.joint_payments import JointPayments, Named
from beancount_relance.receivables.naming.names_of_lines import referred_invoices
from beancount_relance.values.numbers.invoice_names import name_key

_Owned = tuple[str, str, str]
"""A customer, an account and a currency."""


class JointReturns(Struct, dict=True):
    """Divides debits on a shared account among the customers whose payments they take back.

    Args:
        lines: all receivable lines, the payments divided among their customers.
        reader: their reader.
        counterparts: the reader of what stands against them.
        joint: what divided the payments.
    """

    lines: Sequence[ReceivablePosting]
    reader: PostingReader
    counterparts: Counterparts
    joint: JointPayments

    def by_names(self, debit: ReceivablePosting) -> Sequence[ReceivablePosting]:
        """Return a part of a debit for each customer whose invoices it names.

        The debit is exactly what these invoices were given by one entry, or else at last, or else
        in all, and stands against the same. Otherwise nothing is returned.
        """
        named = self._named(debit)
        numbers: dict[str, dict[str, Decimal]] = defaultdict(dict)
        for (customer, number), invoices in named.items():
            numbers[customer][number] = sum((each.amount for each in invoices), Decimal())
        if numbers.keys() <= {debit.customer}:
            return ()
        given = {who: self._given(debit, who, theirs) for who, theirs in numbers.items()}
        entries = {id(each.txn): each.txn for credits_ in given.values() for each in credits_}
        found = [
            {
                who: self._share(
                    who, theirs, [c for c in given[who] if txn is None or c.txn is txn]
                )
                for who, theirs in numbers.items()
            }
            for txn in (*entries.values(), None)
        ]
        in_all = {who: self._in_all(who, theirs, given[who]) for who, theirs in numbers.items()}
        for shares in (*found, in_all):
            if all(shares.values()) and sum(shares.values()) == debit.number:
                return [
                    replace(
                        debit,
                        customer=who,
                        number=share,
                        names=_references(named[who, number] for number in numbers[who]),
                        keyed=False,
                    )
                    for who, share in shares.items()
                ]
        return ()

    def _given(
        self, debit: ReceivablePosting, customer: str, numbers: Mapping[str, Decimal]
    ) -> Sequence[ReceivablePosting]:
        """Return what a customer's invoices were given until a debit, the latest first."""
        owned = customer, debit.account, debit.currency
        places = {place for n in numbers for place in self._by_number.get((owned, n), ())}
        places.update(self._unnamed.get((owned, sum(numbers.values(), Decimal())), ()))
        nature, accounts = self.counterparts.side(debit.txn, debit.number)
        found: list[ReceivablePosting] = []
        for place in sorted(places, reverse=True):
            credit = self.lines[place]
            before, theirs = self.counterparts.side(credit.txn, credit.number)
            is_same = before == CASH if nature == CASH else not accounts.isdisjoint(theirs)
            if is_same and credit.date <= debit.date and credit.txn is not debit.txn:
                found.append(credit)
        return sorted(found, key=lambda credit: credit.date, reverse=True)

    def _share(
        self, customer: str, numbers: Mapping[str, Decimal], given: Iterable[ReceivablePosting]
    ) -> Decimal:
        """Return what some credits gave to a customer's invoices; nothing if not to all of them.

        Of a credit for other invoices as well that is their whole amount.
        """
        share, left = Decimal(), set(numbers)
        for credit in given:
            theirs = self._numbers_of(credit, customer) or set(numbers)
            here = theirs & left
            if not here:
                continue
            whole = sum((numbers[number] for number in here), Decimal())
            share += -credit.number if theirs <= left else min(whole, -credit.number)
            left -= here
        return Decimal() if left else share

    def _in_all(
        self, customer: str, numbers: Collection[str], given: Collection[ReceivablePosting]
    ) -> Decimal:
        """Return what credits for a customer's invoices, and no others, gave to all of them."""
        theirs = set().union(*(self._numbers_of(credit, customer) for credit in given))
        return -sum((c.number for c in given), Decimal()) if theirs == set(numbers) else Decimal()

    def _numbers_of(self, credit: ReceivablePosting, customer: str) -> set[str]:
        """Return the numbers of a customer's own invoices that a credit names."""
        return {number for who, number in self._named(credit) if who == customer}

    def _named(self, line: ReceivablePosting) -> Named:
        besides = (line.source,)
        referred = referred_invoices(line, self.reader, self.joint.index, besides).invoices
        return self.joint.named(line, referred)

    @cached_property
    def _by_number(self) -> Mapping[tuple[_Owned, str], Sequence[int]]:
        """The places of the credits that name an invoice of their own customer."""
        found: dict[tuple[_Owned, str], list[int]] = defaultdict(list)
        for place in self._credits:
            line = self.lines[place]
            for number in self._numbers_of(line, line.customer):
                found[(line.customer, line.account, line.currency), number].append(place)
        return found

    @cached_property
    def _unnamed(self) -> Mapping[tuple[_Owned, Decimal], Sequence[int]]:
        """The places of the credits that name none, by their amount."""
        found: dict[tuple[_Owned, Decimal], list[int]] = defaultdict(list)
        for place in self._credits:
            line = self.lines[place]
            if not self._numbers_of(line, line.customer):
                found[(line.customer, line.account, line.currency), -line.number].append(place)
        return found

    @cached_property
    def _credits(self) -> Collection[int]:
        """The places of the credits."""
        return [place for place, line in enumerate(self.lines) if line.number < 0]

    def of_one_payment(self, debit: ReceivablePosting) -> Sequence[ReceivablePosting]:
        """Return the parts of a debit that names nothing, as the only payment has it may return.

        It says that it is a return, or is of the payer.
        """
        if not self._parts or self.counterparts.side(debit.txn, debit.number)[0] != CASH:
            return ()
        found = [
            parts
            for parts in self._parts
            if (parts[0].account, parts[0].currency) == (debit.account, debit.currency)
            and sum(part.number for part in parts) == -debit.number
            and parts[0].date <= debit.date <= parts[0].date + REVERSED_WITHIN
            and (
                says(debit.heading, RETURNED)
                or name_key(parts[0].txn.payee or "") == name_key(debit.txn.payee or "-")
            )
        ]
        if len(found) != 1:
            return ()
        return [replace(debit, customer=part.customer, number=-part.number) for part in found[0]]

    @cached_property
    def _parts(self) -> Sequence[Sequence[ReceivablePosting]]:
        """The payments that were divided among several customers."""
        parts: dict[Source, list[ReceivablePosting]] = defaultdict(list)
        for line in self.lines:
            if line.number < 0 and not line.certain:
                parts[line.source].append(line)
        return [each for each in parts.values() if len(each) > 1]


def _references(found: Iterable[Sequence[Invoice]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(invoice.reference for of in found for invoice in of))
