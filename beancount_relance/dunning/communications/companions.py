"""Which items of a customer go along with others in one communication."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.dunning.decision import Decision
from beancount_relance.dunning.gaps import day_after
from beancount_relance.dunning.next_stage import CustomerProcedures
from beancount_relance.dunning.reasons import Reason
from beancount_relance.language.messages import msg
from beancount_relance.policy.procedures import Stage
from beancount_relance.receivables.items import ItemKey
from beancount_relance.values.working_days import next_working_day


class Companions(Struct, frozen=True):
    """Decides which items go along, by the procedures of their customer."""

    procedures: CustomerProcedures

    def joining(self, ready: Sequence[Decision], top: Stage, day: datetime.date) -> list[Decision]:
        """Return the decisions that go into a communication at a stage."""
        return [
            decision
            for decision, _, stage in with_stages(ready)
            if stage.after <= top.after
            and (
                stage.name == top.name  # its own turn
                or self.procedures.may_join(decision.item, top.name, decision.standing, day)
            )
        ]

    def divided(
        self, ready: Sequence[Decision], day: datetime.date
    ) -> tuple[list[Decision], list[Decision]]:
        """Return those who go together, and those who go later.

        They go at the highest stage that may also be about what was passed over for longest: so a
        reminder is not put off by letters about other invoices, nor a letter by their reminders.
        """
        waited = [each for each in ready if each.passed_over]
        first = min(waited, key=_since, default=None)
        keys: set[ItemKey] = set()
        together: list[Decision] = []
        stages = {(stage.after, stage.name): stage for _, _, stage in with_stages(ready)}
        for top in (stages[key] for key in sorted(stages, reverse=True)):
            together = self.joining(ready, top, day)
            keys = {each.item.key for each in together}
            if first is None or (first.item.key in keys and self._is_for(first, top, day)):
                break
        return together, [each for each in ready if each.item.key not in keys]

    def _is_for(self, decision: Decision, top: Stage, day: datetime.date) -> bool:
        """Return whether a communication at a stage is enough for an item that goes along.

        A call about others is none of its stages before its first reminder in writing, and who
        heard of it in one such call gets that reminder first.
        """
        item, own_day = decision.item, decision.own_day
        heard = own_day is not None and any(done.date >= own_day for done in decision.past)
        is_stage = self.procedures.may_reach(item, top.name, decision.standing, day)
        return decision.stage == top or is_stage or not heard

    def along_with(
        self, together: Sequence[Decision], later: Sequence[Decision], day: datetime.date
    ) -> list[Decision]:
        """Return overdue items that go along, although their own turn comes later.

        These are the other instalments of the same invoices, unless theirs is a harsher stage,
        because a note names the invoice and so would be about them anyway; the items whose next
        stage this is, if the days since their last one are over; and those that waited for the
        days of a letter about others.
        """
        top = highest(together)
        shared = {_invoice_of(each) for each in together}
        return [
            _along(each)
            for each, _, stage in with_stages(later)
            if each.item.invoice.is_overdue(day)
            and (
                (_invoice_of(each) in shared and stage.after <= top.after)
                or ((soonest := self._goes_along(each, stage, top)) is not None and soonest <= day)
                or _was_held(each, stage, top, day)
            )
            and self.procedures.may_join(each.item, top.name, each.standing, day)
        ]

    def _goes_along(self, decision: Decision, stage: Stage, top: Stage) -> datetime.date | None:
        """Return from when on a communication can be the next stage of an item, if it is one."""
        joins = stage.name == top.name and (
            decision.standing.reminded
            or decision.standing.demanded is not None  # whose reminder is left out
            or not self.procedures.reminds_in_writing(top.name)
        )
        return decision.may_go_along if joins else None

    def awaited(
        self, together: Sequence[Decision], later: Sequence[Decision], day: datetime.date
    ) -> Sequence[tuple[datetime.date, Decision]]:
        """Return the items that a communication waits for, with the day on which each may go along.

        It waits only if it had to give way to one about something else already, and only for
        items that would otherwise come next, within the minimum gap.
        """
        top = highest(together)
        parts = self._other_parts(together, later, day)
        if parts:
            return parts
        if not any(each.gave_way for each in together):
            return ()
        first = min(due_on for _, due_on, _ in with_stages(together))
        after = day_after(top, first, self.procedures.settings)
        return [
            (joint, each)
            for each, due_on, stage in with_stages(later)
            if stage.after <= top.after and each.item.invoice.is_overdue(day)
            if day < (joint := self._soonest(each, due_on, stage, top)) < after
            and self.procedures.may_join(each.item, top.name, each.standing, joint)
        ]

    def _other_parts(
        self, together: Sequence[Decision], later: Sequence[Decision], day: datetime.date
    ) -> Sequence[tuple[datetime.date, Decision]]:
        """Return the late instalments of the same invoices whose harsher text is due in the gap.

        A communication is about the late instalments of an invoice, so that text is about all.
        """
        top = highest(together)
        invoices = {_invoice_of(each) for each in together}
        if not self.procedures.reminds_in_writing(top.name) or len(invoices) > 1:
            return ()
        after = day_after(top, day, self.procedures.settings)
        return [
            (due_on, each)
            for each, due_on, stage in with_stages(later)
            if day < due_on < after
            and stage.after > top.after
            and each.item.invoice.is_overdue(day)
            and _invoice_of(each) in invoices
            and all(
                self.procedures.may_join(part.item, stage.name, part.standing, due_on)
                for part in together
            )
        ]

    def _soonest(
        self, decision: Decision, due_on: datetime.date, stage: Stage, top: Stage
    ) -> datetime.date:
        """Return the first day on which an item can go along with a stage."""
        soonest = self._goes_along(decision, stage, top)
        if soonest is None:
            return due_on
        return min(due_on, next_working_day(soonest, self.procedures.settings.holidays))


def _since(decision: Decision) -> tuple[datetime.date, int]:
    """Return since when it is the turn of a stage; of several since one day, the lowest first."""
    after = decision.stage.after if decision.stage is not None else 0
    return decision.own_day or datetime.date.max, after


def _was_held(decision: Decision, stage: Stage, top: Stage, day: datetime.date) -> bool:
    """Return whether an item only waits for the days of a letter about others."""
    since = decision.held_since
    return since is not None and since <= day and stage.after <= top.after


def with_stages(
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


def highest(decisions: Iterable[Decision]) -> Stage:
    """Return the highest stage of decisions, at least one of which has one."""
    return max((stage for _, _, stage in with_stages(decisions)), key=lambda stage: stage.after)


def _invoice_of(decision: Decision) -> tuple[str, str, datetime.date]:
    invoice = decision.item.invoice
    return invoice.reference, invoice.currency, invoice.date
