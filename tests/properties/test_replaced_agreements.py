"""Of the agreements about one invoice, only the last one made before its day can be broken."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from hypothesis import example, given
from hypothesis import strategies as st
from msgspec import Struct

from tests.support.ledgers import accounts, payment, remark, report, sale

DAY = datetime.timedelta(days=1)
FIRST, AS_OF = datetime.date(2026, 3, 2), datetime.date(2026, 9, 30)


class Agreed(Struct, frozen=True):
    """A promise, a plan or a later due date, with the days on which it can be broken."""

    kind: str
    on: datetime.date
    days: tuple[datetime.date, ...]

    def note(self) -> str:
        if self.kind == "plan":
            plan = ", ".join(f"{day} {600 // len(self.days)}.00 EUR" for day in self.days)
            return remark(str(self.on), "plan", "F1", plan=f'"{plan}"')
        return remark(str(self.on), self.kind, "F1", until=str(self.days[0]))


@st.composite
def agreements(draw: st.DrawFn) -> Sequence[Agreed]:
    """Two to four agreements, each on a day of its own."""
    found, on = [], FIRST
    for _ in range(draw(st.integers(2, 4))):
        on += draw(st.integers(1, 20)) * DAY
        kind = draw(st.sampled_from(["promise", "plan", "extension"]))
        days, day = [], on
        for _ in range(draw(st.integers(2, 3)) if kind == "plan" else 1):
            day += draw(st.integers(1, 30)) * DAY
            days.append(day)
        found.append(Agreed(kind, on, tuple(days)))
    return found


def working(day: datetime.date) -> datetime.date:
    """The day, or the Monday after it."""
    return day + max(0, 7 - day.weekday()) * DAY if day.weekday() > 4 else day


SATURDAY = datetime.date(2026, 3, 21)
ON_SUNDAY = (
    Agreed("plan", datetime.date(2026, 3, 11), (SATURDAY, datetime.date(2026, 4, 17))),
    Agreed("promise", datetime.date(2026, 3, 22), (datetime.date(2026, 4, 5),)),
)
"""A promise while the instalment of the day before can still be paid in time."""


@example(ON_SUNDAY, ())
@given(agreements(), st.sampled_from([(), ("100.00",)]))
def test_what_was_agreed_on_anew_in_time_is_not_broken(
    agreed: Sequence[Agreed], paid: Sequence[str]
) -> None:
    text = accounts() + sale("2026-01-05", "F1", "600.00") + "".join(each.note() for each in agreed)
    text += "".join(payment("2026-04-01", amount, "F1") for amount in paid)
    found = report(text, str(AS_OF))
    (decision,) = found.decisions.values()
    assert len(set(decision.broken)) == len(decision.broken)
    for broken in decision.broken:
        later = [each for each in agreed if broken.date < each.on <= working(broken.until)]
        anew = [
            each
            for each in later
            if broken.kind == "promise" or each.kind != "promise" or each.days[0] >= broken.until
        ]
        assert not anew
    if agreed[-1].kind != "extension":  # nothing took the place of the last one
        assert agreed[-1].on in {broken.date for broken in decision.broken}
