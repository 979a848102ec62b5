"""What is left of a payment larger than the invoice that it names, when that part of it came back.

    invoices F-1 of 127.00 and F-2 of 546.00
    a payment of 673.00 that names F-1
    127.00 that the bank returned, with the number of F-1

The return gives back what F-1 had been paid, so F-1 is owed again. What is left had paid something
else, and still does. It pays F-1 only if nothing else was owed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from beancount_relance.receivables.open_amounts import Due, Money

_Named = Sequence[Due]
_Pay = Callable[[Money, _Named], None]


class NamedAndReturned:
    """The payments of one customer that gave back what they had paid by name, and have more."""

    def __init__(self) -> None:
        """Begin without any."""
        self._found: list[tuple[Money, _Named]] = []

    def keeps(self, money: Money, named: _Named) -> bool:
        """Keep what is left of a credit for other invoices, if an invoice that it names came back.

        A loss is for none but those that it names.

        Args:
            money: the credit, after what it pays of those that it names less what came back.
            named: what is open of the invoices that it names.
        """
        numbers = {due.invoice.reference for due in named if due.left}
        back = [each for each in money.credit.taken_back if not numbers.isdisjoint(each.references)]
        if not (money.left and back) or money.credit.is_write_off:
            return False
        self._found.append((money, named))
        return True

    def pay_alone(self, dues: Sequence[Due], pay: _Pay) -> None:
        """Pay what they name again if nothing else was owed, once all else is paid by name.

        Args:
            dues: the customer's invoices.
            pay: pays what a credit names.
        """
        open_ = [due for due in dues if due.left] if self._found else []
        open_.sort(key=lambda due: due.invoice.date)
        for money, named in self._found:
            numbers = {due.invoice.reference for due in named}
            if _is_any_other(open_, numbers, money):
                money.keep_for_others(numbers)
            else:
                pay(money, named)

    def pay_rest(self, pay: _Pay) -> None:
        """Pay what they name with what nothing else has taken."""
        for money, named in self._found:
            pay(money, named)


def _is_any_other(open_: Sequence[Due], numbers: set[str], money: Money) -> bool:
    for due in open_:
        if due.invoice.date > money.credit.date:
            return False
        if due.left and due.invoice.reference not in numbers:
            return True
    return False
