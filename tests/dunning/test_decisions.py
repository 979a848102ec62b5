"""What to do about each item: the cases that are clearer as code than as a golden folder."""

from __future__ import annotations

from decimal import Decimal

import pytest

from beancount_relance.dunning.agenda import Action
from beancount_relance.exports.action_data import actions_data
from beancount_relance.language.messages import language
from beancount_relance.report.report import Report
from tests.support.ledgers import (
    D,
    accounts,
    complaints,
    day,
    item,
    payment,
    remark,
    report,
    sale,
    waits,
)


def actions(found: Report) -> list[tuple[str, list[str], str]]:
    return [
        (action.stage.name, numbers(action), action.due_on.isoformat()) for action in found.actions
    ]


def numbers(action: Action) -> list[str]:
    return [part.invoice.reference for part in action.items]


def test_a_notice_never_claims_what_is_not_due() -> None:
    # F1's formal notice and F2's courtesy fall on the same day; F2 is due in 5 days only
    text = accounts() + sale("2026-04-29", "F1", "365.00") + sale("2026-06-05", "F2", "1200.00")
    found = report(text + remark("2026-06-08", "firm-letter", "F1"))
    (action,) = found.actions
    assert (action.stage.name, numbers(action)) == ("formal-notice", ["F1"])
    assert action.outstanding == {"EUR": 365}
    # 365 + 32 days at 12.15 % + the fee
    assert action.claimed == {"EUR": D("408.89")}


def test_a_reminder_never_asks_for_what_is_not_due() -> None:
    text = accounts() + sale("2026-05-28", "F1", "365.00") + sale("2026-06-05", "F2", "1200.00")
    found = report(text)
    assert actions(found) == [("reminder", ["F1"], "2026-06-30")]
    assert found.actions[0].outstanding == {"EUR": 365}


def test_one_link_for_two_invoices_is_two_claims() -> None:
    # the project's link stands on an invoice of 11 May and on one of 11 June
    text = sale("2026-05-11", "shop-front", "365.00") + sale("2026-06-11", "shop-front", "200.00")
    found = report(accounts() + text)
    late, later = found.open_items
    assert late.key != later.key
    assert (late.outstanding, late.invoice.due) == (D(365), day("2026-06-10"))
    assert (later.outstanding, later.invoice.due) == (D(200), day("2026-07-11"))
    assert str(found.claims.of(late).interest.amount) == "2.43"  # 20 days at 12.15 %
    assert found.claims.of(later).interest.amount == 0
    (action,) = found.actions
    assert (action.stage.name, action.due_on) == ("reminder", day("2026-06-15"))
    assert action.outstanding == {"EUR": 365}


def test_a_note_on_an_invoice_billed_twice_speaks_of_the_late_part() -> None:
    text = sale("2026-05-11", "shop-front", "365.00") + sale("2026-06-11", "shop-front", "200.00")
    found = report(accounts() + text + remark("2026-06-30", "reminder", "shop-front"), "2026-07-06")
    late, later = found.open_items
    levels = [found.decisions[part.key].level for part in (late, later)]
    assert [level.name if level else None for level in levels] == ["reminder", None]


def test_each_rung_once_in_order_when_done_on_its_day() -> None:
    text = accounts() + sale("2026-01-05", "F1", "1200.00")  # due on 4 February, a Wednesday
    done = []
    for _ in range(8):
        found = report(text, "2026-12-31")
        if not found.actions:
            break
        (action,) = found.actions
        done.append((action.stage.name, action.due_on.isoformat()))
        text += remark(action.due_on.isoformat(), action.stage.name, "F1")
    assert done == [
        ("reminder", "2026-02-09"),  # day 3 is Saturday the 7th
        ("call", "2026-02-16"),  # 7 days later; day 10 would be the 14th
        ("firm-letter", "2026-02-26"),  # 10 days later
        ("formal-notice", "2026-03-09"),  # 10 days later is Sunday the 8th
        ("visit", "2026-03-24"),  # 15 days later
        ("legal", "2026-04-08"),  # 15 days later
        ("review", "2026-10-05"),  # 180 days later
    ]
    assert waits(report(text, "2026-12-31"), "F1") == ("ladder-done", None)


