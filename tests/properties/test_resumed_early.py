"""What a note “resume” ended early is over: its own last day, when it comes, changes nothing."""

from __future__ import annotations

import datetime

from hypothesis import given
from hypothesis import strategies as st

from tests.support.examples import scaled
from tests.support.ledgers import accounts, remark, report, sale

STAGES = ("reminder", "call", "firm-letter", "formal-notice", "visit", "legal")
FIRST = datetime.date(2026, 4, 7)
DAY = datetime.timedelta(days=1)


@st.composite
def histories(draw: st.DrawFn) -> tuple[str, datetime.date, datetime.date, list[str]]:
    """A kind, the days of its note and of its end, and the steps before and after."""
    kind = draw(st.sampled_from(["dispute", "hold"]))
    before, after = draw(st.integers(0, 6)), draw(st.integers(0, 3))
    day, notes = FIRST, []
    for stage in STAGES[:before]:
        notes.append(remark(str(day), stage, "F1"))
        day += 10 * DAY
    held = day + draw(st.integers(0, 5)) * DAY
    resumed = held + draw(st.integers(1, 20)) * DAY
    day = resumed
    for stage in STAGES[max(before - 1, 0) :][:after]:
        notes.append(remark(str(day), stage, "F1"))
        day += draw(st.integers(3, 12)) * DAY
    return kind, held, resumed, notes


@scaled(25)
@given(history=histories(), later=st.integers(1, 40), ahead=st.integers(0, 50))
def test_its_last_day_changes_nothing(
    history: tuple[str, datetime.date, datetime.date, list[str]], later: int, ahead: int
) -> None:
    kind, held, resumed, notes = history
    books = accounts() + sale("2026-03-01", "F1", "1000.00")
    rest = "".join(notes) + remark(str(resumed), "resume", "F1")
    until = resumed + later * DAY
    day = str(max(until, resumed) + ahead * DAY)
    planned = []
    for note in (
        remark(str(held), kind, "F1"),
        remark(str(held), kind, "F1", until=str(until)),
    ):
        agenda = report(books + note + rest, day).agenda
        planned.append(
            (
                [(a.stage.name, a.due_on) for a in (*agenda.actions, *agenda.upcoming)],
                [str(waiting.why) for waiting in agenda.waiting],
            )
        )
    assert planned[0] == planned[1]
