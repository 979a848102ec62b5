"""Dunning: for each open item what to do next, when, and why; or why not.

The *required* stage of an item is the first rung of its ladder that is not yet
done; it is to be done once its day has come:

    due_on(n) = max(due + after_n, done_m + (after_n − after_m))

where m is the last rung done; then not within the customer's min-gap, then on a
working day. No rung is jumped, repeated or lowered, and a missed day loses
nothing. Rungs before the due date lapse on it; a rung whose condition fails is
left out. An item can be held back: disputed, promised, under a plan, on hold,
covered by the customer's credit, insolvent, handed over, too small.

Whether a promise was kept is told by the payments that followed, never ticked.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from beancount.core.amount import Amount

from beancount_relance.ageing import days_overdue
from beancount_relance.allocation import PRESUMED, Item, OpenCredit, Settlement
from beancount_relance.customers import Customer
from beancount_relance.history import KINDS, Event
from beancount_relance.ladder import Procedure, Stage
from beancount_relance.messages import Message, Source, msg, nmsg
from beancount_relance.promises import promise_of
from beancount_relance.settings import Settings
from beancount_relance.workdays import next_working_day

ItemKey = tuple[str, str, str, int]

_DAY = datetime.timedelta(days=1)
_WAITS: Mapping[str, str] = {
    "dispute": "dispute",
    "hold": "hold",
    "insolvency": "insolvency",
    "handover": "handover",
    "filed": "court",
    "served": "court",
    "judgment": "court",
    "write-off": "write-off",
}
_SETTLED: Mapping[str, Message] = {
    "payment": msg("{amount} paid on {date}"),
    "credit-note": msg("{amount} by credit note on {date}"),
    "write-off": msg("{amount} written off on {date}"),
    "discount": msg("discount of {amount} on {date}"),
    "bank-fee": msg("bank fee of {amount} on {date}"),
    "exchange-difference": msg("exchange difference of {amount} on {date}"),
    "transfer": msg("{amount} transferred on {date}"),
    "reversal": msg("payment of {amount} taken back on {date}"),
    "other": msg("{amount} settled otherwise on {date}"),
}
WHY: Mapping[str, Message] = {
    "no-procedure": msg("no reminders for this customer"),
    "insolvency": msg("insolvency proceedings"),
    "court": msg("before the court"),
    "handover": msg("handed over"),
    "write-off": msg("write-off proposed"),
    "dispute": msg("disputed"),
    "hold": msg("on hold"),
    "plan": msg("payment plan respected"),
    "promise": msg("promise pending"),
    "covered": msg("covered by the customer’s credit"),
    "under-minimum": msg("below the minimum"),
    "ladder-done": msg("all stages done"),
    "not-due": msg("its day has not come"),
}
"""Why an item waits and how people say it, the reason that outweighs the others first."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One fact in the chain that led to a decision, and the line it stands on."""

    message: Message
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Broken:
    """A promise that was not kept, or the instalment of a plan that was missed.

    ``kind`` is ``promise`` or ``plan``; ``date`` the day of the promise;
    ``until`` its last day; ``amount`` is ``None`` if the whole was promised.
    """

    kind: str
    date: datetime.date
    until: datetime.date
    amount: Amount | None


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about one open item.

    Attributes:
        item: the item.
        level: the last stage done, if any.
        stage: the required stage; ``None`` if there is none or the item waits.
        due_on: the day from which the stage is to be done.
        why: the reason to wait, a key of :data:`WHY`; ``None`` if it does not.
        until: the last day of waiting, if that is known.
        chased: the part of the outstanding amount that is asked for.
        disputed: the part that is disputed and waits.
        broken: the promises and instalments on it that were not kept.
        chain: what the history and the ladder made of it, in the order of its steps.
        as_of: the day it was decided for.
    """

    item: Item
    level: Stage | None
    stage: Stage | None
    due_on: datetime.date | None
    why: str | None
    until: datetime.date | None
    chased: Decimal
    disputed: Decimal
    broken: tuple[Broken, ...]
    chain: tuple[Reason, ...]
    as_of: datetime.date

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The facts that led to the decision: what the books say, then the chain."""
        return (*facts_of(self.item, self.as_of), *self.chain)

    @property
    def waiting(self) -> Decimal:
        """The part of the outstanding amount that waits, if ``why`` says that it does."""
        if self.why == "dispute" and self.disputed:
            return self.disputed
        return self.chased if self.why == "not-due" else self.item.outstanding


