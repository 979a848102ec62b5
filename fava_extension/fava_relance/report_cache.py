"""The cache of what many requests share: reports, their texts, the months before.

It is dropped when the ledger is loaded again.
"""

from __future__ import annotations

import datetime
import functools
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from beancount.core.data import Directive
from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.analysis.ageing import AgedBalance
from beancount_relance.analysis.collection_figures import Figures, figures
from beancount_relance.analysis.payment_behaviour import Behaviour
from beancount_relance.dunning.agenda import Action, ActionIdentity
from beancount_relance.dunning.exception_list import ExceptionList
from beancount_relance.forecast.forecast import Forecast, forecast_of
from beancount_relance.ledger.bank_freshness import Freshness, stale_bank
from beancount_relance.receivables.items import Allocation, Item
from beancount_relance.receivables.netting.left_out_claims import OtherCustomers, PastClaims
from beancount_relance.report.completed_report import completed
from beancount_relance.report.report import Report, build_report
from beancount_relance.report.trend import MonthEnd, month_ends, trend
from beancount_relance.texts.writer import Reminder, ReminderError, Writer
from beancount_relance.values.dates import first_of_year_to
from fava_relance.events_by_item import NotedEvents


class PastFigures(Struct, frozen=True):
    """What was worked out for a day, and goes on to the next version of the ledger.

    If only notes differ, that has the same allocation.

    Attributes:
        allocations: the allocations of that day; one may have what was settled in a year only.
        figures: the collection figures by currency, if somebody has asked for them.
        month_ends: what was owed at the ends of the months before, likewise.
    """

    allocations: Sequence[Allocation]
    figures: Sequence[Figures] | None = None
    month_ends: Sequence[MonthEnd] | None = None

    def hold_for(self, report: Report) -> bool:
        """Whether a report of that day has one of the allocations."""
        return any(each is report.allocation for each in self.allocations)


_MOST_REPORTS = 6  # for other days, such as those of the time filter


