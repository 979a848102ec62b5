"""When it is the turn of which stage: the next one of an item, and its day.

The *required* stage of an item is the first stage of its procedure that has not been
done. It is due on

    due_on(n) = max(due + after_n, done_m + (after_n − after_m))

where m is the last completed stage. This day is then moved past the customer's minimum
gap and to a working day. Stages are never skipped or lowered, and nothing is lost if a
day is missed. Stages before the due date lapse on it, and a stage whose condition is not met is
skipped. After the last stage, it is due again when the case comes up again: a promise or a
plan was broken since, a hold or a dispute is over, a payment was taken back. If the day to call
again has come, the call is due again, whatever was done since.
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.analysis.payment_behaviour import Behaviour
from beancount_relance.dunning.gaps import free_after, free_from
from beancount_relance.dunning.next_stage import CustomerProcedures
from beancount_relance.dunning.paced_days import days_paced
from beancount_relance.dunning.reasons import Reason
from beancount_relance.dunning.states.item_state import ItemState
from beancount_relance.dunning.states.lapsed_notes import Lapsed
from beancount_relance.dunning.states.progress import last_notice
from beancount_relance.history.events import Event
from beancount_relance.history.note_kinds import DISPUTE, NOTE_KINDS, PLAN, RECEIVED
from beancount_relance.language.messages import Message, msg, nmsg
from beancount_relance.policy.channels import CHANNELS
from beancount_relance.policy.country_procedures import AFTER_THE_DEADLINE
from beancount_relance.policy.procedures import INSTALMENT, Stage
from beancount_relance.policy.settings import Settings
from beancount_relance.receivables.items import Item
from beancount_relance.values.working_days import next_working_day

_DAY = datetime.timedelta(days=1)


class Turns(Struct, dict=True):
    """The days of the stages of one customer's items.

    Attributes:
        events: the customer's history, in order of date.
        procedures: the customer's procedures.
        behaviours: how the customer pays, by currency; empty if no setting makes use of it.
        as_of: the day.
    """

    events: Sequence[Event]
    procedures: CustomerProcedures
    behaviours: Sequence[Behaviour]
    as_of: datetime.date

    @property
    def settings(self) -> Settings:
        """The settings."""
        return self.procedures.settings

    def next(
        self, item: Item, state: ItemState
    ) -> tuple[tuple[Stage, datetime.date] | None, list[Reason]]:
        """Return the next stage and its day, or ``None`` if there is none, and the reasons."""
        stages = self.procedures.procedure(item).stages
        standing, left_out = state.standing, []
        while True:
            index, found = self.procedures.required(item, standing, self.as_of)
            left_out += found
            moved: list[Reason] = []
            if index is None:
                reopened = state.reopened_on(item)
                index = self.procedures.last_done(item, standing) if reopened else None
                if index is None:
                    return None, left_out
                text = msg(
                    "all stages were done, but the case is open again since {day}", day=reopened
                )
                moved.append(Reason(text))
            lapsed = self._named_by(item, state, index)
            if lapsed is not None:
                moved.append(Reason(_names(lapsed)))
            due_on = self._due_on(item, state, index, moved)
            if self.starts_late(item, state, stages[index]):
                text = msg(
                    "reminders begin on {since}: the first one says that it comes late",
                    since=self.settings.since,
                )
                moved.append(Reason(text))
            if stages[index].after >= 0 or due_on < item.invoice.due:
                return (stages[index], due_on), left_out + moved
            standing = replace(standing, level=index, call_again=False)  # it is due by then

    def starts_late(self, item: Item, state: ItemState, stage: Stage | None) -> bool:
        """Return whether a stage is the first after the due date and was due before ``since``."""
        since = self.settings.since
        stages = self.procedures.procedure(item).stages
        begun = state.level >= 0 and stages[state.level].after >= 0
        if since is None or begun or stage is None or stage.after < 0:
            return False
        return item.invoice.due + stage.after * _DAY < since

    def may_go_along(self, item: Item, state: ItemState, stage: Stage) -> datetime.date | None:
        """Return the day from which a stage may be carried out along with another item's.

        It may come before its own turn after the due date, but not before its days since the
        last stage are over. The first stage after the due date never comes early, unless friendlier
        ones are left out: then it may come from the day of the first of these on.
        """
        stages = self.procedures.procedure(item).stages
        index = stages.index(stage)
        left_out = self._left_out(item, state)
        if left_out is not None and left_out < index:
            return self._soonest(
                item, state, left_out, item.invoice.due + stages[left_out].after * _DAY
            )
        if state.done_on is None or stages[state.level].after < 0:
            return None
        soonest = self._soonest(item, state, index, state.done_on)
        return self._after_the_notice(item, state, soonest, [])

    def _left_out(self, item: Item, state: ItemState) -> int | None:
        """Return the position of the next stage, had nothing firmer been sent about others."""
        if state.demanded is None:
            return None
        standing = replace(state.standing, demanded=None)
        return self.procedures.required(item, standing, max(self.as_of, item.invoice.due))[0]

    def own_day(self, item: Item, state: ItemState, stage: Stage) -> datetime.date:
        """Return the day of a stage, regardless of other communications."""
        index = self.procedures.procedure(item).stages.index(stage)
        return self._turn(item, state, index, [])

    def is_passed_over(self, own_day: datetime.date | None) -> bool:
        """Return whether a stage was due when another one was carried out for the customer."""
        last = self._last_stage
        return own_day is not None and last is not None and own_day <= last.date

    def gave_way(self, item: Item, own_day: datetime.date | None) -> bool:
        """Return whether only a contact about something else puts a stage off."""
        last = self._last_contact
        if own_day is None or last is None or last.callback is not None or item.key in last.items:
            return False
        return own_day < free_after(last, self.settings)

    def sent(self, item: Item, state: ItemState) -> datetime.date | None:
        """Return the day of the last letter if it is still under way to the customer."""
        last = state.past[-1] if state.past else None
        if last is None or not CHANNELS[last.channel].is_proven:
            return None
        received = any(e.date >= last.date and item.key in e.items for e in self._receipts)
        return None if received else last.date

    def _due_on(
        self, item: Item, state: ItemState, index: int, reasons: list[Reason]
    ) -> datetime.date:
        """Return the first day for the stage ``index``; reasons to move it are appended."""
        day = self._turn(item, state, index, reasons)
        if self._last_contact is not None:
            last = self._last_contact
            free = free_after(last, self.settings)
            if free > day and last.callback is not None:
                day = free
                text = msg("not before {day}, as was agreed on {date}", day=day, date=last.date)
                reasons.append(Reason(text, last.source))
            elif free > day:
                day = free
                text = nmsg(
                    "not before {day}: {count} day after the last contact on {date}",
                    "not before {day}: {count} days after the last contact on {date}",
                    self.settings.min_gap,
                    day=day,
                    date=last.date,
                )
                reasons.append(Reason(text, last.source))
        day = self._after_the_last_sheet(item, index, day, reasons)
        done = self._last_text
        if done is not None and day <= done.date:  # a customer has one a day
            following = next_working_day(done.date + _DAY, self.settings.holidays)
            day = following if following > self.as_of else day
        working = next_working_day(day, self.settings.holidays)
        if working != day:
            text = msg("{day} is not a working day: moved to {working}", day=day, working=working)
            reasons.append(Reason(text))
        return working

    def _after_the_last_sheet(
        self, item: Item, index: int, day: datetime.date, reasons: list[Reason]
    ) -> datetime.date:
        """Return ``day``, or the first one after the gap that follows the last such sheet.

        You are not asked to decide on legal action today, and again the day after tomorrow.
        """
        stage = self.procedures.procedure(item).stages[index]
        if CHANNELS[stage.channel].is_contact:
            return day
        last = next((each for each in reversed(self.events) if each.kind == stage.name), None)
        if last is None or (free := free_from(last.date, self.settings)) <= day:
            return day
        text = nmsg(
            "not before {day}: {count} day after the last such sheet, of {date}",
            "not before {day}: {count} days after the last such sheet, of {date}",
            self.settings.min_gap,
            day=free,
            date=last.date,
        )
        reasons.append(Reason(text, last.source))
        return free

    def _turn(
        self, item: Item, state: ItemState, index: int, reasons: list[Reason]
    ) -> datetime.date:
        """Return the day of the stage ``index``, regardless of other communications."""
        if index == state.level and self._is_done(item, state):
            since = state.reopened_on(item) or self.as_of
            return self._after_the_notice(
                item, state, self._soonest(item, state, index, since), reasons
            )
        stages = self.procedures.procedure(item).stages
        after, due = stages[index].after, item.invoice.due
        lapsed = self._named_by(item, state, index)
        if lapsed is not None:
            if lapsed.least is not None:  # one day for all items of the plan
                return max(lapsed.until + _DAY, state.not_before or lapsed.until)
            if lapsed.kind == PLAN.name:
                return self._soonest(item, state, index, lapsed.until + _DAY)
            after = next(stage.after for stage in stages if stage.after >= 0)
            due = max(due, lapsed.until) if lapsed.upheld else due
        paced = days_paced(after, item.invoice, self.behaviours, self.settings, reasons)
        day = self._soonest(item, state, index, due + paced * _DAY)
        if lapsed is not None or (state.call_again is not None and index <= state.level):
            return day
        return self._after_the_notice(item, state, day, reasons)

    def _named_by(self, item: Item, state: ItemState, index: int) -> Lapsed | None:
        """Return the lapsed agreement, or the dispute, that a stage is to name first, if it is."""
        return state.lapsed if index == self.procedures.text_again(item, state.standing) else None

    def _is_done(self, item: Item, state: ItemState) -> bool:
        """Return whether an item has every stage of its procedure behind it."""
        return self.procedures.required(item, state.standing, self.as_of)[0] is None

    def _soonest(
        self, item: Item, state: ItemState, index: int, day: datetime.date
    ) -> datetime.date:
        """Return the first day from ``day`` on for a stage, after what happened with the item."""
        stages = self.procedures.procedure(item).stages
        days = [day, state.not_before, state.call_again]
        if state.done_on is not None:
            days.append(state.done_on + (stages[index].after - stages[state.latest].after) * _DAY)
        if (
            state.kept_on is not None
        ):  # who paid as promised may be called, but gets no text at once
            is_call = CHANNELS[stages[index].channel].address == "phone"
            days.append(
                state.kept_on + _DAY if is_call else free_from(state.kept_on, self.settings)
            )
        return max(date for date in days if date is not None)

    def _after_the_notice(
        self, item: Item, state: ItemState, day: datetime.date, reasons: list[Reason]
    ) -> datetime.date:
        """Return ``day``, or the first one after the time that the last formal notice gave.

        That is counted from its receipt, or from its date in countries where it runs from there.
        As long as no receipt is noted, it may have been in the post. A last day that is no working
        day is the next one, when banks transfer money again.
        """
        procedures = self.procedures
        notice = last_notice(state.past, procedures)
        deadline = procedures.stage_for(item, notice.name).deadline if notice else None
        if notice is None or deadline is None:
            return day
        receipts = (e for e in self._receipts if e.date >= notice.date and item.key in e.items)
        receipt = None if procedures.place.from_date else next(receipts, None)
        since = notice.date if receipt is None else receipt.date
        in_post = 0 if receipt or procedures.place.from_date else AFTER_THE_DEADLINE - 1
        last = next_working_day(since + (deadline + in_post) * _DAY, self.settings.holidays)
        if day > last:
            return day
        facts = {"day": last + _DAY, "since": since, "last": last}
        if in_post:
            text = nmsg(
                "not before {day}: the formal notice of {since} gave {count} day from its receipt, "
                "which is not noted",
                "not before {day}: the formal notice of {since} gave {count} days from its "
                "receipt, which is not noted",
                deadline,
                **facts,
            )
        else:
            text = nmsg(
                "not before {day}: the formal notice gave {count} day from {since}, until {last}",
                "not before {day}: the formal notice gave {count} days from {since}, until {last}",
                deadline,
                **facts,
            )
        reasons.append(Reason(text, receipt.source if receipt else None))
        return last + _DAY

    @functools.cached_property
    def _last_contact(self) -> Event | None:
        return next((e for e in reversed(self.events) if self.procedures.is_contact(e.kind)), None)

    @functools.cached_property
    def _last_stage(self) -> Event | None:
        """The last stage of a procedure that was carried out, even if it was no contact."""
        occasions = self.settings.occasions
        done = (e for e in reversed(self.events) if e.kind not in NOTE_KINDS)
        return next((event for event in done if occasions.index(event.kind) is None), None)

    @functools.cached_property
    def _last_text(self) -> Event | None:
        """The last stage, or the last reminder of an instalment."""
        reminded = (e for e in reversed(self.events) if e.kind == INSTALMENT)
        both = (self._last_stage, next(reminded, None))
        return max(filter(None, both), key=lambda event: event.date, default=None)

    @functools.cached_property
    def _receipts(self) -> Sequence[Event]:
        return [event for event in self.events if event.kind == RECEIVED.name]


def _names(lapsed: Lapsed) -> Message:
    """Describe the text that comes first, as an agreement was not kept, or a dispute is over."""
    if lapsed.upheld:
        return msg("first a reminder of what is left after the credit note")
    if lapsed.kind == DISPUTE.name:
        return msg("first a text that asks for all that is owed, as the dispute is over")
    if lapsed.kind == PLAN.name:
        return msg("first a text with time to pay the instalment of {until}", until=lapsed.until)
    return msg("first a text that names the due date agreed on, {until}", until=lapsed.until)
