"""A payment that came back is told to the customer, who believes that it was made."""

from __future__ import annotations

import pytest

from beancount_relance.texts.writer import Writer
from tests.support.ledgers import accounts, payment, sale
from tests.texts.test_correspondence import NB, report

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
            "Your payment of €1,200.00 of 29 May 2026 was reversed on 2 June 2026.",
        ),
        ("fr", "oubli", "du 29 mai 2026 a été annulé le 2 juin 2026."),
    ],
)
def test_the_first_reminder_tells_of_it(language: str, oversight: str, told: str) -> None:
    text = first_reminder(BOOKS + COLLECTED + REJECTED, language)
    assert told in text
    assert oversight not in text
    never_paid = first_reminder(BOOKS, language)
    assert oversight in never_paid
    assert told not in never_paid


def test_a_correction_of_the_same_day_is_not_told() -> None:
    text = first_reminder(BOOKS + COLLECTED + REJECTED.replace("2026-06-02", "2026-05-29"), "en")
    assert "reversed" not in text


@pytest.mark.parametrize(("language", "oversight"), [("en", "oversight"), ("fr", "oubli")])
def test_who_paid_a_part_has_not_forgotten(language: str, oversight: str) -> None:
    text = first_reminder(BOOKS + payment("2026-05-29", "1080.00", "F1"), language)
    assert oversight not in text
    assert f"120,00{NB}€" in text or "€120.00" in text