def test_a_stage_below_its_minimum_is_left_out_and_says_so() -> None:
    text = accounts() + sale("2026-01-05", "F1", "900.00")
    found = report(text + remark("2026-03-09", "formal-notice", "F1"), "2026-06-30")
    ((stage, _, _),) = actions(found)
    assert stage == "legal"  # the visit is for 1 000 € and more
    reasons = actions_data(found, language("en"))["actions"][0]["reasons"]
    assert any(r.startswith("visit to the customer skipped: €900.00 is below") for r in reasons)


@pytest.mark.parametrize(
    ("amount", "stage"), [("1000.00", "visit"), ("999.99", "legal"), ("1000.01", "visit")]
)
def test_a_stage_is_for_exactly_its_minimum_too(amount: str, stage: str) -> None:
    text = accounts() + sale("2026-01-05", "F1", amount)
    ((found, _, _),) = actions(report(text + remark("2026-03-09", "formal-notice", "F1")))
    assert found == stage


@pytest.mark.parametrize(
    ("first", "second", "stage", "together"),
    [
        pytest.param("reminder", None, "call", ["F1", "F2"], id="a call is about all"),
        pytest.param("call", None, "firm-letter", ["F1"], id="a letter, not without a reminder"),
        pytest.param("call", "reminder", "firm-letter", ["F1", "F2"], id="a letter after one"),
        pytest.param("firm-letter", "reminder", "formal-notice", ["F1", "F2"], id="a notice, too"),
        pytest.param(
            "formal-notice", "reminder", "visit", ["F1"], id="a visit, not without notice"
        ),
        pytest.param(
            "formal-notice", "formal-notice", "visit", ["F1", "F2"], id="a visit after one"
        ),
    ],
)
def test_who_joins_a_later_stage(
    first: str, second: str | None, stage: str, together: list[str]
) -> None:
    # both are late and due for something, and F2 was not when F1 had its last stage
    text = accounts() + sale("2026-03-02", "F1", "1200.00")
    text += sale("2026-03-03" if second else "2026-05-20", "F2", "1300.00")
    text += remark("2026-05-04", second, "F2") if second else ""
    (action,) = report(text + remark("2026-05-05", first, "F1")).actions
    assert (action.stage.name, sorted(numbers(action))) == (stage, together)


def test_a_note_without_a_link_speaks_of_all_that_was_open_that_day() -> None:
    text = accounts() + sale("2026-05-01", "F1", "100.00") + sale("2026-05-02", "F2", "100.00")
    text += sale("2026-06-20", "F3", "100.00") + payment("2026-06-05", "100.00", "F2")
    found = report(text + remark("2026-06-10", "reminder"))
    (event,) = found.events
    assert {key[2] for key in event.items} == {"F1"}


def test_a_document_counts_as_a_note() -> None:
    text = accounts() + sale("2026-05-01", "F1", "100.00")
    text += (
        '2026-06-29 document Assets:Clients:Martin "/scan/letter.pdf" ^F1\n  relance: "reminder"\n'
    )
    entries_text = text.replace("/scan/letter.pdf", __file__)
    assert not report(entries_text).actions


def test_a_courtesy_with_the_customer_reached_by_mail_where_there_is_no_telephone() -> None:
    opened = accounts().replace("Clients:Martin", 'Clients:Martin\n  email: "a@martin.example"')
    (action,) = report(opened + sale("2026-06-05", "F1", "100.00")).actions
    assert (action.stage.name, action.channel) == ("courtesy", "email")


def test_two_customers_two_communications_the_most_urgent_first() -> None:
    text = accounts("Martin", "Gaudin") + sale("2026-05-28", "F1", "900.00")
    text += sale("2026-05-04", "F2", "100.00", customer="Gaudin")
    text += remark("2026-06-19", "reminder", "F2", customer="Gaudin")
    found = report(text)
    assert actions(found) == [
        ("call", ["F2"], "2026-06-26"),
        ("reminder", ["F1"], "2026-06-30"),
    ]


