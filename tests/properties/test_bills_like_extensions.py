"""The later date of a bill is agreed on like that of a note: what is due when is the same."""

from __future__ import annotations

import datetime

from hypothesis import given
from hypothesis import strategies as st

from tests.support.ledgers import report

_DAY = datetime.timedelta(days=1)
_INVOICED = datetime.date(2026, 1, 5)
_STAGES = ("reminder", "call", "firm-letter", "formal-notice", "legal")
_BOOKS = """
2025-01-01 open Assets:411:Alder
2025-01-01 open Assets:413-Bills:Alder
2025-01-01 open Income:Sales
2026-01-05 * "Alder" "Lamps" ^F1
  Assets:411:Alder   900.00 EUR
  Income:Sales
"""


@given(
    stages=st.lists(st.sampled_from(_STAGES), max_size=4, unique=True),
    gaps=st.lists(st.integers(6, 25), min_size=4, max_size=4),
    agreed=st.integers(1, 20),
    until=st.integers(5, 90),
    later=st.integers(-10, 60),
)
def test_the_date_of_a_bill_decides_like_that_of_a_note(
    stages: list[str], gaps: list[int], agreed: int, until: int, later: int
) -> None:
    """Given for a late invoice after any stages, on any day before or after its date."""
    day, notes = _INVOICED + 31 * _DAY, ""
    for stage, gap in zip(sorted(stages, key=_STAGES.index), gaps, strict=False):
        day += gap * _DAY
        notes += f'{day} note Assets:411:Alder "Done" ^F1\n  relance: "{stage}"\n'
    day += agreed * _DAY
    date = day + until * _DAY
    bill = (
        f'{day} * "Alder" "Agreed" ^F1\n  Assets:413-Bills:Alder   900.00 EUR\n'
        f"    due: {date}\n  Assets:411:Alder\n"
    )
    note = f'{day} note Assets:411:Alder "Agreed" ^F1\n  relance: "extension"\n  until: {date}\n'
    as_of = str(date + later * _DAY)
    by_bill, by_note = (report(_BOOKS + notes + agreement, as_of) for agreement in (bill, note))
    one, other = (
        [
            (each.item.invoice.due, each.stage and each.stage.name, each.due_on, each.why)
            for each in found.decisions.values()
        ]
        for found in (by_bill, by_note)
    )
    assert one == other
