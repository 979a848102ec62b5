"""The view Ledgers: what is to do today in each ledger that this Fava has.

Each ledger is computed by its own page, on all of its entries and on its own day.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol, cast

from fava.context import g
from flask import current_app, url_for
from msgspec import Struct

from beancount_relance.report.report import Report
from fava_relance.page import PageRequest

if TYPE_CHECKING:
    from fava.core import FavaLedger


class _Extension(Protocol):
    """This page, of another ledger."""

    def report_of_today(self) -> Report:
        """The report of the ledger's day."""


class ShownLedger(Struct, frozen=True):
    """One ledger.

    Attributes:
        title: its title.
        url: its page, or its first page in Fava if it does not have this one.
        report: its report; ``None`` if it does not have this page, or cannot be computed.
        is_current: whether it is the ledger that the page belongs to.
    """

    title: str
    url: str
    report: Report | None
    is_current: bool

    @property
    def actions(self) -> int:
        """How many actions are due."""
        return len(self.report.actions) if self.report else 0

    @property
    def sums(self) -> tuple[Mapping[str, Decimal], Mapping[str, Decimal]]:
        """What is overdue, and what is open, by currency."""
        totals = self.report.aged_totals if self.report else ()
        overdue = {each.currency: each.overdue for each in totals if each.overdue}
        open_ = {each.currency: sum(each.buckets.values(), Decimal()) for each in totals}
        return overdue, open_


def ledgers() -> Mapping[str, FavaLedger]:
    """The ledgers of this Fava, by the name in their URL."""
    return dict(current_app.config["LEDGERS"].items())


class LedgersView(Struct, frozen=True, dict=True):
    """All ledgers, those with the most to do first."""

    page: PageRequest

    @functools.cached_property
    def rows(self) -> Sequence[ShownLedger]:
        """A row for each ledger."""
        found = [self._row(slug, ledger) for slug, ledger in ledgers().items()]
        return sorted(found, key=lambda row: (-row.actions, row.title.casefold()))

    def overdue(self, row: ShownLedger) -> str:
        """What is overdue in a ledger."""
        return self.page.amounts(row.sums[0])

    def open(self, row: ShownLedger) -> str:
        """What is open in a ledger, overdue or not."""
        return self.page.amounts(row.sums[1])

    def _row(self, slug: str, ledger: FavaLedger) -> ShownLedger:
        found = ledger.extensions.get_extension("Relance")
        title = ledger.options["title"] or slug
        is_current = ledger is g.ledger
        if found is None:
            return ShownLedger(title, _unfiltered("index", bfile=slug), None, is_current)
        url = _unfiltered("extension_report", bfile=slug, extension_name="Relance")
        try:
            if not is_current:  # which Fava has looked at already
                ledger.changed()
            report = cast("_Extension", found).report_of_today()
        except Exception:  # noqa: BLE001 - one ledger's failure must not hide the others
            return ShownLedger(title, url, None, is_current)
        return ShownLedger(title, url, report, is_current)


def _unfiltered(endpoint: str, **values: Any) -> str:
    """A URL of another ledger, without the filters that Fava adds, which are those of this one."""
    return url_for(endpoint, **values).partition("?")[0]