def test_upcoming_are_the_next_30_days_and_the_others_wait() -> None:
    text = accounts() + sale("2026-07-03", "F1", "100.00") + sale("2026-07-06", "F2", "100.00")
    found = report(text, "2026-07-07")
    # F1 due 2 August, courtesy 28 July; F2 due 5 August, courtesy 31 July: all within 30 days
    assert [numbers(action) for action in found.agenda.upcoming] == [["F1"], ["F2"]]
    found = report(accounts() + sale("2026-06-01", "F1", "100.00", due="2026-08-31"))
    assert [decision.why for decision in found.agenda.waiting] == ["not-due"]
    assert found.agenda.waiting[0].until == day("2026-08-26")


def test_a_promise_of_the_whole_is_kept_by_paying_what_was_open_then() -> None:
    text = accounts() + sale("2026-05-01", "F1", "100.00") + sale("2026-05-02", "F2", "50.00")
    text += remark("2026-06-10", "promise", "F1", "F2", until="2026-06-20")
    paid = payment("2026-06-20", "150.00", "F1", "F2")
    assert not report(text + paid).open_items
    found = report(text + payment("2026-06-20", "100.00", "F1"))
    (broken,) = found.decisions[item(found, "F2").key].broken
    assert (broken.kind, broken.until) == ("promise", day("2026-06-20"))


def test_a_payment_a_day_late_breaks_the_promise() -> None:
    text = accounts() + sale("2026-05-01", "F1", "1000.00")
    text += remark("2026-06-10", "promise", "F1", until="2026-06-20", amount="600.00 EUR")
    found = report(text + payment("2026-06-23", "600.00", "F1"))
    assert len(found.decisions[item(found, "F1").key].broken) == 1


def test_a_plan_may_be_paid_ahead() -> None:
    text = accounts() + sale("2026-05-01", "F1", "1200.00")
    plan = '"2026-06-15 400.00 EUR, 2026-07-15 400.00 EUR, 2026-08-15 400.00 EUR"'
    text += remark("2026-06-01", "plan", "F1", plan=plan) + payment("2026-06-05", "900.00", "F1")
    assert waits(report(text), "F1") == ("plan", "2026-08-17")


def test_a_plan_caught_up_late_goes_on() -> None:
    text = accounts() + sale("2026-05-01", "F1", "1200.00")
    plan = '"2026-06-15 400.00 EUR, 2026-07-15 400.00 EUR, 2026-08-15 400.00 EUR"'
    text += remark("2026-06-01", "plan", "F1", plan=plan) + payment("2026-06-20", "400.00", "F1")
    assert waits(report(text), "F1") == ("plan", "2026-07-15")


@pytest.mark.parametrize(
    "plan", ['"400 in June"', '"2026-06-15 400.00"', "400", '""', '"2026-06-31 1 EUR"']
)
def test_a_plan_that_is_none_is_one_error_on_its_line(plan: str) -> None:
    text = (
        accounts()
        + sale("2026-05-01", "F1", "1200.00")
        + remark("2026-06-01", "plan", "F1", plan=plan)
    )
    ((line, message),) = complaints(report(text))
    assert line == 7
    assert "plan" in message or "date" in message


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("filed", ("court", "2026-07-22")),  # six weeks of grace
        ("served", ("court", "2026-07-22")),
        ("judgment", ("court", "2026-07-22")),
        ("write-off", ("write-off", None)),
    ],
)
def test_before_the_court_or_given_up_nobody_chases(
    kind: str, reason: tuple[str, str | None]
) -> None:
    text = accounts() + sale("2026-05-01", "F1", "100.00") + remark("2026-06-10", kind, "F1")
    assert waits(report(text), "F1") == reason


def test_an_invoice_may_have_a_procedure_of_its_own() -> None:
    text = accounts() + sale("2026-05-01", "F1", "100.00").replace(
        "^F1", '^F1\n  procedure: "none"'
    )
    assert waits(report(text), "F1") == ("no-procedure", None)


def test_a_dispute_in_part_greater_than_the_rest_disputes_the_rest() -> None:
    text = accounts() + sale("2026-05-01", "F1", "100.00") + payment("2026-06-01", "60.00", "F1")
    found = report(text + remark("2026-06-10", "dispute", "F1", amount="50.00 EUR"))
    assert waits(found, "F1") == ("dispute", None)
    assert not found.actions


def test_resume_ends_a_dispute_in_part() -> None:
    text = accounts() + sale("2026-05-01", "F1", "100.00")
    text += remark("2026-06-10", "dispute", "F1", amount="50.00 EUR")
    found = report(text + remark("2026-06-20", "resume", "F1"))
    assert found.actions[0].outstanding == {"EUR": 100}


