"""What a note without a link is about: what the person who typed it had in mind that day."""

from __future__ import annotations

import pytest

from tests.support.ledgers import accounts, remark, report, sale

# F1 is overdue in the middle of March, F2 falls due on the 19th, F3 in April.
BOOKS = (
    accounts()
    + sale("2026-02-02", "F1", "1200.00", due="2026-03-04")
    + sale("2026-02-17", "F2", "1200.00", due="2026-03-19")
    + sale("2026-03-02", "F3", "600.00", due="2026-04-20")
)


def about(note: str, as_of: str = "2026-04-30") -> set[str]:
    """The invoices of the last event."""
    return {key[2] for key in report(BOOKS + note, as_of).events[-1].items}


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        (remark("2026-03-16", "reminder"), {"F1"}),
        (remark("2026-03-20", "formal-notice"), {"F1", "F2"}),
        (remark("2026-03-03", "reminder"), {"F1", "F2", "F3"}),  # nothing was late yet
        (remark("2026-03-16", "courtesy"), {"F2"}),
        (remark("2026-03-16", "promise", until="2026-03-20"), {"F1", "F2"}),
        (remark("2026-03-16", "promise", until="2026-03-18"), {"F1"}),
        (remark("2026-03-16", "hold", until="2026-03-20"), {"F1", "F2", "F3"}),
    ],
)
def test_what_it_is_about(note: str, expected: set[str]) -> None:
    assert about(note) == expected


def test_a_due_date_that_was_extended_since_counts_as_it_was() -> None:
    later = remark("2026-03-17", "extension", "F1", until="2026-05-29")
    found = report(BOOKS + remark("2026-03-16", "reminder") + later, "2026-04-30")
    assert {key[2] for key in found.events[0].items} == {"F1"}


def test_what_was_disputed_that_day_got_no_formal_notice() -> None:
    text = BOOKS + remark("2026-03-22", "reminder") + remark("2026-03-23", "dispute", "F2")
    text += remark("2026-04-08", "formal-notice") + remark("2026-04-10", "resume", "F2")
    states = {each.item.invoice.reference: each for each in report(text).decisions.values()}
    assert [done.name for done in states["F1"].past][:2] == ["reminder", "formal-notice"]
    assert [done.name for done in states["F2"].past] == ["reminder"]


def test_a_promise_for_what_is_late_is_kept_without_what_is_not() -> None:
    promised = remark("2026-03-16", "promise", until="2026-03-20")
    paid = (
        '2026-03-19 * "Martin" "Paid" ^F1 ^F2\n  Assets:Bank  2400.00 EUR\n'
        "  Assets:Clients:Martin\n"
    )
    found = report(BOOKS + promised + paid, "2026-05-04")
    (left,) = found.decisions.values()
    assert left.item.invoice.reference == "F3"
    assert not left.broken
