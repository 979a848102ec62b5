"""Collects the dates of a report that belong in a calendar.

These are the days when something is to be done or ends: actions, where those already due are on
the next working day; pending promises to pay; the instalments of payment plans that are being
kept; the last day to declare a claim; the ends of holds, disputes and waivers; the days of
securities and other rights; and the last day to sue for each open invoice.

Each day has an identifier that stays the same in every report, language and year, so a calendar
moves an entry instead of showing it twice. It is a digest and reveals no name.
"""

from __future__ import annotations

import datetime
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from beancount.core.amount import Amount
from msgspec import Struct

from beancount_relance.dunning.decision import Decision
from beancount_relance.history.events import Event
from beancount_relance.history.note_kinds import PLAN, PROMISE, WAITS, WAIVER
from beancount_relance.history.plans import plan_of
from beancount_relance.history.promises import promise_of
from beancount_relance.language.messages import Message, Source, msg
from beancount_relance.policy.customers import Customer
from beancount_relance.policy.procedures import DECLARATION
from beancount_relance.receivables.invoices import references_of
from beancount_relance.receivables.items import Item
from beancount_relance.report.report import Report
from beancount_relance.values.working_days import next_working_day

DAY_KINDS: Mapping[str, Message] = {
    "action": msg("to do"),
    "upcoming": msg("upcoming"),
    "promise": msg("promise to pay"),
    "instalment": msg("instalment"),
    "deadline": msg("time limit"),
    "hold": msg("end of hold"),
    "limitation": msg("limitation period"),
}
"""The kinds of days, with their labels."""

_ENDS = {wait.why: wait.end for wait in WAITS.values() if wait.end is not None}


class Day(Struct, frozen=True):
    """An all-day entry of a calendar.

    Attributes:
        uid: an identifier that stays the same as long as the entry is about the same thing.
        date: the day.
        kind: one of :data:`DAY_KINDS`.
        what: what is to be done or ends that day, without the customer's name.
        customer: the customer.
        invoices: the numbers of the invoices concerned.
        amounts: the amounts concerned, one per currency.
    """

    uid: str
    date: datetime.date
    kind: str
    what: Message
    customer: Customer
    invoices: tuple[str, ...]
    amounts: tuple[Amount, ...]


def days_of(report: Report, book: str) -> list[Day]:
    """Return the days of a report, sorted by date.

    Args:
        report: the report.
        book: the ledger's name, which makes the identifiers unique to this ledger.
    """
    collector = _DayCollector(report, book)
    found = [
        *collector.actions(),
        *collector.promises(),
        *collector.instalments(),
        *collector.ends(),
        *collector.waivers(),
        *collector.rights(),
        *collector.limitations(),
    ]
    return sorted(found, key=lambda day: (day.date, list(DAY_KINDS).index(day.kind), day.uid))


