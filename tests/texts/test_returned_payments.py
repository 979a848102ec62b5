"""A payment that came back is told to the customer, who believes that it was made."""

from __future__ import annotations

import pytest

from beancount_relance.texts.writer import Writer
from tests.support.ledgers import accounts, payment, remark, report, sale

BOOKS = (
    '2020-01-01 custom "relance" "creditor"\n  country: "FR"\n'
    + accounts("Martin")
    + sale("2026-05-01", "F1", "1200.00")
)
COLLECTED = payment("2026-05-29", "1200.00", "F1")
REJECTED = """
2026-06-02 * "Martin" "Rejected" ^F1
  Assets:Clients:Martin  1200.00 EUR
  Assets:Bank
"""


def first_reminder(books: str, language: str) -> str:
    books += f'2020-01-01 custom "relance" "language" "{language}"\n'
    found = report(books, "2026-06-08")
    (action,) = found.actions
    return Writer(found).write(action).body


@pytest.mark.parametrize(
    ("language", "oversight", "told"),
    [
        (
            "en",
            "oversight",
            "Your payment of 29 May 2026 was returned unpaid on 2 June 2026.",
        ),
        ("fr", "oubli", "du 29 mai 2026 nous est revenu impayé le 2 juin 2026."),
    ],
)
def test_the_first_reminder_tells_of_it(language: str, oversight: str, told: str) -> None:
    text = first_reminder(BOOKS + COLLECTED + REJECTED, language)
    assert told in text
    assert oversight not in text
    never_paid = first_reminder(BOOKS, language)
    assert oversight in never_paid
    assert told not in never_paid


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        (
            "2026-06-02",
            "2026-06-04",
            (
                "Your payment of 29 May 2026 was returned unpaid in part on 2 June 2026: €700.00 "
                "(invoice F1 of 1 May 2026). Your payment of 29 May 2026 was returned unpaid in "
                "part on 4 June 2026: €500.00 (invoice F1 of 1 May 2026)."
            ),
        ),
        (
            "2026-06-02",
            "2026-06-02",
            "Your payment of 29 May 2026 was returned unpaid on 2 June 2026.",
        ),
    ],
)
@pytest.mark.parametrize("head", ['"{}" ^F1', '"{} F1"', '"{}"\n  invoice: "F1"'])
def test_what_came_back_on_two_days_is_told_with_its_amounts(
    head: str, first: str, second: str, told: str
) -> None:
    books = BOOKS
    for day, what, amount in (
        ("2026-05-29", "Transfer", "-1200.00"),
        (first, "Rejected", "700.00"),
        (second, "Rejected", "500.00"),
    ):
        books += f'{day} * "Martin" {head.format(what)}\n  Assets:Clients:Martin  {amount} EUR\n'
        books += "  Assets:Bank\n"
    assert told in first_reminder(books, "en")


@pytest.mark.parametrize("kind", ["business", "consumer", "public"])
@pytest.mark.parametrize(("language", "told"), [("en", "returned unpaid"), ("fr", "revenu impayé")])
def test_every_text_of_the_ladder_tells_of_it(language: str, told: str, kind: str) -> None:
    books = f"""
2020-01-01 custom "relance-customer" "Martin"
  kind: "{kind}"
  email: "martin@example.net"
  address: "1 rue du Port, 44000 Nantes"
2020-01-01 custom "relance" "language" "{language}"
"""
    books += BOOKS + COLLECTED + REJECTED
    starts_late = report(books + '2026-06-05 custom "relance" "since"\n', "2026-06-08")
    (action,) = starts_late.actions
    text = Writer(starts_late).write(action).body
    assert told in text
    assert "going through our accounts" in text or "En reprenant nos comptes" in text
    for day, stage in (
        ("2026-06-08", "reminder"),
        ("2026-06-15", "call"),
        ("2026-06-25", "firm-letter"),
        ("2026-07-06", "formal-notice"),
    ):
        found = report(books, day)
        (action,) = found.actions
        assert action.stage.name == stage
        assert told in Writer(found).write(action).body, stage
        books += remark(day, stage, "F1")


