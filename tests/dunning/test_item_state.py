"""Where an item stands by its history: what was done, promised, planned and disputed."""

from __future__ import annotations

import pytest

from beancount_relance.report.report import Report, build_report
from tests.support.ledgers import D, accounts, day, item, load, payment, remark, report, sale, waits


def stands(found: Report, reference: str) -> tuple[str | None, str | None, str | None]:
    """The last stage done, the next one, and its day."""
    decision = found.decisions[item(found, reference).key]
    return (
        decision.level.name if decision.level else None,
        decision.stage.name if decision.stage else None,
        decision.due_on.isoformat() if decision.due_on else None,
    )


def said(found: Report, reference: str) -> list[str]:
    return [str(reason.message) for reason in found.reasons(item(found, reference))]


F1 = accounts() + sale("2026-05-01", "F1", "1000.00")  # due on 31 May


# One communication about several

# F1 is on the formal notice, F2 on its first reminder: one registered letter is about both
SPOKEN = accounts() + sale("2026-03-02", "F1", "100.00", due="2026-04-01")
SPOKEN += sale("2026-05-04", "F2", "100.00", due="2026-05-29")
SPOKEN += remark("2026-04-07", "reminder", "F1") + remark("2026-04-14", "call", "F1")
SPOKEN += remark("2026-04-24", "firm-letter", "F1")


@pytest.mark.parametrize(
    ("kind", "linked", "paid", "expected"),
    [
        # a formal notice is that of each invoice it names; day 60 of 29 May, as the visit is
        # for 1 000 € and more
        ("formal-notice", ("F1", "F2"), None, ("formal-notice", "legal", "2026-07-28")),
        ("formal-notice", ("F1", "F2"), "2026-06-02", ("formal-notice", "legal", "2026-07-28")),
        ("formal-notice", ("F1", "F2"), "2026-06-10", ("formal-notice", "legal", "2026-07-28")),
        # another letter, or one that names none, is the first reminder of what had none: the
        # call on day 10, 8 June, but not within 7 days of the letter; while the formal notice of
        # F1 runs there is no call, but the firm letter, 17 days after the reminder
        ("formal-notice", (), None, ("reminder", "firm-letter", "2026-06-19")),
        ("formal-notice", (), "2026-06-03", ("reminder", "call", "2026-06-09")),
        ("firm-letter", ("F1", "F2"), None, ("reminder", "call", "2026-06-09")),
        ("firm-letter", ("F1", "F2"), "2026-06-10", ("reminder", "call", "2026-06-09")),
        # a call about both leaves the first reminder in writing of F2 to be sent, after the gap
        ("call", ("F1", "F2"), None, (None, "reminder", "2026-06-09")),
    ],
)
@pytest.mark.parametrize("whole", [True, False], ids=["whole", "quick"])
def test_a_note_about_another_invoice_as_well(
    kind: str,
    linked: tuple[str, ...],
    paid: str | None,
    expected: tuple[str, str, str],
    *,
    whole: bool,
) -> None:
    text = SPOKEN + remark("2026-06-02", kind, *linked)
    if paid:
        text += payment(paid, "100.00", "F1")
    found = build_report(*load(text), day("2026-06-30"), whole=whole)
    assert stands(found, "F2") == expected


def test_a_note_is_told_as_what_it_says() -> None:
    found = report(SPOKEN + remark("2026-06-02", "firm-letter", "F1", "F2"))
    assert "firm letter done on 2026-06-02: “firm-letter”" in said(found, "F2")


# no friendly reminder as long as the notice of F1 runs, which the decision ends
@pytest.mark.parametrize(("kind", "following"), [("visit", "firm-letter"), ("legal", "reminder")])
@pytest.mark.parametrize("linked", [("F1", "F2"), ()])
def test_what_had_no_formal_notice_keeps_its_place(
    kind: str, following: str, linked: tuple[str, ...]
) -> None:
    text = (
        SPOKEN + remark("2026-05-04", "formal-notice", "F1") + remark("2026-06-02", kind, *linked)
    )
    assert stands(report(text), "F1")[0] == kind
    assert stands(report(text), "F2")[:2] == (None, following)


