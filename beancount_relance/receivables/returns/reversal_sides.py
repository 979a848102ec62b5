"""The two sides of a reversal: what stands against each, and which credits a debit can reverse."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from decimal import Decimal

from msgspec import Struct

from beancount_relance.ledger.accounts.account_words import ALLOWANCE, CANCEL, RECOVERED, TAX, says
from beancount_relance.ledger.counterparts.counterparts import Counterparts
from beancount_relance.ledger.counterparts.natures import (
    CASH,
    EQUITY,
    EXPENSE,
    INCOME,
    OTHER,
    TRANSFER,
)
from beancount_relance.ledger.receivable_postings import ReceivablePosting
from beancount_relance.receivables.naming.names_of_lines import LineNames

_LOSSES = (EXPENSE, ALLOWANCE)
_UNDONE_BY_NAME: Mapping[str, Collection[str]] = {
    INCOME: _LOSSES,  # recovered, on an account that does not say so
    RECOVERED: _LOSSES,
    EQUITY: _LOSSES,  # in the books of a later year
    TAX: (*_LOSSES, INCOME),  # its tax, taken back by an entry of its own
    CASH: (OTHER, TRANSFER),  # settled over a suspense account, by a bill, by a factor
    EXPENSE: (CASH,),  # the discount or fee that was deducted from a payment
}
"""What else a debit can take back if both go by the same name, besides its own kind."""
_OF_LEGS = (TAX, EXPENSE)
"""What takes back no more than the part of a credit on its own account."""


class Side(Struct):
    """A line with what stands against it.

    ``nature`` and ``accounts`` are its main counterpart, ``legs`` all of them; ``is_loss`` says
    that by the counterpart a claim was given up, and ``is_closing`` that it is of a closing entry.
    ``left`` is what of it can be reversed, or can reverse; ``whole`` is all of its amount.
    """

    place: int
    line: ReceivablePosting
    nature: str
    accounts: frozenset[str]
    legs: frozenset[str]
    left: Decimal
    is_loss: bool = False
    is_closing: bool = False

    @property
    def date(self) -> datetime.date:
        """The day of its transaction."""
        return self.line.txn.date

    @property
    def whole(self) -> Decimal:
        """The amount of the line."""
        return abs(self.line.number)


def side_of(place: int, line: ReceivablePosting, counterparts: Counterparts) -> Side:
    """Return a line with what stands against it."""
    nature, accounts = counterparts.side(line.txn, line.number)
    left = abs(line.number)
    if line.number > 0 and nature == CASH and INCOME in counterparts.natures(line.txn):
        left = min(left, counterparts.money_out(line.txn))  # the rest was sold
    is_loss = line.number < 0 and counterparts.are_losses(nature, accounts)
    is_closing = counterparts.is_closing(line.txn)
    legs = counterparts.legs(line.txn)
    return Side(place, line, nature, accounts, legs, left, is_loss, is_closing)


class UsesOfNames:
    """The names that the lines of a customer use, and what was sold under them.

    Attributes:
        sold: what was sold.
    """

    def __init__(self, sides: Iterable[Side], names_of: Callable[[int], LineNames]) -> None:
        """Take the lines, and what gives the names that the line of a place uses."""
        self.sold: list[Side] = []
        self._by_amount: dict[tuple[str, Decimal], list[Side]] = defaultdict(list)
        self._times: Counter[str] = Counter()
        for side in sides:
            names = names_of(side.place).wide
            self._times.update(names)
            if side.line.number > 0 and side.nature == INCOME:
                self.sold.append(side)
                for name in names:
                    self._by_amount[name, side.whole].append(side)

    def are_shared(self, names: Iterable[str]) -> bool:
        """Return whether more than one line uses one of these names."""
        return any(self._times[name] > 1 for name in names)

    def sales(self, names: Iterable[str], amount: Decimal) -> Iterator[Side]:
        """Yield what was sold for an amount under one of these names."""
        for name in names:
            yield from self._by_amount.get((name, amount), ())


def may_undo(nature: str, credits_: set[str]) -> bool:
    """Return whether a debit of this nature can take back any credit of those."""
    if nature == TRANSFER or nature in credits_:
        return True
    return not credits_.isdisjoint(_UNDONE_BY_NAME.get(nature, ()))


def mirrors(credit: Side, debit: Side) -> bool:
    """Return whether the debit has the same counterpart as the credit."""
    if debit.nature == TRANSFER:  # between two invoices, or customers
        return True
    if debit.nature == RECOVERED:
        return credit.is_loss
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


def is_next_sale(debit: Side, sales: Iterable[Side]) -> bool:
    """Return whether a debit is worded like an earlier one of some sales of its name and amount.

    So are those of a subscription, which differ in one word at most.
    """
    words = _words(debit)
    return any(
        sale.date < debit.date
        and len(words - _words(sale)) <= 1
        and len(words) == len(_words(sale))
        and bool(words & _words(sale))
        for sale in sales
    )


def _words(side: Side) -> frozenset[str]:
    return frozenset(side.line.narration.casefold().split())