class Prepared:
    """A report with its texts; each text is written when it is first shown."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self._writer = Writer(report)
        self._texts: dict[tuple[ActionIdentity, datetime.date], Reminder | ReminderError] = {}

    @functools.cached_property
    def noted(self) -> NotedEvents:
        """The events by the items that they are about."""
        return NotedEvents(self.report.events)

    @functools.cached_property
    def ageing(self) -> Sequence[AgedBalance]:
        """The aged balance by customer and currency."""
        return self.report.ageing

    @functools.cached_property
    def figures(self) -> Sequence[Figures]:
        """The collection figures by currency; needs a whole report, or that of a year."""
        workings = self.report.workings
        left_out = workings.position.left_out if workings is not None else ()
        allocation = self.report.allocation
        return figures(allocation.items, allocation.credits, self.report.as_of, left_out=left_out)

    @functools.cached_property
    def behaviours(self) -> Sequence[Behaviour]:
        """How each customer pays; needs a whole report, or that of a year."""
        return self.report.behaviours()

    @functools.cached_property
    def forecast(self) -> Forecast:
        """When what is open will be paid; needs a whole report."""
        return forecast_of(self.report)

    @functools.cached_property
    def totals(self) -> Sequence[AgedBalance]:
        """The totals of the aged balance, by currency."""
        return self.report.aged_totals

    @functools.cached_property
    def exceptions(self) -> ExceptionList:
        """What needs attention."""
        return self.report.exceptions

    def items(self, customer: str) -> Sequence[Item]:
        """The items of a customer, by due date."""
        return self._items.get(customer, ())

    @functools.cached_property
    def _items(self) -> Mapping[str, Sequence[Item]]:
        found: dict[str, list[Item]] = defaultdict(list)
        for item in self.report.allocation.items:
            found[item.invoice.customer].append(item)
        return found

    def text(self, action: Action) -> Reminder | ReminderError:
        """The text of an action of this report, or the error in its template."""
        key = (action.identity, action.due_on)
        found = self._texts.get(key)
        if found is None:
            try:
                found = self._writer.write(action)
            except ReminderError as error:
                found = error
            self._texts[key] = found
        return found


class Reports:
    """The reports of a loaded ledger, by day."""

    def __init__(
        self,
        entries: Sequence[Directive],
        options: Mapping[str, Any],
        known: Report | None = None,
        before: Report | None = None,
        past: dict[datetime.date, PastFigures] | None = None,
    ) -> None:
        """Start with ``known``, a report that exists already; others are made on request.

        ``before`` is a report of the ledger before it was loaded again, whole or of a year, and
        ``past`` is what was known then, by day.
        """
        self._before = before
        self._entries = entries
        self._options = options
        self._reports: dict[tuple[datetime.date, bool], Prepared] = {}
        self._years: dict[datetime.date, Prepared] = {}
        self._about: tuple[object, Prepared | None] = (None, None)  # the last one asked for
        self.past = {} if past is None else past
        self._stale: dict[datetime.date, Freshness | None] = {}
        if known is not None:
            self._reports[known.as_of, known.whole] = Prepared(known)

    def completed_of(self, day: datetime.date) -> Report | None:
        """The whole report of a day, or that of a year: of this ledger, or else the one before."""
        made = self._reports.get((day, True)) or self._years.get(day)
        return made.report if made is not None else self._of_before(day)

    def of(self, day: datetime.date, *, whole: bool = False) -> Prepared:
        """The report of a day; ``whole`` includes settled items, and takes longer."""
        found = self._reports.get((day, whole)) or self._reports.get((day, True))
        if found is None:
            quick = self._reports.get((day, False))
            before = self._whole_before(day)
            if quick is not None:
                report = completed(quick.report, before)
            else:
                report = build_report(self._entries, self._options, day, whole=whole, before=before)
            found = self._keep(report)
        return found

    def year(self, day: datetime.date) -> Prepared:
        """The report of a day with what was settled in the year before, or more if it is there."""
        found = self._years.get(day) or self._reports.get((day, True))
        if found is None:
            quick = self.of(day).report
            past = PastClaims(first_of_year_to(day), quick.settings, quick.customers)
            report = completed(quick, self._of_before(day), past)
            if report.whole:
                found = self._keep(report)
            else:
                found = self._years[day] = Prepared(report)
            self._before = None
        return found

    def about(self, day: datetime.date, customer: str) -> Prepared:
        """The report of a day with what a customer has settled, or more if it is there."""
        asked, found = self._about
        if (whole := self._reports.get((day, True))) is not None:
            return whole
        if found is None or asked != (day, customer):
            quick, others = self.of(day).report, OtherCustomers(customer)
            report = completed(quick, self._whole_before(day), others)
            if report.whole:
                return self._keep(report)
            found = Prepared(report)
            self._about = (day, customer), found
        return found

    def figures(self, day: datetime.date) -> Sequence[Figures]:
        """The collection figures by currency.

        A DSO by the countback that reaches back more than a year needs the whole report.
        """
        found = self._past(day).figures
        if found is None:
            found = self.year(day).figures
            if any(each.dso_countback is None for each in found):
                found = self.of(day, whole=True).figures
            self.past[day] = replace(self.past[day], figures=found)
        return found

    def trend(self, day: datetime.date) -> Sequence[MonthEnd]:
        """What was owed at the ends of the twelve months before a day, and on that day."""
        found = self._past(day).month_ends
        if found is None:
            workings = self.year(day).report.workings
            position = workings.position if workings is not None else None
            found = trend(self._entries, self._options, month_ends(day, 12), position)
            self.past[day] = replace(self.past[day], month_ends=found)
        return found

    def _past(self, day: datetime.date) -> PastFigures:
        """What is known of the past of a day."""
        report = self.year(day).report
        known = self.past.get(day)
        if known is None or not known.hold_for(report):
            known = self.past[day] = PastFigures([report.allocation])
        return known

    def _keep(self, report: Report) -> Prepared:
        """Keep a report of this ledger."""
        if len(self._reports) >= _MOST_REPORTS:
            self._reports.clear()
            self._years.clear()
        day = report.as_of
        kept = self._reports[day, report.whole] = Prepared(report)
        year, past = self._years.get(day), self.past.get(day)
        if report.whole and year and past and past.hold_for(year.report):
            both = [*past.allocations, report.allocation]
            self.past[day] = replace(past, allocations=both)
        return kept

    def _whole_before(self, day: datetime.date) -> Report | None:
        """The whole report of that day of the ledger before; it serves once, and is not kept."""
        before = self._of_before(day)
        if before is None or not before.whole:
            return None
        self._before = None
        return before

    def _of_before(self, day: datetime.date) -> Report | None:
        """The completed report of that day of the ledger before."""
        return self._before if self._before is not None and self._before.as_of == day else None

    def stale(self, report: Report) -> Freshness | None:
        """The most recent bank account, if even that one is out of date."""
        day = report.as_of
        if day not in self._stale:
            after = report.settings.stale_after
            self._stale[day] = stale_bank(report.ledger, report.accounts, after)
        return self._stale[day]
