"""Behaviour: how a customer pays, and how much is at stake with them.

In come the items of a whole report, the unallocated credit, the customers and
their history; out comes one :class:`Behaviour` for each customer and currency.
The period is that of the :mod:`~beancount_relance.analysis.collection_figures`: the year that ends
on the day.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import reduce

from beancount.core.amount import Amount

from beancount_relance.analysis.collection_figures import Period, credit_left
from beancount_relance.history.events import Event
from beancount_relance.history.note_kinds import PROMISE
from beancount_relance.history.promises import Promise, promise_of
from beancount_relance.language.messages import Message, msg, nmsg
from beancount_relance.policy.customers import Customers
from beancount_relance.policy.pace import Pace
from beancount_relance.policy.settings import Settings
from beancount_relance.receivables.allocation import Item, OpenCredit
from beancount_relance.values.dates import first_of_year_to
from beancount_relance.values.working_days import next_working_day

_FEW_LATE, _MANY_LATE = 10, 50  # percent


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How one customer paid in one currency.

    Attributes:
        customer: the customer's id.
        currency: the currency.
        exposure: what the customer owes, their unallocated credit deducted.
        limit: their credit limit, if they have one in this currency; other currencies are not
            converted into it.
        delay: the average delay of payment in days after the due date, negative if early:
            ``Σ amount × days / Σ amount`` over the payments of the period. Only money counts:
            a credit note or a write-off is no payment, and one taken back was none. It is what
            credit agencies call days beyond terms, weighted by amount
            (https://fitsmallbusiness.com/days-beyond-terms/, seen on 2026-11-22).
        invoices: how many invoices fell due in the period, before the day, or were paid in it.
        late: how many of them are open, or were paid or written off, after their due date; or
            after the next working day, if it was none: banks are closed. An invoice in
            instalments is late if one of them is.
        still_open: how many of the late ones are open.
        kept: the promises whose last day was in the period, or is to come, and that were kept.
        broken: those whose last day passed in the period and that were not.
    """

    customer: str
    currency: str
    exposure: Decimal
    limit: Decimal | None
    delay: Decimal | None
    invoices: int
    late: int
    still_open: int
    kept: int
    broken: int

    @property
    def over_limit(self) -> Decimal | None:
        """By how much the exposure is over the limit: ``exposure − limit``, or zero."""
        return None if self.limit is None else max(self.exposure - self.limit, Decimal())

    @property
    def share_late(self) -> Decimal | None:
        """How many percent of the invoices were late: ``late / invoices × 100``."""
        return Decimal(100 * self.late) / self.invoices if self.invoices else None

    def is_good(self, pace: Pace) -> bool:
        """Whether the customer pays so well that ``pace`` softens the ladder."""
        most = _FEW_LATE if pace.share_late is None else pace.share_late
        share = self.share_late
        enough = share is not None and self.invoices >= pace.invoices
        return enough and share is not None and share <= most and not self.broken

    def is_bad(self, pace: Pace) -> bool:
        """Whether the customer pays so badly that ``pace`` hastens the ladder."""
        least = _MANY_LATE if pace.share_late is None else pace.share_late
        share = self.share_late
        often = share is not None and self.invoices >= pace.invoices and share >= least
        return often or self.broken >= pace.broken_promises

    @property
    def summary(self) -> Message:
        """All that in one line."""
        facts = [
            fact
            for fact in (
                self._on_payment(),
                self._on_lateness(),
                self._on_promises(),
                self._on_limit(),
            )
            if fact is not None
        ]
        if not facts:
            return msg("nothing fell due or was paid in the last twelve months")
        return reduce(lambda before, next_: msg("{a}; {b}", a=before, b=next_), facts)

    def _on_payment(self) -> Message | None:
        if self.delay is None:
            return msg("no payment in the last twelve months") if self.late else None
        days = int(self.delay.to_integral_value(ROUND_HALF_UP))
        if days > 0:
            return nmsg(
                "pays {count} day late on average", "pays {count} days late on average", days
            )
        if days < 0:
            return nmsg(
                "pays {count} day early on average", "pays {count} days early on average", -days
            )
        return msg("pays on the due date on average")

    def _on_lateness(self) -> Message | None:
        if not self.invoices:
            return None
        if not self.late:
            return nmsg("{count} invoice, on time", "{count} invoices, all on time", self.invoices)
        late = nmsg(
            "{count} invoice of {invoices} late",
            "{count} invoices of {invoices} late",
            self.late,
            invoices=self.invoices,
        )
        if not self.still_open:
            return late
        left = nmsg("{count} of them open", "{count} of them open", self.still_open)
        return msg("{late}, {left}", late=late, left=left)

    def _on_promises(self) -> Message | None:
        if self.broken:
            return nmsg(
                "{count} promise of {promises} broken",
                "{count} promises of {promises} broken",
                self.broken,
                promises=self.kept + self.broken,
            )
        if self.kept:
            return nmsg("{count} promise kept", "{count} promises kept", self.kept)
        return None

    def _on_limit(self) -> Message | None:
        if not self.over_limit:
            return None
        return msg("{amount} over the credit limit", amount=Amount(self.over_limit, self.currency))