def decide(
    items: Sequence[Item],
    credits_: Sequence[OpenCredit],
    events: Mapping[str, Sequence[Event]],
    customers: Mapping[str, Customer],
    settings: Settings,
    as_of: datetime.date,
) -> list[Decision]:
    """A decision for every open item, in the order of ``items``.

    Args:
        items: all items, open and settled: a promise counts what was paid on both.
        credits_: the customers' unallocated credit, deducted from what is asked.
        events: the history of each customer, in the order of its dates.
        customers: customers by id, for their procedures.
        settings: ladders, gaps, minima, holidays.
        as_of: the day to decide for.
    """
    by_customer: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        by_customer[item.invoice.customer].append(item)
    covered = _cover(items, credits_)
    decisions: dict[ItemKey, Decision] = {}
    for name, theirs in by_customer.items():
        if not any(item.is_open for item in theirs):
            continue
        customer = customers.get(name) or Customer(name)
        case = _Case(customer, theirs, events.get(name, ()), covered, settings, as_of)
        decisions.update((decision.item.key, decision) for decision in case.decide())
    return [decisions[item.key] for item in items if item.is_open]


def _shares(event: Event, about: Iterable[Item]) -> dict[ItemKey, Decimal]:
    """How an event's amount falls on its items: the oldest due first, each up to what is open."""
    left = event.amount.number or Decimal() if event.amount else Decimal()
    shares = {}
    for item in about:
        same = event.amount is not None and event.amount.currency == item.invoice.currency
        shares[item.key] = min(left, item.outstanding) if same else Decimal()
        left -= shares[item.key]
    return shares


def disputed_part(decision: Decision) -> Decision:
    """The decision about the disputed part of an item whose rest is chased: to wait."""
    chain = (*decision.chain[:-1], Reason(_waits("dispute", None)))
    return replace(decision, stage=None, due_on=None, why="dispute", until=None, chain=chain)


def procedure_for(item: Item, customer: Customer, settings: Settings) -> Procedure:
    """The ladder of an item: its invoice's own, its customer's, or that of the kind."""
    by_kind = {"business": "standard"}.get(customer.kind, customer.kind)
    return settings.procedures[item.invoice.procedure or customer.procedure or by_kind]


def _cover(items: Iterable[Item], credits_: Iterable[OpenCredit]) -> dict[ItemKey, Decimal]:
    """How much of each open item the customer's unallocated credit covers, oldest due first."""
    left: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for credit in credits_:
        left[credit.credit.customer, credit.credit.currency] += credit.amount
    covered: dict[ItemKey, Decimal] = {}
    for item in items:
        account = item.key[:2]
        amount = min(left[account], item.outstanding) if item.is_open else Decimal()
        if amount > 0:
            left[account] -= amount
            covered[item.key] = amount
    return covered


@dataclass
class _State:
    """What the history makes of one item, gathered event by event."""

    level: int = -1
    done_on: datetime.date | None = None
    waits: dict[str, datetime.date | None] = field(default_factory=dict)
    not_before: datetime.date | None = None
    disputed: Decimal = Decimal()
    broken: list[Broken] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)

    def wait(self, why: str, until: datetime.date | None = None) -> None:
        """Wait for this, beside what is waited for already."""
        self.waits[why] = until

    def go_on(self, why: str, day: datetime.date | None = None) -> None:
        """End one waiting; the next stage comes on ``day`` at the earliest."""
        self.waits.pop(why, None)
        if day is not None:
            self.not_before = max(self.not_before or day, day)

    def resume(self, day: datetime.date) -> None:
        """End all waiting; the next stage comes on ``day`` at the earliest."""
        for why in tuple(self.waits):
            self.go_on(why, day)
        self.disputed = Decimal()

    def heaviest(self) -> str | None:
        """The reason to wait that outweighs the others."""
        return next((why for why in WHY if why in self.waits), None)


