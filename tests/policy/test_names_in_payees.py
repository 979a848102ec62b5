"""The name in a payee: nothing but a name, and never less than what the account is called."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beancount_relance.policy.name_spellings import same_name
from beancount_relance.policy.names_in_payees import name_in

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
    ],
)
def test_a_name_agrees_with_the_account(payee: str, customer: str, name: str | None) -> None:
    assert name_in(payee, customer) == name