def test_a_decision_about_one_invoice_alone_is_its_decision() -> None:
    text = SPOKEN + remark("2026-06-02", "legal", "F2")
    assert stands(report(text), "F2") == ("legal", None, None)


def test_a_visit_does_not_replace_the_formal_notice() -> None:
    text = F1 + remark("2026-06-03", "reminder", "F1") + remark("2026-06-10", "visit", "F1")
    # the notice is due on day 30, 30 June
    assert stands(report(text), "F1") == ("visit", "formal-notice", "2026-06-30")
    text += remark("2026-06-30", "formal-notice", "F1")
    # and then the decision, on day 60: 30 July
    assert stands(report(text), "F1") == ("visit", "legal", "2026-07-30")


def test_a_formal_notice_before_the_due_date_is_none() -> None:
    text = F1 + remark("2026-05-31", "formal-notice", "F1")
    assert stands(report(text), "F1") == ("formal-notice", "formal-notice", "2026-06-30")


@pytest.mark.parametrize("whole", [True, False], ids=["whole", "quick"])
def test_what_leads_on_from_one_letter_to_another_counts(*, whole: bool) -> None:
    # the formal notice of April was that of F0, and F1’s first reminder; both are paid
    text = accounts() + sale("2026-02-02", "F0", "100.00", due="2026-03-04")
    text += sale("2026-03-02", "F1", "100.00", due="2026-04-01")
    text += sale("2026-05-04", "F2", "100.00", due="2026-05-29")
    text += remark("2026-03-10", "reminder", "F0") + remark("2026-03-17", "call", "F0")
    text += remark("2026-03-27", "firm-letter", "F0")
    text += remark("2026-04-27", "formal-notice", "F0", "F1")
    text += remark("2026-06-02", "formal-notice", "F1", "F2")
    text += payment("2026-05-06", "100.00", "F0") + payment("2026-06-10", "100.00", "F1")
    found = build_report(*load(text), day("2026-06-30"), whole=whole)
    # so in June neither F1 nor F2 was at one: it was sent all the same, and is done for both
    assert stands(found, "F2") == ("formal-notice", "legal", "2026-07-28")


def test_what_was_paid_before_was_not_spoken_of() -> None:
    text = SPOKEN + payment("2026-06-01", "100.00", "F1")
    found = report(text + remark("2026-06-02", "formal-notice", "F1", "F2"))
    # a formal notice was sent for F2 alone, whatever its stage: the visit is for 1 000 € and more
    assert stands(found, "F2") == ("formal-notice", "legal", "2026-07-28")


def test_a_stage_repeated_moves_only_the_gap() -> None:
    text = (
        F1 + remark("2026-06-22", "firm-letter", "F1") + remark("2026-06-29", "firm-letter", "F1")
    )
    # 10 days after the first is 2 July, 7 after the last contact the 6th; not 10, the 9th
    assert stands(report(text), "F1") == ("firm-letter", "formal-notice", "2026-07-06")


# Promises


