"""What is to be done beside the ladder: the cases that are clearer as code."""

from __future__ import annotations

import re

import pytest

from beancount_relance.messages import language
from beancount_relance.reminders import ReminderContext, Writer
from beancount_relance.report import Report
from tests.ledgers import D, accounts, complaints, day, item, payment, remark, report, sale

PLAN = '"2026-05-04 400.00 EUR, 2026-06-30 300.00 EUR, 2026-07-31 300.00 EUR"'
AGREED = (
    accounts()
    + sale("2026-03-02", "F1", "1000.00")
    + remark("2026-04-15", "plan", "F1", plan=PLAN)
    + payment("2026-05-04", "400.00", "F1")
)


def beside(found: Report) -> list[tuple[str, str, str | None]]:
    """The actions that are no rungs: their stage, their day and until when."""
    return [
        (
            action.stage.name,
            action.due_on.isoformat(),
            action.occasion.until.isoformat() if action.occasion.until else None,
        )
        for action in found.actions
        if action.occasion
    ]


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2026-06-28", []),
        ("2026-06-29", [("instalment", "2026-06-29", "2026-06-30")]),
        ("2026-06-30", []),  # on its day it is too late for a word
    ],
)
def test_an_instalment_is_reminded_of_on_the_eve(
    as_of: str, expected: list[tuple[str, str, str | None]]
) -> None:
    assert beside(report(AGREED, as_of)) == expected


def test_a_reminder_of_the_one_before_does_not_count_for_the_next() -> None:
    told = AGREED + remark("2026-04-30", "instalment", "F1")
    assert beside(report(told, "2026-06-29")) == [("instalment", "2026-06-29", "2026-06-30")]


def test_a_reminder_sent_some_days_early_counts() -> None:
    assert beside(report(AGREED + remark("2026-06-22", "instalment", "F1"), "2026-06-29")) == []


def test_only_what_is_missing_of_an_instalment_is_asked_for() -> None:
    found = report(AGREED + payment("2026-06-20", "100.00", "F1"), "2026-06-29")
    (action,) = found.actions
    assert action.outstanding == {"EUR": 200}


def test_an_instalment_missed_resumes_the_ladder_and_comes_first() -> None:
    other = accounts("Gaudin").splitlines()[-1] + "\n"
    text = AGREED + other + sale("2026-05-20", "G1", "9000.00", customer="Gaudin")
    found = report(text, "2026-07-01")
    assert [(a.customer.id, a.stage.name, a.priority) for a in found.actions] == [
        ("Martin", "reminder", ("broken-promise",)),
        ("Gaudin", "reminder", ()),
    ]
    decision = found.decisions[item(found, "F1").key]
    assert [(b.kind, b.until.isoformat(), str(b.amount)) for b in decision.broken] == [
        ("plan", "2026-06-30", "300.00 EUR")
    ]


def test_no_reminder_of_an_instalment_on_the_day_of_the_agreement() -> None:
    text = accounts() + sale("2026-03-02", "F1", "600.00")
    text += remark(
        "2026-06-29", "plan", "F1", plan='"2026-06-30 300.00 EUR, 2026-07-31 300.00 EUR"'
    )
    assert beside(report(text, "2026-06-29")) == []


def test_a_plan_in_dispute_is_left_in_peace() -> None:
    found = report(AGREED + remark("2026-06-15", "dispute", "F1"), "2026-06-29")
    assert list(found.actions) == []


def test_each_currency_has_its_own_instalments() -> None:
    text = (
        accounts()
        + sale("2026-03-02", "F1", "600.00")
        + sale("2026-03-02", "U1", "80.00", currency="USD")
    )
    plan = '"2026-06-30 600.00 EUR, 2026-06-30 50.00 USD, 2026-07-31 30.00 USD"'
    found = report(text + remark("2026-06-01", "plan", "F1", "U1", plan=plan), "2026-06-29")
    assert not found.problems
    assert [a.outstanding for a in found.actions] == [{"EUR": 600}, {"USD": 50}]


def test_the_claim_is_declared_within_two_months_or_until_the_day_given() -> None:
    text = accounts() + sale("2026-03-02", "F1", "600.00")
    opened = remark("2026-06-30", "insolvency")
    assert beside(report(text + opened)) == [("declaration", "2026-06-30", "2026-08-30")]
    until = remark("2026-06-30", "insolvency", until="2026-08-21")
    assert beside(report(text + until)) == [("declaration", "2026-06-30", "2026-08-21")]