@pytest.mark.parametrize(
    ("words", "others"),
    [
        ("2026-06-02", "2026-05-29"),  # of the same day
        ("Rejected", "Typing error, transfer cancelled"),
        ("Rejected", "Belongs to another customer"),
    ],
)
def test_a_correction_in_the_books_is_not_told(words: str, others: str) -> None:
    text = first_reminder(BOOKS + COLLECTED + REJECTED.replace(words, others), "en")
    assert "Your payment of" not in text


def test_what_a_factor_gives_back_is_no_payment_of_the_customer() -> None:
    sold = COLLECTED.replace("Assets:Bank", "Assets:467-Factor")
    back = REJECTED.replace("Assets:Bank", "Assets:467-Factor")
    text = first_reminder(BOOKS + "2020-01-01 open Assets:467-Factor\n" + sold + back, "en")
    assert "Your payment of" not in text


def test_one_payment_of_several_invoices_is_told_once() -> None:
    books = (
        BOOKS + sale("2026-05-01", "F2", "100.00") + payment("2026-05-29", "1300.00", "F1", "F2")
    )
    back = REJECTED.replace("^F1", "^F1 ^F2").replace("1200.00", "1300.00")
    assert first_reminder(books + back, "en").count("returned unpaid") == 1


@pytest.mark.parametrize(("language", "oversight"), [("en", "oversight"), ("fr", "oubli")])
def test_who_paid_a_part_has_not_forgotten(language: str, oversight: str) -> None:
    text = first_reminder(BOOKS + payment("2026-05-29", "1080.00", "F1"), language)
    assert oversight not in text
    assert "120,00\N{NO-BREAK SPACE}€" in text or "€120.00" in text


CREDITED = """
2026-05-20 * "Martin" "Credit note C1" ^F1 ^C1
  Assets:Clients:Martin  -1200.00 EUR
  Income:Sales
2026-06-02 * "Martin" "Credit note C1 cancelled" ^C1
  Assets:Clients:Martin  1200.00 EUR
  Income:Sales
"""
NOTICED = sale("2026-03-02", "F0", "90.00") + "".join(
    remark(day, stage, "F0")
    for day, stage in (
        ("2026-04-07", "reminder"),
        ("2026-04-14", "call"),
        ("2026-04-24", "firm-letter"),
        ("2026-05-04", "formal-notice"),
    )
)


@pytest.mark.parametrize(("language", "oversight"), [("en", "oversight"), ("fr", "oubli")])
@pytest.mark.parametrize("happened", [CREDITED, NOTICED], ids=["credit-note", "formal-notice"])
def test_it_is_no_oversight_if_we_said_it_was_settled_or_wrote_about_another(
    language: str, oversight: str, happened: str
) -> None:
    text = first_reminder(BOOKS + happened, language)
    assert oversight not in text
    assert ("F0" in text) == (happened is NOTICED)  # also overdue


PLAN = remark("2026-06-01", "plan", "F1", "F2").rstrip("\n") + (
    '\n  plan: "2026-06-15 400.00 EUR, 2026-07-15 400.00 EUR, 2026-08-17 900.00 EUR"\n'
)
CHEQUE = payment("2026-06-05", "800.00")


@pytest.mark.parametrize(
    ("back", "day", "stage"),
    [
        ("2026-06-10", "2026-06-12", "instalment"),  # the first one can still be paid
        ("2026-06-24", "2026-06-26", "reminder"),
        ("2026-07-20", "2026-07-22", "reminder"),
    ],
)
@pytest.mark.parametrize("names", ["", "^F1 ^F2"])
def test_a_cheque_for_two_instalments_of_a_plan_is_told(
    back: str, day: str, stage: str, names: str
) -> None:
    returned = REJECTED.replace("2026-06-02", back).replace("1200.00", "800.00")
    books = BOOKS + sale("2026-05-01", "F2", "500.00") + PLAN
    books += (CHEQUE + returned.replace(" ^F1", "")).replace('"\n', f'" {names}\n')
    found = report(books, day)
    (action,) = found.actions
    assert action.stage.name == stage
    text = Writer(found).write(action).body
    assert text.count("Your payment of 5 June 2026 was returned unpaid on") == 1
    assert "had not reached us" not in text
    (first, *_) = found.open_items
    reversed_ = [part for part in first.movements if part.amount < 0]
    assert [part.date.isoformat() for part in reversed_] == [back]