def test_the_note_of_an_unknown_invoice_is_an_error_and_counts_for_nothing() -> None:
    text = accounts() + sale("2026-05-01", "F1", "100.00") + remark("2026-06-29", "reminder", "F9")
    found = report(text)
    ((line, message),) = complaints(found)
    assert line == 7
    assert "F9" in message
    assert len(found.actions) == 1


def test_a_note_on_the_control_account_belongs_to_its_invoices_customer() -> None:
    found = report(
        """
        2020-01-01 open Assets:Receivable
        2020-01-01 open Income:Sales
        2026-05-01 * "Acme" "Chairs" ^F1
          Assets:Receivable  100.00 USD
          Income:Sales
        2026-06-29 note Assets:Receivable "Reminder" ^F1
          relance: "reminder"
        2026-06-29 note Assets:Receivable "Whose?"
          relance: "reminder"
        """
    )
    assert [event.customer for event in found.events] == ["Acme"]
    assert [line for line, _ in complaints(found)] == [8]
    assert not found.actions


def test_every_decision_explains_itself_with_file_and_line() -> None:
    text = accounts() + sale("2026-05-01", "F1", "1000.00")
    text += remark("2026-06-05", "reminder", "F1")
    text += remark("2026-06-08", "promise", "F1", until="2026-06-20")
    found = report(text)
    decision = found.decisions[item(found, "F1").key]
    assert [(str(r.message), r.source.line if r.source else None) for r in decision.reasons] == [
        ("F1: €1,000.00 invoiced on 2026-05-01, due on 2026-05-31 (terms 30 days)", 4),
        ("first reminder done on 2026-06-05: “reminder”", 7),
        ("promise of 2026-06-08 to pay €1,000.00 by 2026-06-20, broken: “promise”", 9),
        ("€1,000.00 outstanding, 30 days overdue", None),
        ("telephone call due since 2026-06-23", None),
    ]


def test_a_lower_rung_repeated_moves_only_the_gap() -> None:
    text = accounts() + sale("2026-05-01", "F1", "100.00")  # due on 31 May
    text += remark("2026-06-05", "call", "F1") + remark("2026-06-20", "reminder", "F1")
    # firm letter: day 20 is 20 June, 10 days after the call 15 June; 7 days after the last
    # contact is Saturday 27 June
    assert actions(report(text)) == [("firm-letter", ["F1"], "2026-06-29")]


def test_one_note_on_an_invoice_in_instalments_means_the_late_ones() -> None:
    text = accounts() + (
        '2026-03-01 * "Stage lights" ^F1\n'
        "  Assets:Clients:Martin  100.00 EUR\n    due: 2026-04-30\n"
        "  Assets:Clients:Martin  100.00 EUR\n    due: 2026-05-31\n"
        "  Income:Sales\n"
    )
    found = report(text + remark("2026-05-05", "reminder", "F1"))
    stages = {
        part.invoice.part: part.decision.stage.name
        for part in found.actions[0].items
        if part.decision.stage
    }
    assert stages == {1: "call", 2: "reminder"}


def test_an_invoice_for_several_lines_of_one_due_date_is_one_item() -> None:
    text = accounts() + (
        '2026-05-01 * "Two lines" ^F1\n'
        "  Assets:Clients:Martin  100.00 EUR\n  Assets:Clients:Martin  20.00 EUR\n  Income:Sales\n"
    )
    assert [one.outstanding for one in report(text).open_items] == [120]


def test_a_transfer_to_another_account_of_the_customer_without_a_link_changes_nothing() -> None:
    text = accounts() + "2020-01-01 open Assets:Clients-Douteux:Martin\n"
    text += sale("2026-03-01", "F1", "100.00")
    moved = (
        '2026-05-01 * "To doubtful"\n  Assets:Clients-Douteux:Martin  100.00 EUR\n'
        "  Assets:Clients:Martin\n"
    )
    assert actions(report(text + moved)) == actions(report(text))


# Too late for a word before the due date

# F1 is due on Monday 29 June, its word on the 24th; a call on the 23rd leaves a week’s peace
WORD = accounts() + sale("2026-05-30", "F1", "100.00") + remark("2026-06-23", "contact", "F1")


