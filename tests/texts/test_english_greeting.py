"""How people are greeted in English, whatever language the ledger names them in."""

from __future__ import annotations

import pytest

from beancount_relance.texts.addressed_person import addressed_person, is_called_by_owner
from beancount_relance.texts.english_greeting import greeted


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("M. Yves Demeure", "Mr Demeure"),
        ("Mme Présidente Durand", "Ms Durand"),
        ("Mme Lorant", "Ms Lorant"),
        ("Mme Anne Le Goff", "Ms Anne Le Goff"),
        ("Mme Le Goff", "Ms Le Goff"),
        ("Mme la Maire", "Madam"),
        ("M. et Mme Dupont", "Mr and Mrs Dupont"),
        ("Herr Dr. Hans Vogel", "Dr Vogel"),
        ("Frau Prof. Dr. Ute Brandt", "Professor Brandt"),
        ("Mrs Rose Hill and Mr Tom Reed", "Mrs Hill and Mr Reed"),
        ("Messrs Hill and Reed", "Sirs"),
        ("Mx Alex Hill", "Mx Hill"),
        ("Rev. John Hill", "Reverend Hill"),
        ("Cllr Ann Shaw", "Councillor Shaw"),
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


@pytest.mark.parametrize(
    ("name", "person"),
    [
        ("M. Paul Abel, comptable", "M. Paul Abel"),
        ("M. Lucas Petit, représenté par Mme Petit", "M. Lucas Petit"),
        ("Mr Tom Reed (Accounts)", "Mr Tom Reed"),
        ("Roe, Jane", "Jane Roe"),
        ("Hill, plumbers", "Hill"),
        ("Accounts Payable", ""),
        ("Service comptabilité", ""),
        ("The Executors of the late Mr John Hill", ""),
        ("Estate of John Hill", ""),
        ("Succession de M. Henri Blanc", ""),
        ("M. Henri Blanc (décédé)", ""),
        ("Herr Erbenreich", "Herr Erbenreich"),
    ],
)
def test_whom_a_letter_greets(name: str, person: str) -> None:
    assert addressed_person(name) == person


@pytest.mark.parametrize(
    "name",
    [
        "M. Paul Roche, plombier",
        "Maître Paul Roux",
        "Frau Ute Brandt Malerei",
        "Mrs. Rose Hill Catering",
    ],
)
def test_a_business_that_is_called_by_its_owner(name: str) -> None:
    assert is_called_by_owner(name)


@pytest.mark.parametrize("name", ["Mr Chips Ltd", "Monsieur Meuble", "M Conseil", "Don Pepe"])
def test_a_business_that_is_not(name: str) -> None:
    assert not is_called_by_owner(name)
