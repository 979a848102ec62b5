"""What Fava's filters let through of the report that a page shows."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence

from msgspec import Struct

from beancount_relance.analysis.ageing import AgedBalance, total_balances, unaged_amounts
from beancount_relance.claims.legal_checks import Check
from beancount_relance.dunning.agenda import Action
from beancount_relance.dunning.decision import Decision
from beancount_relance.dunning.exception_list import ExceptionList
from beancount_relance.dunning.questions.unexplained_money import Unexplained
from beancount_relance.report.report import Report
from fava_relance.fava_filters import Shown
from fava_relance.report_cache import Prepared


class ShownReport(Struct, frozen=True, dict=True):
    """The report of the whole ledger, and what is shown of it.

    Attributes:
        prepared: the report, with its texts.
        chosen: what Fava's filters let through.
    """

    prepared: Prepared
    chosen: Shown

    @property
    def report(self) -> Report:
        """The report."""
        return self.prepared.report

    @functools.cached_property
    def actions(self) -> Sequence[Action]:
        """The actions due, the most urgent first."""
        return self._shown(self.report.agenda.actions)

    @functools.cached_property
    def upcoming(self) -> Sequence[Action]:
        """The actions of the coming days, by day."""
        return self._shown(self.report.agenda.upcoming)

    @functools.cached_property
    def waiting(self) -> Sequence[Decision]:
        """The items that wait, by customer."""
        return [d for d in self.report.agenda.waiting if self.chosen.has_item(d.item)]

    @functools.cached_property
    def exceptions(self) -> ExceptionList:
        """What needs attention; problems in the data are never filtered out."""
        found, chosen = self.prepared.exceptions, self.chosen
        if chosen.is_all:
            return found
        return ExceptionList(
            blocked=[d for d in found.blocked if chosen.has_item(d.item)],
            credits=[c for c in found.credits if chosen.has(c.credit.customer, c.credit.source)],
            unidentified=[
                d for d in found.unidentified if chosen.has(d.debit.customer, d.debit.source)
            ],
            presumed=[item for item in found.presumed if chosen.has_item(item)],
            problems=found.problems,
        )

    @functools.cached_property
    def checks(self) -> Sequence[Check]:
        """The legal checks of the customers shown, and of the ledger as a whole."""
        has = self.chosen.has_customer
        return [c for c in self.report.checks if not c.customer or has(c.customer)]

    @functools.cached_property
    def unexplained(self) -> Sequence[Unexplained]:
        """Unexplained money of the customers shown."""
        has = self.chosen.has
        return [u for u in self.report.unexplained if has(u.customer, u.source)]

    @functools.cached_property
    def aged(self) -> Sequence[AgedBalance]:
        """The aged balance of each customer shown."""
        if self.chosen.is_all:
            return self.prepared.ageing
        customers = {
            (item.invoice.customer, item.invoice.currency)
            for item in self.report.open_items
            if self.chosen.has_item(item)
        }
        return [b for b in self.prepared.ageing if (b.customer, b.currency) in customers]

    @functools.cached_property
    def aged_totals(self) -> Sequence[AgedBalance]:
        """The totals of the aged balances shown, by currency."""
        if self.chosen.is_all:
            return self.prepared.totals
        found = self.exceptions
        unaged = unaged_amounts(found.credits, found.unidentified)
        return total_balances(self.aged, self.report.scale, unaged)

    @property
    def hidden_customers(self) -> int:
        """How many customers with open items the filters hide."""
        return len({b.customer for b in self.prepared.ageing} - {b.customer for b in self.aged})

    @property
    def hidden_actions(self) -> int:
        """How many actions due the filters hide."""
        return len(self.report.agenda.actions) - len(self.actions)

    def _shown(self, actions: Iterable[Action]) -> Sequence[Action]:
        return [
            action
            for action in actions
            if any(self.chosen.has_item(item.item) for item in action.items)
        ]
