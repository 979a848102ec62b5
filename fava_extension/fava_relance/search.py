"""Find: customers and invoices by what one has at hand when the telephone rings.

A name, a number, a telephone number or an amount; case, accents, spaces and punctuation do not
count. Customers who owe nothing are found, too.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Decimal

from flask import Response
from msgspec import Struct

from beancount_relance.language.messages import Language, msg
from beancount_relance.policy.customers import Customer
from beancount_relance.receivables.items import Item
from beancount_relance.report.report import Report
from fava_relance.incognito import hidden
from fava_relance.query import Links
from fava_relance.request_guard import is_incognito

MOST = 8
"""The most results."""


class Found(Struct, frozen=True):
    """A customer, or one of their invoices."""

    customer: Customer
    item: Item | None = None


def search_books(report: Report, text: str) -> Sequence[Found]:
    """Find customers, then invoices, the best matches first.

    Args:
        report: the whole report, so that settled invoices are found, too.
        text: what was typed.
    """
    wanted = _plain(text)
    if not wanted:
        return ()
    names = {*report.customers, *(name for name, _ in report.allocation.balances)}
    ranked = [(_rank(report.customer(name), wanted), name) for name in names]
    customers = [Found(report.customer(name)) for rank, name in sorted(ranked) if rank]
    invoices = [
        Found(report.customer(item.invoice.customer), item)
        for item in sorted(report.allocation.items, key=_latest_and_open_first)
        if _is_meant(item, wanted, text)
    ]
    return [*customers, *invoices][:MOST]


def found_data(found: Iterable[Found], words: Language) -> Response:
    """What was found as JSON: for each a ``title``, a ``detail`` and the ``url`` of its page."""
    links = Links()
    data = []
    for each in found:
        customer, item = each.customer, each.item
        if item is None:
            facts = [text for text in (customer.contact, customer.phone) if text]
            shown = [hidden(text) for text in facts] if is_incognito() else facts
            title, url = customer.title, links.at(customer=customer.id)
        else:
            invoice = item.invoice
            title, url = (
                invoice.reference,
                links.at(invoice=invoice.reference, customer=customer.id),
            )
            paid = words.render(msg("settled"))
            owed = words.money(item.outstanding, invoice.currency) if item.is_open else paid
            shown = [customer.title, words.money(invoice.amount, invoice.currency), owed]
        data.append({"title": title, "detail": " · ".join(shown), "url": url})
    response = Response(json.dumps(data), mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


def _plain(text: str) -> str:
    """A text without case, accents, spaces and punctuation."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if character.isalnum())


def _rank(customer: Customer, wanted: str) -> int:
    """How well a customer matches: 1 if a name begins so, 0 if nothing matches."""
    names = [_plain(name) for name in (customer.title, customer.id)]
    if any(name.startswith(wanted) for name in names):
        return 1
    if any(_plain(word).startswith(wanted) for word in customer.title.split()):
        return 2
    others = (customer.contact, customer.email, customer.siren, customer.vat)
    if any(wanted in name for name in (*names, *map(_plain, filter(None, others)))):
        return 3
    phone = _plain(customer.phone or "")
    return 4 if phone and wanted.isdecimal() and wanted.lstrip("0") in phone else 0


def _is_meant(item: Item, wanted: str, text: str) -> bool:
    if wanted in _plain(item.invoice.reference):
        return True
    return any(amount in (item.outstanding, item.invoice.amount) for amount in _amounts(text))


def _amounts(text: str) -> Iterable[Decimal]:
    """The amount that a text is; with a comma or a point, and with spaces in between."""
    number = "".join(text.split()).strip("€$£").replace(",", ".")
    digits = number.replace(".", "", 1)
    if digits.isdecimal() and digits.isascii():
        yield Decimal(number)


def _latest_and_open_first(item: Item) -> tuple[bool, int, str]:
    return not item.is_open, -item.invoice.date.toordinal(), item.invoice.reference
