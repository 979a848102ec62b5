"""Prepares the statement of account of a customer: open items, credits, unidentified debits."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal

from beancount.core.amount import Amount
from msgspec import Struct

from beancount_relance.dunning.waiting_reasons import WITH_OTHERS
from beancount_relance.history.note_kinds import INSOLVENCY, PLAN
from beancount_relance.language.messages import msg
from beancount_relance.language.text import one_line
from beancount_relance.ledger.snapshot import PADDED
from beancount_relance.policy.creditor import Creditor
from beancount_relance.policy.customers import Customer
from beancount_relance.receivables.items import Item
from beancount_relance.report.report import Report
from beancount_relance.texts.correspondence.account_lines import (
    AccountLine,
    StatementTotal,
    statement_totals,
)
from beancount_relance.texts.correspondence.statement_period import (
    StatementPeriod,
    statement_periods,
)
from beancount_relance.texts.local_words import LocalWords, place_of
from beancount_relance.texts.missed_instalments import by_the_plan
from beancount_relance.texts.payment_details import (
    PaymentAccount,
    accounts_for,
    creditor_of,
    paid_into,
)
from beancount_relance.texts.reminder_items import (
    ReminderItem,
    ReminderTotal,
    account_item,
)
from beancount_relance.texts.rendering.jinja import ReminderError

_NO_CREDIT = frozenset(("paid-charges", "paid-after-write-off"))
"""The codes of payments that are no credit of the customer, although they settle no invoice."""


class StatementContext(Struct, frozen=True):
    """The variables of the statement of account, which only informs and claims nothing.

    Attributes:
        creditor: the sender.
        customer: the holder of the account.
        channel: the channel it is sent by.
        today: the date of the statement.
        items: all open invoices, by due date; ``asked`` is the outstanding amount of each.
        credits: payments and credit notes not matched with an invoice, by date.
        others: debts of which no due date is known, such as a balance carried over, by date.
        sums: the totals, one per currency.
        periods: the movements and the ageing, one per currency, if they were asked for.
        accounts: the bank accounts to pay into, one per currency; a currency whose account is
            not known has none, nor has one of which others see to all invoices.
        place: the addresses, and what the debtor's country changes.
    """

    creditor: Creditor
    customer: Customer
    channel: str
    today: datetime.date
    items: tuple[ReminderItem, ...]
    credits: tuple[AccountLine, ...]
    others: tuple[AccountLine, ...]
    sums: tuple[StatementTotal, ...]
    periods: tuple[StatementPeriod, ...]
    accounts: tuple[PaymentAccount, ...]
    place: LocalWords

    @property
    def totals(self) -> tuple[ReminderTotal, ...]:
        """The outstanding amounts in the form that reminders use; nothing else is claimed."""
        return tuple(
            ReminderTotal(
                asked,
                asked,
                _none(asked),
                _none(asked),
                _none(asked),
                asked,
                total.not_due,
                total.due,
            )
            for total, asked in (
                (each, Amount(_number(each.due) + _number(each.not_due), each.due.currency))
                for each in self.sums
            )
        )


def statement_context(
    report: Report, customer: Customer, channel: str, since: datetime.date | None = None
) -> tuple[StatementContext, list[Item]]:
    """Prepare the statement of account of a customer.

    Args:
        report: a report of the whole ledger.
        customer: the recipient.
        channel: the channel it is sent by.
        since: the first day of the movements to show; ``None`` for none.

    Returns:
        The variables of the template, and the open items that it lists.

    Raises:
        ReminderError: nothing is open: no invoice, no credit and no unidentified amount; or the
            customer is insolvent: what was owed when the proceedings opened may not be paid
            (C. com. L622-7), and a statement would ask for it; or a payment of interest, or of
            what was written off, is not booked as such yet, and the statement would owe it back.
    """
    items = [item for item in report.open_items if item.invoice.customer == customer.id]
    _refuse_to_ask_for_declared(report, customer, items)
    _refuse_what_is_to_be_booked(report, customer)
    undated = [item for item in items if item.invoice.due_presumed]
    items = [item for item in items if not item.invoice.due_presumed]
    credits_ = _by_date(
        _line(each.credit.date, each.credit.narration, each.amount, each.credit.currency)
        for each in report.allocation.credits
        if each.credit.customer == customer.id and each.amount
    )
    unidentified = (
        _line(each.debit.date, each.debit.narration, each.amount, each.debit.currency)
        for each in report.allocation.unidentified
        if each.debit.customer == customer.id and each.amount
    )
    others = _by_date((*unidentified, *map(_without_due_date, undated)))
    if not (items or credits_ or others):
        raise ReminderError(msg("{customer} owes nothing", customer=customer.title))
    shown = tuple(_shown(item, report) for item in items)
    ours = [item for item, each in zip(items, shown, strict=True) if each.case is None]
    accounts = accounts_for(report, customer, ours) if ours else ()
    aged = not (undated or any(each.planned for each in shown))
    context = StatementContext(
        creditor=paid_into(creditor_of(report, items), accounts),
        customer=customer,
        channel=channel,
        today=report.as_of,
        items=shown,
        credits=tuple(credits_),
        others=tuple(others),
        sums=statement_totals(shown, credits_, others),
        periods=statement_periods(report, customer.id, since, aged=aged) if since else (),
        accounts=accounts,
        place=place_of(report.settings, customer, report.settings.language_of(customer)),
    )
    return context, items


def _shown(item: Item, report: Report) -> ReminderItem:
    """Return an item as the statement shows it, with what others see to."""
    decision = report.decisions.get(item.key)
    if decision is None:
        return account_item(item, report.as_of)
    case = decision.why if decision.why in WITH_OTHERS else None
    planned = decision.until if decision.why == PLAN.name else None
    shown = account_item(item, report.as_of, decision.disputed, case, planned)
    return by_the_plan(shown, decision, report.as_of)


def _refuse_to_ask_for_declared(report: Report, customer: Customer, items: Iterable[Item]) -> None:
    """Raise an error if something of the items is to be declared in insolvency proceedings."""
    if any(report.decisions[item.key].why == INSOLVENCY.name for item in items):
        text = msg(
            "no statement of account to {customer}: what was owed when the insolvency proceedings "
            "were opened is declared, and may not be asked for",
            customer=customer.title,
        )
        raise ReminderError(text)


def _refuse_what_is_to_be_booked(report: Report, customer: Customer) -> None:
    """Raise an error if a payment is no credit of the customer, and only the books say so."""
    for money in report.unexplained:
        if money.customer == customer.id and money.code in _NO_CREDIT:
            text = msg(
                "no statement of account to {customer} until this is booked: {what}",
                customer=customer.title,
                what=money.message,
            )
            raise ReminderError(text)


def _by_date(lines: Iterable[AccountLine]) -> list[AccountLine]:
    return sorted(lines, key=lambda line: line.date)


def _without_due_date(item: Item) -> AccountLine:
    """Return an open item of which nobody knows when it is due."""
    invoice = item.invoice
    said = ", ".join(dict.fromkeys(filter(None, (invoice.number, one_line(invoice.narration)))))
    return AccountLine(invoice.date, said, Amount(item.outstanding, invoice.currency))


def _line(day: datetime.date, text: str, number: Decimal, currency: str) -> AccountLine:
    said = "" if text.startswith(PADDED) else one_line(text)
    return AccountLine(day, said, Amount(number, currency))


def _number(amount: Amount) -> Decimal:
    return amount.number or Decimal()


def _none(amount: Amount) -> Amount:
    return Amount(Decimal(), amount.currency)
