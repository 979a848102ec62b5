"""Amounts in words."""

from __future__ import annotations

import babel
import pytest
from beancount.core.amount import Amount

from beancount_relance.language.amount_words import amount_in_words
from tests.support.ledgers import D

LOCALES = {"fr": babel.Locale.parse("fr_FR"), "en": babel.Locale.parse("en_GB")}


@pytest.mark.parametrize(
    ("code", "number", "currency", "expected"),
    [
        ("fr", "2300.50", "EUR", "deux mille trois cents euros et cinquante centimes"),
        ("fr", "1.00", "EUR", "un euro"),
        ("fr", "1.01", "EUR", "un euro et un centime"),
        ("fr", "0.80", "EUR", "quatre-vingts centimes"),
        ("fr", "1.00", "GBP", "une livre sterling"),
        ("fr", "21.00", "GBP", "vingt et une livres sterling"),
        ("fr", "81.00", "SEK", "quatre-vingt-une couronnes suédoises"),
        ("fr", "1001.00", "INR", "mille une roupies indiennes"),
        ("fr", "21.00", "CHF", "vingt et un francs suisses"),
        ("fr", "1000000", "JPY", "un million de yens japonais"),
        ("fr", "0.50", "SEK", "zéro couronne suédoise et 50/100"),
        ("fr", "71", "EUR", "soixante et onze euros"),
        ("fr", "1000000.00", "EUR", "un million d’euros"),
        ("fr", "2000000.00", "CHF", "deux millions de francs suisses"),
        ("fr", "1500000.00", "EUR", "un million cinq cent mille euros"),
        ("fr", "200.05", "GBP", "deux cents livres sterling et cinq pence"),
        ("fr", "99.50", "SEK", "quatre-vingt-dix-neuf couronnes suédoises et 50/100"),
        ("en", "2300.50", "EUR", "two thousand three hundred euros and fifty cents"),
        ("en", "0.99", "GBP", "ninety-nine pence"),
        ("en", "1.01", "GBP", "one pound sterling and one penny"),
        ("en", "1234.00", "JPY", "one thousand two hundred and thirty-four Japanese yen"),
        ("en", "10.125", "EUR", "ten euros and 125/1000"),
        ("en", "5.00", "HOURS", "five HOURS"),
    ],
)
def test_in_words(code: str, number: str, currency: str, expected: str) -> None:
    assert amount_in_words(Amount(D(number), currency), code, LOCALES[code]) == expected
