"""Calendar days: the dates of a report that belong in a calendar.

They are the days on which something is to be done or ends: actions, due ones on the next
working day; pending promises; the instalments of plans that are respected; the last day to
declare a claim; the ends of holds, disputes and waivers; the last day to sue for each open
invoice.

Each day has an id that is the same in every report, language and year, so that a calendar
moves an entry instead of showing it twice. It is a digest, which reveals no name.
"""

from __future__ import annotations

import datetime
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from beancount.core.amount import Amount

from beancount_relance.dunning.decision import Decision
from beancount_relance.history.events import Event
from beancount_relance.history.note_kinds import PLAN, PROMISE, WAITS, WAIVER
from beancount_relance.history.plans import plan_of
from beancount_relance.history.promises import promise_of
from beancount_relance.language.messages import Message, Source, msg
from beancount_relance.policy.customers import Customer
from beancount_relance.policy.procedures import DECLARATION
from beancount_relance.receivables.allocation import Item
from beancount_relance.receivables.invoices import references_of
from beancount_relance.report.report import Report
from beancount_relance.values.working_days import next_working_day

DAY_KINDS: Mapping[str, Message] = {
    "action": msg("to do"),
    "upcoming": msg("coming"),
    "promise": msg("promise to pay"),
    "instalment": msg("instalment"),
    "deadline": msg("time limit"),
    "hold": msg("end of waiting"),
    "limitation": msg("limitation"),
}
"""What a day is about, and how people call it."""

_ENDS = {wait.why: wait.end for wait in WAITS.values() if wait.end is not None}


@dataclass(frozen=True, slots=True)
class Day:
    """One entry of a calendar, of a whole day.

    Attributes:
        uid: the same as long as it is about the same thing.
        date: the day.
        kind: one of :data:`DAY_KINDS`.
        what: what is done or ends that day, without naming the customer.
        customer: whom it is about.
        invoices: how the invoices that it is about are called.
        amounts: what of them is in question, one for each currency.
    """

    uid: str
    date: datetime.date
    kind: str
    what: Message
    customer: Customer
    invoices: tuple[str, ...]
    amounts: tuple[Amount, ...]


def days_of(report: Report, book: str) -> list[Day]:
    """The days of a report, in their order.

    Args:
        report: the report.
        book: the ledger's name, which makes the ids its own.
    """
    maker = _Maker(report, book)
    found = [
        *maker.actions(),
        *maker.promises(),
        *maker.instalments(),
        *maker.ends(),
        *maker.waivers(),
        *maker.limitations(),
    ]
    return sorted(found, key=lambda day: (day.date, list(DAY_KINDS).index(day.kind), day.uid))


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes the days of one report."""

    report: Report
    book: str

    def actions(self) -> Iterator[Day]:
        """What is to be done, and the time limits that run for it."""
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
                    what = msg("last day to declare the claim")
                    yield self._day("deadline", until, what, items, amounts, key)

    def ends(self) -> Iterator[Day]:
        """The last days of holds and of disputes."""
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
        """The last days of promises that are pending, the latest promise first."""
        for event, about in self._events(PROMISE.name):
            promise = promise_of(event, about)
            left = (promise.amount.number or Decimal()) - promise.paid
            if left > 0 and not promise.broken(self.report.as_of):
                amounts = (Amount(left, promise.amount.currency),)
                open_ = [item for item in about if item.is_open]
                what = msg("promised")
                yield self._day("promise", promise.until, what, open_, amounts, (event.date,))

    def instalments(self) -> Iterator[Day]:
        """What is still to be paid of the plans that are respected, the latest plan first."""
        for event, about in self._events(PLAN.name):
            plan = plan_of(event, about, self.report.as_of)
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
        """The last days to pay what interest and fee are waived on, on that condition."""
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
        """The last day to sue for each open item, unless it has passed."""
        for item in self.report.open_items:
            last = self.report.claims.of(item).limitation
            if last is not None and last >= self.report.as_of:
                amounts = _amounts({item.invoice.currency: item.outstanding})
                yield self._day("limitation", last, msg("last day to sue"), [item], amounts, ())

    def _events(self, why: str) -> Iterator[tuple[Event, list[Item]]]:
        """The promises or plans that items wait for, with all their items of one currency."""
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
        # What is coming will be due: it keeps its id. The oldest item stands for all,
        # because others may join it.
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
