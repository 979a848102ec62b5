"""Customers whose names stand in narrations."""

from __future__ import annotations

import datetime

import pytest

from beancount_relance.policy.customers import Customer
from beancount_relance.policy.names.customer_names import CustomerNames
from beancount_relance.policy.names.names_in_texts import NamesInTexts

DAY = datetime.date(2026, 4, 1)
LATER = DAY + datetime.timedelta(days=1)


def known() -> NamesInTexts:
    names = NamesInTexts(CustomerNames([Customer("Calder Foods plc", payees=("CALDER FDS",))]))
    for name in (
        "Dupont SARL",
        "Martin Dupont",
        "Müller & Söhne",
        "Nadia Benali",
        "Virement",
        "M. Petit",
        "Herr Kern",
        "Bruno Faure",
        "Mme Faure",
        "Atelier Nord",
        "Atelier Nord 2",
        "Leroux SA",
        "Leroux SARL",
    ):
        names.note(name, DAY)
    names.note("Roy", LATER)
    return names


@pytest.mark.parametrize(
    ("text", "customer"),
    [
        ("VIR SEPA DUPONT LOYER", "Dupont SARL"),
        ("Paiement Dupont SARL", "Dupont SARL"),
        ("VIR MARTIN DUPONT", "Martin Dupont"),  # the longest of two that overlap
        ("BACS CALDER FDS 14", "Calder Foods plc"),
        ("GUTSCHRIFT MUELLER UND SOEHNE", "Müller & Söhne"),
        ("GUTSCHRIFT MUELLER SOEHNE", "Müller & Söhne"),
        ("VIR BENALI NADIA", "Nadia Benali"),
        ("VIR DUPONT SAS", None),
        ("VIR DUPONTEL", None),
        ("VIR DUPONT BERNARD", None),  # somebody else
        ("VIR JEAN DUPONT SARL", None),
        ("VIR M LEROY 12 RUE DUPONT", None),
        ("VIR DUPONT SARL CHAISES", "Dupont SARL"),
        ("Loyer mars Dupont", "Dupont SARL"),
        ("VIR MME PETIT", None),
        ("VIR M PETIT", "M. Petit"),
        ("VIR MME BENALI NADIA 4471", "Nadia Benali"),
        ("GUTSCHRIFT KERN", "Herr Kern"),
        ("GUTSCHRIFT HERRN KERN", "Herr Kern"),
        ("GUTSCHRIFT MR KERN", "Herr Kern"),
        ("GUTSCHRIFT DR KERN", "Herr Kern"),  # which a man or a woman may be
        ("GUTSCHRIFT FRAU KERN", None),
        ("VIR MLLE FAURE", "Mme Faure"),
        ("VIR M FAURE", None),
        ("VIR ATELIER NORD LOYER", "Atelier Nord"),
        ("VIR ATELIER NORD 2 LOYER", "Atelier Nord 2"),  # what is in the longer one does not count
        ("VIR LEROUX SARL", "Leroux SARL"),
        ("VIR LEROUX", None),  # either
        ("VIR LEROUX SARL POUR LEROUX SA", None),
        ("VIR LEROUX SARL MERCI LEROUX SARL", "Leroux SARL"),
        ("BACS CALDER FDS LTD", "Calder Foods plc"),  # of which no form is known
        ("Virement", None),
        ("VIR DUPONT POUR CALDER FOODS", None),
        ("VIR ROY", None),  # who is invoiced on the next day
    ],
)
def test_the_customer_in_a_text(text: str, customer: str | None) -> None:
    assert known().in_text(text, DAY) == customer


def test_who_is_invoiced_later_is_known_then() -> None:
    assert known().in_text("VIR ROY", LATER) == "Roy"


def test_who_was_invoiced_before_what_was_read_first_is_known_since_then() -> None:
    names = known()
    names.note("Roy", DAY)
    assert names.in_text("VIR ROY", DAY) == "Roy"


@pytest.mark.parametrize(
    ("payee", "is_one"), [("VIR SEPA", True), ("VIR DUPONT", False), ("***", False)]
)
def test_a_banks_word_names_nobody(payee: str, *, is_one: bool) -> None:
    assert known().is_a_banks_word(payee) is is_one
