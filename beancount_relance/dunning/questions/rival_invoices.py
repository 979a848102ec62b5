"""Payments that were set against one invoice of several that they may be for.

Of equal invoices the oldest counts as paid. The others are reminded of, but whoever looks at such a
reminder, or gets it, is told: it may be that very invoice that the customer has paid.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from beancount.core.amount import Amount
from msgspec import Struct

from beancount_relance.language.messages import Message, Source, msg
from beancount_relance.receivables.items import Allocation, ItemKey, UnclearCredit


class RivalInvoices(Struct, frozen=True):
    """A payment, and the invoices that it may be for besides those that it was set against.

    Attributes:
        payment: the payment, with what it settles until somebody says what it was paid for.
        items: the keys of the other items.
    """

    payment: UnclearCredit
    items: frozenset[ItemKey]

    @property
    def source(self) -> Source:
        """The posting of the payment."""
        return self.payment.credit.source

    @property
    def taken(self) -> list[str]:
        """The numbers of the invoices that it was set against."""
        return list(dict.fromkeys(number for (_, _, number, _), _ in self.payment.taken))

    @property
    def message(self) -> Message:
        """What is told of each of the other items."""
        credit = self.payment.credit
        return msg(
            "{amount} of {date} was set against {invoices}, but may be for this one: relance match",
            amount=Amount(self.payment.amount, credit.currency),
            date=credit.date,
            invoices=self.taken,
        )


def rival_invoices(allocation: Allocation) -> Sequence[RivalInvoices]:
    """Return the payments of which a rival of what they settle may be owed, by date."""
    return list(_rivals(allocation))


def _rivals(allocation: Allocation) -> Iterator[RivalInvoices]:
    for unclear in sorted(allocation.unclear, key=lambda each: each.credit.date):
        taken = {key for key, _ in unclear.taken}
        proposed = {key for proposal in unclear.proposals for key, _ in proposal.parts}
        is_paid = unclear.credit.is_payment
        if is_paid and taken and proposed - taken:
            yield RivalInvoices(unclear, frozenset(proposed - taken))
