"""Which items go into one communication, and which only stand in it as due, too."""

from __future__ import annotations

import datetime

import pytest

from tests.support.ledgers import accounts, day, notice_received, remark, report, sale

BOOKS = (
    accounts()
    + sale("2026-03-02", "F1", "1000.00", due="2026-05-04")
    + sale("2026-05-04", "F2", "300.00", due="2026-06-10")
    + remark("2026-05-07", "reminder", "F1")
    + remark("2026-06-11", "reminder", "F2")
)
Planned = tuple[str, datetime.date, list[str], list[str]]


def planned(books: str, as_of: str) -> list[Planned]:
    """Each communication due or soon: its stage, day, invoices, and those also due."""
    agenda = report(books, as_of).agenda
    return [
        (
            action.stage.name,
            action.due_on,
            [part.invoice.reference for part in action.items],
            [also.item.invoice.reference for also in action.also_due],
        )
        for action in (*agenda.actions, *agenda.upcoming)
    ]


@pytest.mark.parametrize("as_of", ["2026-06-15", "2026-06-18"])
def test_another_stage_before_its_turn_does_not_go_along(as_of: str) -> None:
    # The call about F2 is due on the 20th, a Saturday, although 7 days are over on the 18th. After
    # the letter of that day, the customer is left alone until the 25th.
    books = BOOKS + remark("2026-06-08", "call", "F1")
    assert planned(books, as_of) == [
        ("firm-letter", day("2026-06-18"), ["F1"], ["F2"]),
        ("call", day("2026-06-25"), ["F2"], []),
    ]
    sent = books + remark("2026-06-18", "firm-letter", "F1")
    assert planned(sent, "2026-06-19")[0][:3] == ("call", day("2026-06-25"), ["F2"])


@pytest.mark.parametrize("as_of", ["2026-06-15", "2026-06-19"])
def test_what_gave_way_waits_for_what_would_come_right_after_it(as_of: str) -> None:
    # The letter about F1, due on 5 June, gave way to the reminder of the 11th.
    books = BOOKS + remark("2026-05-26", "call", "F1")
    assert planned(books, as_of) == [("firm-letter", day("2026-06-22"), ["F1", "F2"], [])]
    (action, *_) = report(books, as_of).agenda.upcoming
    told = [str(reason.message) for reason in action.items[0].decision.chain]
    assert "not before 2026-06-22: then F2 can go along" in told


def test_nothing_waits_for_what_is_not_overdue() -> None:
    # The call about F1, due on 1 June, gave way to the reminder of 29 May, and F2 joins it. The
    # courtesy call about F3 is due three days later.
    books = accounts() + remark("2026-05-25", "reminder", "F1")
    for number, due in (("F1", "2026-05-20"), ("F2", "2026-05-26"), ("F3", "2026-06-13")):
        books += sale("2026-04-20", number, "300.00", due=due)
    books += remark("2026-05-29", "reminder", "F2")
    assert planned(books, "2026-06-02")[0][:3] == ("call", day("2026-06-05"), ["F1", "F2"])


@pytest.mark.parametrize("kind", ["dispute", "promise"])
@pytest.mark.parametrize(("due", "noted"), [("2026-06-15", True), ("2026-06-08", False)])
def test_a_courtesy_note_is_for_who_is_late_with_nothing(
    kind: str, due: str, *, noted: bool
) -> None:
    # F1 waits for something else; on 9 June it is not due, or a day late. F2 is due on the 16th.
    more = {"until": "2026-06-30"} if kind == "promise" else {}
    books = accounts() + sale("2026-05-09", "F1", "300.00", due=due)
    books += sale("2026-05-17", "F2", "200.00", due="2026-06-16") + remark(
        "2026-06-01", kind, "F1", **more
    )
    found = planned(books, "2026-06-09")
    assert [(stage, invoices) for stage, _, invoices, _ in found] == [
        *([("courtesy", ["F2"])] if noted else [])
    ]


@pytest.mark.parametrize("after", [47, 120])
def test_a_letter_under_way_is_told_once(after: int) -> None:
    """Whether what follows it is coming up, or much later."""
    books = (
        accounts()
        + f'2020-01-01 custom "relance-stage" "standard" "visit"\n  after: {after}\n'
        + '2020-01-01 custom "relance-stage" "standard" "legal"\n  after: 150\n'
        + sale("2026-02-01", "F1", "1000.00", due="2026-03-03")
        + "".join(
            remark(date, stage, "F1")
            for date, stage in (
                ("2026-03-10", "reminder"),
                ("2026-03-25", "firm-letter"),
                ("2026-04-10", "formal-notice"),
            )
        )
    )
    agenda = report(books, "2026-04-11").agenda
    assert [each.why for each in agenda.waiting] == ["letter-sent"]
    assert [action.stage.name for action in agenda.upcoming] == ["visit"] * (after == 47)


