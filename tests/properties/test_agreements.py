"""What was agreed about instalments: before a court or not, kept, missed, or promised again.

Each test works out on a few lines of its own what must come of the plan, of the payments and of
the promises that Hypothesis makes up.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from beancount_relance.dunning.agenda import Action
from beancount_relance.report.report import Report
from tests.support.ledgers import accounts, payment, remark, report, sale

DAY = datetime.timedelta(days=1)
GAP = 7 * DAY  # the setting min-gap
FILED, DECIDED = datetime.date(2026, 3, 2), datetime.date(2026, 3, 30)
UNTIL_FOLLOW_UP = 42 * DAY

some_amount = st.sampled_from([100, 150, 300])


class Agreed(Struct, frozen=True):
    """Instalments: the day they were agreed on, and each one's due date and amount."""

    on: datetime.date
    parts: tuple[tuple[datetime.date, int], ...]

    @property
    def total(self) -> int:
        return sum(amount for _, amount in self.parts)

    def note(self) -> str:
        plan = ", ".join(f"{due} {amount}.00 EUR" for due, amount in self.parts)
        return remark(str(self.on), "plan", "F1", plan=f'"{plan}"')

    def first_unpaid(self, paid: int) -> tuple[datetime.date, int] | None:
        """The due date of the first instalment that is not fully paid, and what it lacks."""
        expected = 0
        for due, amount in self.parts:
            expected += amount
            if paid < expected:
                return due, min(expected - paid, amount)
        return None


@st.composite
def plans(draw: st.DrawFn) -> Agreed:
    """Two or three instalments, agreed before the claim was filed, or after it was decided."""
    on = draw(st.sampled_from([FILED - 7 * DAY, DECIDED + 7 * DAY, DECIDED + 30 * DAY]))
    parts, due = [], on
    for _ in range(draw(st.integers(2, 3))):
        due += draw(st.integers(5, 40)) * DAY
        parts.append((due, draw(some_amount)))
    return Agreed(on, tuple(parts))