class _DayCollector(Struct, frozen=True):
    """Collects the days of one report."""

    report: Report
    book: str

    def actions(self) -> Iterator[Day]:
        """Yield the actions, and the last days to declare a claim."""
        report = self.report
        today = next_working_day(report.as_of, report.settings.holidays)
        for kind, actions in (("action", report.actions), ("upcoming", report.agenda.upcoming)):
            for action in actions:
                day = today if kind == "action" else action.due_on
                items = [each.item for each in action.items]
                amounts = _amounts(action.outstanding)
                plan = action.occasion.plan if action.occasion else None
                key = (action.stage.name, plan.number if plan else "")
                yield self._day(kind, day, action.title, items, amounts, key)
                until = action.occasion.until if action.occasion else None
                if action.stage.name == DECLARATION and until is not None:
                    what = msg("last day to lodge the claim")
                    yield self._day("deadline", until, what, items, amounts, key)

    def ends(self) -> Iterator[Day]:
        """Yield the last days of holds and disputes."""
        groups: dict[tuple[str, str, datetime.date], list[Decision]] = defaultdict(list)
        for decision in self.report.agenda.waiting:
            why, until = decision.why, decision.until
            if why is not None and why in _ENDS and until is not None:
                groups[why, decision.item.invoice.customer, until].append(decision)
        for (why, _, until), group in groups.items():
            sums: dict[str, Decimal] = defaultdict(Decimal)
            for decision in group:
                sums[decision.item.invoice.currency] += decision.waiting
            items = [decision.item for decision in group]
            yield self._day("hold", until, _ENDS[why], items, _amounts(sums), (why, until))

    def promises(self) -> Iterator[Day]:
        """Yield the last days of pending promises, starting with the latest promise."""
        for event, about in self._events(PROMISE.name):
            promise = promise_of(event, about, self.report.settings.holidays)
            left = (promise.amount.number or Decimal()) - promise.paid
            if left > 0 and not promise.broken(self.report.as_of):
                amounts = (Amount(left, promise.amount.currency),)
                open_ = [item for item in about if item.is_open]
                what = msg("promised")
                yield self._day("promise", promise.until, what, open_, amounts, (event.date,))

    def instalments(self) -> Iterator[Day]:
        """Yield the unpaid instalments of plans that are being kept, latest plan first."""
        for event, about in self._events(PLAN.name):
            plan = plan_of(event, about, self.report.as_of, self.report.settings.holidays)
            left = plan.instalments[plan.number - 1 :]
            for number, part in enumerate(left, start=plan.number):
                what = msg(
                    "instalment {number} of {count}", number=number, count=len(plan.instalments)
                )
                missing = plan.missing if part is plan.next else None
                open_ = [item for item in about if item.is_open]
                key = (event.date, number)
                amounts = (missing or part.amount,)
                yield self._day("instalment", part.due, what, open_, amounts, key)

    def waivers(self) -> Iterator[Day]:
        """Yield the last days to pay to benefit from a conditional waiver of interest and fee."""
        groups: dict[tuple[datetime.date, Source, str], list[Item]] = defaultdict(list)
        for item in self.report.open_items:
            waiver = self.report.claims.of(item).waiver
            if waiver is not None and waiver.until is not None:
                groups[waiver.until, waiver.source, item.invoice.currency].append(item)
        for (until, _, currency), items in groups.items():
            left = sum((item.outstanding for item in items), Decimal())
            what = msg("last day of the waiver of interest")
            amounts = _amounts({currency: left})
            yield self._day("deadline", until, what, items, amounts, (WAIVER.name,))

    def limitations(self) -> Iterator[Day]:
        """Yield the last day to sue for each open item, unless it has passed."""
        for item in self.report.open_items:
            last = self.report.claims.of(item).limitation
            if last is not None and last >= self.report.as_of:
                amounts = _amounts({item.invoice.currency: item.outstanding})
                yield self._day("limitation", last, msg("last day to sue"), [item], amounts, ())

    def rights(self) -> Iterator[Day]:
        """Yield the days on which rights on open items run out or arise, unless they passed."""
        for each in self.report.rights:
            if each.day >= self.report.as_of:
                item = each.item
                amounts = _amounts({item.invoice.currency: item.outstanding})
                what = each.what
                if each.right.is_lost:
                    what = msg("last day: {what}", what=what)
                yield self._day("deadline", each.day, what, [item], amounts, (each.right.name,))

    def _events(self, why: str) -> Iterator[tuple[Event, list[Item]]]:
        """Yield the promises or plans that items wait for, once per currency, with the items."""
        waiting = {d.item.key for d in self.report.agenda.waiting if d.why == why}
        for event in reversed(self.report.events):
            if event.kind != why or waiting.isdisjoint(event.items):
                continue
            about = [i for i in self.report.allocation.items if i.key in event.items]
            currencies = {item.invoice.currency for item in about if item.key in waiting}
            waiting -= event.items
            for currency in sorted(currencies):
                yield event, [item for item in about if item.invoice.currency == currency]

    def _day(
        self,
        kind: str,
        date: datetime.date,
        what: Message,
        items: Sequence[Item],
        amounts: tuple[Amount, ...],
        key: Iterable[object],
    ) -> Day:
        # An upcoming action keeps its identifier when it becomes due. The oldest item
        # represents the group, because others may join later.
        space = "action" if kind == "upcoming" else kind
        text = "\0".join(map(str, (self.book, space, *key, *items[0].key)))
        return Day(
            uid=hashlib.sha256(text.encode()).hexdigest()[:32],
            date=date,
            kind=kind,
            what=what,
            customer=self.report.customer(items[0].invoice.customer),
            invoices=references_of(items),
            amounts=amounts,
        )


def _amounts(sums: Mapping[str, Decimal]) -> tuple[Amount, ...]:
    return tuple(Amount(number, currency) for currency, number in sums.items())
