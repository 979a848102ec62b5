"""The view of one invoice: its chain of facts, what settled it, its late interest."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from beancount_relance.analysis.ageing import days_overdue
from beancount_relance.claims.claims import Claim
from beancount_relance.claims.legal_checks import Check
from beancount_relance.dunning.reasons import SETTLED, Reason
from beancount_relance.policy.procedures import Stage
from beancount_relance.receivables.allocation import PRESUMED, Item, Settlement
from beancount_relance.report.report import Report
from fava_relance.page import PageRequest


@dataclass(frozen=True)
class InvoiceView:
    """The items of one number: one invoice, its instalments, or namesakes of several customers."""

    page: PageRequest

    @functools.cached_property
    def items(self) -> Sequence[Item]:
        """They, by due date; those that are settled take the whole report to find."""
        return self._in(self.page.report) or self._in(self.page.whole.report)

    @functools.cached_property
    def _report(self) -> Report:
        """The report that they are in."""
        return self.page.report if self._in(self.page.report) else self.page.whole.report

    def reasons(self, item: Item) -> Sequence[Reason]:
        """The chain of facts."""
        return self._report.reasons(item)

    def stage(self, item: Item) -> Stage | None:
        """The stage that comes next, if it is open and one comes."""
        decision = self._report.decisions.get(item.key)
        return decision.stage if decision is not None else None

    def claim(self, item: Item) -> Claim:
        """What may be claimed on it beside the principal."""
        return self._report.claims.of(item)

    def days_late(self, item: Item) -> int:
        """The days since its due date; 0 on it and before it."""
        return days_overdue(item.invoice.due, self.page.report.as_of)

    def checks(self, item: Item) -> Sequence[Check]:
        """What the law has to say of it, or of its customer."""
        invoice = item.invoice
        return [
            check
            for check in self._report.checks
            if check.customer == invoice.customer and check.invoice in (None, invoice.reference)
        ]

    def settlement(self, part: Settlement) -> str:
        """What settled a part of it."""
        return self.page.say(SETTLED[part.kind].title)

    def is_presumed(self, part: Settlement) -> bool:
        """Whether that is only presumed."""
        return part.basis == PRESUMED

    def percent(self, number: Decimal) -> str:
        """A rate of interest; the law's, and so never hidden."""
        return self.page.words.percent(number)

    def _in(self, report: Report) -> Sequence[Item]:
        number, customer = (self.page.asked.invoice or "").casefold(), self.page.asked.customer
        return [
            item
            for item in report.allocation.items
            if item.invoice.reference.casefold() == number
            and customer in (None, item.invoice.customer)
        ]
