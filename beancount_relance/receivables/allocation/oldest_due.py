"""Presume that what is left of credits settles what has been due the longest."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from decimal import Decimal

from beancount_relance.receivables.matching.own_accounts import OwnAccounts
from beancount_relance.receivables.matching.undisputed_turns import UndisputedTurns
from beancount_relance.receivables.open_amounts import Debit, Due, Money, turns_of
from beancount_relance.receivables.returns.taken_back import PaidThen


def settle_oldest(
    dues: Sequence[Due], credits_: Sequence[Money], debits: deque[Debit], mode: str
) -> None:
    """Settle the oldest due with each credit: first what is not disputed, then the rest.

    What a credit had paid of an invoice until it came back was not open for others of that time,
    unless there was nothing else.

    Args:
        dues: the invoices of one customer in one currency.
        credits_: their credits, in order of date.
        debits: the debits that are no invoices, which come last.
        mode: the setting ``allocation``.
    """
    open_ = [due for due in dues if due.left]
    own = OwnAccounts(dues if mode == "amount" else ())
    turns = (turn for due in open_ for turn in turns_of(due))
    waiting = deque(sorted(turns, key=lambda turn: turn.key))
    series = {due.invoice.series for due in open_}
    paid_then = PaidThen(open_)
    undisputed = UndisputedTurns()
    for turn in waiting if any(due.disputes for due in open_) else ():
        undisputed.add(turn)
    for money in credits_:
        if mode == "explicit" and not money.goes_on:
            continue
        day, evidence = money.credit.date, money.possibilities
        suits = [] if money.is_for_others(series) else waiting
        if suits:
            own.pay(money, evidence)
            undisputed.pay(money, evidence)
        is_kept = False  # what comes after it, and was not owed yet, is no better explanation
        for turn in money.of_none(suits if paid_then else ()):
            was_owed = turn.due.invoice.owed_since <= day
            paid = paid_then.of(turn.due, day) if was_owed else Decimal()
            if was_owed or not is_kept:
                turn.pay_with(money, paid, evidence)
            is_kept |= paid > 0
        for turn in money.of_none(suits):
            turn.pay_with(money, Decimal(), evidence)
        while waiting and waiting[0].due.left <= waiting[0].kept:
            waiting.popleft()
        cover(debits, money)


def cover(debits: deque[Debit], money: Money) -> None:
    """Cover the oldest of the open debits with what is left of a credit."""
    while debits and money.left:
        debits[0].take(money)
        if not debits[0].left:
            debits.popleft()