def behaviours(
    items: Iterable[Item],
    credits_: Iterable[OpenCredit],
    customers: Customers,
    events: Iterable[Event],
    settings: Settings,
    as_of: datetime.date,
) -> list[Behaviour]:
    """How the customers pay of whom there is anything to say, ordered by customer and currency.

    Args:
        items: all items of the report, open and settled.
        credits_: the customers' unallocated credit.
        customers: customers by id, for their credit limits.
        events: the history, for its promises.
        settings: the holidays that are kept.
        as_of: the last day of the period.
    """
    accounts: dict[tuple[str, str], list[Item]] = defaultdict(list)
    for item in items:
        accounts[item.invoice.customer, item.invoice.currency].append(item)
    promised: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        if event.kind == PROMISE.name:
            promised[event.customer].append(event)
    credit = credit_left(credits_, as_of)
    period = Period(first_of_year_to(as_of), as_of)
    found = []
    for (name, currency), theirs in sorted(accounts.items()):
        owed = sum((item.outstanding for item in theirs if item.is_open), Decimal())
        limit = customers[name].credit_limit
        delay = _delay(theirs, period)
        judged, late = _judged_and_late(theirs, period, settings.holidays)
        promises = list(_promises(promised[name], theirs, currency, period))
        if not (owed or judged or promises):
            continue
        found.append(
            Behaviour(
                customer=name,
                currency=currency,
                exposure=max(owed - credit.get((name, currency), Decimal()), Decimal()),
                limit=limit.number if limit and limit.currency == currency else None,
                delay=delay,
                invoices=len({item.invoice.reference for item in judged}),
                late=len({item.invoice.reference for item in late}),
                still_open=len({item.invoice.reference for item in late if item.is_open}),
                kept=sum(promise.kept for promise in promises),
                broken=sum(promise.broken(as_of) for promise in promises),
            )
        )
    return found


def _delay(items: Iterable[Item], period: Period) -> Decimal | None:
    paid = days = Decimal()
    for item in items:
        for day, amount in _payments(item):
            if day in period:
                paid += amount
                days += amount * (day - item.invoice.due).days
    return days / paid if paid else None


def _payments(item: Item) -> list[tuple[datetime.date, Decimal]]:
    """The payments that stayed: what was taken back was none."""
    return [(part.date, part.amount) for part in item.settled if part.kind == "payment"]


def _judged_and_late(
    items: Iterable[Item], period: Period, holidays: str | None
) -> tuple[list[Item], list[Item]]:
    """The items that fell due or were paid in the period; and those of them that were late.

    Late is what is open, or was paid or written off, after the last day on which
    a bank could have paid it in time.
    """
    judged, late = [], []
    for item in items:
        due = item.invoice.due
        paid = [day for day, _ in _payments(item)]
        fell_due = period.first <= due < period.last
        if not fell_due and not any(day in period for day in paid):
            continue
        judged.append(item)
        ends = paid + [part.date for part in item.settled if part.kind == "write-off"]
        if item.is_open:
            ends.append(period.last)
        last = next_working_day(due, holidays)
        if any(day > last for day in ends):
            late.append(item)
    return judged, late


def _promises(
    events: Iterable[Event], items: Sequence[Item], currency: str, period: Period
) -> Iterable[Promise]:
    """The promises of the period that were about something in this currency."""
    for event in events:
        about = [item for item in items if item.key in event.items]
        if about and (event.amount is None or event.amount.currency == currency):
            promise = promise_of(event, about)
            if promise.until >= period.first:
                yield promise
