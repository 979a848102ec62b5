"""What the text of a payment tells in words."""

import datetime

import pytest

from beancount_relance.values.told_words import all_words, told_days, told_words, words_of_period


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Loyer mai 2026", {"loyer", "month 5", "2026"}),
        ("RENT MAY", {"month 5"}),
        ("Miete März", {"miete", "month 3"}),
        ("loyer d’août", {"loyer", "month 8"}),
        ("Rent 05/2026", {"month 5", "2026"}),
        ("Rent 2026-05.", {"month 5", "2026"}),
        ("Rent 03/05/2026", set()),
        ("F2026-05", set()),
        ("05/2026/014", set()),
        ("DU 10 AVRIL 2026", {"2026"}),
        ("1er mai", set()),
        ("on May 3", set()),
        ("May 2026", {"month 5", "2026"}),
        ("Invoice your client with 12 000", set()),
        ("", set()),
    ],
)
def test_words_that_tell_one_invoice_from_another(text: str, told: set[str]) -> None:
    assert told_words(text) == told


def test_all_words_are_without_digits_and_accents() -> None:
    assert all_words("Été 2026, n° 4") == {"ete", "n"}


@pytest.mark.parametrize(
    ("last", "told"),
    [
        (datetime.date(2026, 5, 5), {"month 5", "2026"}),
        (datetime.date(2026, 6, 1), {"2026"}),
        (datetime.date(2027, 5, 1), set()),
    ],
)
def test_a_period_is_what_two_days_share(last: datetime.date, told: set[str]) -> None:
    assert words_of_period(datetime.date(2026, 5, 1), last) == told


@pytest.mark.parametrize(
    "text",
    [
        "facture du 2 avril 2026",
        "2026-04-02",
        "your invoice of April 2, 2026, thanks",
        "invoice of 2nd of April 2026",
        "Rechnung vom 02.04.2026",
        "VIR 2/4/2026 MERCI",
    ],
)
def test_a_day_with_its_year(text: str) -> None:
    assert told_days(text) == {datetime.date(2026, 4, 2)}


@pytest.mark.parametrize("text", ["31 avril 2026", "avril 2026", "2 avril", "99/99/2026"])
def test_no_day(text: str) -> None:
    assert not told_days(text)
