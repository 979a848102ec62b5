"""How people are greeted in English, whatever language the ledger names them in."""

from __future__ import annotations

import pytest

from beancount_relance.texts.english_greeting import greeted


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("M. Yves Demeure", "Mr Demeure"),
        ("Mme Présidente Durand", "Ms Durand"),
        ("Mme Lorant", "Ms Lorant"),
        ("Mme Anne Le Goff", "Ms Anne Le Goff"),
        ("M. et Mme Dupont", "Mr and Mrs Dupont"),
        ("Herr Karl Weiss", "Mr Weiss"),
        ("Mevrouw Els Jansen", "Ms Jansen"),
        ("De heer Jan Jansen", "Mr Jansen"),
        ("De heer", "De heer"),
        ("De Heer Bouw B.V.", "De Heer Bouw B.V."),
        ("Mr John Smith", "Mr Smith"),
        ("Mrs Smith", "Mrs Smith"),
        ("Dr. Ada Byron", "Dr Byron"),
        ("Jane Smith", "Jane Smith"),
        ("Mme", "Mme"),
        ("M", "M"),
        ("", ""),
        ("Monsieur  Paul\nMartin", "Mr Martin"),
    ],
)
def test_greeted(name: str, said: str) -> None:
    assert greeted(name) == said
