"""What is to be done apart from the ladder: the cases that are clearer as code."""

from __future__ import annotations

import re

import pytest

from beancount_relance.language.messages import language
from beancount_relance.report.report import Report
from beancount_relance.texts.contexts import ReminderContext
from beancount_relance.texts.writer import Writer
from tests.support.ledgers import D, accounts, complaints, day, item, payment, remark, report, sale

PLAN = '"2026-05-04 400.00 EUR, 2026-06-30 300.00 EUR, 2026-07-31 300.00 EUR"'
AGREED = (
    accounts()
    + sale("2026-03-02", "F1", "1000.00")
    + remark("2026-04-15", "plan", "F1", plan=PLAN)
    + payment("2026-05-04", "400.00", "F1")
)


def beside(found: Report) -> list[tuple[str, str, str | None]]:
    """The actions that are no stages of a procedure: their stage, their day and until when."""
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
    (part,) = action.items
    assert (part.decision.why, part.decision.until) == (None, None)  # it acts, and does not wait


def test_an_instalment_missed_resumes_the_ladder_and_comes_first() -> None:
    other = accounts("Gaudin").splitlines()[-1] + "\n"
    text = AGREED + other + sale("2026-05-20", "G1", "9000.00", customer="Gaudin")
    found = report(text, "2026-07-01")
    assert [(*a.key, a.priority) for a in found.actions] == [
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
    assert [a.outstanding for a in found.actions] == [{"EUR": 600, "USD": 50}]


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
    # C. com. L622-17: it is owed in full, and chased
    assert [(action.stage.name, action.invoices) for action in found.actions] == [
        ("courtesy", ("F1",))
    ]


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


# Instalments, more closely

HOLIDAYS = '2020-01-01 custom "relance" "holidays" "FR"\n'


def test_the_eve_of_an_instalment_may_be_a_holiday() -> None:
    text = HOLIDAYS + accounts() + sale("2026-03-02", "F1", "600.00")
    plan = '"2026-07-15 300.00 EUR, 2026-08-31 300.00 EUR"'
    text += remark("2026-06-01", "plan", "F1", plan=plan)
    # 14 July is one
    assert beside(report(text, "2026-07-13")) == [("instalment", "2026-07-13", "2026-07-15")]


def test_a_reminder_on_the_day_of_an_instalment_was_for_that_one() -> None:
    told = AGREED + remark("2026-05-04", "instalment", "F1")
    assert beside(report(told, "2026-06-29")) == [("instalment", "2026-06-29", "2026-06-30")]
    told = AGREED + remark("2026-05-05", "instalment", "F1")
    assert beside(report(told, "2026-06-29")) == []


TWO_CURRENCIES = (
    accounts()
    + sale("2026-03-02", "F1", "600.00")
    + sale("2026-03-02", "U1", "80.00", currency="USD")
    + remark(
        "2026-06-01",
        "plan",
        "F1",
        "U1",
        plan='"2026-06-30 600.00 EUR, 2026-06-30 50.00 USD, 2026-07-31 30.00 USD"',
    )
)


@pytest.mark.parametrize(
    ("told", "left"), [("F1", {"USD": D("50.00")}), ("U1", {"EUR": D("600.00")})]
)
def test_a_reminder_in_one_currency_is_none_in_the_other(told: str, left: object) -> None:
    found = report(TWO_CURRENCIES + remark("2026-06-29", "instalment", told), "2026-06-29")
    assert [action.outstanding for action in found.actions] == [left]


def test_what_is_paid_in_one_currency_leaves_the_other_to_be_reminded_of() -> None:
    found = report(TWO_CURRENCIES + payment("2026-06-10", "600.00", "F1"), "2026-06-29")
    assert [action.outstanding for action in found.actions] == [{"USD": D(50)}]


def test_a_later_plan_in_one_currency_leaves_that_in_the_other_alone() -> None:
    text = accounts() + sale("2026-03-02", "F1", "600.00")
    text += sale("2026-03-02", "U1", "80.00", currency="USD")
    plan = '"2026-06-30 50.00 USD, 2026-07-31 30.00 USD"'
    text += remark("2026-05-01", "plan", "U1", plan=plan)
    plan = '"2026-06-30 300.00 EUR, 2026-07-31 300.00 EUR"'
    text += remark("2026-06-01", "plan", "F1", "U1", plan=plan)
    found = report(text, "2026-06-29")
    assert [a.outstanding for a in found.actions] == [{"EUR": D(300), "USD": D(50)}]


TWO_PLANS = accounts() + sale("2026-03-02", "F1", "600.00") + sale("2026-03-02", "F2", "400.00")


def two_plans(second: str, *, agreed: str = "2026-06-02") -> str:
    """F1 with an instalment of 100.00 on 30 June, and F2 with one of 300.00."""
    first = '"2026-06-30 100.00 EUR, 2026-08-31 500.00 EUR"'
    plan = f'"{second} 300.00 EUR, 2026-09-15 100.00 EUR"'
    return (
        TWO_PLANS
        + remark("2026-06-01", "plan", "F1", plan=first)
        + remark(agreed, "plan", "F2", plan=plan)
    )


@pytest.mark.parametrize("second", ["2026-06-30", "2026-07-03", "2026-07-06"])
def test_instalments_close_together_are_in_one_reminder(second: str) -> None:
    text = two_plans(second)
    (action,) = report(text, "2026-06-29").actions
    assert (action.invoices, action.outstanding) == (("F1", "F2"), {"EUR": D(400)})
    assert beside(report(text, "2026-06-29")) == [("instalment", "2026-06-29", "2026-06-30")]
    told = report(text + remark("2026-06-29", "instalment", "F1", "F2"), "2026-06-30")
    assert not told.actions
    eve = report(text + remark("2026-06-29", "instalment", "F1", "F2"), "2026-07-02")
    assert not [each for each in eve.actions if each.occasion]


def test_instalments_further_apart_have_a_reminder_each() -> None:
    found = report(two_plans("2026-07-07"), "2026-06-29")
    days = [a.due_on.isoformat() for a in (*found.actions, *found.agenda.upcoming)]
    assert days == ["2026-06-29", "2026-07-06"]


def test_a_late_reminder_takes_along_what_follows_within_the_gap() -> None:
    text = two_plans("2026-07-07").replace("2026-06-30 100.00", "2026-07-02 100.00")
    assert beside(report(text, "2026-07-01")) == [("instalment", "2026-07-01", "2026-07-02")]
    (action,) = report(text, "2026-07-01").actions
    assert action.invoices == ("F1", "F2")


def test_an_instalment_whose_predecessor_is_to_come_is_not_announced_along() -> None:
    """A note of that day would count for the one before, and so be asked for again."""
    plan = '"2026-06-30 300.00 EUR, 2026-07-03 100.00 EUR"'
    text = TWO_PLANS + remark("2026-06-02", "plan", "F2", plan=plan)
    text += remark("2026-06-01", "plan", "F1", plan='"2026-06-30 600.00 EUR"')
    text += payment("2026-06-20", "300.00", "F2")
    (action,) = report(text, "2026-06-29").actions
    assert action.invoices == ("F1",)
    text += remark("2026-06-29", "instalment", "F1") + payment("2026-06-30", "600.00", "F1")
    (later,) = report(text, "2026-07-02").actions
    assert later.occasion is not None
    assert (later.invoices, later.occasion.until) == (("F2",), day("2026-07-03"))


def test_the_eve_that_is_no_working_day_is_not_that_of_the_instalment_before() -> None:
    plan = '"2026-06-26 300.00 EUR, 2026-06-29 100.00 EUR"'  # a Friday and a Monday
    text = TWO_PLANS + remark("2026-06-02", "plan", "F2", plan=plan)
    text += payment("2026-06-20", "300.00", "F2")
    assert beside(report(text, "2026-06-26")) == []


def test_the_reminder_of_two_plans_leaves_out_courtesy_notes() -> None:
    """Those of the days before the first one, although another reminder comes later."""
    text = two_plans("2026-07-30") + sale("2026-06-01", "F3", "700.00", due="2026-07-06")
    for as_of in ("2026-06-29", "2026-06-26"):
        assert [a.stage.name for a in report(text, as_of).actions] in (["instalment"], [])


def test_an_instalment_falls_on_the_oldest_first() -> None:
    text = accounts() + sale("2026-03-02", "F1", "200.00") + sale("2026-03-03", "F2", "400.00")
    text += sale("2026-03-04", "F3", "100.00")
    plan = '"2026-06-30 300.00 EUR, 2026-07-31 400.00 EUR"'
    found = report(text + remark("2026-06-01", "plan", plan=plan), "2026-06-29")
    (action,) = found.actions
    asked = [(p.invoice.reference, p.decision.chased) for p in action.items]
    assert asked == [("F1", D(200)), ("F2", D(100)), ("F3", D(0))]  # the plan is about all three


# Declarations, more closely

OWED = accounts() + sale("2026-03-02", "F1", "600.00")


def test_the_whole_is_declared_also_what_is_disputed_or_covered_by_credit() -> None:
    text = '2020-01-01 custom "relance" "allocation" "explicit"\n' + OWED
    text += remark("2026-05-01", "dispute", "F1", amount="100.00 EUR")
    text += payment("2026-05-20", "50.00") + remark("2026-06-01", "insolvency")
    (action,) = report(text).actions
    assert action.outstanding == {"EUR": 600}
    (part,) = action.items
    acting = part.decision
    assert (acting.why, acting.until, acting.disputed) == (None, None, D(0))


def test_what_was_invoiced_on_the_day_of_the_opening_is_declared() -> None:
    text = OWED + sale("2026-06-01", "F2", "50.00") + remark("2026-06-01", "insolvency")
    (action,) = report(text).actions
    assert action.outstanding == {"EUR": 650}


def test_the_declaration_waits_for_its_days_and_a_working_day() -> None:
    text = HOLIDAYS + OWED + '2026-01-01 custom "relance-stage" "occasion" "declaration"\n'
    text += "  after: 3\n" + remark("2026-07-11", "insolvency")
    # three days after the 11th is 14 July
    assert beside(report(text, "2026-07-14")) == []
    assert beside(report(text, "2026-07-15")) == [("declaration", "2026-07-15", "2026-09-11")]


@pytest.mark.parametrize(
    ("filed", "expected"),
    [("2026-06-01", []), ("2026-05-31", [("declaration", "2026-06-01", "2026-08-01")])],
)
def test_what_was_filed_counts_from_the_day_of_the_opening(
    filed: str, expected: list[tuple[str, str, str]]
) -> None:
    text = OWED + remark(filed, "filed", "F1") + remark("2026-06-01", "insolvency")
    assert beside(report(text)) == expected


def test_second_proceedings_are_declared_though_the_first_were() -> None:
    text = OWED + remark("2026-04-01", "insolvency") + remark("2026-04-02", "declaration")
    text += remark("2026-05-01", "resume") + remark("2026-06-01", "insolvency")
    assert beside(report(text)) == [("declaration", "2026-06-01", "2026-08-01")]


@pytest.mark.parametrize("where", ["BE", "US"])
def test_where_no_time_limit_is_known_nobody_makes_one_up(where: str) -> None:
    creditor = f'2020-01-01 custom "relance" "creditor"\n  country: "{where}"\n'
    (action,) = report(creditor + OWED + remark("2026-06-01", "insolvency")).actions
    assert action.occasion is not None
    assert action.occasion.until is None
    assert "the claim must be lodged; find out the deadline" in [
        str(reason.message) for reason in action.reasons
    ]


@pytest.mark.parametrize(
    ("as_of", "said"),
    [
        ("2026-08-01", "the claim must be lodged by 2026-08-01"),
        ("2026-08-02", "the claim had to be lodged by 2026-08-01: seek advice at once"),
    ],
)
def test_the_last_day_to_declare_is_still_a_day_to_declare(as_of: str, said: str) -> None:
    note = remark("2026-06-10", "insolvency", opened="2026-05-20", published="2026-06-01")
    (action,) = report(OWED + note, as_of).actions
    assert said in [str(reason.message) for reason in action.reasons]


# Cases in court


def test_each_case_has_its_own_day_counted_from_its_last_step() -> None:
    text = OWED + sale("2026-03-03", "F2", "200.00") + sale("2026-03-04", "F3", "300.00")
    text += remark("2026-05-04", "filed", "F1") + remark("2026-05-05", "filed", "F3")
    text += remark("2026-05-18", "filed", "F2") + remark("2026-06-02", "contact", "F1", "F2")
    # six weeks: 15 June, 16 June and 29 June; a call is no step
    found = [(action.due_on.isoformat(), action.invoices) for action in report(text).actions]
    assert sorted(found) == [
        ("2026-06-15", ("F1",)),
        ("2026-06-16", ("F3",)),
        ("2026-06-29", ("F2",)),
    ]


def test_a_follow_up_is_on_a_working_day_and_of_the_whole() -> None:
    text = HOLIDAYS + OWED + remark("2026-05-01", "dispute", "F1", amount="100.00 EUR")
    found = report(text + remark("2026-06-02", "filed", "F1"), "2026-07-15")
    (action,) = found.actions  # six weeks after 2 June is 14 July
    assert (action.stage.name, action.due_on) == ("follow-up", day("2026-07-15"))
    assert action.outstanding == {"EUR": 600}


def test_after_the_opening_the_case_in_court_is_not_followed_up_any_more() -> None:
    text = OWED + remark("2026-04-01", "filed", "F1") + remark("2026-06-01", "insolvency")
    assert [stage for stage, _, _ in beside(report(text))] == ["declaration"]


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
    row = {"limit": "declaration", "country": "FR", "kinds": "business", "creditor": ""}
    table = ({**row, "months": "3"},)
    monkeypatch.setattr("beancount_relance.law.time_limits.rows", lambda _: table)
    assert three in months()
    assert two not in months()


@pytest.mark.parametrize("as_of", ["2026-07-06", "2026-07-07", "2026-07-08"])
def test_what_is_coming_keeps_the_gap_after_the_reminder_of_an_instalment(as_of: str) -> None:
    books = accounts() + sale("2026-05-04", "F1", "1200.00") + sale("2026-06-06", "F2", "300.00")
    plan = remark("2026-06-20", "plan", "F1", plan='"2026-07-10 600.00 EUR, 2026-09-10 600.00 EUR"')
    found = report(books + plan, as_of)
    days = [(a.stage.name, str(a.due_on)) for a in found.agenda.upcoming]
    assert days == [("instalment", "2026-07-09"), ("reminder", "2026-07-16")]