def chain(found: Report, reference: str) -> list[str]:
    return [str(r.message) for r in found.decisions[item(found, reference).key].chain]


def test_a_word_that_would_come_on_the_due_date_is_left_out() -> None:
    due = sale("2026-05-31", "F2", "100.00")  # on the 30th, when the week is over
    for text in (WORD, WORD.replace("F1", "F2").replace(sale("2026-05-30", "F2", "100.00"), due)):
        found = report(text, "2026-06-24")
        (decision,) = found.decisions.values()
        assert decision.stage is not None
        assert decision.stage.name == "reminder"
    # and nothing is said of the gap, which does not concern the reminder
    assert chain(report(WORD, "2026-06-24"), "F1") == [
        "contact on 2026-06-23: “contact”",
        "next: first reminder on 2026-07-02",
    ]


def test_the_eve_of_the_due_date_is_not_too_late() -> None:
    text = WORD.replace("2026-06-23", "2026-06-22").replace("2026-05-30", "2026-05-31")
    found = report(text, "2026-06-24")
    assert actions(found) == []
    assert [(a.stage.name, a.due_on.isoformat()) for a in found.agenda.upcoming] == [
        ("courtesy", "2026-06-29")  # F1 is due on the 30th
    ]


def test_what_is_left_out_on_the_way_is_all_told() -> None:
    text = WORD + (
        '2020-01-01 custom "relance-stage" "standard" "early"\n  after: -10\n'
        "  min-amount: 500.00 EUR\n"
        '2020-01-01 custom "relance-stage" "standard" "reminder"\n  min-amount: 200.00 EUR\n'
    )
    assert chain(report(text, "2026-06-24"), "F1") == [
        "contact on 2026-06-23: “contact”",
        "early skipped: €100.00 is below its minimum of €500.00",
        "first reminder skipped: €100.00 is below its minimum of €200.00",
        "next: telephone call on 2026-07-09",
    ]


def test_of_two_words_before_the_due_date_both_may_be_too_late() -> None:
    text = WORD + '2020-01-01 custom "relance-stage" "standard" "early"\n  after: -10\n'
    (decision,) = report(text, "2026-06-24").decisions.values()
    assert decision.stage is not None
    assert (decision.stage.name, decision.due_on) == ("reminder", day("2026-07-02"))


def test_after_the_only_word_comes_nothing() -> None:
    text = WORD + '2020-01-01 custom "relance-stage" "own" "early"\n  after: -5\n'
    text += '2020-01-01 custom "relance-customer" "Martin"\n  procedure: "own"\n'
    assert waits(report(text, "2026-06-24"), "F1") == ("ladder-done", None)


def test_one_day_between_two_contacts() -> None:
    text = '2020-01-01 custom "relance" "min-gap" 1\n' + accounts()
    text += sale("2026-05-28", "F1", "100.00") + remark("2026-06-30", "contact", "F1")
    assert "not before 2026-07-01: 1 day after the last contact on 2026-06-30" in chain(
        report(text), "F1"
    )


def test_the_disputed_part_waits_without_a_stage() -> None:
    text = accounts() + sale("2026-05-01", "F1", "100.00")
    found = report(text + remark("2026-06-10", "dispute", "F1", amount="40.00 EUR"))
    (waiting,) = found.agenda.waiting
    assert (waiting.why, waiting.waiting, waiting.stage) == ("dispute", D(40), None)
    assert (waiting.due_on, waiting.until) == (None, None)


# How the customer pays

PAYS = """2026-01-01 custom "relance" "{pace}" {days}
  invoices: 1
2026-01-02 custom "relance-customer" "Martin"
  procedure: "own"
2026-01-01 custom "relance-stage" "own" "word"
  after: -5
2026-01-01 custom "relance-stage" "own" "stage"
  after: {after}
""" + sale("2026-01-02", "B1", "100.00")  # due on 1 February
GOOD, BAD = (payment(date, "100.00", "B1") for date in ("2026-01-30", "2026-04-01"))


