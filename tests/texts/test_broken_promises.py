"""A text tells of a broken promise what is true of its invoices."""

from __future__ import annotations

import pytest

from beancount_relance.texts.writer import Writer
from tests.support.ledgers import accounts, payment, remark, report, sale

BOOKS = accounts() + sale("2026-05-01", "F1", "500.00") + sale("2026-05-04", "F2", "70.00")
F1 = remark("2026-06-05", "promise", "F1", until="2026-06-12")
F2 = remark("2026-06-05", "promise", "F2", until="2026-06-15", amount="50.00 EUR")
RETURNED = payment("2026-06-10", "500.00", "F1")
RETURNED += '2026-06-22 * "Returned" ^F1\n  Assets:Bank  -500.00 EUR\n  Assets:Clients:Martin\n'


def told(notes: str, language: str = "en") -> str:
    found = report(f'2024-01-01 custom "relance" "language" "{language}"\n' + BOOKS + notes)
    (action,) = found.actions
    return " ".join(Writer(found).write(action).body.split())


@pytest.mark.parametrize(
    ("notes", "language", "sentence"),
    [
        (
            remark("2026-06-05", "promise", until="2026-06-12"),
            "en",
            "You told us to expect payment by 12 June 2026; it had not reached us by that date.",
        ),
        (
            F1,
            "en",
            "You told us to expect payment by 12 June 2026 (invoice F1); it had not reached us",
        ),
        (
            F2 + payment("2026-06-10", "20.00", "F2"),
            "fr",
            "de 50,00 € pour le 15 juin 2026 (facture F2) ; il ne nous est pas parvenu en totalité",
        ),
        (F1 + F2, "en", "You also told us to expect a payment of €50.00 by 15 June 2026"),
        (F1 + F2, "fr", "Vous nous aviez aussi annoncé un règlement de 50,00 €"),
        (
            F1 + remark("2026-06-15", "promise", "F1", until="2026-06-19"),
            "en",
            "You then told us to expect payment by 19 June 2026 (invoice F1)",
        ),
    ],
)
def test_it_says_which_invoices_were_promised(notes: str, language: str, sentence: str) -> None:
    assert sentence in told(notes, language)


def test_a_payment_that_came_and_went_back_had_reached_us() -> None:
    found = told(F1 + RETURNED)
    assert "was returned unpaid on 22 June 2026" in found
    assert "told us to expect" not in found
    assert "told us to expect" in told(F1)


PLAN = remark(
    "2026-06-08",
    "plan",
    "F1",
    plan='"2026-06-12 200.00 EUR, 2026-06-19 200.00 EUR, 2026-07-20 100.00 EUR"',
)
FIRST = payment("2026-06-12", "200.00", "F1")
SOME = payment("2026-06-18", "50.00", "F1")
LATE = payment("2026-06-24", "50.00", "F1")
KIND = '2020-01-01 custom "relance-customer" "Martin"\n  kind: "consumer"\n'


@pytest.mark.parametrize(
    ("notes", "sentence"),
    [
        # what came for another instalment, or after the day, had not come in part by that day
        (PLAN + FIRST, "was due by 19 June 2026; it had not reached us by that date."),
        (PLAN + FIRST + LATE, "was due by 19 June 2026; it had not reached us by that date."),
        (PLAN + FIRST + SOME, "was due by 19 June 2026; it had not reached us in full by that"),
        (F1 + LATE, "payment by 12 June 2026 (invoice F1); it had not reached us by that date."),
        (F1 + FIRST, "by 12 June 2026 (invoice F1); it had not reached us in full by that date."),
    ],
)
def test_in_part_is_what_came_for_it_by_its_day(notes: str, sentence: str) -> None:
    assert sentence in told(notes)


@pytest.mark.parametrize(
    ("paid", "missing"),
    [("", "400.00"), (FIRST, "200.00"), (FIRST + SOME, "150.00"), (FIRST + LATE, "150.00")],
)
def test_a_consumer_keeps_the_plan_by_paying_what_is_missing(paid: str, missing: str) -> None:
    text = told(KIND + PLAN + paid)
    sentence = f"If the €{missing} missing under the payment plan of 8 June 2026 reaches us"
    assert sentence in text
    assert "the plan goes on" in text
    assert "missing under the payment plan" not in told(PLAN + paid)  # a business's plan has ended


def test_a_consumer_who_pays_it_is_left_alone_until_the_next_instalment() -> None:
    found = report(BOOKS + KIND + PLAN + FIRST + payment("2026-06-26", "200.00", "F1"))
    waits = [d for d in found.decisions.values() if d.item.invoice.number == "F1"]
    assert [decision.why for decision in waits] == ["plan"]


@pytest.mark.parametrize("paid", ["", FIRST, FIRST + SOME])
def test_the_statement_of_that_day_says_the_same(paid: str) -> None:
    """What is missing of the plan is due, and the rest is not."""
    found = report(BOOKS + KIND + PLAN + paid)
    (action,) = found.actions
    writer = Writer(found)
    letter = writer.write(action).body
    statement = writer.write(writer.compose("statement", found.customer("Martin"))).body
    (asked,) = action.outstanding.values()
    assert f"Invoices overdue: €{asked:,.2f}" in statement
    left = sum(each.item.outstanding for each in found.decisions.values())
    assert f"Invoices not yet due: €{left - asked:,.2f}" in statement
    assert "not due before its later dates" in statement
    assert "; under the plan, " in letter
    assert "Balance due: €0.00" not in letter


PLANS = remark("2026-06-05", "plan", "F1", plan='"2026-06-15 300.00 EUR, 2026-07-20 200.00 EUR"')
PLANS += remark("2026-06-06", "plan", "F2", plan='"2026-06-16 50.00 EUR, 2026-07-20 20.00 EUR"')


def test_two_plans_that_were_not_kept_are_both_named() -> None:
    text = told(PLANS)
    assert "agreed on 5 June 2026 (invoice F1)" in text
    assert "As these plans have not been kept, we now ask for the whole balance." in text
    assert text.count("we now ask") == 1


def test_each_of_two_plans_may_go_on() -> None:
    text = told(KIND + PLANS)
    assert "If the €300.00 missing under the payment plan of 5 June 2026 reaches us" in text
    assert "If the €50.00 missing under the payment plan of 6 June 2026 reaches us" in text


def test_nothing_goes_on_when_the_last_instalment_is_missing() -> None:
    """All that is left is what is missing: no balance has a later day."""
    last = PLAN.replace("2026-07-20", "2026-06-20")
    text = told(KIND + last + FIRST + payment("2026-06-19", "200.00", "F1"))
    assert "was due by 20 June 2026" in text
    assert "the plan goes on" not in text


def test_a_plan_whose_last_instalment_is_missing_has_not_ended_early() -> None:
    """500 + 70 in three payments: after two of them only the last one is left."""
    dates = '"2026-06-08 200.00 EUR, 2026-06-10 200.00 EUR, {last} 170.00 EUR"'
    over = "As the plan has not been kept, we now ask for the whole balance."
    first = payment("2026-06-08", "200.00", "F1")
    to_come = remark("2026-06-05", "plan", plan=dates.format(last="2026-07-30"))
    assert over in told(to_come + first)
    past = remark("2026-06-05", "plan", plan=dates.format(last="2026-06-12"))
    found = told(past + first + payment("2026-06-10", "200.00", "F1"))
    assert "a payment of €170.00 was due by 12 June 2026" in found
    assert over not in found