@pytest.mark.parametrize(
    ("promises", "expected"),
    [
        # of two of one day the first that is broken, on Friday 12 June, ends both, in any order
        ([("05", "12", None), ("05", "30", "100.00")], (None, None)),
        ([("05", "30", "100.00"), ("05", "12", None)], (None, None)),
        ([("05", "12", "500.00"), ("05", "30", "500.00")], (None, None)),
        # one of a later day is in its place, unless it is for less
        ([("05", "12", None), ("10", "30", None)], ("promise", "2026-06-30")),
        ([("05", "12", "500.00"), ("10", "30", "500.00")], ("promise", "2026-06-30")),
        ([("05", "12", None), ("10", "30", "100.00")], (None, None)),
        # and so is one that was made when the first was broken already
        ([("05", "12", None), ("15", "30", "100.00")], ("promise", "2026-06-30")),
    ],
)
def test_a_broken_promise_ends_those_beside_it(
    promises: list[tuple[str, str, str | None]], expected: tuple[str | None, str | None]
) -> None:
    text = F1 + remark("2026-06-03", "reminder", "F1")
    for made, until, amount in promises:
        more = {"amount": f"{amount} EUR"} if amount else {}
        text += remark(f"2026-06-{made}", "promise", "F1", until=f"2026-06-{until}", **more)
    assert waits(report(text, "2026-06-16"), "F1") == expected


# Instalments


def instalments(second: str, note: str, kind: str = "reminder") -> list[str | None]:
    """The levels of two instalments, due on 30 April and later."""
    text = accounts() + '2026-03-01 * "Stage lights" ^F1\n'
    text += "  Assets:Clients:Martin  100.00 EUR\n    due: 2026-04-30\n"
    text += f"  Assets:Clients:Martin  100.00 EUR\n    due: {second}\n  Income:Sales\n"
    found = report(text + remark(note, kind, "F1"), "2026-05-31")
    levels = [found.decisions[one.key].level for one in found.open_items]
    return [level.name if level else None for level in levels]


@pytest.mark.parametrize(
    ("second", "note", "levels"),
    [
        ("2026-05-29", "2026-05-04", ["reminder", None]),
        ("2026-05-01", "2026-05-04", ["reminder", "reminder"]),
        ("2026-05-04", "2026-05-04", ["reminder", None]),  # on its last day it is not late
        ("2026-05-29", "2026-04-30", ["reminder", None]),  # nothing is late: the first was meant
        ("2026-05-01", "2026-04-30", ["reminder", None]),
    ],
)
def test_of_instalments_what_is_late_was_meant_or_the_first(
    second: str, note: str, levels: list[str | None]
) -> None:
    assert instalments(second, note) == levels


@pytest.mark.parametrize(
    ("second", "levels"),
    [
        ("2026-05-01", ["courtesy", "courtesy"]),  # five days after the word
        ("2026-05-02", ["courtesy", None]),
    ],
)
def test_a_word_before_is_for_what_falls_due_within_its_days(
    second: str, levels: list[str | None]
) -> None:
    assert instalments(second, "2026-04-26", "courtesy") == levels


def next_of_the_second(paid: str = "") -> tuple[str, str] | None:
    """The next stage of an instalment due on 29 May, after a formal notice for the first."""
    text = accounts() + '2026-03-01 * "Stage lights" ^F1\n'
    text += "  Assets:Clients:Martin  100.00 EUR\n    due: 2026-04-30\n"
    text += "  Assets:Clients:Martin  100.00 EUR\n    due: 2026-05-29\n  Income:Sales\n"
    text += remark("2026-05-04", "reminder", "F1") + remark("2026-05-20", "formal-notice", "F1")
    found = report(text + paid, "2026-05-31")
    stage = found.decisions[found.open_items[-1].key].stage
    due_on = found.decisions[found.open_items[-1].key].due_on
    return (stage.name, due_on.isoformat()) if stage and due_on else None


def test_no_text_is_gentler_than_the_last_about_another_instalment() -> None:
    assert next_of_the_second() == ("formal-notice", "2026-06-29")  # day 30, a Sunday


def test_what_the_customer_paid_does_not_count_for_the_next_instalment() -> None:
    assert next_of_the_second(payment("2026-05-25", "100.00", "F1")) == ("reminder", "2026-06-01")


# Court


def test_a_reminder_sent_by_mistake_does_not_put_off_the_look_at_the_case() -> None:
    text = F1 + remark("2026-06-10", "filed", "F1") + remark("2026-06-15", "reminder", "F1")
    assert waits(report(text), "F1") == ("court", "2026-07-22")  # six weeks from the 10th