PLANNED = (
    accounts()
    + sale("2026-03-02", "F1", "1000.00")
    + remark("2026-04-15", "plan", "F1", plan='"2026-06-30 500.00 EUR, 2026-07-31 500.00 EUR"')
)
"""The first instalment is reminded of on Monday, 29 June."""


@pytest.mark.parametrize(
    ("due", "noted"),
    [
        ("2026-06-27", "2026-06-22"),  # the days in peace after it are over on that of the reminder
        ("2026-06-28", None),
        ("2026-07-04", None),  # on the same day
        ("2026-07-12", "2026-07-07"),
    ],
)
def test_no_courtesy_note_right_before_the_reminder_of_an_instalment(
    due: str, noted: str | None
) -> None:
    books = PLANNED + sale("2026-06-01", "F2", "200.00", due=due)
    found = [(stage, on, refs) for stage, on, refs, _ in planned(books, "2026-06-22")]
    told = ("courtesy", day(noted), ["F2"]) if noted else None
    assert [each for each in found if each[0] == "courtesy"] == ([told] if told else [])
    if noted is None:
        (waiting,) = (
            each
            for each in report(books, "2026-06-22").agenda.waiting
            if each.item.invoice.reference == "F2"
        )
        assert (waiting.why, waiting.until) == ("not-due", day(due))


@pytest.mark.parametrize(
    ("due", "noted"),
    [("2026-07-05", None), ("2026-07-06", None), ("2026-07-07", "2026-07-06")],
)
def test_no_courtesy_note_comes_too_late(due: str, noted: str | None) -> None:
    """Its day is put off to a week after the reminder of the instalment."""
    books = PLANNED + sale("2026-06-01", "F2", "200.00", due=due)
    found = planned(books, "2026-06-29")
    assert [(stage, on) for stage, on, refs, _ in found if refs == ["F2"]] == (
        [("courtesy", day(noted))] if noted else []
    )


@pytest.mark.parametrize(
    ("notes", "included"),
    [
        (notice_received("2026-05-04", "F1") + remark("2026-06-03", "legal", "F1"), True),
        # no notice, or no decision yet on this stage
        (remark("2026-05-04", "reminder", "F1") + remark("2026-06-03", "legal", "F1"), False),
        (remark("2026-06-03", "handover", "F1"), False),
    ],
)
def test_a_decision_is_also_about_what_had_its_notice_and_was_decided_on(
    notes: str, *, included: bool
) -> None:
    books = (
        accounts()
        + sale("2026-03-02", "F1", "900.00", due="2026-04-01")
        + sale("2026-03-30", "F2", "600.00", due="2026-05-01")
        + notice_received("2026-06-01", "F2")
        + notes
    )
    assert planned(books, "2026-07-01")[0] == (
        *("legal", day("2026-07-01")),
        *((["F1", "F2"], []) if included else (["F2"], ["F1"])),
    )


def test_what_was_decided_on_waits_until_the_day_on_which_it_is_decided_on_again() -> None:
    books = (
        accounts()
        + sale("2026-03-02", "F1", "900.00", due="2026-04-01")
        + sale("2026-03-30", "F2", "600.00", due="2026-05-01")
        + notice_received("2026-05-04", "F1")
        + remark("2026-06-03", "legal", "F1")
        + notice_received("2026-06-01", "F2")
    )
    for as_of, waiting in (("2026-06-30", ["ladder-done"]), ("2026-07-01", [])):
        found = report(books, as_of).agenda
        (action,) = (*found.actions, *found.upcoming)
        assert [part.invoice.reference for part in action.items] == ["F1", "F2"]
        assert [
            each.why for each in found.waiting if each.item.invoice.reference == "F1"
        ] == waiting


def test_what_comes_within_thirty_days_is_upcoming() -> None:
    books = accounts() + sale("2026-05-20", "F1", "900.00", due="2026-06-30")
    assert planned(books, "2026-05-26") == [("courtesy", day("2026-06-25"), ["F1"], [])]
    assert planned(books, "2026-05-25") == []