def paced(pace: str, days: int, after: int, paid: str) -> tuple[str, list[str]]:
    """The day of a stage for an invoice of 31 May, and what is said of a sooner or later one."""
    text = accounts() + PAYS.format(pace=pace, days=days, after=after) + paid
    text += sale("2026-05-01", "F1", "100.00") + '2026-01-01 custom "relance" "min-gap" 0\n'
    # paid in the year, and open only since today: F1 itself does not make a payer bad
    found = report(text, "2026-05-31")
    decision = found.decisions[item(found, "F1").key]
    assert decision.due_on is not None
    moved = [line for line in chain(found, "F1") if "sooner" in line or "later" in line]
    return decision.due_on.isoformat(), [line.partition(":")[0] for line in moved]


@pytest.mark.parametrize(
    ("pace", "days", "after", "paid", "expected"),
    [
        # never before the first day after one on which it can be paid, here Monday 1 June
        ("hasten", 5, 4, BAD, ("2026-06-02", ["2 days sooner"])),
        ("hasten", 5, 2, BAD, ("2026-06-02", [])),
        ("hasten", 5, 1, BAD, ("2026-06-01", [])),
        ("hasten", 2, 10, BAD, ("2026-06-08", ["2 days sooner"])),
        ("hasten", 2, 10, GOOD, ("2026-06-10", [])),
        ("soften", 1, 1, GOOD, ("2026-06-02", ["1 day later"])),
        ("soften", 3, 9, GOOD, ("2026-06-12", ["3 days later"])),
        ("soften", 3, 9, BAD, ("2026-06-09", [])),
        ("soften", 3, 0, GOOD, ("2026-06-01", [])),  # 31 May is a Sunday
    ],
)
def test_the_stages_after_the_due_date_move_by_how_the_customer_pays(
    pace: str, days: int, after: int, paid: str, expected: tuple[str, list[str]]
) -> None:
    assert paced(pace, days, after, paid) == expected


def test_the_word_before_the_due_date_does_not_move() -> None:
    text = accounts() + PAYS.format(pace="soften", days=3, after=9) + GOOD
    found = report(text + sale("2026-05-30", "F1", "100.00"), "2026-06-23")
    assert found.decisions[item(found, "F1").key].due_on == day("2026-06-24")  # due on the 29th


@pytest.mark.parametrize("pace", ["soften", "hasten"])
def test_in_a_currency_they_never_paid_in_nothing_moves(pace: str) -> None:
    text = accounts() + PAYS.format(pace=pace, days=3, after=9) + GOOD
    found = report(text + sale("2026-06-01", "F1", "100.00", currency="USD"), "2026-06-10")
    assert found.decisions[item(found, "F1").key].due_on == day("2026-06-26")  # five days before


# What is agreed about one invoice, and the others


def test_a_day_that_was_agreed_holds_for_the_other_invoices_too() -> None:
    text = accounts() + sale("2026-05-01", "F1", "300.00") + sale("2026-05-28", "F2", "200.00")
    found = report(text + remark("2026-06-25", "contact", "F1", callback="2026-07-06"))
    assert found.decisions[item(found, "F2").key].due_on == day("2026-07-06")
    assert chain(found, "F2") == [
        "not before 2026-07-06, as was agreed on 2026-06-25",
        "next: first reminder on 2026-07-06",
    ]


@pytest.mark.parametrize(
    ("date", "left_out"),
    [("2026-06-10", True), ("2026-06-14", True), ("2026-06-15", False), ("2026-06-02", False)],
)
def test_no_word_before_the_due_date_in_the_days_of_an_instalment(
    date: str, *, left_out: bool
) -> None:
    """The instalment of 10 July is reminded on the 9th; seven days lie between two contacts."""
    text = accounts() + sale("2026-04-01", "F1", "300.00") + sale(date, "F2", "200.00")
    plan = remark("2026-06-20", "plan", "F1", plan='"2026-07-10 150.00 EUR, 2026-08-10 150.00 EUR"')
    found = report(text + plan, "2026-06-26")
    told = [
        str(each.chain[-1].message)
        for each in found.agenda.waiting
        if each.item.invoice.reference == "F2"
    ]
    text = "not yet due: left out, as an instalment is reminded on 2026-07-09"
    assert (text in told) == left_out


# The least amount

LEAST = '2020-01-01 custom "relance" "min-amount" 15.00 EUR\n' + accounts()
TEN = LEAST + sale("2026-05-20", "F1", "10.00", due="2026-06-20")


