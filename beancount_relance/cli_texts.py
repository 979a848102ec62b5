"""What ``relance letter --text`` and ``--list`` do: texts beside the ladder, and templates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from beancount_relance.correspondence import TEXTS, Correspondence
from beancount_relance.customers import Customer
from beancount_relance.messages import Message, msg
from beancount_relance.reminders import ReminderError, Writer
from beancount_relance.report import Report
from beancount_relance.templating import BUILT_IN
from beancount_relance.variables import context_of, template_names, variables_of


def compose(
    report: Report, text: str, whom: Sequence[str], channel: str | None
) -> tuple[list[Correspondence], list[Message]]:
    """The texts to those who are named, or to all to whom there is something to write.

    Args:
        report: a report of the whole ledger.
        text: one of :data:`~beancount_relance.correspondence.TEXTS`.
        whom: customers and invoices.
        channel: how they go out, if that is known.

    Returns:
        The texts, and why there is none for somebody who was named.
    """
    writer, found, failures = Writer(report), [], []
    customers = _customers(report)
    for name in whom or sorted(set(customers.values())):
        customer = customers.get(name.casefold()) if whom else name
        if customer is None:
            failures.append(msg("no such customer or invoice: {name}", name=name))
            continue
        try:
            found.append(writer.compose(text, report.customer(customer), channel))
        except ReminderError as error:
            if whom:
                failures.append(error.message)
    return found, failures


def _customers(report: Report) -> dict[str, str]:
    """The id of each customer, by what people may call them: their id or an invoice."""
    items = report.allocation.items
    names = {item.invoice.reference.casefold(): item.invoice.customer for item in items}
    known: list[Customer] = list(report.customers.values())
    names |= {item.invoice.customer.casefold(): item.invoice.customer for item in items}
    return names | {customer.id.casefold(): customer.id for customer in known}


def template_list(folder: Path | None) -> Iterator[str]:
    """The templates, the ledger's own marked by their file, and the variables of each kind."""
    for name, path in template_names(folder).items():
        yield name if path.is_relative_to(BUILT_IN) else f"{name}  {path}"
    for title in ("*", *TEXTS):
        yield ""
        yield f"{title}:"
        yield from (f"  {each.name}  ({each.type})" for each in variables_of(context_of(title)))