def test_a_follow_up_puts_off_the_next_and_starts_nothing() -> None:
    told = remark("2026-06-15", "follow-up", "F1")
    filed = remark("2026-06-10", "filed", "F1")
    assert waits(report(F1 + filed + told), "F1") == ("court", "2026-07-27")
    assert waits(report(F1 + told), "F1") == (None, None)


def test_what_is_done_on_an_occasion_is_no_stage_of_the_procedure() -> None:
    # “follow-up” has 42 days, which is beyond a formal notice
    assert stands(report(F1 + remark("2026-06-15", "follow-up", "F1")), "F1") == (
        None,
        "reminder",
        "2026-06-03",
    )


# Promises


def test_a_promise_kept_does_not_end_another() -> None:
    text = F1 + remark("2026-06-05", "promise", "F1", until="2026-07-15")
    text += remark("2026-06-10", "promise", "F1", until="2026-06-20", amount="300.00 EUR")
    found = report(text + payment("2026-06-18", "300.00", "F1"))
    assert waits(found, "F1") == ("promise", "2026-07-15")


def test_a_promise_broken_ends_the_patience_with_another() -> None:
    text = F1 + remark("2026-06-05", "promise", "F1", until="2026-07-15")
    text += remark("2026-06-10", "promise", "F1", until="2026-06-20", amount="300.00 EUR")
    found = report(text)
    assert waits(found, "F1") == (None, None)
    assert stands(found, "F1") == (None, "reminder", "2026-06-23")  # 20 June is a Saturday
    (broken,) = found.decisions[item(found, "F1").key].broken
    assert (broken.kind, broken.date, broken.until) == (
        "promise",
        day("2026-06-10"),
        day("2026-06-20"),
    )
    assert str(broken.amount) == "300.00 EUR"


def test_a_promise_counts_what_was_paid_on_the_day_it_was_made() -> None:
    text = F1 + remark("2026-06-10", "promise", "F1", until="2026-06-20", amount="300.00 EUR")
    found = report(text + payment("2026-06-10", "300.00", "F1"))
    assert not found.decisions[item(found, "F1").key].broken


# Plans

MONTHLY = F1 + remark(
    "2026-06-01",
    "plan",
    "F1",
    plan='"2026-06-15 250.00 EUR, 2026-07-15 250.00 EUR, 2026-08-14 500.00 EUR"',
)


def test_a_plan_paid_in_full_ends_the_one_before() -> None:
    text = MONTHLY + payment("2026-06-15", "250.00", "F1")
    text += remark("2026-06-18", "plan", "F1", plan='"2026-06-22 300.00 EUR"', amount="300.00 EUR")
    found = report(text + payment("2026-06-22", "300.00", "F1"))
    assert waits(found, "F1") == (None, None)
    assert stands(found, "F1") == (None, "reminder", "2026-06-03")
    assert "plan of 2026-06-18, kept: “plan”" in said(found, "F1")


def test_a_plan_paid_late_was_not_kept() -> None:
    text = F1 + remark("2026-06-01", "plan", "F1", plan='"2026-06-15 1000.00 EUR"')
    found = report(text + payment("2026-06-16", "1000.00", "F1"))
    assert "plan of 2026-06-01, paid in full, but not in time: “plan”" in said(found, "F1")


@pytest.mark.parametrize(
    ("paid", "expected"),
    [("2026-06-29", "kept"), ("2026-06-30", "paid in full, but not in time")],
)
def test_an_instalment_of_a_saturday_can_be_paid_on_monday(paid: str, expected: str) -> None:
    text = F1 + remark("2026-06-01", "plan", "F1", plan='"2026-06-27 1000.00 EUR"')
    assert waits(report(text, "2026-06-29"), "F1") == ("plan", "2026-06-29")
    assert waits(report(text, "2026-06-30"), "F1") == (None, None)
    found = report(text + payment(paid, "1000.00", "F1"))
    assert f"plan of 2026-06-01, {expected}: “plan”" in said(found, "F1")


