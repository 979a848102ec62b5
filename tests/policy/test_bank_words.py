"""Payers behind the words of banks: found if one customer alone fits, and never guessed."""

from __future__ import annotations

import pytest

from beancount_relance.policy.names.customer_names import CustomerNames

CUSTOMERS = (
    "Dupont SARL",
    "Huber GmbH",
    "Calder Foods Ltd",
    "De Boer BV",
    "Boer & Zonen",
    "Martin SARL",
    "Martin SAS",
    "Rossi SpA",
    "Talleres Vega SL",
    "Solutions",
)


def names() -> CustomerNames:
    """The customers of some invoices, in the order of the ledger."""
    found = CustomerNames()
    for customer in CUSTOMERS:
        assert found.id_of(customer) == customer
    return found


@pytest.mark.parametrize(
    ("payee", "customer"),
    [
        ("VIR SEPA RECU /DE DUPONT", "Dupont SARL"),
        ("VIR INST DUPONT SARL", "Dupont SARL"),
        ("VIREMENT DE DUPONT /MOTIF FACTURE 12", "Dupont SARL"),
        ("PRLV SEPA DUPONT REF 8812", "Dupont SARL"),
        ("SEPA-GUTSCHRIFT Huber", "Huber GmbH"),
        ("Zahlungseingang von HUBER GMBH Verwendungszweck RE 7", "Huber GmbH"),
        ("Rücklastschrift Huber", "Huber GmbH"),
        ("PAYMENT FROM CALDER FOODS", "Calder Foods Ltd"),
        ("FASTER PAYMENTS RECEIPT REF 881 FROM CALDER FOODS LIMITED", "Calder Foods Ltd"),
        ("BGC Calder Foods", "Calder Foods Ltd"),
        ("Overschrijving van De Boer", "De Boer BV"),
        ("BONIFICO DA ROSSI SPA CAUSALE FATTURA 3", "Rossi SpA"),
        ("TRANSFERENCIA DE TALLERES VEGA", "Talleres Vega SL"),
        ("VIR INST MARTIN", None),  # two fit
        ("VIR SEPA DURAND", None),
        ("Transfer Solutions", None),  # the name of a company
        ("VIR SEPA 20266612", None),
        ("VIR SEPA RECU", None),
        ("Payment from", None),
    ],
)
def test_the_payer_behind_the_words_of_a_bank(payee: str, customer: str | None) -> None:
    assert names().id_of(payee) == (customer or payee)


def test_what_the_ledger_says_of_a_payee_comes_first() -> None:
    known = names()
    assert known.id_of("VIR SEPA DURAND") == "VIR SEPA DURAND"
    assert known.id_of("VIR SEPA DUPONT") == "Dupont SARL"
    assert known.id_of("VIR SEPA DURAND") == "VIR SEPA DURAND"


def test_two_names_that_fit_are_no_guess() -> None:
    known = CustomerNames()
    for customer in ("De Boer BV", "Boer NV"):
        known.id_of(customer)
    assert known.id_of("Overschrijving van De Boer") == "Overschrijving van De Boer"
    assert known.id_of("Overschrijving van Boer") == "Boer NV"
