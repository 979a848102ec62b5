"""Which items go into one communication, and which must wait for the next one.

A customer gets one communication at a time. It is at the highest stage that is due. An item
whose own stage is lower joins it if it may; see
:meth:`~beancount_relance.dunning.next_stage.CustomerProcedures.may_join`. The others keep their
place: the communication only mentions that they are due as well, and their own stage comes after
the minimum gap. What has waited longest then goes first, so that nothing is put off for ever.

An item whose next stage is that very stage goes along before its own turn, if the days since
its last stage are over: nobody gets two formal notices or two visits within a few days. What had
to give way to a contact about another item waits a few days more for an item that would otherwise
come right after it: nobody gets two streams of letters. Nor does a letter that gives days to pay go
out while those of one about other invoices run; see
:mod:`~beancount_relance.dunning.communications.running_letters`. And who is late already gets no
courtesy note about what is not due yet.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.dunning.communications.companions import Companions, highest, with_stages
from beancount_relance.dunning.communications.occasion import Occasion
from beancount_relance.dunning.communications.running_letters import (
    RunningLetter,
    demands,
    held,
    held_by,
    last_letter,
    planned_letter,
)
from beancount_relance.dunning.decision import Decision, disputed_part, letter_sent, when
from beancount_relance.dunning.gaps import day_after, free_from
from beancount_relance.dunning.next_stage import CustomerProcedures
from beancount_relance.dunning.reasons import Reason
from beancount_relance.dunning.waiting_reasons import LADDER_DONE, NOT_DUE, SENT, WITH_OTHERS
from beancount_relance.history.note_kinds import DISPUTE, PROMISE
from beancount_relance.language.messages import Message, msg
from beancount_relance.policy.channels import CHANNELS
from beancount_relance.policy.customers import Customers
from beancount_relance.policy.procedures import INSTALMENT, Stage
from beancount_relance.policy.settings import Settings
from beancount_relance.receivables.invoices import references_of
from beancount_relance.receivables.items import ItemKey

_ELSEWHERE = frozenset((LADDER_DONE, *WITH_OTHERS))
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
    acting: dict[str, list[Decision]] = defaultdict(list)
    waiting: list[Decision] = []
    as_well: list[Decision] = []
    open_items: dict[str, list[Decision]] = defaultdict(list)
    for decision in decisions:
        open_items[decision.item.invoice.customer].append(decision)
        if decision.due_on is None:
            waiting.append(decision)
            continue
        acting[decision.item.invoice.customer].append(decision)
        if decision.disputed:
            as_well.append(disputed_part(decision))
        elif decision.sent is not None:
            as_well.append(letter_sent(decision))
    reminders: dict[str, list[Occasion]] = defaultdict(list)
    for occasion in occasions:
        if occasion.stage.name == INSTALMENT:
            reminders[occasion.customer].append(occasion)
    groups: list[Group] = []
    for name, theirs in acting.items():
        procedures = CustomerProcedures(customers[name], settings)
        case = _CustomerGroups(
            procedures,
            Companions(procedures),
            as_of,
            horizon,
            [each for each in open_items[name] if _is_arrears(each, as_of)],
            reminders.get(name, ()),
            last_letter(open_items[name], procedures),
        )
        found, apart = case.groups(theirs)
        groups += found
        waiting += apart
    together = [each for group in groups for each in group.together]
    taken = {each.item.key for each, due_on, _ in with_stages(together) if due_on <= as_of}
    waiting = [each for each in waiting if each.item.key not in taken]
    shown = {each.item.key for each in waiting if each.why == SENT}
    as_well = [each for each in as_well if each.why != SENT or each.item.key not in shown]
    return groups, waiting + as_well


class _CustomerGroups(Struct, frozen=True):
    """The communications with one customer.

    Attributes:
        procedures: the customer's procedures.
        companions: which items go along with others.
        as_of: the day.
        horizon: the last day.
        arrears: what is overdue, and waits for what the customer, you, or others do.
        reminders: the reminders of instalments, due or coming.
        letter: the last letter that gave days to pay.
    """

    procedures: CustomerProcedures
    companions: Companions
    as_of: datetime.date
    horizon: datetime.date
    arrears: Sequence[Decision]
    reminders: Sequence[Occasion]
    letter: RunningLetter | None

    def groups(self, decisions: Sequence[Decision]) -> tuple[list[Group], list[Decision]]:
        """Return the communications in order of date, and the decisions for later."""
        pending = [*decisions]
        groups: list[Group] = []
        waiting: list[Decision] = []
        letter = self.letter
        taken: set[ItemKey] = set()  # what was decided on before, and is in one of these groups
        while pending:
            day = max(self.as_of, min(due_on for _, due_on, _ in with_stages(pending)))
            if day > self.horizon:
                return groups, [*waiting, *map(_not_due, pending)]
            is_late = self._is_late(pending, day)
            looked = [(each, self._left_out(each, day, is_late=is_late)) for each in pending]
            left_out = [out for _, out in looked if out is not None]
            if left_out:
                waiting += left_out
                pending = [each for each, out in looked if out is None]
                continue
            ready = [each for each, due_on, _ in with_stages(pending) if due_on <= day]
            reminder = self._reminder_on(day)
            if reminder is not None and any(map(_reaches_them, ready)):
                pending = [self._after_the_reminder(each, reminder) for each in pending]
                continue
            later = [each for each, due_on, _ in with_stages(pending) if due_on > day]
            together, apart = self.companions.divided(ready, day)
            if letter is not None and (wait := held_by(letter, together, day)):
                pending = held(pending, wait, letter, self.as_of)
                continue
            companions = self.companions.awaited(together, later, day)
            if companions and not apart:
                pending = [*(self._waiting_for(each, companions) for each in ready), *later]
                continue
            others = self.companions.along_with(together, later, day)
            joined = {each.item.key for each in others}
            together = [*together, *others]
            later = [each for each in later if each.item.key not in joined]
            top = highest(together)
            decided = [] if taken else self._decided_before(top, day)
            taken |= {each.item.key for each in decided}
            overdue = [each for each in (*apart, *later) if each.item.invoice.is_overdue(day)]
            overdue += [
                each
                for each in self.arrears
                if each.why in _ELSEWHERE and each.item.key not in taken
            ]
            also_due = tuple(overdue) if top.after >= 0 else ()
            together = sorted((*together, *decided), key=lambda each: each.item.invoice.due)
            groups.append(Group(tuple(together), also_due))
            first = _what(top, together)
            if demands(top):
                letter = planned_letter(top, day, together, self.procedures)
            since = min(due_on for _, due_on, _ in with_stages(together))
            pending = [
                self._after(each, since if self._is_stuck(top, each) else day, first, top)
                for each in (*later, *apart)
            ]
        return groups, waiting

    def _decided_before(self, top: Stage, day: datetime.date) -> list[Decision]:
        """Return what a decision on legal action is about again, as nothing has followed since.

        These are the items that had a formal notice and this last stage: nobody weighs what a court
        costs for one invoice of several.
        """
        if CHANNELS[top.channel].is_contact:
            return []
        text = msg("decided on before, and still unpaid: included")
        news = (Reason(text), Reason(when(top, day, self.as_of)))
        return [
            replace(each, stage=top, due_on=day, why=None, chain=(*each.chain[:-1], *news))
            for each in self.arrears
            if each.why == LADDER_DONE
            and each.standing.noticed
            and each.level is not None
            and each.level.name == top.name
        ]

    def _is_late(self, pending: Iterable[Decision], day: datetime.date) -> bool:
        """Return whether the customer is late with anything on a day."""
        return bool(self.arrears) or any(
            stage.after >= 0 and each.item.invoice.is_overdue(day)
            for each, _, stage in with_stages(pending)
        )

    def _left_out(
        self, decision: Decision, day: datetime.date, *, is_late: bool
    ) -> Decision | None:
        """Return the decision to wait for an item that gets no courtesy note, if it gets none.

        Who is late already gets none, nor who is reminded of an instalment in these days.
        """
        if decision.stage is None or decision.stage.after >= 0:
            return None
        if is_late:
            text = msg("not yet due: left out, as the customer is late with others")
            return _not_mentioned(decision, text)
        free = free_from(day, self.procedures.settings)
        reminded = next((o.due_on for o in self.reminders if day <= o.due_on < free), None)
        if reminded is not None:
            text = msg("not yet due: left out, as an instalment is reminded on {day}", day=reminded)
            return _not_mentioned(decision, text)
        if decision.due_on is not None and decision.due_on >= decision.item.invoice.due:
            return _not_mentioned(decision, msg("not yet due: left out, as it would come too late"))
        return None

    def _waiting_for(
        self, decision: Decision, companions: Sequence[tuple[datetime.date, Decision]]
    ) -> Decision:
        """Put a decision off until the day on which all others can go along."""
        joint = max(day for day, _ in companions)
        text = msg(
            "not before {day}: then {invoices} can go along",
            day=joint,
            invoices=references_of([each.item for _, each in companions]),
        )
        if decision.stage is None:
            return replace(decision, gave_way=False)
        news = (Reason(text), Reason(when(decision.stage, joint, self.as_of)))
        return replace(decision, due_on=joint, chain=(*decision.chain[:-1], *news), gave_way=False)

    def _reminder_on(self, day: datetime.date) -> Occasion | None:
        """Return the reminder of an instalment on a day, or within the minimum gap before it."""
        settings = self.procedures.settings
        for each in self.reminders:
            sent = max(each.due_on, self.as_of)
            if each.until is not None and sent <= day < day_after(each.stage, sent, settings):
                return each
        return None

    def _after_the_reminder(self, decision: Decision, reminder: Occasion) -> Decision:
        """Postpone a decision that reaches the customer until after a reminder, if it is near."""
        if not _reaches_them(decision) or reminder.until is None:
            return decision
        first = msg("the reminder of the instalment of {due}", due=reminder.until)
        return self._after(decision, max(reminder.due_on, self.as_of), first, reminder.stage)

    def _is_stuck(self, top: Stage, decision: Decision) -> bool:
        """Return whether what goes first may stay undone for months, and others not be put off.

        It is a sheet for yourself, or cannot be sent for lack of an address.
        """
        has_a_way, stage = self.procedures.has_a_way, decision.stage
        is_mute = not has_a_way(top) and stage is not None and has_a_way(stage)
        return is_mute or not CHANNELS[top.channel].is_contact

    def _after(
        self, decision: Decision, day: datetime.date, first: Message, top: Stage
    ) -> Decision:
        """Postpone a decision that would come too soon after what goes first, on ``day``.

        Args:
            decision: the decision.
            day: the day of what goes first.
            first: what goes first.
            top: its stage.
        """
        if decision.stage is None or decision.due_on is None:
            return decision
        free = day_after(top, day, self.procedures.settings, decision.stage)
        if decision.due_on >= free:
            return decision
        text = msg("not before {day}: {first} comes first", day=free, first=first)
        news = (Reason(text), Reason(when(decision.stage, free, self.as_of)))
        chain = (*decision.chain[:-1], *news)
        passed_over = decision.passed_over or decision.due_on <= day
        return replace(decision, due_on=free, chain=chain, passed_over=passed_over)


def _is_arrears(decision: Decision, day: datetime.date) -> bool:
    """Return whether an item is overdue, and waits for what the customer, you, or others do."""
    waits = decision.due_on is None and decision.why in _IN_ARREARS
    return waits and decision.item.invoice.is_overdue(day)


def _what(top: Stage, decisions: Sequence[Decision]) -> Message:
    """Describe a communication: its stage and its invoices."""
    return msg(
        "{stage} ({invoices})",
        stage=top.title,
        invoices=references_of([decision.item for decision in decisions]),
    )


def _not_due(decision: Decision) -> Decision:
    if decision.sent is not None:
        return letter_sent(decision)
    return replace(decision, why=NOT_DUE, until=decision.due_on)


def _not_mentioned(decision: Decision, text: Message) -> Decision:
    """Return the decision to wait for an item that is not due yet, and the reason."""
    return replace(
        decision,
        stage=None,
        due_on=None,
        why=NOT_DUE,
        until=decision.item.invoice.due,
        chain=(*decision.chain, Reason(text)),
    )


def _reaches_them(decision: Decision) -> bool:
    """Return whether a stage is a contact with the customer, and no sheet for ourselves."""
    return decision.stage is None or CHANNELS[decision.stage.channel].is_contact