@pytest.mark.parametrize(("paid", "expected"), [("2026-05-26", "kept"), ("2026-05-27", "broken")])
def test_a_promise_for_a_holiday_can_be_kept_on_the_next_working_day(
    paid: str, expected: str
) -> None:
    # Whit Monday, 25 May 2026, after a Sunday
    text = '2020-01-01 custom "relance" "holidays" "FR"\n' + F1
    text += remark("2026-05-20", "promise", "F1", until="2026-05-24")
    assert waits(report(text, "2026-05-26"), "F1") == ("promise", "2026-05-26")
    found = report(text + payment(paid, "1000.00", "F1"))
    fact = "promise of 2026-05-20 to pay €1,000.00 by 2026-05-24"
    assert f"{fact}, {expected}: “promise”" in said(found, "F1")


def test_a_plan_missed_ends_the_one_before() -> None:
    text = MONTHLY + payment("2026-06-15", "250.00", "F1")
    text += remark(
        "2026-06-18", "plan", "F1", plan='"2026-06-22 300.00 EUR, 2026-07-22 450.00 EUR"'
    )
    found = report(text)
    assert waits(found, "F1") == (None, None)
    assert stands(found, "F1") == (None, "reminder", "2026-06-23")


# A later due date


def test_an_agreed_later_due_date_counts_from_its_note() -> None:
    text = F1 + remark("2026-06-10", "extension", "F1", until="2026-07-15")
    assert item(report(text, "2026-06-09"), "F1").invoice.due == day("2026-05-31")
    found = report(text, "2026-06-10")
    assert item(found, "F1").invoice.due == day("2026-07-15")
    assert stands(found, "F1") == (None, "courtesy", "2026-07-10")


def test_the_latest_agreement_counts() -> None:
    text = F1 + remark("2026-06-10", "extension", "F1", until="2026-07-15")
    text += remark("2026-07-10", "extension", "F1", until="2026-08-15")
    found = report(text, "2026-07-20")
    assert item(found, "F1").invoice.due == day("2026-08-15")
    assert not found.problems
    assert not found.actions


def test_an_extension_without_a_link_is_for_all_that_was_open() -> None:
    text = F1 + sale("2026-06-20", "F2", "100.00", due="2026-06-25")
    found = report(text + remark("2026-06-10", "extension", until="2026-07-15"), "2026-06-30")
    assert item(found, "F1").invoice.due == day("2026-07-15")
    assert item(found, "F2").invoice.due == day("2026-06-25")


def test_an_extension_before_the_due_date_is_an_error() -> None:
    found = report(F1 + remark("2026-05-10", "extension", "F1", until="2026-05-31"))
    assert item(found, "F1").invoice.due == day("2026-05-31")
    (problem,) = found.problems
    assert "a day after the due date, 2026-05-31" in str(problem.message)


# Disputes and holds


def test_a_hold_with_an_end_takes_the_place_of_one_without() -> None:
    text = (
        F1
        + remark("2026-06-01", "hold", "F1")
        + remark("2026-06-05", "hold", "F1", until="2026-06-15")
    )
    assert waits(report(text, "2026-06-15"), "F1") == ("hold", "2026-06-15")
    assert waits(report(text, "2026-06-16"), "F1") == (None, None)
    assert stands(report(text), "F1") == (None, "reminder", "2026-06-16")


def test_a_dispute_over_an_amount_falls_on_the_oldest_first() -> None:
    text = F1.replace("1000.00", "100.00") + sale("2026-05-02", "F2", "100.00")
    text += sale("2026-05-03", "F3", "100.00")
    found = report(text + remark("2026-06-10", "dispute", amount="150.00 EUR"))
    disputed = [found.decisions[one.key].disputed for one in found.open_items]
    assert disputed == [100, 50, 0]


