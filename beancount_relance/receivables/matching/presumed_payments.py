"""What earlier credits without an explanation will probably settle, and what that leaves open.

    an invoice of 2000.00, and a first transfer of 1000.00, presumed to be for the oldest
    a second transfer of 1000.00, exactly what the first one left open of that invoice

The second one shows what the first one was for. So the presumption stands, whatever is disputed
or invoiced since.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

from beancount_relance.receivables.items import OLDEST
from beancount_relance.receivables.open_amounts import Due, Money
from beancount_relance.receivables.paid_parts import MOST_COMPARED, PaidSet, parts_among


class PresumedPayments:
    """The credits of one customer that are presumed to be for the oldest, as far as they are."""

    def __init__(self) -> None:
        """Nothing is presumed yet."""
        self._by_due: dict[int, list[tuple[Money, Decimal]]] = defaultdict(list)
        self._begun: dict[str, None] = {}
        self._unsure: set[int] = set()
        self._loose: deque[tuple[Money, Decimal]] = deque()

    def keep(self, money: Money, amount: Decimal) -> None:
        """Keep what is left of a credit for what will be invoiced."""
        if amount:
            self._loose.append((money, amount))

    def begin(self, due: Due) -> None:
        """Presume that what was kept is for an invoice that opens."""
        due.presumed = Decimal()
        while self._loose and due.presumed < due.left:
            money, kept = self._loose.popleft()
            amount = min(kept, due.left - due.presumed)
            self.add(due, money, amount)
            if amount < kept:
                self._loose.appendleft((money, kept - amount))

    def add(self, due: Due, money: Money, amount: Decimal) -> None:
        """Presume that a part of a credit is for an invoice."""
        due.presumed += amount
        self._by_due[id(due)].append((money, amount))
        if money.is_for_another(due):
            self._unsure.add(id(due))
        self.note(due)

    def note(self, due: Due) -> None:
        """Note whether a presumption leaves something open of an invoice."""
        if 0 < due.presumed < due.left:
            self._begun[due.invoice.reference] = None
        else:
            self._begun.pop(due.invoice.reference, None)

    def rests(
        self, money: Money, open_: Callable[[Iterable[str]], Mapping[str, Sequence[Due]]]
    ) -> tuple[list[PaidSet], list[PaidSet], list[PaidSet]]:
        """Return the rests of invoices that have the amount of a credit, by their turn.

        Those that are disputed as a whole come last. Of very many, none is returned.

        Args:
            money: the credit.
            open_: returns the invoices that are open under some numbers, by number.
        """
        first: list[PaidSet] = []
        last: list[PaidSet] = []
        day = money.credit.date
        begun = open_(self._begun) if len(self._begun) <= MOST_COMPARED else {}
        for dues in begun.values():
            rests = [(due, due.left - due.presumed) for due in dues]
            rests = [(due, rest) for due, rest in rests if rest > 0]
            for part in parts_among(rests, money):
                is_rest = any(due.presumed for due, _ in part.parts)
                is_sure = self._unsure.isdisjoint(id(due) for due, _ in part.parts)
                if part.amount == money.left and is_rest and is_sure:
                    is_disputed = all(due.disputed_on(day) >= rest for due, rest in rests)
                    (last if is_disputed else first).append((part,))
        return first, [], last

    def confirm(self, due: Due) -> None:
        """Settle an invoice as presumed if everything else of it was paid."""
        if due.presumed and due.left == due.presumed and id(due) not in self._unsure:
            due.presumed = Decimal()
            for money, amount in self._by_due.pop(id(due)):
                money.pay(due, OLDEST, amount, money.possibilities)
        self.note(due)
