"""Which instalments of the invoice that it names a returned payment had settled until then.

That depends on what else was paid by then: the payment settled what it names or has the amount of,
and otherwise the oldest that were open. So it is recorded after earlier payments are explained.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from msgspec.structs import replace

from beancount_relance.receivables.credits_and_debits import Credit, TakenBack
from beancount_relance.receivables.naming.named_instalments import (
    OpenPart,
    instalment_of_amount,
    instalments_among,
    named_instalments,
)
from beancount_relance.receivables.open_amounts import Due, Money, oldest_first
from beancount_relance.receivables.returns.taken_back import (
    PaidAgain,
    open_then,
    record_taken_back,
)


class TakenFromInstalments:
    """Records what came back with the instalments of the invoices of one customer."""

    def __init__(self, dues: Iterable[Due], credits_: Iterable[Money]) -> None:
        """Take the invoices of one customer in one currency, and the credits."""
        self._dues: dict[str, list[Due]] = defaultdict(list)
        self._paid_again: dict[str, PaidAgain] = defaultdict(PaidAgain)
        if any(money.credit.taken_back for money in credits_):
            for due in sorted(dues, key=oldest_first):
                self._dues[due.invoice.reference].append(due)

    def record(self, money: Money) -> list[tuple[TakenBack, Sequence[OpenPart]]]:
        """Record what came back of a credit with instalments, unless it is recorded already.

        Returns:
            What came back, and how much of which instalments it had settled, less what was paid
            again since; the other instalments come last, with nothing.
        """
        found = []
        for place, part in enumerate(money.credit.taken_back):
            dues = [] if place in money.remembered else self._named(money.credit, part)
            if dues:
                money.remembered.add(place)
                shares = _settled(dues, money.credit, part)
                record_taken_back(money.credit, part, shares)
                found.append((part, self._not_replaced(dues, shares, money.credit, part)))
        return found

    def _not_replaced(
        self, dues: Sequence[Due], shares: Iterable[OpenPart], credit: Credit, part: TakenBack
    ) -> Sequence[OpenPart]:
        """Return what came back of instalments, up to what was not paid again."""
        paid_again = self._paid_again[dues[0].invoice.reference]
        left = paid_again.less(dues, credit.date, part.date, part.amount)
        found = []
        for due, most in shares:
            found.append((due, min(left, most)))
            left -= found[-1][1]
        known = {id(due) for due, _ in found}
        return [*found, *((due, Decimal()) for due in dues if id(due) not in known)]

    def _named(self, credit: Credit, part: TakenBack) -> list[Due]:
        """Return the instalments of the only invoice that both name, or else one of them."""
        both = [name for name in part.references if name in credit.references]
        names = dict.fromkeys(both or part.references or credit.references)
        dues = [due for name in names for due in self._dues.get(name, ())]
        dues = [due for due in dues if due.invoice.source != part.source]
        return [due for due, _ in instalments_among((due, due.left) for due in dues)]


def _settled(dues: Sequence[Due], credit: Credit, part: TakenBack) -> Sequence[OpenPart]:
    """Return what a part of a credit had settled of instalments, by what was open on its day."""
    open_ = [(due, left - due.presumed) for due, left in open_then(dues, credit)]
    open_ = [(due, left) for due, left in open_ if left > 0]
    said = replace(credit, text=f"{credit.text}\n\n{part.text}")
    return (
        named_instalments(credit, part.amount, open_)
        or named_instalments(said, part.amount, open_)
        or instalment_of_amount(credit, part.amount, open_)
        or open_
    )
