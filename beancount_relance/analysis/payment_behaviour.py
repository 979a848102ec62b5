"""Calculates how each customer pays, and the exposure to them.

The input is the items of a whole report, the unallocated credit, the customers and their
history. The output is one :class:`Behaviour` per customer and currency. The period is the year
that ends on the day, as in :mod:`~beancount_relance.analysis.collection_figures`.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import reduce

from beancount.core.amount import Amount
from msgspec import Struct

from beancount_relance.analysis.collection_figures import Period, credit_left
from beancount_relance.history.events import Event
from beancount_relance.history.note_kinds import PROMISE
from beancount_relance.history.promises import Promise, promise_of
from beancount_relance.language.messages import Message, msg, nmsg
from beancount_relance.policy.customers import Customers
from beancount_relance.policy.pace import Pace
from beancount_relance.policy.settings import Settings
from beancount_relance.receivables.items import Item, OpenCredit
from beancount_relance.values.dates import first_of_year_to
from beancount_relance.values.working_days import next_working_day

_FEW_LATE, _MANY_LATE = 10, 50  # percent


_LATEST = 8


class InvoicePaid(Struct, frozen=True):
    """How one invoice was paid, or was not.

    Attributes:
        reference: its number.
        days: the days after the due date on which its last part was paid, or that it has been
            open for; negative if early.
        is_open: whether it is still open.
        is_late: whether it was paid, or is open, after the due date.
    """

    reference: str
    days: int
    is_open: bool
    is_late: bool


class Behaviour(Struct, frozen=True):
    """How one customer paid in one currency.

    Attributes:
        customer: the customer's id.
        currency: the currency.
        exposure: what the customer owes, less their unallocated credit.
        limit: the customer's credit limit, if it is in this currency; amounts in other
            currencies are not converted.
        delay: the average delay of payment in days after the due date, negative if early:
            ``Σ amount × days / Σ amount`` over the payments of the period. Only money counts:
            credit notes, write-offs and reversed payments are not payments. Credit agencies
            call this figure days beyond terms, weighted by amount
            (https://fitsmallbusiness.com/days-beyond-terms/, checked on 2026-11-22).
        invoices: the number of invoices that fell due in the period before the day of the
            report, or were paid in the period.
        late: the number of these invoices that are still open after their due date, or were
            paid or written off after it. If the due date is not a working day, the next
            working day counts instead, because banks are closed. An invoice in instalments is
            late if one of them is.
        still_open: the number of late invoices that are still open.
        open_days: the days since the due date of the oldest open item, 0 if none is overdue. The
            delay only knows what was paid: who stopped paying may look punctual by it.
        latest: the last eight invoices that fell due, the latest last.
        open_late: the numbers of the late invoices that are still open.
        kept: the number of kept promises whose last day is in the period or still to come.
        broken: the number of broken promises whose last day was in the period.
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
    open_days: int = 0
    latest: tuple[InvoicePaid, ...] = ()
    open_late: frozenset[str] = frozenset()

    @property
    def over_limit(self) -> Decimal | None:
        """The amount by which the exposure exceeds the limit: ``exposure − limit``, or zero."""
        return None if self.limit is None else max(self.exposure - self.limit, Decimal())

    @property
    def share_late(self) -> Decimal | None:
        """The percentage of invoices that were late: ``late / invoices × 100``."""
        return Decimal(100 * self.late) / self.invoices if self.invoices else None

    def is_good(self, pace: Pace, chased: str) -> bool:
        """Whether the customer pays well enough for ``pace`` to soften the procedure.

        The invoice ``chased`` does not count as late: it is judged by how the others were paid.
        """
        most = _FEW_LATE if pace.share_late is None else pace.share_late
        own = int(chased in self.open_late)
        others, late = self.invoices - own, self.late - own
        enough = others > 0 and self.invoices >= pace.invoices
        return enough and 100 * late <= most * others and not self.broken

    def is_bad(self, pace: Pace) -> bool:
        """Whether the customer pays badly enough for ``pace`` to speed up the procedure."""
        least = _MANY_LATE if pace.share_late is None else pace.share_late
        share = self.share_late
        often = share is not None and self.invoices >= pace.invoices and share >= least
        return often or self.broken >= pace.broken_promises

    @property
    def summary(self) -> Message:
        """A summary on one line."""
        facts = [
            fact
            for fact in (
                self._on_limit(),
                self._on_promises(),
                self._on_open(),
                self._on_payment(),
                self._on_lateness(),
            )
            if fact is not None
        ]
        if not facts:
            return msg("nothing fell due or was paid in the last twelve months")
        return reduce(lambda before, next_: msg("{a}; {b}", a=before, b=next_), facts)

    def _on_open(self) -> Message | None:
        if not self.open_days:
            return None
        return nmsg("open: {count} day late", "open: up to {count} days late", self.open_days)

    def _on_payment(self) -> Message | None:
        if self.delay is None:
            return msg("no payment in the last twelve months") if self.late else None
        days = int(self.delay.to_integral_value(ROUND_HALF_UP))
        if days > 0:
            return nmsg(
                "paid: {count} day late on average", "paid: {count} days late on average", days
            )
        if days < 0:
            return nmsg(
                "paid: {count} day early on average", "paid: {count} days early on average", -days
            )
        return msg("paid: on the due date on average")

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
    """Calculate the behaviour of customers, ordered by customer and currency.

    Customers who owe nothing, and had neither invoices nor promises in the period, are left out.

    Args:
        items: all items of the report, open and settled.
        credits_: the customers' unallocated credit.
        customers: the customers by id, for their credit limits.
        events: the history, for its promises.
        settings: the settings, for the holidays.
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
        recent = [item for item in theirs if _is_recent(item, period)]
        delay = _delay(recent, period)
        judged, late = _judged_and_late(recent, period, settings.holidays)
        open_late = frozenset(item.invoice.reference for item in late if item.is_open)
        promises = list(_promises(promised[name], theirs, currency, period, settings.holidays))
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
                still_open=len(open_late),
                kept=sum(promise.kept for promise in promises),
                broken=sum(promise.broken(as_of) for promise in promises),
                open_days=_open_days(theirs, as_of),
                latest=_latest(judged, {item.invoice.reference for item in late}, as_of),
                open_late=open_late,
            )
        )
    return found


def _is_recent(item: Item, period: Period) -> bool:
    """Return whether anything happened to an item since the period began; of most, nothing has."""
    first = period.first
    return item.is_open or item.invoice.due >= first or any(p.date >= first for p in item.settled)


def _delay(items: Iterable[Item], period: Period) -> Decimal | None:
    paid = days = Decimal()
    for item in items:
        for day, amount in _payments(item):
            if day in period:
                paid += amount
                days += amount * (day - item.invoice.due).days
    return days / paid if paid else None


def _open_days(items: Iterable[Item], as_of: datetime.date) -> int:
    return max((max((as_of - i.invoice.due).days, 0) for i in items if i.is_open), default=0)


def _latest(
    judged: Iterable[Item], late: Collection[str], as_of: datetime.date
) -> tuple[InvoicePaid, ...]:
    """Return the last invoices that fell due; of instalments, the last one counts."""
    found: dict[str, Item] = {}
    for item in sorted(judged, key=lambda each: (each.invoice.due, each.invoice.reference)):
        if item.invoice.is_overdue(as_of):
            found.pop(item.invoice.reference, None)
            found[item.invoice.reference] = item
    return tuple(_paid(item, late, as_of) for item in list(found.values())[-_LATEST:])


def _paid(item: Item, late: Collection[str], as_of: datetime.date) -> InvoicePaid:
    due, name = item.invoice.due, item.invoice.reference
    ends = [as_of] if item.is_open else [part.date for part in item.settled]
    return InvoicePaid(name, (max(ends, default=due) - due).days, item.is_open, name in late)


def _payments(item: Item) -> list[tuple[datetime.date, Decimal]]:
    """Return the dates and amounts of the payments that were not reversed."""
    return [(part.date, part.amount) for part in item.payments]


def _judged_and_late(
    items: Iterable[Item], period: Period, holidays: str | None
) -> tuple[list[Item], list[Item]]:
    """Return the items that fell due or were paid in the period, and the late ones among them.

    An item is late if it was still open, paid or written off after the last day on which a
    bank could have paid it in time.
    """
    judged, late = [], []
    for item in items:
        due = item.invoice.due
        paid = [day for day, _ in _payments(item)]
        fell_due = period.first <= due < period.last
        if not fell_due and not any(day in period for day in paid):
            continue
        judged.append(item)
        ends = paid + [part.date for part in item.settled if part.is_write_off]
        if item.is_open:
            ends.append(period.last)
        last = next_working_day(due, holidays)
        if any(day > last for day in ends):
            late.append(item)
    return judged, late


def _promises(
    events: Iterable[Event],
    items: Sequence[Item],
    currency: str,
    period: Period,
    calendar: str | None,
) -> Iterable[Promise]:
    """Yield the promises of the period that concern items in this currency."""
    for event in events:
        about = [item for item in items if item.key in event.items]
        if about and (event.amount is None or event.amount.currency == currency):
            promise = promise_of(event, about, calendar)
            if promise.until >= period.first:
                yield promise
