"""Which items go into one communication, and which must wait for the next one.

A customer gets one communication at a time. It is at the highest stage that is due. An item
whose own stage is lower joins it if it may; see
:meth:`~beancount_relance.dunning.next_stage.CustomerProcedures.may_join`. The others keep their
place: the communication only mentions that they are due as well, and their own stage comes after
the minimum gap. It then goes first, so that nothing is put off again and again.

An item whose next stage is that very stage goes along before its own turn, if the days since
its last stage are over: nobody gets two formal notices or two visits within a few days. What had
to give way to a contact about another item waits a few days more for an item that would otherwise
come right after it: nobody gets two streams of letters. And who is late already gets no courtesy
note about what is not due yet.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.dunning.decision import Decision, disputed_part, letter_sent, when
from beancount_relance.dunning.gaps import day_after, free_from
from beancount_relance.dunning.item_state import SENT, WITH_OTHERS
from beancount_relance.dunning.next_stage import CustomerProcedures
from beancount_relance.dunning.occasion import Occasion
from beancount_relance.dunning.reasons import Reason
from beancount_relance.history.note_kinds import DISPUTE, PROMISE
from beancount_relance.language.messages import Message, msg
from beancount_relance.policy.customers import Customers
from beancount_relance.policy.procedures import INSTALMENT, Stage
from beancount_relance.policy.settings import Settings
from beancount_relance.receivables.invoices import references_of
from beancount_relance.values.working_days import next_working_day

_ELSEWHERE = frozenset(("ladder-done", *WITH_OTHERS))
_IN_ARREARS = _ELSEWHERE | {DISPUTE.name, PROMISE.name}


class Group(Struct, frozen=True):
    """The decisions that are carried out in one communication.

    Attributes:
        together: the decisions, each with a stage.
        also_due: decisions about overdue items of the customer that are only mentioned.
    """

    together: tuple[Decision, ...]
    also_due: tuple[Decision, ...] = ()


def communications(
    decisions: Iterable[Decision],
    occasions: Iterable[Occasion],
    customers: Customers,
    settings: Settings,
    as_of: datetime.date,
    horizon: datetime.date,
) -> tuple[list[Group], list[Decision]]:
    """Group the decisions due until ``horizon``, and return the others separately.

    Args:
        decisions: one decision for each open item, by due date.
        occasions: the stages triggered by events until ``horizon``.
        customers: the customers by id.
        settings: the settings, for the procedures, the minimum gap and the holidays.
        as_of: the day. What is due on it or before is one communication.
        horizon: the last day.
    """
    reminders = {
        occasion.customer: occasion
        for occasion in occasions
        if occasion.stage.name == INSTALMENT and occasion.due_on <= as_of
    }
    acting: dict[str, list[Decision]] = defaultdict(list)
    waiting: list[Decision] = []
    as_well: list[Decision] = []
    for decision in decisions:
        if decision.due_on is None:
            waiting.append(decision)
            continue
        acting[decision.item.invoice.customer].append(decision)
        if decision.disputed:
            as_well.append(disputed_part(decision))
        elif decision.sent is not None:
            as_well.append(letter_sent(decision))
    announced = {o.customer: o.due_on for o in occasions if o.stage.name == INSTALMENT}
    arrears: dict[str, list[Decision]] = defaultdict(list)
    for each in waiting:
        if each.why in _IN_ARREARS and each.item.invoice.is_overdue(as_of):
            arrears[each.item.invoice.customer].append(each)
    groups: list[Group] = []
    for name, theirs in acting.items():
        procedures = CustomerProcedures(customers[name], settings)
        announcement = announced.get(name)
        case = _CustomerGroups(procedures, as_of, horizon, arrears[name], announcement)
        found, apart = case.groups(theirs, reminders.get(name))
        groups += found
        waiting += apart
    shown = {each.item.key for each in waiting if each.why == SENT}
    as_well = [each for each in as_well if each.why != SENT or each.item.key not in shown]
    return groups, waiting + as_well


class _CustomerGroups(Struct, frozen=True):
    """The communications with one customer.

    Attributes:
        procedures: the customer's procedures.
        as_of: the day.
        horizon: the last day.
        arrears: what is overdue, and waits for what the customer, you, or others do.
        instalment: the day of the reminder of an instalment, if one is coming.
    """

    procedures: CustomerProcedures
    as_of: datetime.date
    horizon: datetime.date
    arrears: Sequence[Decision]
    instalment: datetime.date | None

    def groups(
        self, decisions: Sequence[Decision], reminder: Occasion | None
    ) -> tuple[list[Group], list[Decision]]:
        """Return the communications in order of date, and the decisions for later."""
        pending = [*decisions]
        if reminder is not None and reminder.until is not None:
            first = msg("the reminder of the instalment of {due}", due=reminder.until)
            free = day_after(reminder.stage, self.as_of, self.procedures.settings)
            pending = [self._after(each, self.as_of, first, free) for each in pending]
        groups: list[Group] = []
        waiting: list[Decision] = []
        while pending:
            day = max(self.as_of, min(due_on for _, due_on, _ in _acting(pending)))
            if day > self.horizon:
                return groups, [*waiting, *map(_not_due, pending)]
            looked = [(each, self._left_out(each, pending, day)) for each in pending]
            left_out = [out for _, out in looked if out is not None]
            if left_out:
                waiting += left_out
                pending = [each for each, out in looked if out is None]
                continue
            ready = [each for each, due_on, _ in _acting(pending) if due_on <= day]
            later = [each for each, due_on, _ in _acting(pending) if due_on > day]
            together, apart = self._split(ready, day)
            companions = self._companions(together, later, day)
            if companions and not apart:
                pending = [*(self._waiting_for(each, companions) for each in ready), *later]
                continue
            others = self._others(together, later, day)
            joined = {each.item.key for each in others}
            together = [*together, *others]
            later = [each for each in later if each.item.key not in joined]
            overdue = [each for each in (*apart, *later) if each.item.invoice.is_overdue(day)]
            overdue += [each for each in self.arrears if each.why in _ELSEWHERE]
            groups.append(Group(tuple(together), tuple(overdue) if _is_late(together) else ()))
            first = _what(together)
            free = day_after(_highest(together), day, self.procedures.settings)
            pending = [self._after(each, day, first, free) for each in (*later, *apart)]
        return groups, waiting

    def _left_out(
        self, decision: Decision, pending: Iterable[Decision], day: datetime.date
    ) -> Decision | None:
        """Return the decision to wait for an item that gets no courtesy note, if it gets none.

        Who is late already gets none, nor who is reminded of an instalment in these days.
        """
        if decision.stage is None or decision.stage.after >= 0:
            return None
        if self.arrears or any(
            stage.after >= 0 and each.item.invoice.is_overdue(day)
            for each, _, stage in _acting(pending)
        ):
            text = msg("not yet due: left out, as the customer is late with others")
            return _not_mentioned(decision, text)
        reminded = self.instalment
        if reminded is not None and day <= reminded < free_from(day, self.procedures.settings):
            text = msg("not yet due: left out, as an instalment is reminded on {day}", day=reminded)
            return _not_mentioned(decision, text)
        if decision.due_on is not None and decision.due_on >= decision.item.invoice.due:
            return _not_mentioned(decision, msg("not yet due: left out, as it would come too late"))
        return None

    def _split(
        self, ready: Sequence[Decision], day: datetime.date
    ) -> tuple[list[Decision], list[Decision]]:
        """Return those who go together, and those who go later."""
        together = self._joining(ready, _highest(ready), day)
        keys = {each.item.key for each in together}
        waited = [each for each in ready if each.passed_over and each.item.key not in keys]
        if waited:
            together = self._joining(ready, _highest(waited), day)
            keys = {each.item.key for each in together}
        return together, [each for each in ready if each.item.key not in keys]

    def _joining(self, ready: Sequence[Decision], top: Stage, day: datetime.date) -> list[Decision]:
        """Return the decisions that go into a communication at a stage."""
        return [
            decision
            for decision, _, stage in _acting(ready)
            if stage.after <= top.after
            and (
                stage.name == top.name  # its own turn
                or self.procedures.may_join(decision.item, top.name, decision.standing, day)
            )
        ]

    def _others(
        self, together: Sequence[Decision], later: Sequence[Decision], day: datetime.date
    ) -> list[Decision]:
        """Return overdue items that go along, although their own turn comes later.

        These are the other instalments of the same invoices, because a note names the invoice
        and so would be about them anyway; and the items whose next stage this is, if the days
        since their last one are over.
        """
        top = _highest(together)
        shared = {_invoice_of(each) for each in together if each.item.invoice.parts > 1}
        return [
            _along(each)
            for each, _, stage in _acting(later)
            if each.item.invoice.is_overdue(day)
            and (_invoice_of(each) in shared or self._goes_along(each, stage, top, day))
            and self.procedures.may_join(each.item, top.name, each.standing, day)
        ]

    def _goes_along(self, decision: Decision, stage: Stage, top: Stage, day: datetime.date) -> bool:
        """Return whether a communication is the next stage of an item, and not too soon for it."""
        soonest = decision.may_go_along
        is_next = stage.name == top.name and soonest is not None and soonest <= day
        return is_next and (
            decision.standing.reminded or not self.procedures.reminds_in_writing(top.name)
        )

    def _companions(
        self, together: Sequence[Decision], later: Sequence[Decision], day: datetime.date
    ) -> Sequence[tuple[datetime.date, Decision]]:
        """Return the items that a communication waits for, with the day on which each may go along.

        It waits only if it had to give way to one about something else already, and only for
        items that would otherwise come next, within the minimum gap.
        """
        top = _highest(together)
        if top.after < 0 or not any(each.gave_way for each in together):
            return ()
        first = min(due_on for _, due_on, _ in _acting(together))
        after = day_after(top, first, self.procedures.settings)
        return [
            (joint, each)
            for each, due_on, stage in _acting(later)
            if stage.after <= top.after and each.item.invoice.is_overdue(day)
            if day < (joint := self._soonest(each, due_on, top)) < after
            and self.procedures.may_join(each.item, top.name, each.standing, joint)
        ]

    def _soonest(self, decision: Decision, due_on: datetime.date, top: Stage) -> datetime.date:
        """Return the first day on which an item can go along with a stage."""
        if decision.may_go_along is not None and self._goes_along(
            decision, decision.stage or top, top, decision.may_go_along
        ):
            holidays = self.procedures.settings.holidays
            return min(due_on, next_working_day(decision.may_go_along, holidays))
        return due_on

    def _waiting_for(
        self, decision: Decision, companions: Sequence[tuple[datetime.date, Decision]]
    ) -> Decision:
        """Put a decision off until the day on which all others can go along."""
        joint = max(day for day, _ in companions)
        text = msg(
            "not before {day}: then {invoices} can go along",
            day=joint,
            invoices=list(references_of([each.item for _, each in companions])),
        )
        if decision.stage is None:
            return replace(decision, gave_way=False)
        news = (Reason(text), Reason(when(decision.stage, joint, self.as_of)))
        return replace(decision, due_on=joint, chain=(*decision.chain[:-1], *news), gave_way=False)

    def _after(
        self, decision: Decision, day: datetime.date, first: Message, free: datetime.date
    ) -> Decision:
        """Postpone a decision due before ``free``, because something else goes first on ``day``."""
        if decision.stage is None or decision.due_on is None or decision.due_on >= free:
            return decision
        text = msg("not before {day}: {first} comes first", day=free, first=first)
        news = (Reason(text), Reason(when(decision.stage, free, self.as_of)))
        chain = (*decision.chain[:-1], *news)
        passed_over = decision.passed_over or decision.due_on <= day
        return replace(decision, due_on=free, chain=chain, passed_over=passed_over)


def _acting(
    decisions: Iterable[Decision],
) -> Iterator[tuple[Decision, datetime.date, Stage]]:
    """Yield the decisions that have a stage, with its day and the stage."""
    for decision in decisions:
        if decision.due_on is not None and decision.stage is not None:
            yield decision, decision.due_on, decision.stage


def _along(decision: Decision) -> Decision:
    """Return a decision that is carried out before its turn; its last reason says so."""
    text = msg("included now: its own turn would be on {day}", day=decision.due_on)
    return replace(decision, chain=(*decision.chain[:-1], Reason(text)))


def _highest(decisions: Iterable[Decision]) -> Stage:
    return max((stage for _, _, stage in _acting(decisions)), key=lambda stage: stage.after)


def _invoice_of(decision: Decision) -> tuple[str, str, datetime.date]:
    invoice = decision.item.invoice
    return invoice.reference, invoice.currency, invoice.date


def _is_late(decisions: Iterable[Decision]) -> bool:
    return _highest(decisions).after >= 0


def _what(decisions: Sequence[Decision]) -> Message:
    """Describe a communication: its stage and its invoices."""
    return msg(
        "{stage} ({invoices})",
        stage=_highest(decisions).title,
        invoices=list(references_of([decision.item for decision in decisions])),
    )


def _not_due(decision: Decision) -> Decision:
    if decision.sent is not None:
        return letter_sent(decision)
    return replace(decision, why="not-due", until=decision.due_on)


def _not_mentioned(decision: Decision, text: Message) -> Decision:
    """Return the decision to wait for an item that is not due yet, and the reason."""
    return replace(
        decision,
        stage=None,
        due_on=None,
        why="not-due",
        until=decision.item.invoice.due,
        chain=(*decision.chain, Reason(text)),
    )