@dataclass
class _Case:
    """One customer: all items and all that happened."""

    customer: Customer
    items: Sequence[Item]
    events: Sequence[Event]
    covered: Mapping[ItemKey, Decimal]
    settings: Settings
    as_of: datetime.date

    def decide(self) -> list[Decision]:
        states = {item.key: _State() for item in self.items if item.is_open}
        open_items = [item for item in self.items if item.is_open]
        for event in self.events:
            self._apply(event, open_items, states)
        decisions = [self._decision(item, states[item.key]) for item in open_items]
        return [self._unless_small(decision, decisions) for decision in decisions]

    # History

    def _apply(self, event: Event, items: Sequence[Item], states: Mapping[ItemKey, _State]) -> None:
        if event.kind == "insolvency":  # a matter of the customer, whatever it is linked to
            about = list(items)
        else:
            about = [item for item in items if item.key in event.items]
        if event.kind not in KINDS:
            self._apply_stage(event, about, states)
            return
        shares = _shares(event, about)
        for item in about:
            self._apply_event(event, item, states[item.key], shares)

    def _apply_stage(
        self, event: Event, about: Sequence[Item], states: Mapping[ItemKey, _State]
    ) -> None:
        """Move the items up to the stage that was done.

        One communication speaks of several items at the highest stage among
        them; each keeps its own level. So an item that was not there yet has
        done the stage it was at, as long as one of them was there.
        """
        late = [item for item in about if item.invoice.due < event.date]
        if late:  # of an invoice in instalments, the one that is late was meant
            references = {item.invoice.reference for item in late}
            about = [i for i in about if i in late or i.invoice.reference not in references]
        required = {
            item.key: self._required(item, states[item.key].level, event.date, []) for item in about
        }
        rungs = {item.key: self._procedure(item).index(event.kind) for item in about}
        reached = any(
            (rung := rungs[key]) is not None and (index is None or index >= rung)
            for key, index in required.items()
        )
        for item in about:
            state, rung, index = states[item.key], rungs[item.key], required[item.key]
            stages = self._procedure(item).stages
            if rung is not None and reached and index is not None:
                rung = min(rung, index)
            if rung is not None and rung > state.level:
                state.level, state.done_on = rung, event.date
            if rung is None or state.level < 0:
                title = Message("{kind}", {"kind": event.kind})
            else:
                title = stages[rung].title
            text = msg(
                "{stage} done on {date}: “{text}”", stage=title, date=event.date, text=event.text
            )
            state.reasons.append(Reason(text, event.source))

    def _apply_event(
        self, event: Event, item: Item, state: _State, shares: Mapping[ItemKey, Decimal]
    ) -> None:
        currency = item.invoice.currency
        said = msg("{kind} on {date}", kind=KINDS[event.kind], date=event.date)
        match event.kind:
            case "promise" if event.amount is None or event.amount.currency == currency:
                said = self._apply_promise(event, self._about(event, currency), state)
            case "plan":
                said = self._apply_plan(event, self._about(event, currency), state)
            case ("hold" | "dispute") as kind if event.until and event.until < self.as_of:
                state.go_on(kind, event.until + _DAY)
            case "dispute" if event.amount and event.amount.currency == currency:
                state.disputed = shares[item.key]
                said = msg("dispute of {date} over {amount}", date=event.date, amount=event.amount)
            case "resume":
                state.resume(event.date)
            case kind if kind in _WAITS:
                state.wait(_WAITS[kind], event.until)
        text = msg("{fact}: “{text}”", fact=said, text=event.text)
        state.reasons.append(Reason(text, event.source))

    def _about(self, event: Event, currency: str) -> list[Item]:
        """The items in one currency that an event speaks of, open or settled since."""
        return [
            item
            for item in self.items
            if item.key in event.items and item.invoice.currency == currency
        ]

    def _apply_promise(self, event: Event, about: Sequence[Item], state: _State) -> Message:
        promise = promise_of(event, about)
        facts = {"date": promise.date, "until": promise.until, "amount": promise.amount}
        if promise.kept:
            state.go_on("promise")
            return msg("promise of {date} to pay {amount} by {until}, kept", **facts)
        if not promise.broken(self.as_of):
            state.wait("promise", promise.until)
            return msg("promise of {date} to pay {amount} by {until}, pending", **facts)
        state.broken.append(Broken("promise", event.date, promise.until, event.amount))
        state.go_on("promise", promise.until + _DAY)
        return msg("promise of {date} to pay {amount} by {until}, broken", **facts)

    def _apply_plan(self, event: Event, about: Sequence[Item], state: _State) -> Message:
        paid = sum((item.paid_between(event.date, self.as_of) for item in about), Decimal())
        expected = Decimal()
        for instalment in event.plan:
            expected += instalment.amount.number or Decimal()
            if paid >= expected:
                continue
            facts = {"date": event.date, "due": instalment.due, "amount": instalment.amount}
            if instalment.due >= self.as_of:
                state.wait("plan", instalment.due)
                return msg("plan of {date} respected, next {amount} on {due}", **facts)
            state.broken.append(Broken("plan", event.date, instalment.due, instalment.amount))
            state.go_on("plan", instalment.due + _DAY)
            return msg("plan of {date} broken, {amount} missing since {due}", **facts)
        state.go_on("plan")
        return msg("plan of {date}, all instalments paid", date=event.date)

    # Decision

    def _procedure(self, item: Item) -> Procedure:
        return procedure_for(item, self.customer, self.settings)

    def _required(
        self, item: Item, level: int, day: datetime.date, reasons: list[Reason]
    ) -> int | None:
        """The first rung above ``level`` that applies; ``None`` if none is left."""
        currency = item.invoice.currency
        for index, stage in enumerate(self._procedure(item).stages):
            if index <= level or (stage.after < 0 and day >= item.invoice.due):
                continue
            minimum = stage.minimum(currency)
            if minimum is not None and item.outstanding < minimum:
                text = msg(
                    "{stage} left out: {amount} is below its minimum of {minimum}",
                    stage=stage.title,
                    amount=Amount(item.outstanding, currency),
                    minimum=Amount(minimum, currency),
                )
                reasons.append(Reason(text))
                continue
            return index
        return None

    def _due_on(
        self, item: Item, state: _State, index: int, reasons: list[Reason]
    ) -> datetime.date:
        """The day from which the rung ``index`` is to be done."""
        stages = self._procedure(item).stages
        day = item.invoice.due + stages[index].after * _DAY
        if state.done_on is not None and state.level >= 0:
            day = max(day, state.done_on + (stages[index].after - stages[state.level].after) * _DAY)
        if state.not_before is not None:
            day = max(day, state.not_before)
        contacts = [
            event for event in self.events if event.kind == "contact" or event.kind not in KINDS
        ]
        if contacts:
            last = contacts[-1]
            free = last.date + self.settings.min_gap * _DAY
            if free > day:
                day = free
                text = nmsg(
                    "not before {day}: {count} day after the last contact, of {date}",
                    "not before {day}: {count} days after the last contact, of {date}",
                    self.settings.min_gap,
                    day=day,
                    date=last.date,
                )
                reasons.append(Reason(text, last.source))
        working = next_working_day(day, self.settings.holidays)
        if working != day:
            text = msg("{day} is no working day: {working}", day=day, working=working)
            reasons.append(Reason(text))
        return working

    def _decision(self, item: Item, state: _State) -> Decision:
        reasons = list(state.reasons)
        procedure = self._procedure(item)
        disputed = min(state.disputed, item.outstanding)
        covered = self.covered.get(item.key, Decimal())
        chased = max(item.outstanding - disputed - covered, Decimal())
        if covered:
            amount = Amount(covered, item.invoice.currency)
            reasons.append(
                Reason(msg("{amount} of the customer’s credit is deducted", amount=amount))
            )
        why = state.heaviest()
        until = state.waits[why] if why else None
        if not procedure.stages:
            why, until = "no-procedure", None
        elif why is None and disputed and disputed == item.outstanding:
            why = "dispute"
        elif why is None and chased == 0:
            why = "covered"
        stage = due_on = None
        if why is None:
            moved: list[Reason] = []
            index = self._required(item, state.level, self.as_of, reasons)
            if index is not None:
                due_on = self._due_on(item, state, index, moved)
                if procedure.stages[index].after < 0 and due_on >= item.invoice.due:
                    moved.clear()  # too late for a word before the due date
                    index = self._required(item, index, self.as_of, reasons)
                    due_on = None if index is None else self._due_on(item, state, index, moved)
            reasons += moved
            if index is None or due_on is None:
                why = "ladder-done"
            else:
                stage = procedure.stages[index]
                reasons.append(Reason(_when(stage, due_on, self.as_of)))
        if why is not None:
            reasons.append(Reason(_waits(why, until)))
        return Decision(
            item=item,
            level=procedure.stages[state.level] if state.level >= 0 else None,
            stage=stage,
            due_on=due_on,
            why=why,
            until=until,
            chased=chased,
            disputed=disputed,
            broken=tuple(state.broken),
            chain=tuple(reasons),
            as_of=self.as_of,
        )

    def _unless_small(self, decision: Decision, others: Sequence[Decision]) -> Decision:
        """The decision, or to wait if all that is late together is below the minimum."""
        currency = decision.item.invoice.currency
        minimum = self.settings.min_amount.get(currency)
        if minimum is None or decision.why is not None:
            return decision
        total = sum(
            (
                other.chased
                for other in others
                if other is decision
                or (
                    other.why is None
                    and other.item.invoice.currency == currency
                    and other.item.invoice.due < self.as_of
                )
            ),
            Decimal(),
        )
        if total >= minimum:
            return decision
        text = msg(
            "waits: {amount} in all is below the minimum of {minimum}",
            amount=Amount(total, currency),
            minimum=Amount(minimum, currency),
        )
        chain = (*decision.chain[:-1], Reason(text))
        return replace(decision, stage=None, due_on=None, why="under-minimum", chain=chain)