YOUNGER = sale("2026-05-20", "F3", "500.00")
TOGETHER = payment("2026-05-29", "1700.00", "F1", "F3")


@pytest.mark.parametrize(
    ("amount", "links", "told"),
    [
        (
            "1700.00",  # F3 is not in the texts: it is due on 19 June
            "^F1 ^F3",
            "unpaid on 2 June 2026: €1,200.00 (invoice F1 of 1 May 2026) and €500.00 (invoice F3",
        ),
        ("1200.00", "^F1", "unpaid in part on 2 June 2026: €1,200.00 (invoice F1 of 1 May 2026)."),
        ("400.00", "^F1", "unpaid in part on 2 June 2026: €400.00 (invoice F1 of 1 May 2026)."),
    ],
)
def test_what_a_returned_payment_had_paid_is_told_with_its_amounts(
    amount: str, links: str, told: str
) -> None:
    returned = REJECTED.replace("^F1", links).replace("1200.00", amount)
    books = BOOKS + YOUNGER + TOGETHER + returned
    assert told in " ".join(first_reminder(books, "en").split())
    books += remark("2026-06-08", "reminder", "F1")
    (action,) = report(books, "2026-06-15").actions
    assert action.stage.name == "call"
    sheet = " ".join(Writer(report(books, "2026-06-15")).write(action).body.split())
    assert told in sheet  # what the caller says
    in_brief = told.replace("unpaid on 2 June 2026", "unpaid")
    in_brief = in_brief.replace("unpaid in part on 2 June 2026", "unpaid in part").rstrip(".")
    assert f"2 June 2026: payment of 29 May 2026 returned {in_brief}" in sheet


SPLIT = remark("2026-06-01", "plan", "F1").rstrip("\n") + (
    '\n  plan: "2026-06-08 400.00 EUR, 2026-07-08 400.00 EUR, 2026-08-10 400.00 EUR"\n'
)
CREDIT_NOTE = CREDITED.partition("2026-06-02")[0].replace("1200.00", "400.00")
CREDIT_NOTE = CREDIT_NOTE.replace("2026-05-20", "2026-06-04")
CAME_BACK = REJECTED.replace("1200.00", "400.00").replace("2026-06-02", "2026-06-15")


@pytest.mark.parametrize(
    ("happened", "thanks"),
    [
        (payment("2026-06-05", "400.00", "F1"), "€400.00"),
        (payment("2026-06-18", "400.00", "F1"), "€400.00"),  # late
        (payment("2026-06-05", "550.00", "F1"), "€550.00"),  # and a part of the next one
        (CREDIT_NOTE + payment("2026-06-05", "50.00", "F1"), "€50.00"),
        (CREDIT_NOTE, None),  # no money came in
        (
            payment("2026-06-05", "400.00", "F1") + CAME_BACK + payment("2026-06-20", "400.00"),
            "€400.00",
        ),
    ],
)
def test_thanks_are_for_the_money_that_came_and_stayed(happened: str, thanks: str | None) -> None:
    found = report(BOOKS + SPLIT + happened, "2026-07-07")
    (action,) = (each for each in found.actions if each.stage.name == "instalment")
    text = " ".join(Writer(found).write(action).body.split())
    assert (f" Thank you for the {thanks} received so far." in text) == (thanks is not None)
    assert ("Thank you" in text) == (thanks is not None)
