"""Nothing follows a formal notice before the time that it gave is over."""

from __future__ import annotations

import datetime

from hypothesis import example, given
from hypothesis import strategies as st

from tests.support.ledgers import accounts, remark, report, sale

DAY = datetime.timedelta(days=1)
SENT = datetime.date(2026, 5, 18)
LADDER = """
2026-01-01 custom "relance-stage" "standard" "formal-notice"
  deadline: {deadline}
2026-01-01 custom "relance-stage" "standard" "last-call"
  after: {after}
  channel: "phone"
"""


POST = 4
"""The days after which a notice counts as received, if nobody has noted when it was."""


def _books(deadline: int, after: int, received: datetime.date | None) -> str:
    text = LADDER.format(deadline=deadline, after=after)
    text += accounts() + sale("2026-03-02", "F1", "900.00", due="2026-04-01")
    text += remark(str(SENT), "formal-notice", "F1")
    return text + (remark(str(received), "received", "F1") if received else "")


def _next(text: str) -> datetime.date:
    found = report(text, str(SENT + 20 * DAY))  # what is upcoming reaches thirty days
    (following,) = (*found.agenda.actions, *found.agenda.upcoming)
    assert following.stage.name == "last-call"
    return following.due_on


@example(35, 31, 0)
@example(40, 59, POST)
@given(st.integers(1, 40), st.integers(31, 59), st.integers(0, POST))
def test_it_is_kept_without_a_receipt_and_noting_one_puts_nothing_off(
    deadline: int, after: int, posted: int
) -> None:
    unnoted = _next(_books(deadline, after, None))
    assert unnoted > SENT + (deadline + POST) * DAY
    assert _next(_books(deadline, after, SENT + posted * DAY)) <= unnoted


@given(st.integers(1, 40), st.integers(31, 70), st.integers(0, 30), st.integers(0, 1))
def test_no_stage_comes_before_a_notice_has_run_out(
    deadline: int, after: int, posted: int, others: int
) -> None:
    received = SENT + posted * DAY
    text = _books(deadline, after, received)
    if others:  # what is another invoice's turn takes none along that has time left
        text += sale("2026-03-03", "F2", "900.00", due="2026-03-05")
        text += remark("2026-04-27", "formal-notice", "F2")
    last = received + deadline * DAY
    for as_of in (received + days * DAY for days in (0, 5, 20, 40, 80)):
        found = report(text, str(as_of))
        for action in (*found.agenda.actions, *found.agenda.upcoming):
            if "F1" in action.invoices:
                then = max(action.due_on, as_of)
                assert then > last
                assert last.weekday() < 5 or (then - last).days > 7 - last.weekday()
