"""The view of one invoice: the chain of reasons, what settled it, its late interest."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from decimal import Decimal

from msgspec import Struct

from beancount_relance.analysis.ageing import days_overdue
from beancount_relance.claims.claim import Claim
from beancount_relance.claims.legal_checks import Check
from beancount_relance.dunning.reasons import Reason, basis_of, labels_of
from beancount_relance.language.messages import Message, msg
from beancount_relance.policy.procedures import Stage
from beancount_relance.receivables.items import Item, Settlement
from beancount_relance.receivables.part_labels import part_of_invoice
from beancount_relance.report.claim_on import claim_on
from beancount_relance.report.item_reasons import reasons_in_full
from beancount_relance.report.report import Report
from beancount_relance.values.numbers.invoice_names import name_key
from fava_relance.page import PageRequest
from fava_relance.views.actions import Actions


class InvoiceView(Struct, frozen=True, dict=True):
    """The items with one number: an invoice, its instalments, or invoices of several customers."""

    page: PageRequest

    @functools.cached_property
    def items(self) -> Sequence[Item]:
        """The items by due date; if one is settled, this needs the whole report."""
        return self._in(self.page.report) or self._in(self.page.whole.report)

    @functools.cached_property
    def _report(self) -> Report:
        """The report that contains the items."""
        return self.page.report if self._in(self.page.report) else self.page.whole.report

    def part(self, item: Item) -> Message | None:
        """What a part of an invoice is called, such as an instalment; ``None`` for a whole one."""
        return part_of_invoice(item.invoice)

    def reasons(self, item: Item) -> Sequence[Reason]:
        """The chain of reasons."""
        return reasons_in_full(self._report, item)

    def stage(self, item: Item) -> Stage | None:
        """The next stage of an open item, if there is one."""
        decision = self._report.decisions.get(item.key)
        return decision.stage if decision is not None else None

    def claim(self, item: Item) -> Claim:
        """What may be claimed on it besides the principal."""
        return claim_on(self._report, item)

    def days_late(self, item: Item) -> int:
        """The days since its due date; 0 until then."""
        return days_overdue(item.invoice.due, self.page.report.as_of)

    def checks(self, item: Item) -> Sequence[Check]:
        """The legal checks of the item and of its customer."""
        invoice = item.invoice
        return [
            check
            for check in self._report.checks
            if check.customer == invoice.customer and check.invoice in (None, invoice.reference)
        ]

    def settlement(self, part: Settlement) -> str:
        """What settled a part of it."""
        return self.page.say(labels_of(part).title)

    def basis(self, part: Settlement) -> str:
        """On what a settlement rests."""
        return self.page.say(basis_of(part) or msg("by its number"))

    def letter(self, item: Item) -> Actions | None:
        """The action that the item is part of, due now or in the coming days."""
        agenda = self.page.report.agenda
        for actions in (agenda.actions, agenda.upcoming):
            found = [a for a in actions if any(each.item.key == item.key for each in a.items)]
            if found:
                return Actions(self.page, found[:1])
        return None

    def percent(self, number: Decimal) -> str:
        """An interest rate; rates are public, so they are never hidden."""
        return self.page.words.rate(number)

    def _in(self, report: Report) -> Sequence[Item]:
        number, customer = (self.page.asked.invoice or "").casefold(), self.page.asked.customer
        return [
            item
            for item in report.allocation.items
            if name_key(item.invoice.reference) == number
            and customer in (None, item.invoice.customer)
        ]
