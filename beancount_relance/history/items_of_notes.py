"""Find the items that a note is about, by invoice number or by date."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator

from beancount_relance.receivables.invoices import Invoice
from beancount_relance.receivables.items import Item


class KnownItems:
    """An index of the items by invoice number and by present and former customer."""

    def __init__(self, items: Iterable[Item]) -> None:
        """Index the items, open and settled."""
        self._by_reference: dict[tuple[str, str], list[Item]] = defaultdict(list)
        self._by_customer: dict[str, list[Item]] = defaultdict(list)
        for item in items:
            invoice = item.invoice
            for customer in dict.fromkeys(invoice.owners):
                self._by_customer[customer].append(item)
                for reference in {invoice.reference, invoice.charge_of or invoice.reference}:
                    self._by_reference[customer, reference].append(item)

    def named(
        self, customer: str, named: Iterable[Invoice], day: datetime.date, *, is_stage: bool
    ) -> list[Item]:
        """Return the customer's items with the numbers of the given invoices, and their charges.

        The number may be several invoices', also another customer's; each item comes once. A
        stage does not apply to anything invoiced later under the same number.
        """
        about = list(
            {
                item.key: item
                for reference in dict.fromkeys(invoice.reference for invoice in named)
                for item in self._by_reference.get((customer, reference), ())
            }.values()
        )
        if is_stage:
            then = [item for item in about if item.invoice.date <= day or item.invoice.charge]
            if any(item.invoice.date <= day for item in then):
                return then
        return about

    def open_on(self, customer: str, day: datetime.date) -> list[Item]:
        """Return the items open on ``day``, including those moved to another customer since."""
        return [i for i in self._by_customer.get(customer, ()) if i.outstanding_on(day) > 0]


def by_customer(customer: str, about: Iterable[Item]) -> Iterator[tuple[str, list[Item]]]:
    """Group items by present customer; without items, yield ``customer`` with an empty list."""
    owned: dict[str, list[Item]] = defaultdict(list)
    for item in about:
        owned[item.invoice.customer].append(item)
    yield from owned.items() or ((customer, []),)
