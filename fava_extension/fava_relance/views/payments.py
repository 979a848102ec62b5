"""The view Payments: the receipts to decide on, with proposals and one click each."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from decimal import Decimal

from msgspec import Struct

from beancount_relance.receivables.items import ItemKey
from beancount_relance.recording.match_answer import by_hand
from beancount_relance.report.open_receipts import (
    Answer,
    OpenReceipt,
    open_receipts,
    sums_by_invoice,
)
from fava_relance.page import PageRequest
from fava_relance.views.list_page import ListPage


def receipts_shown(page: PageRequest) -> Sequence[OpenReceipt]:
    """Return the receipts to decide on, of the customers that Fava's filters let through."""
    found, chosen = open_receipts(page.report), page.chosen
    return [each for each in found if chosen.has(each.customer, each.source)]


class PaymentsView(Struct, frozen=True, dict=True):
    """The receipts to decide on."""

    page: PageRequest

    @functools.cached_property
    def list_page(self) -> ListPage[OpenReceipt]:
        """The receipts to show now."""
        return ListPage.of(receipts_shown(self.page), self.page.asked.list_page)

    def customers(self, receipt: OpenReceipt) -> str:
        """Whose account it is on, and all who may have paid it."""
        return " / ".join(map(self.page.name, receipt.customers))

    def amount(self, receipt: OpenReceipt) -> str:
        """The amount in question."""
        return self.page.money(receipt.amount, receipt.currency)

    def text(self, receipt: OpenReceipt) -> str:
        """What the receipt says."""
        said = dict.fromkeys(each for each in (receipt.payee, receipt.narration) if each)
        said.pop(self.page.name(receipt.customer), None)  # which stands before it
        return self.page.free(" · ".join(said))

    def parts(self, receipt: OpenReceipt, answer: Answer) -> Sequence[tuple[str, str]]:
        """The invoices of an answer, each with the amount that it would get."""
        return self._sums(answer.parts, receipt.currency)

    def by_hand(self, receipt: OpenReceipt, answer: Answer) -> str:
        """Why an answer can only be written by hand; empty if a click is enough."""
        why = by_hand(receipt, answer, self.page.report)
        return self.page.say(why) if why is not None else ""

    def taken(self, receipt: OpenReceipt) -> Sequence[tuple[str, str]]:
        """What the receipt settles until somebody answers."""
        return self._sums(receipt.taken, receipt.currency)

    def offered(self, receipt: OpenReceipt) -> Sequence[str]:
        """The numbers of what it settles until then, unless a proposal has the same."""
        taken = list(dict.fromkeys(reference for (_, _, reference, _), _ in receipt.taken))
        return () if any(taken == list(each.references) for each in receipt.answers) else taken

    def _sums(
        self, parts: Sequence[tuple[ItemKey, Decimal]], currency: str
    ) -> Sequence[tuple[str, str]]:
        sums = sums_by_invoice(parts)
        return [(name, self.page.money(amount, currency)) for name, amount in sums.items()]
