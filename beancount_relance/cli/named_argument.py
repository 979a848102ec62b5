"""Selection: the customer or the invoice that an argument names.

A name can be an invoice number, a customer, or a link of an invoice. They are tried in this
order, ignoring case. ``CUSTOMER/INVOICE`` names one customer's invoice, if several customers
have an invoice of that number.
"""

from __future__ import annotations

from collections.abc import Iterable

import click
from msgspec import Struct

from beancount_relance.cli.view import View
from beancount_relance.language.messages import Message, msg
from beancount_relance.language.text import plain
from beancount_relance.receivables.invoices import references_of
from beancount_relance.receivables.items import Item
from beancount_relance.values.numbers.invoice_names import name_key
from beancount_relance.values.readers import nearest


class Whom(Struct, frozen=True):
    """The customer or the invoices that were named.

    Attributes:
        customer: the customer's id.
        items: all items of the invoices, or the open items of the customer.
        invoices: the numbers of the invoices that were named, as in the report; empty if a
            customer was named.
    """

    customer: str
    items: tuple[Item, ...]
    invoices: tuple[str, ...] = ()


def find(view: View, whom: str) -> Whom:
    """Find the customer or the invoice that ``whom`` names.

    Raises:
        click.UsageError: there is none, or several customers have an invoice of that number.
    """
    found = _whole(view, whom)
    if found is None:
        raise click.UsageError(view.say(_unknown(view, whom)))
    return found


def find_by_part(view: View, whom: str) -> Whom:
    """Find the customer or the invoice that ``whom`` names, if need be by a part of the name.

    Raises:
        click.UsageError: there is none, or several have that in their names.
    """
    found = _whole(view, whom)
    if found is not None:
        return found
    customers = _alike(view, whom)
    items = view.report.allocation.items
    named = [item for item in items if plain(whom) in plain(item.invoice.reference)]
    if len(customers) == 1 and all(item.invoice.customer == customers[0] for item in named):
        return _customer(customers[0], items)
    numbers = references_of(named)
    if not customers and len(numbers) == 1:
        return _invoice(view, whom, named)
    if not customers and not numbers:
        raise click.UsageError(view.say(_unknown(view, whom)))
    text = msg("several are meant by “{whom}”: {names}", whom=whom, names=[*customers, *numbers])
    raise click.UsageError(view.say(text))


def _names(view: View) -> Iterable[str]:
    items = view.report.allocation.items
    return dict.fromkeys([*view.report.customers, *(item.invoice.customer for item in items)])


def _alike(view: View, whom: str) -> list[str]:
    """Return the customers with ``whom`` in their names."""
    report = view.report
    return [
        name
        for name in _names(view)
        if plain(whom) in plain(f"{name} {report.customer(name).title}")
    ]


def _whole(view: View, whom: str) -> Whom | None:
    """Return whom the whole name or number means, if anybody is called so."""
    report = view.report
    items = report.allocation.items
    names = _names(view)
    wanted = name_key(whom)
    numbered = [item for item in items if name_key(item.invoice.reference) == wanted]
    if numbered:
        return _invoice(view, whom, numbered)
    for name in names:
        if name_key(name) == wanted:
            return _customer(name, items)
        if wanted.startswith(f"{name_key(name)}/"):
            number = wanted[len(name) + 1 :]
            theirs = [item for item in items if item.invoice.customer == name]
            numbered = [item for item in theirs if name_key(item.invoice.reference) == number]
            if numbered:
                return _invoice(view, whom, numbered)
    titled = [name for name in names if name_key(report.customer(name).title) == wanted]
    if len(titled) == 1:
        return _customer(titled[0], items)
    linked = [item for item in items if wanted in map(name_key, item.invoice.links)]
    if linked:
        return _invoice(view, whom, linked)
    return None


def _unknown(view: View, whom: str) -> Message:
    """Say that nobody and nothing is called ``whom``, and who or what is probably meant."""
    alike = _alike(view, whom)
    near = alike[0] if len(alike) == 1 else None
    if near is None:
        numbers = (item.invoice.reference for item in view.report.allocation.items)
        near = nearest(whom, {*_names(view), *numbers})
    if near is not None:
        return msg(
            "there is no invoice or customer “{whom}”; perhaps “{near}”", whom=whom, near=near
        )
    return msg("there is no invoice or customer “{whom}”", whom=whom)


def _customer(name: str, items: Iterable[Item]) -> Whom:
    theirs = (item for item in items if item.invoice.customer == name and item.is_open)
    return Whom(name, tuple(theirs))


def _invoice(view: View, whom: str, found: Iterable[Item]) -> Whom:
    """The result for items that must all belong to one customer.

    Raises:
        click.UsageError: they belong to several.
    """
    items = tuple(found)
    customers = sorted({item.invoice.customer for item in items})
    references = references_of(items)
    if len(customers) > 1:
        text = msg(
            "several customers have an invoice {invoice}, {customers}: write “{example}”",
            invoice=whom,
            customers=customers,
            example=f"{customers[0]}/{references[0]}",
        )
        raise click.UsageError(view.say(text))
    return Whom(customers[0], items, references)
