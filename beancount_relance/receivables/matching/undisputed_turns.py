"""What is not disputed of a customer's invoices, in the order in which it is paid.

Nobody pays what they dispute, so an invoice of which nothing else is left lets the next one go
before, until the dispute ends. It is not looked at again for each payment of that time.
"""

from __future__ import annotations

import datetime
import heapq

from beancount_relance.language.messages import Message
from beancount_relance.receivables.open_amounts import Due, Money, Turn

_Waiting = tuple[tuple[object, ...], int, datetime.date, Turn]
"""A turn with its key, a number of its own, and the first day on which it is not there any more."""


class UndisputedTurns:
    """The turns of some invoices, for credits in the order of their dates."""

    def __init__(self) -> None:
        """Begin without any."""
        self._number = 0
        self._ready: list[_Waiting] = []
        self._resting: list[tuple[datetime.date, _Waiting]] = []

    def add(self, turn: Turn, until: datetime.date = datetime.date.max) -> None:
        """Take in a turn; ``until`` is the first day on which it is not there any more."""
        self._number += 1
        heapq.heappush(self._ready, (turn.key, self._number, until, turn))

    def pay(self, money: Money, evidence: Message | None) -> None:
        """Presume that a credit settles what is due first of what is not disputed on its day."""
        day = money.credit.date
        while self._resting and self._resting[0][0] <= day:
            heapq.heappush(self._ready, heapq.heappop(self._resting)[1])
        passed: list[_Waiting] = []
        while self._ready and money.left:
            *_, until, turn = waiting = heapq.heappop(self._ready)
            if day >= until or turn.due.left <= turn.keeps:
                continue
            disputed = turn.due.disputed_on(day)
            if not money.is_for_another(turn.due):
                turn.pay_with(money, disputed, evidence)
            if turn.due.left > max(turn.keeps, disputed):
                passed.append(waiting)
            elif turn.due.left > turn.keeps and (end := _next_end(turn.due, day)) is not None:
                heapq.heappush(self._resting, (end, waiting))
        for waiting in passed:
            heapq.heappush(self._ready, waiting)


def _next_end(due: Due, day: datetime.date) -> datetime.date | None:
    """Return the first day after another on which a dispute about an invoice ends."""
    ends = [each.until for each in due.disputes if each.until is not None and each.until > day]
    return min(ends, default=None)
