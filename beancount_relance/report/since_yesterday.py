"""What is new in a report since an earlier day: money, broken promises, and actions."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from decimal import Decimal

from msgspec import Struct

from beancount_relance.dunning.agenda import Action
from beancount_relance.history.promises import Broken
from beancount_relance.language.messages import Language, Message, msg
from beancount_relance.receivables.invoices import references_of
from beancount_relance.receivables.items import Item
from beancount_relance.report.report import Report
from beancount_relance.values.working_days import last_working_day

_DAY = datetime.timedelta(days=1)


class Received(Struct, frozen=True):
    """Money that came in on a day from a customer.

    Attributes:
        date: the day.
        customer: the customer's id.
        currency: its currency.
        amount: the amount.
        invoices: the numbers of the invoices that it settles; empty if it settles none.
    """

    date: datetime.date
    customer: str
    currency: str
    amount: Decimal
    invoices: tuple[str, ...]


class BrokenSince(Struct, frozen=True):
    """A promise or an instalment that was not paid, and the items that it is about."""

    customer: str
    broken: Broken
    items: tuple[Item, ...]


class News(Struct, frozen=True):
    """What is new since a day.

    Attributes:
        since: the first day that counts.
        received: the money, by date and customer.
        broken: the promises and instalments that were not kept.
        actions: the actions that were not due on that day.
    """

    since: datetime.date
    received: Sequence[Received]
    broken: Sequence[BrokenSince]
    actions: Sequence[Action]


def day_before(report: Report) -> datetime.date:
    """Return the last working day before the day of a report: on a Monday, the Friday."""
    return last_working_day(report.as_of - _DAY, report.settings.holidays)


def news(report: Report, earlier: Report) -> News:
    """Return what is new in a report.

    Args:
        report: the report of the day.
        earlier: the report of the same ledger for the day since which news counts.
    """
    before = {action.key for action in earlier.actions}
    return News(
        since=earlier.as_of,
        received=tuple(_received(report, earlier.as_of)),
        broken=tuple(_broken(report, earlier)),
        actions=tuple(action for action in report.actions if action.key not in before),
    )


def _received(report: Report, since: datetime.date) -> Iterator[Received]:
    """Yield the payments from a day on, that day included, since banks report the day after."""
    sums: dict[tuple[datetime.date, str, str], tuple[Decimal, list[str]]] = {}

    def add(day: datetime.date, customer: str, currency: str, amount: Decimal, name: str) -> None:
        if day < since:
            return
        before, names = sums.get((day, customer, currency), (Decimal(), []))
        sums[day, customer, currency] = (before + amount, [*names, *([name] if name else [])])

    for item in report.allocation.items:
        invoice = item.invoice
        for part in item.settled:
            if part.is_payment:
                add(part.date, invoice.customer, invoice.currency, part.amount, invoice.reference)
    for each in report.allocation.credits:
        if each.credit.is_payment:
            credit = each.credit
            add(credit.date, credit.customer, credit.currency, each.amount, "")
    for (day, customer, currency), (amount, names) in sorted(sums.items()):
        yield Received(day, customer, currency, amount, tuple(dict.fromkeys(names)))


def _broken(report: Report, earlier: Report) -> Iterator[BrokenSince]:
    known = {
        (key, broken) for key, decision in earlier.decisions.items() for broken in decision.broken
    }
    found: dict[tuple[str, Broken], list[Item]] = {}
    for key, decision in report.decisions.items():
        for broken in decision.broken:
            if (key, broken) not in known:
                whose = (decision.item.invoice.customer, broken)
                found.setdefault(whose, []).append(decision.item)
    for (customer, broken), items in found.items():
        yield BrokenSince(customer, broken, tuple(items))


def news_lines(report: Report, found: News, words: Language) -> list[Message]:
    """Return what is new, a sentence each: money, broken promises, actions."""
    lines: list[Message] = []
    for each in found.received:
        facts = {
            "date": each.date,
            "customer": report.customer(each.customer).title,
            "amount": words.money(each.amount, each.currency),
        }
        if each.invoices:
            invoices = list(each.invoices)
            text = msg("{date}: {customer} paid {amount} ({invoices})", **facts, invoices=invoices)
        else:
            text = msg("{date}: {customer} paid {amount}, for no invoice that is known", **facts)
        lines.append(text)
    lines += [
        msg(
            "{customer} did not pay as promised by {until}: {invoices}",
            customer=report.customer(each.customer).title,
            until=each.broken.until,
            invoices=references_of(each.items),
        )
        for each in found.broken
    ]
    lines += [
        msg(
            "{customer}: {action} is due now ({invoices})",
            customer=action.customer.title,
            action=action.title,
            invoices=list(action.invoices),
        )
        for action in found.actions
    ]
    return lines
