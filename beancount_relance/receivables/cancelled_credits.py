"""Find what was given up, credited or set off before a debit on a shared account took it back.

2026-03-20 * "Garnier" "Written off"
  Expenses:Bad-Debts          1000.00 EUR
  Assets:Clients
2026-04-10 * "Write-off cancelled" ^F-12
  Assets:Clients               400.00 EUR
  Expenses:Bad-Debts
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from msgspec import Struct

from beancount_relance.ledger.accounts.account_words import CANCEL, says
from beancount_relance.ledger.counterparts.counterparts import Counterparts
from beancount_relance.ledger.counterparts.natures import INCOME
from beancount_relance.ledger.receivable_postings import PostingReader, ReceivablePosting
from beancount_relance.receivables.invoice_index import InvoiceIndex
from beancount_relance.receivables.naming.names_of_lines import referred_invoices
from beancount_relance.values.numbers.invoice_names import name_key


class CancelledCredits(Struct, dict=True):
    """The credits that debits may cancel.

    Args:
        lines: all receivable lines.
        reader: their reader.
        counterparts: the reader of what stands against them.
        index: the invoices.
    """

    lines: Sequence[ReceivablePosting]
    reader: PostingReader
    counterparts: Counterparts
    index: InvoiceIndex

    def has(self, debit: ReceivablePosting, nature: str, accounts: frozenset[str]) -> bool:
        """Return whether a debit mirrors an earlier credit with one of its names, or without any.

        A sale must say so too: a credit note may be followed by the same invoice, made out to
        another customer.
        """
        if nature == INCOME and not says(debit.heading, CANCEL):
            return False
        names = set(map(name_key, debit.names or self._written(debit)))
        return any(
            credit.account == debit.account
            and credit.currency == debit.currency
            and credit.date <= debit.date
            and -credit.number >= debit.number
            and not self.counterparts.side(credit.txn, credit.number)[1].isdisjoint(accounts)
            for name in names
            for credit in (*self._credits_by_name.get(name, ()), *self._unnamed(name, accounts))
        )

    def _written(self, debit: ReceivablePosting) -> Iterator[str]:
        """Yield the invoices that the text of a debit means."""
        for invoice in referred_invoices(debit, self.reader, self.index).invoices:
            yield invoice.reference

    def _unnamed(self, name: str, accounts: frozenset[str]) -> Iterator[ReceivablePosting]:
        """Yield the credits without a name, against some accounts, of whose invoice has a name."""
        owners = sorted({invoice.customer for invoice in self.index.find(name)})
        for owner in owners:
            for account in accounts:
                yield from self._unnamed_by_account.get((owner, account), ())

    @cached_property
    def _unnamed_by_account(self) -> Mapping[tuple[str, str], Sequence[ReceivablePosting]]:
        found: dict[tuple[str, str], list[ReceivablePosting]] = defaultdict(list)
        for line in self.lines:
            if line.number < 0 and not line.names:
                for account in self.counterparts.side(line.txn, line.number)[1]:
                    found[line.customer, account].append(line)
        return found

    @cached_property
    def _credits_by_name(self) -> Mapping[str, Sequence[ReceivablePosting]]:
        found: dict[str, list[ReceivablePosting]] = defaultdict(list)
        for line in self.lines:
            for name in line.names if line.number < 0 else ():
                found[name_key(name)].append(line)
        return found