@pytest.mark.parametrize(
    ("other", "reached"),
    [
        (sale("2026-05-21", "F2", "5.00", due="2026-06-21"), True),  # 15.00 in all
        (sale("2026-05-21", "F2", "4.99", due="2026-06-21"), False),
        (sale("2026-05-21", "F2", "5.00", due="2026-06-29"), True),
        (sale("2026-05-21", "F2", "5.00", due="2026-06-30"), False),  # due today is not late
        (sale("2026-05-21", "F2", "5.00", due="2026-06-21", currency="USD"), False),
        (sale("2026-05-21", "F2", "90.00") + remark("2026-06-22", "hold", "F2"), False),
    ],
)
def test_what_is_late_together_reaches_the_least_amount(other: str, *, reached: bool) -> None:
    found = report(TEN + other)
    assert waits(found, "F1") == ((None, None) if reached else ("under-minimum", None))


def test_the_least_amount_itself_is_chased() -> None:
    text = LEAST + sale("2026-05-20", "F1", "{}", due="2026-06-20")
    assert actions(report(text.format("15.00"))) == [("reminder", ["F1"], "2026-06-23")]
    assert actions(report(text.format("14.99"))) == []


def test_what_is_below_the_least_amount_has_no_stage() -> None:
    found = report(TEN)
    decision = found.decisions[item(found, "F1").key]
    assert decision.stage is None
    assert decision.due_on is None
    assert chain(found, "F1") == ["waits: the total of €10.00 is below the minimum of €15.00"]


def test_what_is_not_due_yet_counts_for_itself() -> None:
    found = report(LEAST + sale("2026-06-04", "F1", "20.00"))
    assert actions(found) == [("courtesy", ["F1"], "2026-06-29")]


def test_what_is_disputed_is_told_though_something_weighs_more() -> None:
    text = accounts() + sale("2026-05-01", "F1", "100.00") + remark("2026-06-10", "dispute", "F1")
    found = report(text + remark("2026-06-12", "handover", "F1"))
    decision = found.decisions[item(found, "F1").key]
    assert (decision.why, decision.disputed, decision.chased) == ("handover", D(100), D(0))


# How much waits


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("", [("not-due", D(70))]),  # the credit will be deducted
        (
            remark("2026-06-01", "dispute", "F1", amount="40.00 EUR"),
            [("not-due", D(30)), ("dispute", D(40))],
        ),
        (remark("2026-06-01", "dispute", "F1", amount="100.00 EUR"), [("dispute", D(100))]),
        (remark("2026-06-01", "hold", "F1"), [("hold", D(100))]),
    ],
)
def test_how_much_waits_hangs_on_why(note: str, expected: list[tuple[str, Decimal]]) -> None:
    text = '2020-01-01 custom "relance" "allocation" "explicit"\n' + accounts()
    text += sale("2026-06-01", "F1", "100.00", due="2026-08-31") + payment("2026-06-02", "30.00")
    decisions = report(text + note).agenda.waiting
    assert [(one.why, one.waiting) for one in decisions] == expected


def test_a_part_in_dispute_waits_for_the_promise_with_the_rest() -> None:
    text = accounts() + sale("2026-05-01", "F1", "100.00")
    text += remark("2026-06-10", "dispute", "F1", amount="40.00 EUR")
    found = report(text + remark("2026-06-20", "promise", "F1", until="2026-07-10"))
    assert [(one.why, one.waiting) for one in found.agenda.waiting] == [("promise", D(100))]


@pytest.mark.parametrize(
    ("kind", "reason"), [("filed", ("court", "2026-07-22")), ("insolvency", ("insolvency", None))]
)
def test_who_is_never_reminded_may_be_before_a_court_all_the_same(
    kind: str, reason: tuple[str, str | None]
) -> None:
    opened = accounts().replace("Clients:Martin", 'Clients:Martin\n  procedure: "none"')
    text = opened + sale("2026-05-01", "F1", "100.00") + remark("2026-06-10", kind, "F1")
    assert waits(report(text), "F1") == reason


def test_a_letter_is_under_way_until_it_is_received_itself() -> None:
    text = accounts() + sale("2026-04-01", "F1", "100.00") + sale("2026-04-01", "F2", "70.00")
    text += remark("2026-06-15", "formal-notice", "F2") + remark(
        "2026-06-22", "formal-notice", "F1"
    )
    found = report(text + remark("2026-06-25", "received", "F2"))
    sent = {name: found.decisions[item(found, name).key].sent for name in ("F1", "F2")}
    assert sent == {"F1": day("2026-06-22"), "F2": None}


