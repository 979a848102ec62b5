"""The view Aged balance: who owes what, and since when."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from beancount_relance.analysis.ageing import BY_INVOICE_DATE, NOT_DUE, AgedBalance
from beancount_relance.language.messages import Message, msg
from beancount_relance.receivables.allocation import Balance
from fava_relance.page import PageRequest
from fava_relance.views.list_page import LENGTH, ListPage

_ROWS = 100


@dataclass(frozen=True, slots=True)
class BarSegment:
    """One bucket in a bar: its share of the longest bar, in percent.

    ``late`` is ``None`` before the due date, then from 0 to 100 the later the bucket.
    """

    share: Decimal
    late: int | None


@dataclass(frozen=True)
class Ageing:
    """The aged balance of the customers shown."""

    page: PageRequest

    @functools.cached_property
    def list_page(self) -> ListPage[AgedBalance]:
        """Those to show now, one for each customer and currency."""
        found = self.page.aged
        if self.page.asked.by == "amount":
            found = sorted(found, key=lambda each: (each.currency, -each.total, each.customer))
        return ListPage.of(found, self.page.asked.list_page, _ROWS)

    @property
    def ways(self) -> Sequence[tuple[str | None, Message]]:
        """The ways to order a balance of several pages, of which the browser knows one."""
        if self.list_page.count == 1:
            return ()
        return ((None, msg("by name")), ("amount", msg("by amount")))

    @property
    def first_rests(self) -> int:
        """How many unmatched amounts stand below; all of them stand among the exceptions."""
        return LENGTH

    @property
    def totals(self) -> Sequence[AgedBalance]:
        """The sums, by currency."""
        return self.page.aged_totals

    def unaged(self, total: AgedBalance) -> Sequence[tuple[Message, Decimal]]:
        """The lines of a currency that are in no bucket."""
        lines = (
            (msg("Unallocated credits"), -total.credits),
            (msg("Unidentified amounts"), total.unidentified),
            (msg("Rests within tolerance"), total.rests),
        )
        return [(title, amount) for title, amount in lines if amount]

    @property
    def by_invoice_date(self) -> bool:
        """Whether the buckets count from the date of the invoice."""
        return self.page.report.scale.by == BY_INVOICE_DATE

    @property
    def tie_outs(self) -> Mapping[str, Balance]:
        """The tie-out by currency, of the whole ledger whatever is shown."""
        return self.page.report.totals()

    def bar(self, balance: AgedBalance) -> Sequence[BarSegment]:
        """The bar of a customer, beside the longest one of the same currency."""
        return segments(balance, self._longest[balance.currency])

    def whole_bar(self, total: AgedBalance) -> Sequence[BarSegment]:
        """The bar of a currency, as long as it can be."""
        return segments(total, owed(total))

    def bar_label(self, balance: AgedBalance) -> str:
        """What a bar shows, for those who do not see it."""
        return bar_label(self.page, balance)

    def bucket(self, name: str) -> str:
        """The heading of a bucket."""
        return bucket(self.page, name)

    @functools.cached_property
    def _longest(self) -> Mapping[str, Decimal]:
        longest: dict[str, Decimal] = {}
        for balance in self.page.aged:
            longest[balance.currency] = max(owed(balance), longest.get(balance.currency, Decimal()))
        return longest


def owed(balance: AgedBalance) -> Decimal:
    """What a bar shows of a balance: a bucket below zero has no length."""
    return sum((amount for amount in balance.buckets.values() if amount > 0), Decimal())


def segments(balance: AgedBalance, longest: Decimal) -> Sequence[BarSegment]:
    """The bar of a balance, beside one of the length ``longest``."""
    last = max(len(balance.buckets) - 2, 1)
    return [
        BarSegment(
            share=round(100 * amount / longest, 2) if amount > 0 else Decimal(),
            late=None if name == NOT_DUE else min(100, 100 * max(index - 1, 0) // last),
        )
        for index, (name, amount) in enumerate(balance.buckets.items())
    ]


def bucket(page: PageRequest, name: str) -> str:
    """The heading of a bucket."""
    if name == NOT_DUE:
        return page.say(msg("Not due"))
    if name.endswith("+"):
        return page.say(msg("{first} days and more", first=int(name[:-1])))
    first, _, last = name.partition("-")
    return page.say(msg("{first}–{last} days", first=int(first), last=int(last)))


def bar_label(page: PageRequest, balance: AgedBalance) -> str:
    """What a bar shows, for those who do not see it."""
    return ", ".join(
        f"{bucket(page, name)}: {page.money(amount, balance.currency)}"
        for name, amount in balance.buckets.items()
        if amount
    )
