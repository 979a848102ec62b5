"""The two sides of a reversal: what stands against each, and which credits a debit can reverse."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Mapping
from decimal import Decimal

from msgspec import Struct

from beancount_relance.ledger.account_words import ALLOWANCE, CANCEL, TAX, says
from beancount_relance.ledger.counterparts import Counterparts
from beancount_relance.ledger.natures import CASH, EQUITY, EXPENSE, INCOME, OTHER, TRANSFER
from beancount_relance.ledger.receivable_postings import ReceivablePosting, words_of
from beancount_relance.receivables.named_invoices import payment_text
from beancount_relance.values.invoice_names import name_key
from beancount_relance.values.told_words import told_days

_DIGIT = re.compile(r"\d")
_LOSSES = (EXPENSE, ALLOWANCE)
_UNDONE_BY_NAME: Mapping[str, Collection[str]] = {
    INCOME: _LOSSES,  # recovered
    EQUITY: _LOSSES,  # in the books of a later year
    TAX: (*_LOSSES, INCOME),  # its tax, taken back by an entry of its own
    CASH: (OTHER, TRANSFER),  # settled over a suspense account, by a bill, by a factor
    EXPENSE: (CASH,),  # the discount or fee that was deducted from a payment
}
_OF_LEGS = (TAX, EXPENSE)
"""What takes back no more than the part of a credit on its own account."""
"""What a debit can take back, beside its own kind, if both go by the same name."""


class Side(Struct):
    """A line with what stands against it.

    ``nature`` and ``accounts`` are its main counterpart, ``legs`` all of them. ``left`` is what
    of it can be reversed, or can reverse; ``whole`` is all of its amount.
    """

    place: int
    line: ReceivablePosting
    nature: str
    accounts: frozenset[str]
    legs: frozenset[str]
    left: Decimal

    @property
    def date(self) -> datetime.date:
        """The day of its transaction."""
        return self.line.txn.date

    @property
    def whole(self) -> Decimal:
        """The amount of the line."""
        return abs(self.line.number)


def marks_of(line: ReceivablePosting) -> frozenset[str]:
    """Return what may tell one payment from another: its tags, and words with digits.

    Words are those of its texts, and metadata such as the number of a cheque. The day of a payment
    is a mark of it, and so is a day that the text of its return gives: ``Rejet du 01/04/2026``.
    """
    meta = (*line.txn.meta.items(), *line.meta.items())
    numbers = (str(value) for _, value in meta if isinstance(value, Decimal))
    texts = (payment_text(line.txn, line.meta), *numbers)
    words = {word for text in texts for word in words_of(text) if _DIGIT.search(word)}
    marks = {name_key(word) for word in words.union(line.txn.tags) if len(word) > 1}
    days = told_days(texts[0]) if line.number > 0 else (line.txn.date,)
    return frozenset(marks.union(day.isoformat() for day in days))


def side_of(place: int, line: ReceivablePosting, counterparts: Counterparts) -> Side:
    """Return a line with what stands against it."""
    nature, accounts = counterparts.side(line.txn, line.number)
    left = abs(line.number)
    if line.number > 0 and nature == CASH and INCOME in counterparts.natures(line.txn):
        left = min(left, counterparts.money_out(line.txn))  # the rest was sold
    return Side(place, line, nature, accounts, counterparts.legs(line.txn), left)


def may_undo(nature: str, credits_: set[str]) -> bool:
    """Return whether a debit of this nature can take back any credit of those."""
    if nature == TRANSFER or nature in credits_:
        return True
    return not credits_.isdisjoint(_UNDONE_BY_NAME.get(nature, ()))


def mirrors(credit: Side, debit: Side) -> bool:
    """Return whether the debit has the same counterpart as the credit."""
    if debit.nature == TRANSFER:  # between two invoices, or customers
        return True
    if credit.nature != debit.nature:
        return False
    if debit.nature == INCOME and says(debit.line.narration, CANCEL):
        return True
    return debit.nature in (CASH, EQUITY) or not credit.accounts.isdisjoint(debit.accounts)


def undoes_by_name(credit: Side, debit: Side) -> bool:
    """Return whether a debit takes back a credit of another kind if both have one name."""
    if credit.nature not in _UNDONE_BY_NAME.get(debit.nature, ()):
        return False
    return debit.nature not in _OF_LEGS or debit.accounts <= credit.legs
