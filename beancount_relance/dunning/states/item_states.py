"""Item states: what the history makes of each open item of a customer, event by event.

Payments show whether a promise or a plan was kept; nobody has to mark it.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from operator import itemgetter

from beancount_relance.dunning.next_stage import CustomerProcedures
from beancount_relance.dunning.reasons import Reason
from beancount_relance.dunning.states.agreed_payments import AgreedPayments, told_over
from beancount_relance.dunning.states.disputes import (
    PartialDispute,
    disputed_shares,
    still_disputed,
)
from beancount_relance.dunning.states.ended_disputes import end_dispute
from beancount_relance.dunning.states.item_state import ItemState
from beancount_relance.dunning.states.lapsed_notes import Lapsed
from beancount_relance.dunning.states.progress import InvoiceProgress, apply_stage
from beancount_relance.dunning.waiting_reasons import AGAIN
from beancount_relance.history.events import Event
from beancount_relance.history.insolvency import is_older
from beancount_relance.history.mail_kinds import REPLIED
from beancount_relance.history.note_kind import NoteKind, Wait
from beancount_relance.history.note_kinds import (
    BEFORE_THE_COURT,
    DISPUTE,
    EXTENSION,
    INSOLVENCY,
    NOTE_KINDS,
    PLAN,
    PROMISE,
)
from beancount_relance.history.promises import Promise, broken_promise
from beancount_relance.language.messages import Message, msg
from beancount_relance.policy.country_procedures import AFTER_THE_DEADLINE
from beancount_relance.policy.customers import CONSUMER
from beancount_relance.policy.procedures import FOLLOW_UP
from beancount_relance.receivables.invoices import Deferral
from beancount_relance.receivables.items import Item, ItemKey
from beancount_relance.values.working_days import next_working_day

_DAY = datetime.timedelta(days=1)


def item_states(
    items: Sequence[Item],
    events: Sequence[Event],
    procedures: CustomerProcedures,
    as_of: datetime.date,
) -> dict[ItemKey, ItemState]:
    """Return the state of each open item of one customer.

    Args:
        items: all items of the customer; payments on settled ones count towards promises.
        events: the customer's history, in order of date.
        procedures: the customer's procedures.
        as_of: the day.
    """
    if not events:  # as of most customers, whose items are all in the same state
        return dict.fromkeys((item.key for item in items if item.is_open), ItemState())
    return _StateReader(items, procedures, as_of).read(events)


def what_happened(
    item: Item,
    items: Sequence[Item],
    events: Sequence[Event],
    procedures: CustomerProcedures,
    as_of: datetime.date,
) -> list[Reason]:
    """Return the history of one item as reasons, even if it has been settled since."""
    return _StateReader(items, procedures, as_of, also=item).read(events)[item.key].reasons


class _StateReader:
    """Applies the events of one customer to the states of the items."""

    def __init__(
        self,
        items: Sequence[Item],
        procedures: CustomerProcedures,
        as_of: datetime.date,
        also: Item | None = None,
    ) -> None:
        self._items = items
        self._procedures = procedures
        self._as_of = as_of
        self._also = also
        self._places = {item.key: place for place, item in enumerate(items)}
        self._followed = [item for item in items if item.is_open or item is also]
        self._filed: frozenset[ItemKey] = frozenset()
        self._noticed: dict[ItemKey, Item] = {}
        self._resumed: dict[ItemKey, list[datetime.date]] = defaultdict(list)  # still to come
        self._unread = False  # whether a reply waits for somebody to read it
        shared: dict[object, InvoiceProgress] = defaultdict(InvoiceProgress)
        self.states = {item.key: ItemState(shared[item.invoice.ladder]) for item in items}

    def read(self, events: Sequence[Event]) -> dict[ItemKey, ItemState]:
        for event in reversed(events):
            if event.resumes:
                for key in event.items:
                    self._resumed[key].append(event.date)
        moved = [(told, item) for item in self._followed for told in item.invoice.deferrals]
        happened: list[tuple[datetime.date, Event | tuple[Deferral, Item]]] = [
            (told.date, (told, item)) for told, item in moved
        ]
        happened += [(event.date, event) for event in events]
        for _, each in sorted(happened, key=itemgetter(0)) if moved else happened:
            if isinstance(each, Event):
                self._apply(each)
            else:
                told, item = each
                self.states[item.key].defer(told, item)
        return self.states

    def _apply(self, event: Event) -> None:
        kind = NOTE_KINDS.get(event.kind)
        if self._procedures.is_contact(event.kind):
            for key in event.items & self.states.keys():
                self.states[key].go_on(AGAIN)
                self.states[key].call_again = None
        if kind is None:
            self._apply_stage(event, self._items_of(event))
            return
        if self._unread and not kind.by_program:  # somebody has read what the customer wrote
            for state in self.states.values():
                state.go_on(REPLIED.name)
        self._unread = kind is REPLIED or (self._unread and kind.by_program)
        about = self._held_by(event, kind)
        shares = disputed_shares(event, ((i, self.states[i.key].disputes) for i in about))
        agreed = AgreedPayments(event, self._items_of(event), self._procedures.settings.holidays)
        for item in about:
            said = self._apply_event(event, kind, item, shares, agreed)
            lost = event.lost
            if lost is not None and item.key in lost.items:
                title = self._procedures.done_title(item, lost)
                said = msg("{stage} of {sent}, {fact}", stage=title, sent=lost.date, fact=said)
            text = msg("{fact}: “{text}”", fact=said, text=event.text)
            self.states[item.key].reasons.append(Reason(text, event.source, event.date))

    def _held_by(self, event: Event, kind: NoteKind) -> list[Item]:
        """Return the open items that a note is about, which is no stage."""
        if kind is INSOLVENCY:  # what was invoiced since then is owed in full
            return [item for item in self._followed if is_older(item.invoice, event)]
        if kind.about_everything:
            return self._followed
        keys = event.items
        if kind.court:  # a judgment is about what was filed, although more has fallen due since
            keys = (self._filed & keys if kind.after else None) or keys
            self._filed |= keys
        about = self._items_of(event)
        return [item for item in about if item.key in keys and (item.is_open or item is self._also)]

    def _items_of(self, event: Event) -> list[Item]:
        """Return the items that an event names, open and settled, in their order."""
        places = sorted(self._places[key] for key in event.items if key in self._places)
        return [self._items[place] for place in places]

    def _apply_stage(self, event: Event, about: Sequence[Item]) -> None:
        """Record a stage that was carried out, even for items that have been settled since."""
        then = [item for item in about if self._was_there(item, event.date)]
        if not event.by_name:  # what was held back was not meant, unless all of it was
            free = [item for item in then if not self.states[item.key].was_held(event.date)]
            then = free or then
        before = {item.key: self.states[item.key].lapsed for item in then}
        self._note_demands(then, event)
        for item in apply_stage(event, then, self.states, self._procedures):
            state = self.states[item.key]
            if state.noticed:
                self._noticed[item.key] = item
            self._give_time(event, item, before[item.key])
            if event.kind == FOLLOW_UP and BEFORE_THE_COURT.why in state.waits:
                state.waits[BEFORE_THE_COURT.why] = self._follow_up(event.date)
            title, date = self._procedures.done_title(item, event), event.date
            text = msg("{stage} done on {date}: “{text}”", stage=title, date=date, text=event.text)
            state.reasons.append(Reason(text, event.source, event.date))

    def _note_demands(self, about: Sequence[Item], event: Event) -> None:
        """Tell each item which formal notice of another invoice was running on the day of a stage.

        Its friendlier stages were left out, so a letter that it went along with is its own stage.
        """
        running = [
            each.invoice.reference
            for each in self._noticed.values()
            if self._is_running(each, event.date)
        ]
        for item in about:
            others = (name for name in running if name != item.invoice.reference)
            name = next(others, None)
            text = msg("the formal notice of {invoice} is running", invoice=name) if name else None
            self.states[item.key].demanded = text

    def _is_running(self, item: Item, day: datetime.date) -> bool:
        """Return whether the formal notice of an item had more stages to follow on a day."""
        state = self.states[item.key]
        if not state.noticed or state.was_held(day) or not self._was_there(item, day):
            return False
        return self._procedures.required(item, state.standing_on(day), day)[0] is not None

    def _give_time(self, event: Event, item: Item, lapsed: Lapsed | None) -> None:
        """Let all items of a plan wait for the days that a text about one of them gives."""
        if lapsed is None or lapsed.plan is None or self.states[item.key].lapsed is not None:
            return
        given = self._procedures.stage_for(item, event.kind).deadline or 0
        day = event.date + (given + AFTER_THE_DEADLINE) * _DAY
        free = next_working_day(day, self._procedures.settings.holidays)
        self.states[item.key].go_on(PLAN.name, free)
        for key, other in self.states.items():
            if other.lapsed is not None and other.lapsed.plan == lapsed.plan:
                if key not in event.items:
                    other.go_on(PLAN.name, free)
                other.lapsed = None

    def _was_there(self, item: Item, day: datetime.date) -> bool:
        """Return whether an item was open on ``day``, or is the one requested explicitly."""
        still = item.is_open or any(part.date >= day for part in item.settled)
        return still or item is self._also

    def _follow_up(self, step: datetime.date) -> datetime.date:
        """Return the day on which to follow up a court case after a step in it."""
        return step + self._procedures.settings.occasions.stage(FOLLOW_UP).after * _DAY

    def _apply_event(
        self,
        event: Event,
        kind: NoteKind,
        item: Item,
        shares: Mapping[ItemKey, Decimal],
        agreed: AgreedPayments,
    ) -> Message:
        """Apply an event other than a stage to an item, and return the event as a message."""
        state, currency = self.states[item.key], item.invoice.currency
        if kind is PROMISE and (event.amount is None or event.amount.currency == currency):
            return self._apply_promise(event, agreed.promise(currency), item)
        if kind is PLAN and any(part.amount.currency == currency for part in event.plan):
            return self._apply_plan(event, agreed, item)
        if event.resumes:
            self._resumed[item.key].pop()
            if state.disputed(item):
                end_dispute(state, item, event.date - _DAY, self._procedures)
            state.resume(event.date)
        elif kind is EXTENSION and not event.replaced_on and item.invoice.extended_from is not None:
            state.lapsed = Lapsed(EXTENSION.name, item.invoice.due)
        elif event.callback is not None:
            return self._apply_again(event, event.callback, kind, state)
        elif kind.waits is not None and not kind.promises_payment:
            return self._apply_wait(event, kind, kind.waits, item, shares[item.key])
        return _fact(event, kind)

    def _apply_wait(
        self, event: Event, kind: NoteKind, wait: Wait, item: Item, share: Decimal
    ) -> Message:
        state = self.states[item.key]
        if kind is DISPUTE:
            state.disputed_since = state.disputed_since or event.date
        until = event.until if kind.ends_by_itself else None
        if until is None and wait.days is not None:
            until = event.date + wait.days * _DAY
        if until is not None and until < self._as_of and not self._ends_before(until, item):
            state.go_on(wait.why, until + _DAY)
            part = [PartialDispute(event.date, share)]
            if kind is DISPUTE and (not event.amount or still_disputed(part, item)):
                end_dispute(state, item, until, self._procedures)
        elif kind is DISPUTE and event.amount:
            state.disputes.append(PartialDispute(event.date, share))
            return msg("dispute of {date} over {amount}", date=event.date, amount=event.amount)
        elif kind.court:
            state.wait(wait.why, self._follow_up(event.date))
        else:
            state.wait(wait.why, until)
            if event.agent is not None:
                return msg("handed over to {agent} on {date}", agent=event.agent, date=event.date)
        return _fact(event, kind)

    def _ends_before(self, until: datetime.date, item: Item) -> bool:
        """Return whether a note “resume” that is still to come ends what holds an item back."""
        to_come = self._resumed[item.key]
        return bool(to_come) and to_come[-1] <= until

    def _apply_again(
        self, event: Event, again: datetime.date, kind: NoteKind, state: ItemState
    ) -> Message:
        if again > self._as_of:
            state.wait(AGAIN, again - _DAY)
        else:
            state.go_on(AGAIN)
            state.call_again = again
        facts = {"kind": kind.label, "date": event.date, "again": again}
        return msg("{kind} on {date}, again on {again}", **facts)

    def _apply_promise(self, event: Event, promise: Promise, item: Item) -> Message:
        state = self.states[item.key]
        facts = {"date": promise.date, "until": promise.until, "amount": promise.amount}
        if promise.kept:  # any other pending promise still applies
            days = (state.kept_on, promise.kept_on)
            state.kept_on = max((day for day in days if day is not None), default=None)
            return msg("promise of {date} to pay {amount} by {until}, kept", **facts)
        if promise.replaced_on is not None:
            facts["day"] = promise.replaced_on
            return msg("promise of {date} to pay {amount} by {until}, replaced on {day}", **facts)
        if not promise.broken(self._as_of):
            if not any(broken.ends(event) for broken in state.broken):
                state.wait(PROMISE.name, promise.waits_until)
            return msg("promise of {date} to pay {amount} by {until}, pending", **facts)
        state.broken.append(broken_promise(event, promise))
        if self._ends_before(promise.waits_until, item):
            state.wait(PROMISE.name)
        else:
            state.go_on(PROMISE.name, promise.waits_until + _DAY)
        return msg("promise of {date} to pay {amount} by {until}, broken", **facts)

    def _apply_plan(self, event: Event, agreed: AgreedPayments, item: Item) -> Message:
        state, currency = self.states[item.key], item.invoice.currency
        plan = agreed.plan(currency, self._as_of)
        if plan.ended_on is not None:  # the note that ends the waiting follows
            state.wait(PLAN.name)
            return told_over(plan)
        if plan.next is None or plan.is_over:
            state.go_on(PLAN.name)
            return told_over(plan)
        goes_on = self._procedures.customer.kind == CONSUMER  # as they were told when it was agreed
        broken = agreed.missed(currency, self._as_of, alone=goes_on)
        if broken is None:
            state.wait(PLAN.name, plan.waits_until)
            facts = {"date": event.date, "due": plan.next.due, "amount": plan.next.amount}
            return msg("plan of {date} on track, next {amount} on {due}", **facts)
        state.broken.append(broken)
        state.go_on(PLAN.name, broken.waits_until + _DAY)
        if goes_on:
            asked = agreed.overdue_shares(currency, self._as_of)[item.key]
            state.lapsed = Lapsed(PLAN.name, broken.waits_until, event.source, asked)
        facts = {"date": event.date, "due": broken.until, "amount": broken.amount}
        return msg("plan of {date} broken, {amount} missing since {due}", **facts)


def _fact(event: Event, kind: NoteKind) -> Message:
    if event.about_address:
        return msg("address confirmed on {date}", date=event.date)
    if kind is EXTENSION and event.until is not None:
        return msg("due date moved to {until} on {date}", until=event.until, date=event.date)
    return msg("{kind} on {date}", kind=kind.label, date=event.opened or event.date)