def test_two_months_that_end_past_the_months_end_end_on_its_last_day() -> None:
    text = accounts() + sale("2026-03-02", "F1", "600.00") + remark("2026-12-31", "insolvency")
    assert beside(report(text, "2026-12-31")) == [("declaration", "2026-12-31", "2027-02-28")]


def test_a_claim_that_was_filed_after_the_opening_is_declared() -> None:
    text = accounts() + sale("2026-03-02", "F1", "600.00") + remark("2026-06-01", "insolvency")
    assert beside(report(text + remark("2026-06-15", "filed", "F1"))) == []


def test_what_was_invoiced_since_the_opening_is_not_declared() -> None:
    text = accounts() + remark("2026-06-01", "insolvency") + sale("2026-06-02", "F1", "600.00")
    found = report(text)
    assert list(found.actions) == []


def test_a_ledger_may_change_what_is_done_on_an_occasion() -> None:
    text = AGREED + (
        '2026-01-01 custom "relance-stage" "occasion" "instalment"\n'
        "  after: -5\n"
        '  channel: "letter"\n'
    )
    found = report(text, "2026-06-25")
    (action,) = found.actions
    assert (action.due_on.isoformat(), action.channel) == ("2026-06-25", "letter")


def test_an_occasion_that_does_not_exist_is_an_error() -> None:
    text = '2026-01-01 custom "relance-stage" "occasion" "instalments"\n  after: -5\n' + accounts()
    assert complaints(report(text)) == [
        (1, "“instalments” is not known here; perhaps “instalment”")
    ]


def test_nobody_is_on_the_occasions_as_a_ladder() -> None:
    text = accounts() + '2026-01-02 custom "relance-customer" "Martin"\n  procedure: "occasion"\n'
    ((line, message),) = complaints(report(text))
    assert line == 4
    assert "standard" in message


@pytest.mark.parametrize("code", ["en", "fr"])
def test_each_occasion_has_its_words(code: str) -> None:
    text = f'2026-01-01 custom "relance" "language" "{code}"\n' + AGREED
    text += accounts("Quai", "Court").split("\n", 2)[2]
    text += sale("2026-02-01", "Q1", "730.00", customer="Quai")
    text += sale("2026-02-01", "C1", "365.00", customer="Court")
    text += remark("2026-06-15", "insolvency", customer="Quai")
    text += remark("2026-05-04", "filed", "C1", customer="Court")
    found = report(text, "2026-06-29")
    writer, words = Writer(found), language(code)
    texts = {action.stage.name: writer.write(action) for action in found.actions}
    assert set(texts) == {"instalment", "declaration", "follow-up"}
    paid = words.money(D("300.00"), "EUR")
    assert paid in texts["instalment"].subject
    assert words.money(D("600.00"), "EUR") not in texts["instalment"].body
    assert words.long_date(day("2026-08-15")) in texts["declaration"].body
    assert words.long_date(day("2026-05-04")) in texts["follow-up"].body


@pytest.mark.parametrize("code", ["en", "fr"])
def test_a_later_text_may_follow_what_was_done_on_an_occasion(code: str) -> None:
    told = AGREED + remark("2026-06-29", "instalment", "F1")
    found = report(f'2026-01-01 custom "relance" "language" "{code}"\n' + told, "2026-07-13")
    (action,) = found.actions
    assert action.stage.name == "reminder"
    context = Writer(found).context(action)
    assert isinstance(context, ReminderContext)
    assert [contact.stage for contact in context.past] == ["instalment"]
    assert "F1" in Writer(found).write(action).body


@pytest.mark.parametrize(
    ("code", "two", "three"), [("fr", "deux", "trois"), ("en", "two", "three")]
)
def test_the_months_to_declare_are_those_of_the_table(
    code: str, two: str, three: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = f'2026-01-01 custom "relance" "language" "{code}"\n'
    text += accounts("Quai", "Late") + sale("2026-02-01", "Q1", "730.00", customer="Quai")
    text += sale("2026-02-01", "L1", "365.00", customer="Late")
    text += remark("2026-06-15", "insolvency", customer="Quai")
    for place, stage in enumerate(("reminder", "call", "firm-letter", "formal-notice", "visit")):
        text += remark(f"2026-04-{5 + place:02}", stage, customer="Late")

    def months() -> set[str]:
        found = report(text, "2026-06-29")
        writer = Writer(found)
        bodies = [writer.write(action).body for action in found.actions]
        assert len(bodies) == 2
        return {word for body in bodies for word in re.findall(r"(\w+) (?:mois|months)\b", body)}

    assert two in months()
    table = {("declaration", "fr-business"): 3}
    monkeypatch.setattr("beancount_relance.occasions._time_limits", lambda: table)
    assert three in months()
    assert two not in months()