def test_a_dispute_in_one_currency_is_not_used_up_by_another() -> None:
    text = accounts() + sale("2026-04-01", "U1", "80.00", currency="USD")
    text += sale("2026-05-01", "F1", "100.00")
    found = report(text + remark("2026-06-10", "dispute", amount="50.00 EUR"))
    assert found.decisions[item(found, "F1").key].disputed == 50
    assert found.decisions[item(found, "F1").key].chased == 50


# What is told of what is settled


def test_a_settled_invoice_tells_its_own_history_and_no_other() -> None:
    text = SPOKEN + remark("2026-05-06", "contact", "F1")
    text += payment("2026-06-10", "100.00", "F1") + remark("2026-06-15", "insolvency", "F2")
    assert said(report(text), "F1") == [
        "F1: €100.00 invoiced on 2026-03-02, due on 2026-04-01 (due date given)",
        "first reminder done on 2026-04-07: “reminder”",
        "telephone call done on 2026-04-14: “call”",
        "firm letter done on 2026-04-24: “firm-letter”",
        "contact on 2026-05-06: “contact”",
        "€100.00 paid on 2026-06-10",
        "insolvency on 2026-06-15: “insolvency”",
        "settled",
    ]


# The ladder

OWN = '2026-01-01 custom "relance-stage" "own" "{}"\n'


def ladder(**stages: str) -> str:
    """A ladder of one’s own, for Martin."""
    text = ""
    for name, meta in stages.items():
        lines = "".join(f"  {line}\n" for line in meta.split("; "))
        text += OWN.format(name) + '  channel: "email"\n' + lines
    return text + '2026-01-02 custom "relance-customer" "Martin"\n  procedure: "own"\n'


def test_a_stage_on_the_due_date_does_not_lapse_on_it() -> None:
    text = F1 + ladder(today="after: 0", week="after: 7")
    assert stands(report(text, "2026-05-31"), "F1") == (None, "today", "2026-06-01")  # a Monday
    assert stands(report(text), "F1") == (None, "today", "2026-06-01")
    day_after = '2026-01-01 custom "relance-stage" "own" "today"\n  after: 1\n'
    assert stands(report(text + day_after), "F1") == (None, "today", "2026-06-01")


def test_a_least_amount_is_in_its_currency_and_included() -> None:
    text = ladder(big="after: 1; min-amount: 500.00 EUR", small="after: 5")
    assert stands(report(F1 + text), "F1")[1] == "big"
    assert stands(report(F1.replace("1000.00", "500.00") + text), "F1")[1] == "big"
    assert stands(report(F1.replace("1000.00", "499.99") + text), "F1")[1] == "small"
    dollars = F1.replace("1000.00 EUR", "100.00 USD")
    assert stands(report(dollars + text), "F1")[1] == "big"


@pytest.mark.parametrize(
    ("ledgers", "customers", "stage"),
    [
        ("fr", None, "french"),
        ("en", None, "any"),
        ("en", "fr", "french"),
        ("fr", "en", "any"),
    ],
)
def test_a_stage_for_a_language_is_for_who_is_written_to_in_it(
    ledgers: str, customers: str | None, stage: str
) -> None:
    text = f'2020-01-01 custom "relance" "language" "{ledgers}"\n' + F1
    text += ladder(french='after: 1; language: "fr"', any="after: 5")
    if customers:
        text += f'  language: "{customers}"\n'
    assert stands(report(text), "F1")[1] == stage


@pytest.mark.parametrize(
    ("details", "stage"),
    [
        ("", "any"),
        ('  email: "a@martin.example"\n', "reachable"),
        ('  phone: "+33 1 23 45 67 89"\n', "reachable"),
    ],
)
def test_reachable_is_who_has_an_address_for_one_of_the_ways(details: str, stage: str) -> None:
    text = ladder(reachable='after: 1; fallback: "phone"; if-reachable: TRUE', any="after: 5")
    assert stands(report(F1 + text + details), "F1")[1] == stage


