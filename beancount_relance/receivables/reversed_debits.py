"""Find debits that a later credit reverses, so that neither of the two counts.

These are no invoices: a credit balance that is closed and opened again, a revaluation by the
exchange rate of a day, an invoice entered twice whose second entry is cancelled, and a payment
that the bank returned twice by mistake.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal
from functools import cached_property

from msgspec import Struct, field

from beancount_relance.ledger.accounts.account_words import EXCHANGE, TWICE, says
from beancount_relance.ledger.counterparts.counterparts import Counterparts
from beancount_relance.ledger.counterparts.natures import CASH, EQUITY, INCOME
from beancount_relance.ledger.receivable_postings import ReceivablePosting
from beancount_relance.receivables.credits_and_debits import REVERSED_WITHIN
from beancount_relance.values.numbers.invoice_names import name_key

_Owner = tuple[str, str, str]

_NEXT_INVOICE = datetime.timedelta(days=25)
"""How soon after an invoice a subscription's next one comes, in the shortest month."""


class ReversedDebits(Struct, dict=True):
    """Finds the credits that reverse earlier debits.

    Args:
        lines: all receivable lines.
        counterparts: the reader of what stands against them.
        undone: the credits that are reversed themselves, by position.
    """

    lines: Sequence[ReceivablePosting]
    counterparts: Counterparts
    undone: Collection[int]
    used: set[int] = field(default_factory=set)
    """The credits that do not count, by position."""

    def reverse(self, debit: ReceivablePosting, *, of_invoice: bool) -> bool:
        """Return whether a later credit reverses a closing balance, a revaluation or money out.

        Of closing balances neither may have a name. Money that goes out under the name of an
        invoice (``of_invoice``) comes back under it, as when a bank returns a payment twice.
        """
        nature, _ = self.counterparts.side(debit.txn, debit.number)
        if nature == CASH:
            return of_invoice and self._take(debit, nature)
        if nature not in (EQUITY, EXCHANGE) or (nature == EQUITY and debit.names):
            return False
        return self._take(debit, nature)

    def cancel(self, twin: ReceivablePosting) -> bool:
        """Return whether a later credit note of its number cancels a second entry."""
        return self._take(twin, INCOME)

    def is_second_entry_cancelled(
        self, again: ReceivablePosting, before: ReceivablePosting, *, corrects: bool
    ) -> bool:
        """Return whether what may be a second entry of an invoice was cancelled later.

        A credit note on its day may cancel the first entry, to replace it, and some weeks after
        that it may be a subscription's next invoice; then the credit note must say what it is. So
        must it if the second entry ``corrects`` the first one.
        """
        is_soon = again.date - before.date < _NEXT_INVOICE and not corrects

        def fits(credit: ReceivablePosting) -> bool:
            if not self.counterparts.legs(credit.txn) <= self.counterparts.legs(again.txn):
                return False
            return (is_soon and credit.date > again.date) or says(credit.narration, TWICE)

        return self._take(again, INCOME, fits)

    def is_first_entry_cancelled(self, again: ReceivablePosting) -> bool:
        """Return whether a credit note, since a second entry, does not say that it is a second."""
        return self._take(again, INCOME, lambda credit: not says(credit.narration, TWICE))

    def _take(
        self,
        debit: ReceivablePosting,
        nature: str,
        fits: Callable[[ReceivablePosting], bool] = lambda _: True,
    ) -> bool:
        """Use the credit of its amount, or all of one day together, of those that fit."""
        names = set(map(name_key, debit.names))
        by_day = self._by_day.get((debit.customer, debit.currency, nature), {})
        for day in sorted(by_day):
            if not debit.date <= day <= debit.date + REVERSED_WITHIN:
                continue
            places = [
                place
                for place in by_day[day]
                if self._fits(place, nature, names) and fits(self.lines[place])
            ]
            found = [p for p in places if self.lines[p].number == -debit.number][:1] or places
            if sum((self.lines[p].number for p in found), Decimal()) == -debit.number:
                self.used.update(found)
                return True
        return False

    def _fits(self, place: int, nature: str, names: Collection[str]) -> bool:
        theirs = set(map(name_key, self.lines[place].names))
        if place in self.used or place in self.undone:
            return False
        if nature == EQUITY:
            return not theirs
        return bool(theirs.intersection(names)) or (nature == EXCHANGE and not (theirs and names))

    @cached_property
    def _by_day(self) -> Mapping[_Owner, Mapping[datetime.date, Sequence[int]]]:
        """The positions of the credits, by customer, currency and nature, and by day."""
        found: dict[_Owner, dict[datetime.date, list[int]]] = defaultdict(lambda: defaultdict(list))
        for place, line in enumerate(self.lines):
            if line.number < 0:
                nature, _ = self.counterparts.side(line.txn, line.number)
                found[line.customer, line.currency, nature][line.date].append(place)
        return found