def test_another_plan_is_reminded_once_the_missed_instalment_was_asked_for() -> None:
    """F1: missed on 20 March, asked for on the 23rd; F2: due on 15 April."""
    books = (
        accounts()
        + sale("2026-01-12", "F1", "1000.00")
        + sale("2026-01-19", "F2", "600.00")
        + remark("2026-03-02", "plan", "F1", plan='"2026-03-20 500.00 EUR, 2026-05-20 500.00 EUR"')
        + remark("2026-03-02", "plan", "F2", plan='"2026-04-15 300.00 EUR, 2026-05-15 300.00 EUR"')
    )
    assert not any(a.occasion for a in report(books, "2026-04-14").actions)
    asked = report(books + remark("2026-03-23", "reminder", "F1"), "2026-04-14")
    assert [a.invoices for a in asked.actions if a.occasion] == [("F2",)]


@pytest.mark.parametrize(
    ("since", "done", "late"),
    [
        ("2026-06-03", None, False),
        ("2026-06-04", None, True),
        ("2026-06-04", "courtesy", True),
        ("2026-06-04", "reminder", False),
    ],
)
def test_a_reminder_is_late_if_it_was_due_before_any_were_sent(
    since: str, done: str | None, *, late: bool
) -> None:
    # F1 was due on 31 May, its reminder on 3 June
    text = f'{since} custom "relance" "since"\n' + accounts() + sale("2026-05-01", "F1", "100.00")
    found = report(text + (remark("2026-05-27", done, "F1") if done else ""))
    assert found.decisions[item(found, "F1").key].starts_late == late


@pytest.mark.parametrize(
    ("received", "of", "sent", "due_on"),
    [
        ("2026-06-08", "F1", None, "2026-06-17"),
        ("2026-06-01", "F1", None, "2026-06-10"),
        ("2026-05-29", "F1", "2026-06-01", "2026-06-16"),  # of an earlier letter
        ("2026-06-08", "F2", "2026-06-01", "2026-06-16"),
    ],
)
def test_only_the_receipt_of_a_notice_itself_begins_its_days(
    received: str, of: str, sent: str | None, due_on: str
) -> None:
    text = '2020-01-01 custom "relance-stage" "standard" "visit"\n  after: 32\n' + accounts()
    text += "".join(sale("2026-03-02", name, "1000.00") for name in ("F1", "F2"))
    text += remark("2026-06-01", "formal-notice", "F1") + remark(received, "received", of)
    found = report(text, "2026-06-08")
    decision = found.decisions[item(found, "F1").key]
    assert decision.sent == (day(sent) if sent else None)
    assert decision.due_on == day(due_on)


@pytest.mark.parametrize(("done", "passed"), [("2026-06-02", False), ("2026-06-03", True)])
def test_what_is_due_on_the_day_of_another_text_is_passed_over(done: str, *, passed: bool) -> None:
    # the reminder of F1 is due on 3 June
    text = accounts() + sale("2026-05-01", "F1", "100.00") + sale("2026-03-02", "F2", "100.00")
    found = report(text + remark(done, "reminder", "F2"), "2026-06-04")
    assert found.decisions[item(found, "F1").key].passed_over == passed


@pytest.mark.parametrize(
    ("about", "again", "gave_way"),
    [("F2", {}, True), ("F2", {"callback": "2026-06-15"}, False), ("F1", {}, False)],
)
def test_a_stage_gives_way_to_a_contact_about_something_else(
    about: str, again: dict[str, str], *, gave_way: bool
) -> None:
    # the call about F1 would be due on 6 June
    text = '2020-01-01 custom "relance-stage" "standard" "call"\n  after: 6\n' + accounts()
    text += sale("2026-05-01", "F1", "100.00") + sale("2026-03-02", "F2", "100.00")
    text += remark("2026-06-03", "reminder", "F1") + remark("2026-06-04", "contact", about, **again)
    found = report(text, "2026-06-04")
    assert found.decisions[item(found, "F1").key].gave_way == gave_way
