"""New notes: what can be recorded, what is complained about, and in which words by default."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from beancount.core.amount import Amount
from msgspec.structs import replace

from beancount_relance.history.instalments import Instalment
from beancount_relance.language.messages import language
from beancount_relance.recording.new_note import (
    NewNote,
    default_text,
    invoices_meant,
    items_about,
    with_channel,
)
from beancount_relance.recording.note_checks import NewNoteError, check
from beancount_relance.report.report import Report
from tests.support.ledgers import D, accounts, day, payment, remark, report, sale

TODAY = day("2026-06-30")
BOOKS = (
    accounts("Martin", "Zoe")
    + '2020-01-01 open Assets:Clients:Oriot\n  kind: "consumer"\n  email: "d@oriot.example"\n'
    '2020-01-01 custom "relance-customer" "Martin"\n  phone: "02 61 91 14 00"\n'
    + sale("2026-05-14", "F1", "1200.00")
    + sale("2026-05-20", "F2", "300.00")
    + sale("2026-06-25", "F3", "50.00")
    + sale("2026-01-05", "F0", "10.00")
    + payment("2026-02-01", "10.00", "F0")
    + sale("2026-05-14", "P1", "90.00", customer="Oriot")
)
PROMISE = NewNote("Martin", "promise", TODAY, "Promet", ("F1",), until=day("2026-07-03"))


@pytest.fixture(scope="module")
def found() -> Report:
    return report(BOOKS)


def complaints(found: Report, meant: NewNote) -> list[tuple[str, str]]:
    try:
        check(meant, found)
    except NewNoteError as error:
        return [(complaint.field, str(complaint.message)) for complaint in error.complaints]
    return []


def eur(number: str) -> Amount:
    return Amount(D(number), "EUR")


def plan(*parts: tuple[str, str]) -> tuple[Instalment, ...]:
    return tuple(Instalment(day(due), eur(amount)) for due, amount in parts)


def test_what_is_right_has_no_complaints(found: Report) -> None:
    assert check(PROMISE, found) == []
    assert check(replace(PROMISE, amount=eur("1200.00")), found) == []
    assert check(replace(PROMISE, until=TODAY), found) == []


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"customer": "Nobody"}, "customer", "there is no customer “Nobody”"),
        ({"kind": "promis"}, "kind", "“promis” is not known here; perhaps “promise”"),
        ({"kind": "xyz", "until": None}, "kind", "(courtesy, reminder, call"),
        ({"date": day("2026-07-01")}, "date", "the note is dated 2026-07-01, after 2026-06-30"),
        ({"date": day("2026-05-13")}, "date", "F1 is dated 2026-05-14, after the note"),
        ({"text": " "}, "text", "the note needs a text"),
        ({"text": "a\0"}, "text", "U+0000"),
        ({"invoices": ("F11",)}, "invoices", "Martin has no invoice F11; perhaps F1"),
        ({"invoices": ("P1",)}, "invoices", "Martin has no invoice P1"),
        ({"until": None}, "until", "a promise to pay needs “until”"),
        ({"until": day("2026-06-29")}, "until", "2026-06-29 is before the date of the note"),
        ({"until": datetime.date(9999, 1, 1)}, "until", "is too far in the future"),
        ({"amount": eur("0")}, "amount", "more than zero"),
        ({"amount": eur("-5.00")}, "amount", "more than zero"),
        ({"amount": eur("NaN")}, "amount", "more than zero"),
        ({"amount": Amount(D("5"), "USD")}, "amount", "nothing is owed in USD, only in EUR"),
        ({"plan": plan(("2026-07-05", "5"))}, "plan", "a promise to pay takes no “plan”"),
        ({"kind": "contact"}, "until", "a contact takes no “until”"),
        ({"kind": "reminder"}, "until", "a reminder takes no “until”"),
        ({"kind": "plan", "until": None}, "plan", "a payment plan needs “plan”"),
        (
            {"kind": "plan", "until": None, "plan": plan(("2026-06-05", "5"))},
            "plan",
            "2026-06-05 is before the date of the note",
        ),
    ],
)
def test_what_is_wrong_is_told_by_field(
    found: Report, change: dict[str, Any], field: str, says: str
) -> None:
    told = complaints(found, replace(PROMISE, **change))
    assert [name for name, _ in told] == [field]
    assert says in told[0][1]


def test_all_that_is_wrong_is_told_at_once(found: Report) -> None:
    meant = replace(PROMISE, text="", until=None, invoices=("F9",))
    assert [name for name, _ in complaints(found, meant)] == ["invoices", "text", "until"]


def test_a_stage_is_one_of_the_customers_own(found: Report) -> None:
    meant = NewNote("Oriot", "visit", TODAY, "Passage", ("P1",))
    assert complaints(found, meant) == [
        (
            "kind",
            (
                "“visit” is not a stage for Oriot; the stages are courtesy, reminder, call, "
                "firm-letter, formal-notice, legal, instalment, declaration, follow-up and review"
            ),
        )
    ]


def test_with_nothing_open_the_invoice_must_be_named(found: Report) -> None:
    assert complaints(found, NewNote("Zoe", "hold", TODAY, "x")) == [
        ("invoices", "Zoe had no open items on 2026-06-30: name the invoice")
    ]
    assert complaints(found, NewNote("Zoe", "contact", TODAY, "Appel")) == []


def test_what_is_odd_is_a_warning(found: Report) -> None:
    def warnings(meant: NewNote) -> list[str]:
        return [str(warning) for warning in check(meant, found)]

    assert warnings(replace(PROMISE, amount=eur("1200.01"))) == [
        "€1,200.01 is more than the €1,200.00 that was open"
    ]
    assert warnings(replace(PROMISE, invoices=("F0",))) == ["nothing was open on F0 that day"]


def test_a_plan_adds_up_to_what_was_open_or_agreed(found: Report) -> None:
    one = NewNote("Martin", "plan", TODAY, "x", ("F1",), plan=plan(("2026-07-05", "700.00")))
    ((field, says),) = complaints(found, one)
    assert field == "plan"
    assert says.startswith("the instalments add up to €700.00, but €1,200.00 was open on")
    assert complaints(found, replace(one, amount=eur("700.00"))) == []
    whole = plan(("2026-07-05", "700.00"), ("2026-08-05", "500.00"))
    assert complaints(found, replace(one, plan=whole)) == []


# What is meant


def names(meant: NewNote, found: Report) -> list[str]:
    return [item.invoice.reference for item in items_about(meant, found)]


def test_no_invoice_is_all_that_was_open_that_day(found: Report) -> None:
    meant = NewNote("Martin", "contact", TODAY, "x")
    assert names(meant, found) == ["F1", "F2", "F3"]
    assert names(replace(meant, date=day("2026-06-24")), found) == ["F1", "F2"]
    assert names(replace(meant, date=day("2026-01-31")), found) == ["F0"]
    assert names(replace(meant, invoices=("f0",)), found) == ["F0"]


def test_a_demand_answers_for_what_is_overdue(found: Report) -> None:
    assert invoices_meant("Martin", "promise", found) == ("F1", "F2")
    assert invoices_meant("Zoe", "promise", found) == ()


def test_a_stage_speaks_of_the_invoices_of_its_action(found: Report) -> None:
    assert invoices_meant("Martin", "reminder", found) == ("F1", "F2")
    assert invoices_meant("Martin", "visit", found) == ()
    assert invoices_meant("Martin", "hold", found) == ()


# Words


def test_default_texts() -> None:
    called = BOOKS + remark("2026-06-20", "reminder", "F1", "F2")
    found = report(called)
    english, french = language("en"), language("fr")
    reminder = NewNote("Oriot", "reminder", TODAY, "", ("P1",))
    assert default_text(reminder, found, english) == "First reminder (e-mail): d@oriot.example"
    assert (
        default_text(reminder, found, french)
        == "Première relance (courriel)\u00a0: d@oriot.example"
    )
    call = NewNote("Martin", "call", TODAY, "")
    assert default_text(call, found, english) == "Telephone call: 02 61 91 14 00"
    assert default_text(replace(call, kind="visit"), found, english) == "Visit to the customer"
    assert default_text(PROMISE, found, french) == "Promet de payer pour le 03/07/2026"
    part = replace(PROMISE, amount=eur("600.00"))
    assert default_text(part, found, english) == "Promises €600.00 by 2026-07-03"
    assert default_text(replace(part, kind="dispute"), found, french) == ("Conteste 600,00\u00a0€")
    two = NewNote("Martin", "plan", TODAY, "", plan=plan(("2026-07-05", "7"), ("2026-08-05", "5")))
    assert default_text(two, found, french) == "Échéancier en 2 versements"
    assert default_text(replace(PROMISE, kind="hold"), found, english) == "On hold until 2026-07-03"
    assert default_text(replace(call, kind="judgment"), found, english) == "Judgment"
    waiver = replace(PROMISE, kind="waiver")
    assert default_text(waiver, found, english) == (
        "Late interest and fee waived if paid by 2026-07-03"
    )
    assert default_text(replace(waiver, until=None), found, french) == (
        "Remise des pénalités et de l’indemnité"
    )


def test_a_waiver_may_be_of_what_was_paid_late(found: Report) -> None:
    waiver = NewNote("Martin", "waiver", TODAY, "", ("F0",))
    assert complaints(found, replace(waiver, text="A gesture")) == []
    assert check(replace(waiver, text="A gesture"), found) == []
    assert invoices_meant("Martin", "waiver", found) == invoices_meant("Martin", "promise", found)


@pytest.mark.parametrize(
    ("given", "written"),
    [(None, None), ("phone", None), ("téléphone", None), ("email", "email"), ("courriel", "email")],
)
def test_a_stage_that_went_by_another_channel_says_so(
    found: Report, given: str | None, written: str | None
) -> None:
    call = NewNote("Oriot", "call", TODAY, "x", ("P1",), channel=given)
    assert complaints(found, call) == []
    assert with_channel(call, found).channel == written


def test_the_channel_is_that_of_the_action_unless_another_is_named() -> None:
    found = report(BOOKS + remark("2026-06-22", "reminder", "P1", customer="Oriot"))
    call = NewNote("Oriot", "call", TODAY, "", ("P1",))
    assert with_channel(call, found).channel == "email"  # there is no telephone number
    text = default_text(call, found, language("en"))
    assert text == "Telephone call (e-mail): d@oriot.example"
    phoned = replace(call, channel="phone")
    assert with_channel(phoned, found).channel is None
    assert default_text(phoned, found, language("en")) == "Telephone call"


def test_only_a_stage_has_a_channel_and_only_one_there_is(found: Report) -> None:
    assert complaints(found, NewNote("Oriot", "call", TODAY, "x", ("P1",), channel="pigeon")) == [
        (
            "channel",
            (
                "channel: “pigeon” – expected one of email, phone, letter, registered, visit, "
                "legal and task"
            ),
        )
    ]
    assert complaints(found, replace(PROMISE, channel="email")) == [
        ("channel", "a promise to pay takes no “channel”")
    ]
    assert with_channel(PROMISE, found) is PROMISE
