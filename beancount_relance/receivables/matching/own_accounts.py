"""The accounts of one customer: what stands on which, and what a credit posted there pays first.

    Assets:Debtors:Pell:ProjectA   an invoice of 500.00
    Assets:Debtors:Pell:ProjectB   another one, and a payment of 500.00 without a number of it

Whoever posts a payment on one of a customer's accounts says by that what it is for: a building
site, a bill of exchange and not an open invoice, the doubtful claims. An invoice that moved
stands on its former account until that day.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from operator import itemgetter

from msgspec import Struct

from beancount_relance.language.messages import Message
from beancount_relance.receivables.invoices import Invoice
from beancount_relance.receivables.matching.undisputed_turns import UndisputedTurns
from beancount_relance.receivables.open_amounts import Due, Money, Turn, turns_of
from beancount_relance.receivables.paid_parts import PaidSet

_Stay = tuple[datetime.date, datetime.date, Turn]
"""A turn on an account: since which day, and the first day on which it is not there any more."""


def account_on(invoice: Invoice, day: datetime.date) -> str:
    """Return the account on which an invoice stands at the end of a day."""
    earlier = (each.account for each in invoice.earlier_accounts if day < each.until)
    return next(earlier, invoice.account)


def accounts_with(dues: Iterable[Due]) -> set[str]:
    """Return the accounts on which invoices stand, or stood."""
    found = set()
    for due in dues:
        found.add(due.invoice.account)
        if due.invoice.earlier_accounts:
            found.update(each.account for each in due.invoice.earlier_accounts)
    return found


def there(dues: Iterable[Due], money: Money) -> Sequence[Due]:
    """Return those invoices that stand on the account of a credit, on its day."""
    account, day = money.credit.account, money.credit.date
    return [due for due in dues if due.left and account_on(due.invoice, day) == account]


def of_its_account(sets: Sequence[PaidSet], there: Sequence[Due]) -> Sequence[PaidSet]:
    """Return those sets that are what is open on the account of a credit, or all of it and more.

    Of each invoice, a part may stand on another account, such as what was kept back of it.

    Args:
        sets: the sets of invoices that have the amount of the credit.
        there: what is open on its account; all sets are returned if that is nothing.
    """
    own = {id(due) for due in there}
    found = []
    for each in sets if own else ():
        paid = [{id(due) for due, _ in choice.parts} for choice in each]
        if not any(map(own.isdisjoint, paid)) or own <= set().union(*paid):
            found.append(each)
    return found if own else sets


class OwnAccounts:
    """What is open on each account of a customer, the oldest due first.

    A customer with a single account has nothing here.
    """

    def __init__(self, dues: Iterable[Due]) -> None:
        """Take the invoices of one customer in one currency: those open, and those settled."""
        all_ = list(dues)
        dues = [due for due in all_ if due.left]
        self._to_come: dict[str, list[_Stay]] = defaultdict(list)
        self._open: dict[str, UndisputedTurns] = defaultdict(UndisputedTurns)
        self._paid_until: dict[str, datetime.date] = {}
        if len(accounts_with(dues)) > 1:
            for due in dues:
                for account, stay in _stays(due):
                    self._to_come[account].append(stay)
        for to_come in self._to_come.values():
            to_come.sort(key=itemgetter(0), reverse=True)
        for due in all_ if self._to_come else ():
            for part in due.settled if not due.left else ():
                for account in accounts_with([due]):
                    before = self._paid_until.get(account, part.date)
                    self._paid_until[account] = max(before, part.date)

    def pay(self, money: Money, evidence: Message | None) -> None:
        """Presume that a credit settles what is open on its account that day.

        Credits come in the order of their dates. What is disputed is left. If what was open there
        that day is paid by later money, whose amount it is, the credit is for what comes next.
        """
        account, day = money.credit.account, money.credit.date
        if account not in self._to_come:
            return
        open_, to_come = self._open[account], self._to_come[account]
        while to_come and to_come[-1][0] <= day:
            _, until, turn = to_come.pop()
            open_.add(turn, until)
        open_.pay(money, evidence)
        if money.left and day < self._paid_until.get(account, day):
            for _, _, turn in reversed(to_come):
                _pay(money, turn, evidence)
                if not money.left:
                    break


def _pay(money: Money, turn: Turn, evidence: Message | None) -> None:
    if not money.is_for_another(turn.due):
        turn.pay_with(money, turn.due.disputed_on(money.credit.date), evidence)


class _Standing(Struct):
    """What of an invoice stands on an account."""

    left: Decimal


class _PartOfTurn(Turn, frozen=True, kw_only=True):
    """The turn of what of an invoice stands on one of several accounts."""

    here: _Standing

    @property
    def keeps(self) -> Decimal:
        return max(self.kept, self.due.left - min(self.here.left, self.due.left))

    def pay_with(self, money: Money, disputed: Decimal, evidence: Message | None) -> None:
        before = self.due.left
        super().pay_with(money, disputed, evidence)
        self.here.left -= before - self.due.left


def _stays(due: Due) -> Iterator[tuple[str, _Stay]]:
    """Yield the accounts of an invoice, since and until when, each with its turns there.

    If a part of it moved, the rest stays where it was.
    """
    invoice, ever = due.invoice, datetime.date.max
    rest = _stayed(due)
    parts = _Standing(rest), _Standing(due.left - rest)
    for turn in turns_of(due):
        since = invoice.date
        for stay in invoice.earlier_accounts:
            yield stay.account, (since, stay.until, turn)
            since = stay.until
        if not rest:
            yield invoice.account, (since, ever, turn)
            continue
        for account, here in zip((stay.account, invoice.account), parts, strict=True):
            part = _PartOfTurn(turn.key, due, turn.kept, here=here)
            yield account, (since, ever, part)


def _stayed(due: Due) -> Decimal:
    """Return what of an invoice is left on the account from which a part of it moved, once."""
    stays = due.invoice.earlier_accounts
    if len(stays) != 1 or stays[0].moved is None:
        return Decimal()
    before = sum((p.amount for p in due.settled if p.date <= stays[0].until), Decimal())
    rest = due.invoice.amount - before - stays[0].moved
    return max(min(rest, due.left), Decimal())
