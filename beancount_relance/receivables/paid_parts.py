"""The amounts of invoices that a payment may be for, apart from a part payment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal

from msgspec import Struct

from beancount_relance.language.messages import Message
from beancount_relance.receivables.invoices import Invoice
from beancount_relance.receivables.match_evidence import (
    less_discount,
    less_retention,
    undisputed_part,
)
from beancount_relance.receivables.open_amounts import Due, Money, oldest_first
from beancount_relance.values.money import unit

MOST_COMPARED = 100
"""How many invoices one payment is compared with; the link of a project may name many more."""

_MOST_INSTALMENTS = 12


class PaidPart(Struct, frozen=True):
    """Amounts of one invoice that a credit may settle, and what is special about them."""

    parts: tuple[tuple[Due, Decimal], ...]
    evidence: Message | None = None

    @classmethod
    def whole(cls, dues: Iterable[Due]) -> PaidPart:
        """Return all that is open of some invoices of one number."""
        return cls(tuple((due, due.left) for due in dues if due.left))

    @property
    def amount(self) -> Decimal:
        """The sum of the amounts."""
        return sum((amount for _, amount in self.parts), Decimal())


PaidSet = tuple[PaidPart, ...]
"""What may be paid of different invoices, together."""


def invoices_in(choices: PaidSet) -> list[Invoice]:
    """Return the invoices of a set, each by its first instalment."""
    return [choice.parts[0][0].invoice for choice in choices]


def paid_parts(dues: Sequence[Due], money: Money) -> Iterator[PaidPart]:
    """Yield what may be paid of one invoice: its first instalments, or less a deduction."""
    yield from parts_among([(due, due.left) for due in dues if due.left], money)


def parts_among(open_: Sequence[tuple[Due, Decimal]], money: Money) -> Iterator[PaidPart]:
    """Yield the same, of an invoice's instalments with what is open of each."""
    parts: list[tuple[Due, Decimal]] = []
    for due, left in sorted(open_, key=lambda part: oldest_first(part[0]))[:_MOST_INSTALMENTS]:
        disputed = due.disputed_on(money.credit.date)
        if 0 < disputed < left:
            undisputed = (*parts, (due, left - disputed))
            yield PaidPart(undisputed, undisputed_part(due.invoice.reference))
        parts.append((due, left))
        yield PaidPart(tuple(parts))
        if len(open_) == 1 and left == due.not_credited:
            yield from _less(due, money)


def less_deductions(
    money: Money, dues: Sequence[Due], noted: Decimal = Decimal()
) -> list[tuple[Due, Decimal]]:
    """Return what a payment of several invoices pays of each, if it makes one deduction from all.

    ``noted`` are the credit notes that it names, and that are paid with it; then one invoice is
    enough.

    The deduction is the discount for early payment, from the invoices for which it is in time or
    else from all, or what is kept back. The result is empty unless the payment is the amount of
    all of them, a hundred at most, less that; one unit of the currency may be rounded.
    """
    if not (0 if noted else 1) < len(dues) <= MOST_COMPARED:
        return []
    for deduction in (_discount_in_time, _discount, _last_discount, _kept_back):
        deducted = [
            deduction(due, money) if due.left == due.not_credited else Decimal() for due in dues
        ]
        total = sum((due.left for due in dues), Decimal()) - sum(deducted, Decimal())
        rest = total - noted - money.left
        if any(deducted) and abs(rest) <= unit(dues[0].invoice.currency):
            return [(due, due.left - less) for due, less in zip(dues, deducted, strict=True)]
    return []


def less_reversals(money: Money, dues: Sequence[Due]) -> list[tuple[Due, Decimal]]:
    """Return how much of a credit each of its invoices keeps after the reversals.

    A reversal takes back from the invoices that it names, of the instalments of one invoice from
    the only one of its amount, or else from the last one backwards. One that names none takes back
    what exceeded the invoices, and then from the last invoice backwards.
    """
    shares: list[Decimal] = []
    over = money.credit.amount
    for due in dues:
        shares.append(min(over, due.left))
        over -= shares[-1]
    for part in money.credit.taken_back:
        left = part.amount
        named = [n for n, due in enumerate(dues) if due.invoice.reference in part.references]
        if len({dues[place].invoice.reference for place in named}) == 1:
            exact = [place for place in named if shares[place] == part.amount]
            named = exact if len(exact) == 1 else named[::-1]
        for place in named:
            less = min(left, shares[place])
            shares[place] -= less
            left -= less
        less = min(left, over)
        over -= less
        left -= less
        for place in reversed(range(len(dues))):
            less = min(left, shares[place])
            shares[place] -= less
            left -= less
    return list(zip(dues, shares, strict=True))


def _less(due: Due, money: Money) -> Iterator[PaidPart]:
    """Yield what is paid of a whole invoice less the discount, or what is kept back of it."""
    invoice = due.invoice
    for percent, until in invoice.discounts:
        less = _percent_of(due, percent)
        if less and money.credit.date <= until:
            evidence = less_discount(invoice.reference, percent)
            yield PaidPart(((due, due.left - less),), evidence)
    kept = _kept_back(due, money)
    if kept and invoice.retention is not None:
        evidence = less_retention(invoice.reference, invoice.retention.percent)
        yield PaidPart(((due, due.left - kept),), evidence)


def _discount_in_time(due: Due, money: Money) -> Decimal:
    """Return the largest discount that a credit may take, or zero."""
    day = money.credit.date
    return max(
        (_percent_of(due, percent) for percent, until in due.invoice.discounts if day <= until),
        default=Decimal(),
    )


def _discount(due: Due, _money: Money) -> Decimal:
    """Return the first discount for early payment, or zero, whenever it is taken."""
    discounts = due.invoice.discounts
    return _percent_of(due, discounts[0][0]) if discounts else Decimal()


def _last_discount(due: Due, _money: Money) -> Decimal:
    """Return the last discount for early payment, or zero, whenever it is taken."""
    discounts = due.invoice.discounts
    return _percent_of(due, discounts[-1][0]) if discounts else Decimal()


def _percent_of(due: Due, percent: Decimal) -> Decimal:
    less = due.not_credited * percent / 100
    return _part(less.quantize(unit(due.invoice.currency), ROUND_HALF_UP), due)


def _kept_back(due: Due, _money: Money) -> Decimal:
    """Return what may be kept back of an invoice, or zero."""
    return _part(due.held_back, due)


def _part(less: Decimal, due: Due) -> Decimal:
    return less if 0 < less < due.left else Decimal()
