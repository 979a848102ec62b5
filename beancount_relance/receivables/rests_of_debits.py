"""Determine what a debit asks for beyond what it takes back, or moves."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from msgspec import Struct

from beancount_relance.ledger.accounts.account_words import RECOVERED
from beancount_relance.ledger.counterparts.counterparts import Counterparts
from beancount_relance.ledger.counterparts.natures import CASH, EQUITY, EXPENSE, TRANSFER
from beancount_relance.ledger.receivable_postings import ReceivablePosting
from beancount_relance.receivables.credits_and_debits import Undone
from beancount_relance.receivables.debits import DebitReader
from beancount_relance.receivables.naming.names_of_lines import NamesByLine
from beancount_relance.receivables.return_costs import may_be_costs
from beancount_relance.receivables.twin_invoices import Entered


class RestsOfDebits(Struct, frozen=True):
    """Enters the rests of debits of which a part took a credit back, or went on.

    Args:
        debits: the reader of the debits.
        counterparts: the reader of what stands against them.
        names: the names that the lines use.
    """

    debits: DebitReader
    counterparts: Counterparts
    names: NamesByLine

    def enter(self, rest: ReceivablePosting, place: int, taken: Sequence[Undone]) -> Entered | None:
        """Return the rest of a debit as a claim of its own day, if it is one.

        A due date makes it one in any case; the number that it has besides may be that of an
        invoice that is owed again.

        Args:
            rest: the line, of the amount that is left.
            place: its place.
            taken: what it took back.
        """
        claim = self._claim(rest, place, taken)
        if claim is not None or not self.debits.is_dated(rest):
            return claim
        is_of_another = bool(self.names.of(place).references)
        return self.debits.enter(rest, None if is_of_another else self.debits.numbers[place])

    def _claim(
        self, rest: ReceivablePosting, place: int, taken: Sequence[Undone]
    ) -> Entered | None:
        """Return the rest as a claim by what stands against it.

        With money paid back, or costs, it is what the return cost, and so a charge, if it is not
        too much for that; but money laid out, of which a part was refunded, is a charge of nothing.
        """
        nature, _ = self.counterparts.side(rest.txn, rest.number)
        if not taken or nature in (TRANSFER, RECOVERED):  # some went on, or was of another loss
            return None
        if nature == EQUITY and self.debits.entered(place) is None:
            return None  # nobody invoiced what an opening balance has beyond what was closed
        if nature not in (CASH, EXPENSE):
            return self.debits.enter(rest, self.debits.numbers[place])
        paid = sum((part.amount for part in taken), Decimal())
        if nature == CASH and not may_be_costs(rest.number, paid, rest.currency):
            return None
        if any(self.names.is_of_an_invoice(part.credit, part.debit) for part in taken):
            return self.debits.enter(rest, None, charge=True)
        return None
