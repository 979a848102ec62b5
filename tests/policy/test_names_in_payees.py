"""The name in a payee: nothing but a name, and never less than what the account is called."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beancount_relance.policy.names.name_spellings import same_name
from beancount_relance.policy.names.names_in_payees import is_code, name_in, parts_of_payee

NAMES = ("Martin", "Boulangerie Petit", "Birch & Co", "Anne Lefèvre", "Studio Oak", "Le Phare")
FORMS = ("", " SARL", " Ltd", " GmbH", " B.V.", " SAS")
BEFORE = ("Facture ", "Ventes ", "Vente à ", "VIR SEPA ", "Invoice ", "Rechnung an ", "F12 ")
AFTER = (" 2026-02", " F1", " invoice", " - website relaunch", " / Heath", " c/ Heath", " 4711")


@given(
    st.sampled_from(NAMES),
    st.sampled_from(FORMS),
    st.sampled_from(("", *BEFORE)),
    st.sampled_from(("", *AFTER)),
)
def test_what_stands_around_a_name_goes(name: str, form: str, before: str, after: str) -> None:
    customer = name.replace(" & ", "-").replace(" ", "-")
    assert name_in(f"{before}{name}{form}{after}", customer) == f"{name}{form}"


@given(st.sampled_from(BEFORE), st.sampled_from(NAMES), st.sampled_from(FORMS))
def test_nothing_goes_that_the_account_is_called(before: str, name: str, form: str) -> None:
    payee = f"{before}{name}{form}"
    found = name_in(payee, f"{before}{name}".replace(" & ", "-").replace(" ", "-"))
    assert found is not None
    assert same_name(found, payee)


@pytest.mark.parametrize(
    ("payee", "customer", "name"),
    [
        ("De Vries B.V.", "DeVries", "De Vries B.V."),
        ("Müller AG", "Mueller", "Müller AG"),
        ("Dupont SARL", "411DUPONT", "Dupont SARL"),
        ("Dupont / Durand", "Durand", "Durand"),
        ("Smith & Jones LLP for Smith", "Smith", None),
        ("Amazon (Jones)", "Jones", "Jones"),
        ("Late fee", "Acme", None),
        ("Brightwater LLC", "BW", None),
        ("A/S Fjord", "Fjord", "A/S Fjord"),
        ("Studio54 SARL", "Studio54", "Studio54 SARL"),
        ("K2 Ltd", "K2", "K2 Ltd"),
        ("1001 Nuits", "1001-Nuits", "1001 Nuits"),
        ("411 Martin SARL", "Martin", "Martin SARL"),
    ],
)
def test_a_name_agrees_with_the_account(payee: str, customer: str, name: str | None) -> None:
    assert name_in(payee, customer) == name


@pytest.mark.parametrize(
    ("payee", "name"),
    [
        ("H2O SARL", "H2O SARL"),
        ("42 SARL", "42 SARL"),
        ("3M France", "3M France"),
        ("1001 Nuits", "1001 Nuits"),
        ("M6 Publicité", "M6 Publicité"),
        ("F2026-014 Martin", "Martin"),
        ("00123 Martin", "Martin"),
        ("2026 Martin", "Martin"),
        ("Martin F12", "Martin"),
        ("Facture 2026-014 Martin", "Martin"),
    ],
)
def test_a_name_may_begin_with_a_number(payee: str, name: str) -> None:
    assert parts_of_payee(payee) == [name]


@pytest.mark.parametrize("customer", ["411DURAN", "CUST-0042", "Cust-000017", "C1004"])
def test_an_account_may_be_a_code(customer: str) -> None:
    assert is_code(customer)


@pytest.mark.parametrize("customer", ["Martin", "Studio-Oak", "Martin-2026"])
def test_an_account_with_a_word_is_none(customer: str) -> None:
    assert not is_code(customer)
