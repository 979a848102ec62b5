"""The invoices of an action as its text shows them, with the name that each was made out to."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from msgspec.structs import replace

from beancount_relance.dunning.agenda import ActionItem
from beancount_relance.language.text import plain
from beancount_relance.policy.customers import Customer, Customers
from beancount_relance.policy.names.name_spellings import same_name
from beancount_relance.receivables.invoices import Invoice
from beancount_relance.report.report import Report
from beancount_relance.texts.missed_instalments import by_the_plan
from beancount_relance.texts.reminder_items import ReminderItem, reminder_item


def shown_items(items: Iterable[ActionItem], report: Report) -> tuple[ReminderItem, ...]:
    """Return the items of an action of a report as its text shows them."""
    found = []
    for item in items:
        shown = by_the_plan(reminder_item(item, report.as_of), item.decision, report.as_of)
        found.append(replace(shown, issued_to=issued_to(item.invoice, report.customers)))
    return tuple(found)


def issued_to(invoice: Invoice, customers: Customers) -> str:
    """Return the name of the former customer whom an invoice names, or an empty text.

    Who owes it now has never had it under that name, as after a merger or a death. An invoice that
    was only posted on the wrong account names the right customer.

    Args:
        invoice: the invoice.
        customers: the customers by id.
    """
    customer = customers[invoice.customer]
    then = _name_on(invoice.date, customer)
    if then:
        return then
    payee = plain(invoice.payee or "")
    if not invoice.moved_from or payee in _names(customer):
        return ""
    owners = (customers[owner.customer] for owner in invoice.moved_from)
    return next((owner.title for owner in owners if payee in _names(owner)), "")


def addressed_to(invoice: Invoice, day: datetime.date, customers: Customers) -> str:
    """Return the addressee of an earlier text about an invoice, if that was not today's debtor.

    That is the customer from whom the invoice was taken over since, or the name that the
    customer had then.

    Args:
        invoice: the invoice.
        day: the day of the text.
        customers: the customers by id.
    """
    owner = next((each for each in invoice.moved_from if day < each.until), None)
    if owner is not None and issued_to(invoice, customers):
        return customers[owner.customer].title
    return _name_on(day, customers[invoice.customer])


def _name_on(day: datetime.date, customer: Customer) -> str:
    """Return the name that a customer had on a day; an empty text if it is the same today."""
    then = next((name for until, name in customer.former_names if day < until), None)
    return then if then is not None and not same_name(then, customer.title) else ""


def _names(customer: Customer) -> set[str]:
    """Return the names by which the ledger calls a customer, in a form to be compared."""
    called = customer.id.rpartition(":")[2]
    return {plain(each) for each in (customer.title, called, called.replace("-", " "))}
