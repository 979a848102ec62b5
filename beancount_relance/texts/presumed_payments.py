"""Payments without a number, and what they were set against, as a text about its invoices says.

The customer's choice comes first (C. civ. 1342-10): whoever reads what is left of an invoice learns
how the money was set, and can say that it was meant for another one.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence

from beancount.core.amount import Amount
from msgspec import Struct

from beancount_relance.dunning.agenda import ActionItem
from beancount_relance.dunning.questions.rival_invoices import rival_invoices
from beancount_relance.language.messages import Source
from beancount_relance.ledger.counterparts.settlement_kinds import CREDIT_NOTE, PAYMENT
from beancount_relance.receivables.items import OLDEST, Allocation, Item
from beancount_relance.report.report import Report
from beancount_relance.texts.reminder_items import PaymentShare, account_item

_SET = (PAYMENT, CREDIT_NOTE)
"""The kinds of settlement of which a customer is told how they were set."""


class PresumedPayment(Struct, frozen=True):
    """A payment or credit note that may be for an invoice of the text, or for another one instead.

    Attributes:
        kind: ``payment`` or ``credit-note``.
        paid: its day.
        shares: what was set against each invoice.
    """

    kind: str
    paid: datetime.date
    shares: tuple[PaymentShare, ...]


def presumed_payments(actions: Iterable[ActionItem], report: Report) -> tuple[PresumedPayment, ...]:
    """Return the payments that may be for an invoice of a text, by date.

    These are those that it may have paid, but others took; and those set oldest first of which
    something is left to pay here.

    Args:
        actions: the items of the text, also those that it only mentions.
        report: the report of its day.
    """
    allocation, as_of = report.allocation, report.as_of
    about = [each.item for each in actions]
    keys = {item.key for item in about}
    found = [each.payment for each in rival_invoices(allocation) if not keys.isdisjoint(each.items)]
    known = {item.key: item for item in allocation.items} if found else {}
    told = {
        payment.credit.source: PresumedPayment(
            PAYMENT,
            payment.credit.date,
            tuple(
                PaymentShare(account_item(known[key], as_of), Amount(amount, key[1]))
                for key, amount in payment.taken
                if key in known
            ),
        )
        for payment in found
    }
    oldest = _set_oldest_first(about, allocation, as_of)
    return tuple(sorted({**oldest, **told}.values(), key=lambda each: each.paid))


def _set_oldest_first(
    about: Sequence[Item], allocation: Allocation, as_of: datetime.date
) -> dict[Source, PresumedPayment]:
    """Return the payments set oldest first that leave a rest of an item, by their source."""
    sources = {
        part.source
        for item in about
        for part in item.settled
        if part.basis == OLDEST and part.kind in _SET
    }
    if not sources:
        return {}
    customers = {item.invoice.customer for item in about}
    shares: dict[Source, list[PaymentShare]] = defaultdict(list)
    paid: dict[Source, tuple[str, datetime.date]] = {}
    for item in allocation.items:
        if item.invoice.customer not in customers:
            continue
        for part in item.settled:
            if part.source in sources and part.kind in _SET:
                amount = Amount(part.amount, item.invoice.currency)
                shares[part.source].append(PaymentShare(account_item(item, as_of), amount))
                paid[part.source] = part.kind, part.date
    return {source: PresumedPayment(*paid[source], tuple(shares[source])) for source in shares}
