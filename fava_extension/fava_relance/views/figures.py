"""The view Figures: how fast customers pay, and the trend over the last months."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Sequence
from decimal import Decimal

from babel.dates import format_skeleton
from msgspec import Struct

from beancount_relance.analysis.ageing import AgedBalance
from beancount_relance.analysis.collection_figures import Figures
from beancount_relance.analysis.payment_behaviour import Behaviour
from beancount_relance.language.messages import Message, language, msg
from beancount_relance.values.money import tenths
from fava_relance.page import PageRequest
from fava_relance.views.ageing import BarSegment, bar_label, bucket, owed, segments
from fava_relance.views.list_page import ListPage

_CUSTOMERS = 100


class Figure(Struct, frozen=True):
    """One figure: its title, its value, and its formula."""

    title: Message
    value: str
    formula: Message


class ChartColumn(Struct, frozen=True):
    """One month in a chart.

    Attributes:
        day: its last day.
        label: the month, abbreviated.
        segments: the aged balance in percent of the highest column, starting with not due.
        total: the total owed.
        share: the overdue share in percent; ``None`` if nothing was owed.
        balance: the aged balance; ``None`` if nothing was owed.
    """

    day: datetime.date
    label: str
    segments: Sequence[BarSegment]
    total: Decimal
    share: Decimal | None
    balance: AgedBalance | None


class FiguresView(Struct, frozen=True, dict=True):
    """The figures by currency. They need a report of a year."""

    page: PageRequest

    @functools.cached_property
    def figures(self) -> Sequence[Figures]:
        """The figures, by currency."""
        return self.page.reports.figures(self.page.report.as_of)

    def credit(self, each: Figures) -> Decimal:
        """What the figures take off what is overdue: unallocated credit of the same customers."""
        totals = {total.currency: total.overdue for total in self.page.prepared.totals}
        return totals.get(each.currency, Decimal()) - each.overdue

    def rows(self, each: Figures) -> Sequence[Figure]:
        """The figures of a currency, with their formulas."""
        return (
            Figure(
                msg("DSO"),
                self._days(each.dso),
                msg("days sales outstanding: owed × days of the period / sales"),
            ),
            Figure(
                msg("Countback DSO"),
                self._days(each.dso_countback),
                msg(
                    "what is owed, set against the sales of this month, then of the month "
                    "before, until it is used up: the days of these months"
                ),
            ),
            Figure(
                msg("Best possible DSO"),
                self._days(each.best_possible_dso),
                msg("the DSO if nobody were late: owed and not overdue × days / sales"),
            ),
            Figure(
                msg("Average days delinquent"),
                self._days(each.average_days_delinquent),
                msg("the days that lateness adds: DSO − best possible DSO"),
            ),
            Figure(
                msg("Collection effectiveness"),
                self._percent(each.collection_effectiveness),
                msg(
                    "of what could be collected, the share that was: (opening + sales − owed) / "
                    "(opening + sales − owed and not overdue)"
                ),
            ),
            Figure(
                msg("Share overdue"),
                self._percent(each.share_overdue),
                msg("overdue / owed; customers’ unallocated credit is taken off first"),
            ),
        )

    def columns(self, currency: str) -> Sequence[ChartColumn]:
        """The last twelve months in a currency."""
        found = self.page.reports.trend(self.page.report.as_of)
        balances = [month.balances.get(currency) for month in found]
        highest = max((owed(b) for b in balances if b), default=Decimal())
        return [
            ChartColumn(
                month.day,
                self.month(month.day),
                segments(balance, highest) if balance and highest else (),
                balance.total if balance else Decimal(),
                month.shares_overdue.get(currency),
                balance,
            )
            for month, balance in zip(found, balances, strict=True)
        ]

    @property
    def buckets(self) -> Sequence[tuple[str, BarSegment]]:
        """The legend of the chart: the buckets, each with a segment of its colour."""
        names = self.page.report.scale.names
        example = AgedBalance("", "", dict.fromkeys(names, Decimal(1)), Decimal())
        return [
            (bucket(self.page, name), segment)
            for name, segment in zip(names, segments(example, Decimal(1)), strict=True)
        ]

    def line(self, columns: Sequence[ChartColumn]) -> Sequence[str]:
        """The overdue share as polylines of an SVG, one for each run of months that have a share.

        A month is 100 units wide, and 100 percent are 100 units high.
        """
        runs: list[list[str]] = [[]]
        for index, column in enumerate(columns):
            if column.share is None:
                runs.append([])
            else:
                runs[-1].append(f"{100 * index + 50},{100 - column.share:.1f}")
        return [" ".join(run) for run in runs if len(run) > 1]

    def label(self, column: ChartColumn) -> str:
        """A text alternative for a column."""
        if column.balance is None:
            return self.page.say(msg("{month}: nothing owed", month=self.month(column.day)))
        text = msg(
            "{month}: {total} owed, {share} overdue ({buckets})",
            month=self.month(column.day),
            total=self.page.money(column.total, column.balance.currency),
            share=self.percent(column.share),
            buckets=bar_label(self.page, column.balance),
        )
        return self.page.say(text)

    def month(self, day: datetime.date) -> str:
        """A month, abbreviated, with its year."""
        return format_skeleton("yMMM", day, locale=self.page.words.locale)

    def percent(self, number: Decimal | None) -> str:
        """A percentage without decimals."""
        return "–" if number is None else self.page.words.percent(round(number, 0))

    @functools.cached_property
    def behaviours(self) -> ListPage[Behaviour]:
        """How the customers shown pay, the highest debt first."""
        has = self.page.chosen.has_customer
        known = self.page.reports.year(self.page.report.as_of).behaviours
        found = [each for each in known if has(each.customer)]
        found.sort(key=lambda each: (-each.exposure, each.customer))
        return ListPage.of(found, self.page.asked.list_page, _CUSTOMERS)

    def days(self, number: Decimal | None) -> str:
        """A number of days, without the unit."""
        words = language(self.page.words.code)  # not an amount: never hidden
        return "" if number is None else words.number(round(number, 0) + 0)  # never −0

    def _days(self, number: Decimal | None) -> str:
        text = tenths(number)
        words = language(self.page.words.code)  # not an amount: never hidden
        return "–" if text is None else words.render(msg("{days} days", days=Decimal(text)))

    def _percent(self, number: Decimal | None) -> str:
        text = tenths(number)
        return "–" if text is None else self.page.words.percent(Decimal(text))
