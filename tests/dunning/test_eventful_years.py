"""More years replayed day by day: what happens on the way changes the calendar.

The calendars were worked out by hand; see :mod:`tests.dunning.test_years`.
"""

from __future__ import annotations

import pytest

from tests.dunning.test_years import DURAND, ONE, PLAN, RETURNED, Year
from tests.support.ledgers import payment, remark, sale

RENEWED = '"2026-04-20 1000.00 EUR, 2026-05-20 1000.00 EUR"'
MERGED = (
    '2026-03-06 * "Fusion de Durand et Martin" ^G1\n'
    "  Assets:Clients:Durand  -1200.00 EUR\n  Assets:Clients:Martin  1200.00 EUR\n"
)
YEARS = {
    # each is paid twelve days late, on the day before the call, after it, and on its day
    "who pays late each time": Year(
        """
        2026-03-27 courtesy F1
        2026-04-07 reminder F1
        2026-04-29 courtesy F2
        2026-05-07 reminder F2
        2026-05-15 call F2
        2026-05-29 courtesy F3
        2026-06-08 reminder F3
        """,
        sale("2026-03-02", "F1", "1200.00", due="2026-04-01")
        + payment("2026-04-13", "1200.00", "F1")
        + sale("2026-04-01", "F2", "1200.00", due="2026-05-04")
        + payment("2026-05-16", "1200.00", "F2")
        + sale("2026-05-04", "F3", "1200.00", due="2026-06-03")
        + payment("2026-06-15", "1200.00", "F3"),
    ),
    # 1,000 of 1,500 are promised: the invoice waits as a whole until the 20th, a Friday
    "a promise of a part, not kept": Year(
        """
        2026-01-30 courtesy
        2026-02-09 reminder
        2026-02-23 call
        2026-03-05 firm-letter
        2026-03-16 formal-notice
        2026-03-31 visit
        2026-04-15 legal
        """,
        ONE + remark("2026-02-10", "promise", "F1", until="2026-02-20", amount="1000.00 EUR"),
    ),
    # the rest is chased, until all is disputed
    "a dispute of a part, then of all": Year(
        """
        2026-01-30 courtesy
        2026-02-09 reminder
        2026-02-16 call
        2026-02-26 firm-letter
        2026-04-07 formal-notice
        2026-04-22 visit
        2026-05-07 legal
        """,
        ONE
        + remark("2026-02-12", "dispute", "F1", amount="400.00 EUR")
        + remark("2026-03-02", "dispute", "F1")
        + remark("2026-04-07", "resume", "F1"),
    ),
    "a later due date after the firm letter": Year(
        """
        2026-01-30 courtesy
        2026-02-09 reminder
        2026-02-16 call
        2026-02-26 firm-letter
        2026-04-03 firm-letter
        2026-04-30 formal-notice
        2026-05-15 visit
        2026-06-01 legal
        """,
        ONE + remark("2026-03-02", "extension", "F1", until="2026-03-31"),
    ),
    # the second plan is about what the first one left, and its last instalment is not paid;
    # 25 May is Whit Monday
    "a plan broken and renewed": Year(
        """
        2026-01-30 courtesy
        2026-02-09 reminder
        2026-02-16 call
        2026-02-27 instalment
        2026-03-31 instalment
        2026-04-07 firm-letter
        2026-04-17 instalment
        2026-05-19 instalment
        2026-05-26 formal-notice
        2026-06-10 visit
        2026-06-25 legal
        """,
        sale("2026-01-05", "F1", "3000.00", due="2026-02-04")
        + remark("2026-02-17", "plan", "F1", plan=PLAN)
        + payment("2026-03-02", "1000.00", "F1")
        + remark("2026-04-08", "plan", "F1", plan=RENEWED)
        + payment("2026-04-20", "1000.00", "F1"),
    ),
    # F1 comes back on 5 March and gives way to the call about F2, seven days, to the 9th; the
    # firm letter for F2 may follow its call ten days later, so both go on the 12th
    # eight days and the post end on Saturday 4 April, so on Tuesday, as Easter Monday is a holiday
    "a debit that is returned while another invoice is late": Year(
        """
        2026-01-30 courtesy F1
        2026-02-09 reminder F1
        2026-02-16 call F1
        2026-02-23 reminder F2
        2026-03-02 call F2
        2026-03-12 firm-letter F1,F2
        2026-03-23 formal-notice F1,F2
        2026-04-08 visit F1,F2
        2026-04-23 legal F1,F2
        """,
        ONE
        + sale("2026-01-20", "F2", "1200.00", due="2026-02-19")
        + payment("2026-02-17", "1500.00", "F1")
        + RETURNED,
    ),
    # the notice for F1 gives way to the call about G1 until the 10th, and then waits for G1,
    # whose firm letter is due on the 13th: it was reminded in writing, so it joins
    "a merger of two customers": Year(
        """
        2026-01-30 courtesy F1
        2026-02-09 reminder F1
        2026-02-16 call F1
        2026-02-16 courtesy G1
        2026-02-24 reminder G1
        2026-02-26 firm-letter F1
        2026-03-03 call G1
        2026-03-13 formal-notice F1,G1
        2026-03-30 visit F1,G1
        2026-04-14 legal F1,G1
        """,
        ONE + sale("2026-01-20", "G1", "1200.00", customer="Durand", due="2026-02-19") + MERGED,
        extra=DURAND,
    ),
    "an insolvency, and an order after the opening": Year(
        """
        2026-01-30 courtesy F1
        2026-02-09 reminder F1
        2026-02-16 call F1
        2026-02-26 firm-letter F1
        2026-03-05 declaration F1
        2026-04-15 courtesy F2
        2026-04-23 reminder F2
        2026-04-30 call F2
        2026-05-11 firm-letter F2
        2026-05-21 formal-notice F2
        2026-06-05 visit F2
        2026-06-22 legal F2
        """,
        ONE
        + remark("2026-03-05", "insolvency", "F1", opened="2026-03-04")
        + sale("2026-03-20", "F2", "1500.00", due="2026-04-20"),
    ),
}


@pytest.mark.parametrize("name", YEARS)
def test_the_calendar_comes_out(name: str) -> None:
    year = YEARS[name]
    year.notes = ""
    assert year.replay("links") == year.expected