@st.composite
def paid(draw: st.DrawFn, plan: Agreed) -> Sequence[tuple[datetime.date, int]]:
    """Payments on the days of instalments or around them, of no more than the plan's total."""
    found, left = [], plan.total
    for due, amount in plan.parts:
        day = max(plan.on + DAY, due + draw(st.sampled_from([-2, -1, 0, 0, 3])) * DAY)
        some = min(left, draw(st.sampled_from([0, amount, amount, amount, amount // 2])))
        if some:
            found.append((day, some))
            left -= some
    return found


def working(day: datetime.date) -> datetime.date:
    """The day, or the Monday after it."""
    return day + max(0, 7 - day.weekday()) * DAY if day.weekday() > 4 else day


def ledger(plan: Agreed, payments: Sequence[tuple[datetime.date, int]], *more: str) -> str:
    """The books: an invoice of the plan's total, due a long time ago."""
    entries = [
        sale("2026-01-05", "F1", f"{plan.total}.00"),
        plan.note(),
        *(payment(str(day), f"{amount}.00", "F1") for day, amount in payments),
    ]
    return accounts() + "".join((*entries, *more))


def agenda(found: Report, stage: str) -> list[Action]:
    """The actions at a stage that are due, or will be soon."""
    every = [*found.agenda.actions, *found.agenda.upcoming]
    return [action for action in every if action.stage.name == stage]


@given(plans(), st.data())
def test_a_plan_takes_the_place_of_the_case_as_long_as_it_is_kept(
    plan: Agreed, data: st.DataObject
) -> None:
    payments = data.draw(paid(plan))
    as_of = DECIDED + data.draw(st.integers(40, 200)) * DAY
    court = [remark(str(FILED), "filed", "F1"), remark(str(DECIDED), "judgment", "F1")]
    found = report(ledger(plan, payments, *court), str(as_of))
    came = sum(amount for day, amount in payments if day <= as_of)
    unpaid = plan.first_unpaid(came)
    if unpaid is None:
        assert not found.open_items
        assert not found.agenda.actions
        return
    last = working(unpaid[0])
    if plan.on > DECIDED and last >= as_of:
        assert [each.why for each in found.agenda.waiting] == ["plan"]
        assert not agenda(found, "follow-up")
    else:
        since = last + DAY if plan.on > DECIDED else DECIDED + UNTIL_FOLLOW_UP
        assert [each.why for each in found.agenda.waiting] == ["court"]
        assert [action.due_on for action in agenda(found, "follow-up")] == [working(since)]
    assert {action.stage.name for action in found.agenda.actions} <= {"follow-up", "instalment"}


@given(plans(), st.data())
def test_an_instalment_is_announced_unless_what_is_left_of_a_promise_covers_it(
    plan: Agreed, data: st.DataObject
) -> None:
    payments = data.draw(paid(plan))
    place = data.draw(st.integers(1, len(plan.parts) - 1))
    as_of = plan.parts[place][0] - data.draw(st.integers(0, 3)) * DAY
    made = min(plan.on + data.draw(st.sampled_from([-1, 1, 1, 6])) * DAY, as_of)
    until = max(made, plan.parts[place][0] + data.draw(st.sampled_from([-1, 0, 3])) * DAY)
    amount = data.draw(st.sampled_from([None, plan.parts[0][1], plan.parts[place][1], plan.total]))
    meta = {} if amount is None else {"amount": f"{amount}.00 EUR"}
    note = remark(str(made), "promise", "F1", until=str(until), **meta)
    without = agenda(report(ledger(plan, payments), str(as_of)), "instalment")
    found = agenda(report(ledger(plan, payments, note), str(as_of)), "instalment")
    unpaid = plan.first_unpaid(sum(amount for day, amount in payments if day <= as_of))
    if unpaid is None:
        assert not found
        return
    due, missing = unpaid
    kept = sum(amount for day, amount in payments if made <= day <= min(as_of, working(until)))
    covered = amount is None or amount - kept >= missing
    is_promised = made > plan.on and until >= due and covered
    assert [told(action) for action in found] == (
        [] if is_promised else [told(action) for action in without]
    )


def told(action: Action) -> tuple[datetime.date, Decimal]:
    """When an instalment is announced, and how much of it."""
    return action.due_on, sum((each.decision.chased for each in action.items), Decimal())


@given(plans(), st.data())
def test_after_the_last_stage_a_missed_instalment_asks_for_the_decision_again(
    plan: Agreed, data: st.DataObject
) -> None:
    payments = data.draw(paid(plan))
    decided = FILED + data.draw(st.integers(0, 80)) * DAY
    as_of = max(decided, DECIDED + data.draw(st.integers(40, 200)) * DAY)
    last = [remark("2026-02-10", "formal-notice", "F1"), remark(str(decided), "legal", "F1")]
    found = report(ledger(plan, payments, *last), str(as_of))
    unpaid = plan.first_unpaid(sum(amount for day, amount in payments if day <= as_of))
    if unpaid is None:
        assert not found.agenda.actions
        return
    missed = working(unpaid[0]) + DAY
    if missed > as_of:
        assert [each.why for each in found.agenda.waiting] == ["plan"]
    elif missed <= decided:  # it was known when the decision was taken
        assert [each.why for each in found.agenda.waiting] == ["ladder-done"]
    else:
        again = max(missed, decided + GAP)  # the same sheet does not come again sooner
        assert [action.due_on for action in agenda(found, "legal")] == [working(again)]


TEXTS = ("reminder", "firm-letter", "formal-notice")


@given(st.integers(0, 3), st.integers(3, 60), st.integers(4, 100), st.integers(0, 1))
def test_a_later_due_date_that_passes_is_named_soon_and_no_gentler(
    written: int, more: int, since: int, others: int
) -> None:
    # due on 4 February, with so many texts a fortnight apart, and then later by so many days
    days = [FILED + 14 * place * DAY for place in range(written)]
    notes = [remark(str(day), text, "F1") for day, text in zip(days, TEXTS, strict=False)]
    agreed = FILED + 14 * written * DAY
    until = agreed + more * DAY
    notes.append(remark(str(agreed), "extension", "F1", until=str(until)))
    text = accounts() + sale("2026-01-05", "F1", "900.00") + "".join(notes)
    if others:
        text += sale("2026-01-06", "F2", "900.00") + remark(str(agreed), "firm-letter", "F2")
    found = report(text, str(until + since * DAY))
    (decision,) = (each for each in found.decisions.values() if each.item.invoice.reference == "F1")
    stage = decision.stage
    assert stage is not None
    assert stage.name == TEXTS[max(written - 1, 0)]
    assert decision.due_on is not None
    assert decision.due_on <= working(max(until + 3 * DAY, agreed + 7 * DAY))
    assert decision.due_on > until
