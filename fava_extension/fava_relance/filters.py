"""What Fava's account and text filters choose to show.

They never change what is computed: a filter that hides a payment must not turn
its invoice into one that is owed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fava.beans.abc import Open
from fava.core.filters import AccountFilter

from beancount_relance.language.messages import Source
from beancount_relance.receivables.allocation import Item
from beancount_relance.report.report import Report

if TYPE_CHECKING:
    from fava.beans.abc import Directive
    from fava.core import FavaLedger


@dataclass(frozen=True, slots=True)
class Shown:
    """The customers and the lines of the ledger to show; ``None`` is all of them."""

    customers: frozenset[str] | None = None
    sources: frozenset[Source] | None = None

    @property
    def is_all(self) -> bool:
        """Whether no filter hides anything."""
        return self.customers is None and self.sources is None

    def has(self, customer: str, source: Source) -> bool:
        """Whether something of this customer that stands on that line is shown."""
        return (self.customers is None or customer in self.customers) and (
            self.sources is None or source in self.sources
        )

    def has_customer(self, customer: str) -> bool:
        """Whether this customer is shown."""
        return self.customers is None or customer in self.customers

    def has_item(self, item: Item) -> bool:
        """Whether this invoice is shown."""
        return self.has(item.invoice.customer, item.invoice.source)


def choose(ledger: FavaLedger, report: Report, *, account: str, text: str) -> Shown:
    """What the filters of a request choose.

    Args:
        ledger: the ledger, for its accounts and entries.
        report: the report, for the customers that share one account.
        account: Fava's account filter: chooses the customers with an account in it.
        text: Fava's text filter: chooses the invoices whose entry passes it.

    Raises:
        FilterError: the text filter cannot be understood.
    """
    return Shown(
        customers=_customers(ledger, report, account) if account.strip() else None,
        sources=_sources(ledger.get_filtered(filter=text).entries) if text.strip() else None,
    )


def _customers(ledger: FavaLedger, report: Report, account: str) -> frozenset[str]:
    opens = AccountFilter(account).apply(ledger.all_entries_by_type.Open)
    places = report.accounts
    found = [(e.account, places[e.account]) for e in opens if isinstance(e, Open)]
    accounts = {name for name, place in found if place is not None}
    return frozenset(
        (
            *(place.customer for _, place in found if place is not None and place.customer),
            *(i.invoice.customer for i in report.allocation.items if i.invoice.account in accounts),
        )
    )


def _sources(entries: Iterable[Directive]) -> frozenset[Source]:
    metas = [
        meta
        for entry in entries
        for meta in (entry.meta, *(posting.meta for posting in getattr(entry, "postings", ())))
    ]
    return frozenset(Source.of(meta) for meta in metas if meta)
