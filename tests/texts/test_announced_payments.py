"""Letters after the customer's platform approved an invoice or announced its payment."""

from __future__ import annotations

import pytest

from tests.support.ledgers import accounts, payment, remark, report, sale
from tests.support.letters import only_text

BOOKS = f"""
2020-01-01 custom "relance" "creditor"
  country: "FR"
2020-01-01 custom "relance-customer" "Martin"
  kind: "business"
  address: "2 rue B, 44000 Nantes"
{accounts("Martin")}{sale("2026-01-12", "F1", "1000.00")}"""
NOTED = remark("2026-02-16", "reminder", "F1") + remark("2026-02-23", "call", "F1")
SENT = remark("2026-02-25", "payment-sent", "F1")
RETURNED = """
2026-02-27 * "Martin" "Transfer" ^F1
  Assets:Bank  1000.00 EUR
  Assets:Clients:Martin
2026-03-02 * "Martin" "Payment returned unpaid" ^F1
  Assets:Clients:Martin  1000.00 EUR
  Assets:Bank
"""


def letter(books: str, language: str = "fr", day: str = "2026-03-09") -> str:
    return only_text(report(f'2020-01-01 custom "relance" "language" "{language}"\n' + books, day))


@pytest.mark.parametrize(
    ("happened", "expected"),
    [
        (
            SENT,
            (
                "Votre plateforme nous a annoncé le 25 février 2026 la transmission du paiement ; "
                "il ne nous est pas parvenu, et nous vous remercions de nous en indiquer la date "
                "et la référence."
            ),
        ),
        (
            SENT + payment("2026-02-27", "600.00", "F1"),
            "la transmission du paiement ; il ne nous est pas parvenu en totalité, et nous",
        ),
        (
            remark("2026-02-24", "approved", "F1", until="2026-03-06"),
            (
                "Votre plateforme nous a signalé le 24 février 2026 que cette facture était "
                "approuvée ; le règlement ne nous est pas parvenu."
            ),
        ),
    ],
)
def test_a_letter_says_what_the_platform_had_announced(happened: str, expected: str) -> None:
    assert expected in letter(BOOKS + NOTED + happened)


def test_the_last_message_counts_and_a_payment_that_came_back_is_told_as_such() -> None:
    approved = remark("2026-02-18", "approved", "F1")
    text = letter(BOOKS + NOTED + approved + SENT, "en")
    assert "On 25 February 2026 your platform reported that payment had been sent; " in text
    assert "approved" not in text
    text = letter(BOOKS + NOTED + SENT + RETURNED)
    assert "Votre règlement du 27 février 2026 nous est revenu impayé" in text
    assert "plateforme" not in text


SECOND = """
2020-01-01 custom "relance-stage" "standard" "second"
  after: 12
  channel: "letter"
  template: "reminder"
"""


def test_who_was_reminded_has_not_forgotten() -> None:
    first = letter(BOOKS + SECOND, day="2026-02-16")
    assert "Il s’agit sans doute d’un simple oubli." in first
    text = letter(BOOKS + SECOND + NOTED, day="2026-03-02")
    assert "oubli" not in text
    assert (
        "Nous revenons vers vous après notre rappel du 16 février 2026 et notre appel du 23 "
        "février 2026 : sauf erreur de notre part, la facture suivante n’est pas encore réglée."
    ) in text


PLAN = remark("2026-03-10", "plan", "F1", plan='"2026-03-30 500.00 EUR, 2026-04-30 500.00 EUR"')


def test_a_plan_that_was_missed_or_came_back_has_ended() -> None:
    over = (
        "L’échéancier n’ayant pas été respecté, nous vous demandons désormais la totalité du solde."
    )
    text = letter(BOOKS + NOTED + PLAN, day="2026-04-07")
    assert (
        "L’échéancier convenu le 10 mars 2026 prévoyait un versement de 500,00 € au plus tard le "
        f"30 mars 2026 ; il ne nous est pas parvenu à cette date. {over}"
    ) in text
    back = RETURNED.replace("1000", "500").replace("02-27", "03-30").replace("03-02", "04-06")
    text = letter(BOOKS + NOTED + PLAN + back, day="2026-04-07")
    assert "Votre règlement du 30 mars 2026 nous est revenu impayé le 6 avril 2026." in text
    assert (
        "L’échéancier convenu le 10 mars 2026 prévoyait ce versement au plus tard le 30 mars "
        f"2026. {over}"
    ) in text
