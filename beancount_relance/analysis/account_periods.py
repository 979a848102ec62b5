"""A customer's account over a period: the balance before, each movement, the balance after.

A payment of several invoices is one movement, and so is an invoice in instalments. Credits with
their reversals are kept, because the customer saw both.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from decimal import Decimal

from msgspec import Struct

from beancount_relance.language.messages import Source
from beancount_relance.receivables.invoices import Invoice
from beancount_relance.receivables.items import Allocation, kind_taken_back

INVOICED = "invoice"
"""The kind of a movement that is an invoice; others have the kind of their settlement."""
CHARGED = "charge"
"""The kind of a movement that is a debit without an invoice."""
_LEFT = "payment"


class Movement(Struct, frozen=True):
    """A movement of an account.

    Attributes:
        date: its date.
        amount: the amount in the account's currency; credits are negative.
        kind: :data:`INVOICED`, :data:`CHARGED`, or the kind of a settlement.
        about: the invoices that it is about; of instalments of one, the first.
        text: the narration, if it is about no invoice.
        balance: the balance after it.
        undone: the kind of the settlement that it takes back, if it is a reversal.
        returned: whether it is the return of a payment by the bank, in the words of the ledger.
    """

    date: datetime.date
    amount: Decimal
    kind: str
    about: tuple[Invoice, ...]
    text: str
    balance: Decimal
    undone: str | None = None
    returned: bool = False

    @property
    def invoices(self) -> tuple[str, ...]:
        """The numbers of the invoices that it is about."""
        return tuple(invoice.reference for invoice in self.about)


class AccountPeriod(Struct, frozen=True):
    """What happened on a customer's account in one currency.

    Attributes:
        customer: the customer's id.
        currency: the currency of all amounts.
        since: the first day of the period.
        opening: the balance before that day; positive if the customer owes it.
        movements: the movements from then on, by date.
        closing: the balance at the end.
    """

    customer: str
    currency: str
    since: datetime.date
    opening: Decimal
    movements: tuple[Movement, ...]
    closing: Decimal


_Part = tuple[
    str, datetime.date, Source, Decimal, str, Invoice | None, str, tuple[str | None, bool]
]
"""Currency, date, place, amount, kind, invoice, narration; what is taken back, and by whom."""
_NOTHING_UNDONE = (None, False)


def account_periods(
    allocation: Allocation, customer: str, since: datetime.date
) -> list[AccountPeriod]:
    """Return the account of a customer since a day, by currency.

    Args:
        allocation: the allocation of the whole ledger, including what is settled.
        customer: the customer's id.
        since: the first day of the period.
    """
    by_currency: dict[str, dict[tuple[object, ...], list[_Part]]] = {}
    for part in sorted(_parts(allocation, customer), key=lambda part: part[:2]):
        currency, date, source, _, kind, *_ = part
        rows = by_currency.setdefault(currency, {})
        rows.setdefault((date, source, kind), []).append(part)
    return [
        _period(customer, currency, since, rows.values()) for currency, rows in by_currency.items()
    ]


def _parts(allocation: Allocation, customer: str) -> Iterator[_Part]:
    for item in allocation.items:
        invoice = item.invoice
        if invoice.customer != customer:
            continue
        currency = invoice.currency
        yield (
            currency,
            invoice.date,
            invoice.source,
            invoice.amount,
            INVOICED,
            invoice,
            "",
            _NOTHING_UNDONE,
        )
        for each in item.movements:
            if each.amount:
                undone = kind_taken_back(each, item), each.returned
                kind, amount = each.kind, -each.amount
                yield currency, each.date, each.source, amount, kind, invoice, "", undone
    for left in allocation.credits:
        credit = left.credit
        if credit.customer == customer and left.amount:
            text = credit.narration
            yield (
                credit.currency,
                credit.date,
                credit.source,
                -left.amount,
                _LEFT,
                None,
                text,
                _NOTHING_UNDONE,
            )
    for open_debit in allocation.unidentified:
        debit = open_debit.debit
        if debit.customer == customer and open_debit.amount:
            text, amount = debit.narration, open_debit.amount
            yield (
                debit.currency,
                debit.date,
                debit.source,
                amount,
                CHARGED,
                None,
                text,
                _NOTHING_UNDONE,
            )


def _period(
    customer: str, currency: str, since: datetime.date, rows: Iterable[list[_Part]]
) -> AccountPeriod:
    balance = opening = Decimal()
    movements = []
    for parts in rows:
        _, date, _, _, kind, _, _, (undone, returned) = parts[0]
        amount = sum((part[3] for part in parts), Decimal())
        balance += amount
        if date < since:
            opening = balance
            continue
        named: dict[str, Invoice] = {}
        for part in parts:
            if part[5] is not None:
                named.setdefault(part[5].reference, part[5])
        about = tuple(named.values())
        text = next((part[6] for part in parts if part[6]), "")
        movements.append(Movement(date, amount, kind, about, text, balance, undone, returned))
    return AccountPeriod(customer, currency, since, opening, tuple(movements), balance)