@pytest.mark.parametrize(
    ("done", "level"),
    [
        ("courtesy", None),  # before the first of one’s own
        ("reminder", "third"),  # on day 3, as the first of them
        ("call", "tenth"),
        ("firm-letter", "tenth"),
    ],
)
def test_a_stage_of_another_ladder_stands_for_the_last_that_is_no_later(
    done: str, level: str | None
) -> None:
    text = F1 + ladder(third="after: 3", ninth="after: 9", tenth="after: 10", month="after: 30")
    assert stands(report(text + remark("2026-05-20", done, "F1")), "F1")[0] == level


@pytest.mark.parametrize("amount", [{}, {"amount": "400.00 EUR"}])
def test_a_dispute_with_an_end_is_over_after_it(amount: dict[str, str]) -> None:
    text = F1 + remark("2026-06-05", "dispute", "F1", until="2026-06-15", **amount)
    before, after = report(text, "2026-06-15"), report(text, "2026-06-16")
    asked = [found.decisions[item(found, "F1").key].chased for found in (before, after)]
    assert asked == [600 if amount else 0, 1000]
    assert stands(after, "F1") == (None, "reminder", "2026-06-16")


# What outweighs what


@pytest.mark.parametrize(
    "kinds",
    [
        ("insolvency", "filed"),
        ("filed", "handover"),
        ("handover", "write-off"),
        ("write-off", "dispute"),
        ("dispute", "hold"),
        ("hold", "plan"),
        ("plan", "promise"),
    ],
)
def test_of_two_reasons_to_wait_the_heavier_is_told(kinds: tuple[str, str]) -> None:
    details = {
        "promise": {"until": "2026-07-10"},
        "plan": {"plan": '"2026-07-15 500.00 EUR, 2026-08-14 500.00 EUR"'},
    }
    notes = [remark("2026-06-20", kind, "F1", **details.get(kind, {})) for kind in kinds]
    heavier = {"filed": "court"}.get(kinds[0], kinds[0])
    for order in (notes, notes[::-1]):
        assert waits(report(F1 + "".join(order)), "F1")[0] == heavier


@pytest.mark.parametrize(
    ("channel", "next_on"),
    [("legal", "2026-06-23"), ("task", "2026-06-23"), ("email", "2026-06-29")],
)
def test_what_the_customer_does_not_hear_of_leaves_no_gap(channel: str, next_on: str) -> None:
    text = F1 + ladder(first="after: 1", second="after: 2")
    text = text.replace('"email"', f'"{channel}"') + remark("2026-06-22", "first", "F1")
    assert stands(report(text), "F1") == ("first", "second", next_on)


def test_a_settled_invoice_tells_of_the_promise_that_was_broken() -> None:
    text = F1 + remark("2026-06-05", "promise", "F1", until="2026-06-10")
    text += payment("2026-06-20", "1000.00", "F1")
    assert "promise of 2026-06-05 to pay €1,000.00 by 2026-06-10, broken: “promise”" in said(
        report(text), "F1"
    )


def test_an_amount_disputed_in_one_currency_leaves_the_other_alone() -> None:
    text = accounts() + sale("2026-04-01", "F1", "600.00")
    text += sale("2026-04-01", "U1", "80.00", currency="USD")
    text += remark("2026-05-02", "dispute", "F1", "U1", amount="100.00 EUR")
    found = report(text, "2026-06-30")
    decisions = {d.item.invoice.reference: d for d in found.decisions.values()}
    assert (decisions["F1"].disputed, decisions["F1"].chased) == (D(100), D(500))
    assert (decisions["U1"].disputed, decisions["U1"].chased) == (D(0), D(80))
    assert decisions["U1"].why is None
