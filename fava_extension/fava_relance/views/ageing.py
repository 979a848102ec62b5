"""The view Aged receivables: who owes what, and how overdue it is."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from beancount_relance.analysis.ageing import BY_INVOICE_DATE, NOT_DUE, AgedBalance
from beancount_relance.language.messages import Language, Message, msg
from beancount_relance.ledger.closing_entries import BEFORE_CLOSING
from beancount_relance.receivables.items import Balance
from fava_relance.page import PageRequest
from fava_relance.views.list_page import LENGTH, ListPage

_ROWS = 100


class BarSegment(Struct, frozen=True):
    """One bucket in a bar: its share of the longest bar, in percent.

    ``late`` is ``None`` before the due date; then it goes from 0 to 100 with the bucket.
    """

    share: Decimal
    late: int | None


class Ageing(Struct, frozen=True, dict=True):
    """The aged balance of the customers shown."""

    page: PageRequest

    @functools.cached_property
    def list_page(self) -> ListPage[AgedBalance]:
        """The balances to show now, those of each currency together."""
        by_amount = self.page.asked.by == "amount"
        found = sorted(
            self.page.aged, key=lambda each: (each.currency, -each.total if by_amount else 0)
        )
        return ListPage.of(found, self.page.asked.list_page, _ROWS)

    @property
    def tables(self) -> Sequence[tuple[AgedBalance, Sequence[AgedBalance]]]:
        """A table for each currency: amounts, and the lengths of bars, compare within one only.

        Returns:
            The total of each currency, and the balances on this page of the list. A currency
            without any balance is on the last page.
        """
        rows: dict[str, list[AgedBalance]] = {}
        for balance in self.list_page.rows:
            rows.setdefault(balance.currency, []).append(balance)
        is_last = self.list_page.number == self.list_page.count
        elsewhere = {balance.currency for balance in self.page.aged} if is_last else set()
        return [
            (total, rows.get(total.currency, ()))
            for total in self.totals
            if total.currency in rows or (is_last and total.currency not in elsewhere)
        ]

    @property
    def ways(self) -> Sequence[tuple[str | None, Message]]:
        """The ways to order a balance of several pages; the browser can sort only one page."""
        if self.list_page.count == 1:
            return ()
        return ((None, msg("by name")), ("amount", msg("by amount")))

    @property
    def first_rests(self) -> int:
        """How many unmatched amounts are shown below; the Exceptions view has all of them."""
        return LENGTH

    @property
    def before_closing(self) -> Message:
        """What is told if closing entries of the day do not count yet."""
        return BEFORE_CLOSING

    @property
    def totals(self) -> Sequence[AgedBalance]:
        """The totals by currency."""
        return self.page.aged_totals

    def unaged(self, total: AgedBalance) -> Sequence[tuple[Message, Decimal]]:
        """The amounts of a currency that are in no bucket, each with its title."""
        lines = (
            (msg("Unallocated credits"), -total.credits),
            (msg("Unidentified amounts"), total.unidentified),
            (msg("Differences within tolerance"), total.rests),
        )
        return [(title, amount) for title, amount in lines if amount]

    @property
    def by_invoice_date(self) -> bool:
        """Whether ageing is by invoice date."""
        return self.page.report.scale.by == BY_INVOICE_DATE

    @property
    def tie_outs(self) -> Mapping[str, Balance]:
        """The tie-out by currency; always that of the whole ledger."""
        return self.page.report.totals()

    def bar(self, balance: AgedBalance) -> Sequence[BarSegment]:
        """The bar of a customer, relative to the longest one of the same currency."""
        return segments(balance, self._longest[balance.currency])

    def whole_bar(self, total: AgedBalance) -> Sequence[BarSegment]:
        """The bar of a currency, at full length."""
        return segments(total, owed(total))

    def bar_label(self, balance: AgedBalance) -> str:
        """A text alternative for a bar."""
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
    """The amount that a bar shows; a bucket below zero has no length."""
    return sum((amount for amount in balance.buckets.values() if amount > 0), Decimal())


def segments(balance: AgedBalance, longest: Decimal) -> Sequence[BarSegment]:
    """The bar of a balance, relative to one of the length ``longest``."""
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
    return _heading(page.words, name)


@functools.lru_cache(maxsize=64)  # the label of each bar names them
def _heading(words: Language, name: str) -> str:
    if name == NOT_DUE:
        return words.render(msg("Not due"))
    if name.endswith("+"):
        return words.render(msg("{first} days or more", first=int(name[:-1])))
    first, _, last = name.partition("-")
    return words.render(msg("{first}–{last} days", first=int(first), last=int(last)))


def bar_label(page: PageRequest, balance: AgedBalance) -> str:
    """A text alternative for a bar."""
    return ", ".join(
        f"{bucket(page, name)}: {page.money(amount, balance.currency)}"
        for name, amount in balance.buckets.items()
        if amount
    )
