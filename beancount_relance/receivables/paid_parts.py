"""The amounts of one invoice that a payment may be for, apart from a part payment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from beancount_relance.language.messages import Message, msg
from beancount_relance.receivables.open_amounts import Due, Money, oldest_first
from beancount_relance.values.money import unit

_MOST_TOGETHER = 100
"""How many invoices one payment may take the discounts of; a project's link names them all."""

_MOST_INSTALMENTS = 12


@dataclass(frozen=True, slots=True)
class PaidPart:
    """Amounts of one invoice that a credit may settle, and what is special about them."""

    parts: tuple[tuple[Due, Decimal], ...]
    evidence: Message | None = None

    @property
    def amount(self) -> Decimal:
        """The sum of the amounts."""
        return sum((amount for _, amount in self.parts), Decimal())


def paid_parts(dues: Sequence[Due], money: Money) -> Iterator[PaidPart]:
    """Yield what may be paid of one invoice: its first instalments, or less a deduction."""
    day = money.credit.date
    dues = sorted((due for due in dues if due.left), key=oldest_first)
    parts: list[tuple[Due, Decimal]] = []
    for due in dues[:_MOST_INSTALMENTS]:
        disputed = due.disputed_on(day)
        if 0 < disputed < due.left:
            text = msg("exactly what is not disputed of {invoice}", invoice=due.invoice.reference)
            yield PaidPart((*parts, (due, due.left - disputed)), text)
        parts.append((due, due.left))
        yield PaidPart(tuple(parts))
        if len(dues) == 1 and due.left == due.not_credited:
            yield from _less(due, money)


def less_discounts(money: Money, dues: Sequence[Due]) -> list[tuple[Due, Decimal]]:
    """Return what a payment of several invoices pays of each, if it takes all their discounts.

    It is empty unless the amount is that of all of them, which are a hundred at most, less the
    discounts for early payment.
    """
    if not 1 < len(dues) <= _MOST_TOGETHER or not any(due.invoice.discount for due in dues):
        return []
    shares: list[tuple[Due, Decimal]] = []
    for due in dues:
        deducted = _discount(due, money) if due.left == due.not_credited else None
        shares.append((due, due.left - deducted[1] if deducted else due.left))
    total = sum((amount for _, amount in shares), Decimal())
    return shares if total == money.left else []


def _less(due: Due, money: Money) -> Iterator[PaidPart]:
    """Yield what is paid of a whole invoice less the discount, or what is kept back of it."""
    invoice = due.invoice
    deducted = _discount(due, money)
    if deducted is not None:
        percent, less = deducted
        text = msg(
            "{invoice} less {percent} % for early payment",
            invoice=invoice.reference,
            percent=percent,
        )
        yield PaidPart(((due, due.left - less),), text)
    if invoice.retention is not None:
        kept = invoice.retention.of(due.not_credited, invoice.currency)
        if 0 < kept < due.left:
            text = msg(
                "{invoice} less {percent} % kept back",
                invoice=invoice.reference,
                percent=invoice.retention.percent,
            )
            yield PaidPart(((due, due.left - kept),), text)


def _discount(due: Due, money: Money) -> tuple[Decimal, Decimal] | None:
    """Return the percentage and amount of the discount that a credit may take."""
    invoice = due.invoice
    if invoice.discount is None:
        return None
    percent, until = invoice.discount
    less = (due.not_credited * percent / 100).quantize(unit(invoice.currency), ROUND_HALF_UP)
    return (percent, less) if money.credit.date <= until and 0 < less < due.left else None