def facts_of(item: Item, as_of: datetime.date) -> list[Reason]:
    """What the books say of an item: the invoice, what settled it, how late it is."""
    invoice = item.invoice
    facts = {
        "invoice": invoice.reference,
        "amount": Amount(invoice.amount, invoice.currency),
        "date": invoice.date,
        "due": invoice.due,
        "basis": invoice.basis,
    }
    if invoice.parts > 1:
        text = msg(
            "{invoice}, instalment {part} of {parts}: {amount} invoiced on {date}, "
            "due on {due} ({basis})",
            part=invoice.part,
            parts=invoice.parts,
            **facts,
        )
    else:
        text = msg("{invoice}: {amount} invoiced on {date}, due on {due} ({basis})", **facts)
    reasons = [Reason(text, invoice.source)]
    reasons += [_settled(part, invoice.currency) for part in item.settled]
    if not item.is_open:
        return [*reasons, Reason(msg("settled"))]
    late = days_overdue(invoice.due, as_of)
    left = Amount(item.outstanding, invoice.currency)
    if late:
        text = nmsg(
            "{left} outstanding, {count} day overdue",
            "{left} outstanding, {count} days overdue",
            late,
            left=left,
        )
    else:
        text = msg("{left} outstanding, not yet due", left=left)
    return [*reasons, Reason(text)]


def _settled(part: Settlement, currency: str) -> Reason:
    form = _SETTLED[part.kind]
    text = msg(form.text, amount=Amount(abs(part.amount), currency), date=part.date)
    if part.basis == PRESUMED:
        text = msg("{fact}, presumed: oldest first", fact=text)
    return Reason(text, part.source)


def _when(stage: Stage, due_on: datetime.date, as_of: datetime.date) -> Message:
    if due_on > as_of:
        return msg("next: {stage} on {date}", stage=stage.title, date=due_on)
    if due_on == as_of:
        return msg("{stage} due today", stage=stage.title)
    return msg("{stage} due since {date}", stage=stage.title, date=due_on)


def _waits(why: str, until: datetime.date | None) -> Message:
    if until is None:
        return msg("waits: {why}", why=WHY[why])
    return msg("waits until {until}: {why}", until=until, why=WHY[why])
