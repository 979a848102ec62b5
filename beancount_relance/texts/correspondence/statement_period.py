"""The movements of an account and its ageing, as a statement of account shows them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from beancount.core.amount import Amount
from msgspec import Struct

from beancount_relance.analysis.account_periods import (
    CHARGED,
    INVOICED,
    AccountPeriod,
    Movement,
    account_periods,
)
from beancount_relance.analysis.ageing import NOT_DUE, AgedBalance
from beancount_relance.language.messages import Message, msg
from beancount_relance.language.text import one_line
from beancount_relance.ledger.counterparts.settlement_kinds import (
    PAYMENT,
    REVERSAL,
    SETTLEMENT_KINDS,
)
from beancount_relance.ledger.snapshot import PADDED
from beancount_relance.receivables.part_labels import named_invoice, number_or_name
from beancount_relance.report.report import Report

"""Kinds of settlement of which customers are only told that their account was adjusted."""


class MovementLine(Struct, frozen=True):
    """A movement of an account; ``amount`` is negative if it is to the customer's credit."""

    date: datetime.date
    what: Message
    amount: Amount
    balance: Amount


class AgedLine(Struct, frozen=True):
    """The amount outstanding in one ageing bucket."""

    label: Message
    amount: Amount


class StatementPeriod(Struct, frozen=True):
    """The movements of an account in one currency, and how old what is open is.

    Attributes:
        since: the first day.
        opening: the balance before it.
        lines: the movements, by date.
        closing: the balance on the day of the statement.
        ages: the ageing buckets that are not empty.
    """

    since: datetime.date
    opening: Amount
    lines: tuple[MovementLine, ...]
    closing: Amount
    ages: tuple[AgedLine, ...]


def statement_periods(
    report: Report, customer: str, since: datetime.date, *, aged: bool = True
) -> tuple[StatementPeriod, ...]:
    """Return the periods of a customer's account, one for each currency.

    Args:
        report: a report of the whole ledger.
        customer: the customer's id.
        since: the first day.
        aged: whether it is known how old what is open is.
    """
    periods = account_periods(report.allocation, customer, since)
    balances = report.ageing if aged else ()
    return tuple(_shown(period, balances) for period in periods)


def _shown(period: AccountPeriod, balances: Iterable[AgedBalance]) -> StatementPeriod:
    currency = period.currency
    ages = [
        AgedLine(bucket_label(name), Amount(amount, currency))
        for balance in balances
        if (balance.customer, balance.currency) == (period.customer, currency)
        for name, amount in balance.buckets.items()
        if amount
    ]
    lines = [
        MovementLine(
            each.date,
            movement_text(each),
            Amount(each.amount, currency),
            Amount(each.balance, currency),
        )
        for each in period.movements
    ]
    return StatementPeriod(
        period.since,
        Amount(period.opening, currency),
        tuple(lines),
        Amount(period.closing, currency),
        tuple(ages),
    )


def movement_text(movement: Movement) -> Message:
    """Return what a movement is, in the customer's words."""
    invoices = [number_or_name(invoice) for invoice in movement.about]
    if movement.kind == INVOICED:
        return named_invoice(movement.about[0])
    if not invoices and movement.text.startswith(PADDED):
        return msg("earlier balance")
    if not invoices and movement.text:
        return Message("{text}", {"text": one_line(movement.text)})
    if movement.kind == CHARGED:
        return msg("other charge")
    kind = SETTLEMENT_KINDS[movement.kind]
    title = msg("adjustment") if kind.is_internal else kind.title
    if movement.kind == REVERSAL:
        title = _taken_back(movement)
    return msg("{kind}, {invoices}", kind=title, invoices=invoices) if invoices else title


def _taken_back(movement: Movement) -> Message:
    """Return what takes back a settlement: only the bank rejects, and we may have paid back."""
    if movement.undone not in (None, PAYMENT):
        return msg("credit cancelled")
    return msg("payment returned") if movement.returned else msg("payment cancelled or paid back")


def bucket_label(name: str) -> Message:
    """Return the title of an ageing bucket, by its name in the aged balance."""
    if name == NOT_DUE:
        return msg("Not due")
    if name.endswith("+"):
        return msg("{days} days or more", days=name.removesuffix("+"))
    first, _, last = name.partition("-")
    return msg("{first} to {last} days", first=first, last=last)
