"""Fava's account and text filters, which choose what is shown.

They never change what is computed: if a filter hides a payment, its invoice must not become
an open one.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from fava.beans.abc import Open
from fava.core.filters import AccountFilter, FilterError, TimeFilter
from msgspec import Struct

from beancount_relance.language.messages import Message, Source, msg
from beancount_relance.receivables.items import Item
from beancount_relance.report.report import Report

if TYPE_CHECKING:
    from fava.beans.abc import Directive
    from fava.core import FavaLedger


class Shown(Struct, frozen=True):
    """The customers and ledger lines to show; ``None`` means all of them.

    ``unread`` has a complaint about each filter that cannot be read.
    """

    customers: frozenset[str] | None = None
    sources: frozenset[Source] | None = None
    unread: tuple[Message, ...] = ()

    @property
    def is_all(self) -> bool:
        """Whether no filter hides anything."""
        return self.customers is None and self.sources is None

    def has(self, customer: str, source: Source) -> bool:
        """Whether to show something that belongs to this customer and is on that line."""
        return (self.customers is None or customer in self.customers) and (
            self.sources is None or source in self.sources
        )

    def has_customer(self, customer: str) -> bool:
        """Whether to show this customer."""
        return self.customers is None or customer in self.customers

    def has_item(self, item: Item) -> bool:
        """Whether to show this item."""
        return self.has(item.invoice.customer, item.invoice.source)


def choose(ledger: FavaLedger, report: Report, *, account: str, text: str) -> Shown:
    """Apply the filters of a request.

    Args:
        ledger: the ledger, for its accounts and entries.
        report: the report, for customers that share one account.
        account: Fava's account filter: show customers with a matching account.
        text: Fava's text filter: show invoices whose entry matches.

    A filter that cannot be read hides nothing; :attr:`Shown.unread` says so.
    """
    unread = []
    customers, sources = None, None
    if account.strip():
        try:
            customers = _customers(ledger, report, account)
        except (re.error, RecursionError, OverflowError):
            unread.append(msg("The account filter “{text}” cannot be read.", text=account))
    if text.strip():
        try:
            sources = _sources(ledger.get_filtered(filter=text).entries)
        except (FilterError, re.error, RecursionError, OverflowError):
            unread.append(
                msg(
                    "The filter “{text}” cannot be read. Fava’s filter takes #tags, ^links, "
                    'payee:"…" and the like.',
                    text=text,
                )
            )
    return Shown(customers, sources, tuple(unread))


def filter_day(ledger: FavaLedger, time: str) -> datetime.date | Message:
    """The last day of Fava's time filter, or the reason why it cannot be read."""
    try:
        period = TimeFilter(ledger.options, ledger.fava_options, time).date_range
    except (FilterError, ValueError, OverflowError):
        return msg("“{text}” is not a day or a period, so the present day is shown.", text=time)
    return period.end_inclusive


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
