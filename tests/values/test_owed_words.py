"""Words for a balance carried over, and for money laid out."""

from __future__ import annotations

import datetime

import pytest

from beancount_relance.values.clues.owed_words import names_balance, names_outlays

NEW_YEAR = datetime.date(2026, 1, 1)


@pytest.mark.parametrize(
    "text",
    [
        "VIR SEPA SOLDE N-1",
        "Solde de l’année précédente, merci",
        "report à nouveau",
        "old balance",
        "Balance b/f",
        "Saldovortrag 2025",
        "Eröffnungssaldo",
        "EROEFFNUNGSSALDO",
        "beginsaldo",
        "saldo anterior",
        "ingående balans",
        "Solde 2025",
    ],
)
def test_the_balance_carried_over(text: str) -> None:
    assert names_balance(text, NEW_YEAR)


@pytest.mark.parametrize(
    "text", ["Solde", "Solde 2024", "Solde 2026", "new balance", "Soldes 2025"]
)
def test_what_is_no_balance_carried_over(text: str) -> None:
    assert not names_balance(text, NEW_YEAR)


def test_the_year_of_a_balance_carried_over_on_its_last_day() -> None:
    assert names_balance("Saldo 2025", datetime.date(2025, 12, 31))
    assert not names_balance("Saldo", datetime.date.min)


@pytest.mark.parametrize("text", ["Disbursements", "débours", "Auslagen März", "UTLÄGG"])
def test_money_laid_out(text: str) -> None:
    assert names_outlays(text)


def test_other_words_are_no_outlays() -> None:
    assert not names_outlays("Deboursement, expense report")
