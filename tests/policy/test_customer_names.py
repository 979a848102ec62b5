"""Names as banks and people write them."""

from __future__ import annotations

import pytest

from beancount_relance.policy.customers import Customer
from beancount_relance.policy.names.customer_names import (
    CustomerNames,
    is_name_of,
    is_short_for,
    words_said,
)
from beancount_relance.policy.names.name_spellings import has_legal_form, same_name
from beancount_relance.policy.names.name_tables import is_nobodys

SAME = [
    ("Calder Foods plc", "CALDER FOODS PLC"),
    ("Calder Foods plc", "Calder-Foods"),
    ("Éditions des Cévennes", "EDITIONS DES CEVENNES"),
    ("S.A. Martin", "Martin SA"),
    ("Kelso & Vane", "KELSO AND VANE"),
    ("Roy et Fils", "ROY FILS"),
    ("Müller und Söhne GmbH", "MULLER & SOHNE"),
    ("Nadia Benali", "MME NADIA BENALI"),
    ("Nadia Benali", "BENALI NADIA"),
    ("Hannah Reyes", "Ms Reyes Hannah"),
    ("Hans Weber", "Herr Hans Weber"),
    ("Dr. Anne Lefèvre", "Mme Anne Lefevre"),
    ("Kowalski sp. z o.o.", "KOWALSKI SPZOO"),
    ("Kowalski Sp. z o.o.", "KOWALSKI SP Z O O"),
    ("Młyn Sp. z o.o.", "MLYN SPOLKA Z OGRANICZONA ODPOWIEDZIALNOSCIA"),
    ("Huber GmbH", "HUBER G M B H"),
    ("Huber UG (haftungsbeschränkt)", "HUBER UG"),
    ("Müller & Söhne GmbH & Co. KG", "MUELLER U. SOEHNE GMBH + CO KG"),
    ("Jansen & Zonen", "JANSEN EN ZONEN"),
    ("M. et Mme Durand", "M OU MME DURAND"),
    ("Œuvres & Co SARL", "OEUVRES ET CO"),
    ("Ets Moreau", "ETABLISSEMENTS MOREAU"),
    ("Sté Moreau", "SOCIETE MOREAU"),
    ("Cie des Eaux", "COMPAGNIE DES EAUX"),
    ("Saint Jean Immo", "ST JEAN IMMO"),
    ("Dipl.-Ing. Klaus Weber", "KLAUS WEBER"),
    ("Dhr. J. de Vries", "J DE VRIES EO"),
    ("M. Dupont", "DUPONT"),
    ("M. Dupont", "M DUPONT"),
    ("Sig.ra Rossi", "ROSSI"),
    ("Ravi Patel t/a Corner Cafe", "CORNER CAFE"),
    ("Ravi Patel t/a Corner Cafe", "PATEL RAVI"),
]
DIFFERENT = [
    ("Dupont SARL", "Dupont SAS"),
    ("M. Dupont", "Mme Dupont"),
    ("M DUPONT", "Mme Dupont"),
    ("Sig. Rossi", "Sig.ra Rossi"),
    ("Mr Smith", "Mrs Smith"),
    ("M Design", "Design"),
    ("Martin", "Martine"),
    ("Calder Foods", "Calder Drinks"),
    ("Mme", "M"),
    ("M. et Mme Durand", "M. Durand"),
    ("Pine Co", "Pine Ltd"),
    ("Roy & Co SARL", "Roy & Co SAS"),
    ("Huber GmbH & Co. KG", "Huber GmbH"),
    ("U Design", "Design"),
    ("En Vogue", "Vogue"),
]


@pytest.mark.parametrize(("name", "other"), SAME)
def test_the_same_customer(name: str, other: str) -> None:
    assert same_name(name, other)
    assert same_name(other, name)


@pytest.mark.parametrize(("name", "other"), DIFFERENT)
def test_two_customers(name: str, other: str) -> None:
    assert not same_name(name, other)
    assert not same_name(other, name)


def test_a_title_is_no_legal_form() -> None:
    assert has_legal_form("Martin SARL")
    assert not has_legal_form("Mme Martin")


def test_the_first_spelling_is_the_customers_id() -> None:
    names = CustomerNames()
    assert names.id_of("Calder Foods plc") == "Calder Foods plc"
    assert names.id_of("CALDER FOODS PLC") == "Calder Foods plc"
    assert names.id_of("FOODS CALDER") == "Calder Foods plc"


def test_details_in_the_ledger_come_first() -> None:
    names = CustomerNames([Customer("Calder", name="Calder Foods plc")])
    assert names.id_of("CALDER FOODS") == "Calder"


def test_a_listed_payee_belongs_to_its_customer_with_or_without_the_banks_digits() -> None:
    names = CustomerNames([Customer("Calder Foods", payees=("CALDER FDS",))])
    assert names.id_of("Calder Fds") == "Calder Foods"
    assert names.id_of("CALDER FDS 004512") == "Calder Foods"


def test_a_listed_payee_has_any_legal_form() -> None:
    names = CustomerNames(
        [Customer("Calder Foods", payees=("CALDER FDS", "Northern Holdings plc"))]
    )
    assert names.id_of("CALDER FDS PLC") == "Calder Foods"
    assert names.id_of("NORTHERN HOLDINGS") == "Calder Foods"
    assert names.id_of("Northern Holdings Ltd") == "Northern Holdings Ltd"


def test_long_numbers_of_the_bank_do_not_count() -> None:
    names = CustomerNames()
    assert names.id_of("Kestrel Media Ltd") == "Kestrel Media Ltd"
    assert names.id_of("KESTREL MEDIA 77123") == "Kestrel Media Ltd"
    assert names.id_of("KESTREL MEDIA 2") == "KESTREL MEDIA 2"
    assert names.id_of("Lot 1201") == "Lot 1201"
    assert names.id_of("Lot 1202") == "Lot 1202"


def test_a_payee_listed_for_two_customers_belongs_to_neither() -> None:
    both = [Customer("Roy SARL", payees=("ROY",)), Customer("Roy SAS", payees=("ROY",))]
    assert CustomerNames(both).id_of("ROY") == "ROY"


def test_a_name_that_fits_two_customers_is_neither() -> None:
    names = CustomerNames()
    assert names.id_of("Dupont SARL") == "Dupont SARL"
    assert names.id_of("Dupont SAS") == "Dupont SAS"
    assert names.id_of("DUPONT") == "DUPONT"
    assert names.id_of("DUPONT SAS") == "Dupont SAS"


def test_the_order_of_words_does_not_merge_two_who_are_known() -> None:
    names = CustomerNames([Customer("Martin Paul"), Customer("Paul Martin")])
    assert names.id_of("Martin Paul") == "Martin Paul"
    assert names.id_of("PAUL MARTIN") == "Paul Martin"


def test_a_short_name_and_one_with_a_word_in_common() -> None:
    northgate = Customer("Northgate Housing Trust")
    assert is_short_for("NORTHGATE HOUSING", northgate)
    assert not is_short_for("NORTHGATE CLINICS", northgate)
    assert is_name_of("NORTHGATE CLINICS", northgate)
    assert not is_short_for("HT", northgate)


@pytest.mark.parametrize(
    ("payee", "customer"),
    [
        ("VIR", "Virginie-Oriot"),
        ("ANN", "Hannah-Reyes"),
        ("MART", "Martin-Freres"),
        ("Chris Lee", "Christine-Leeds"),
        ("ROCH", "La-Roche"),
    ],
)
def test_a_part_of_a_word_is_nobodys_name(payee: str, customer: str) -> None:
    assert not is_name_of(payee, Customer(customer))


@pytest.mark.parametrize(
    ("payee", "customer"),
    [
        ("BOULANGERIE MART", "Boulangerie-Martin"),  # cut off by the bank
        ("Boulangerie Martin", "BoulangerieMartin"),
        ("MARTIN PARIS", "BoulangerieMartin"),
        ("Bright Dental", "Clients:Bright-Dental"),
        ("MME ORIOT", "Virginie-Oriot"),
    ],
)
def test_a_word_or_a_name_cut_off_may_be_the_customers(payee: str, customer: str) -> None:
    assert is_name_of(payee, Customer(customer))


def test_who_is_exactly_one_customer_is_no_other() -> None:
    names = CustomerNames([Customer("Martin"), Customer("Martin-Freres", name="Martin Frères")])
    assert names.find("MARTIN") == "Martin"
    assert names.find("Martin freres SARL") == "Martin-Freres"
    assert names.find("MARTIN SOEURS") is None
    assert words_said("VIR MARTIN FRERES", Customer("Martin-Freres")) == 2
    assert words_said("VIR MARTIN", Customer("Martin-Freres")) == 0


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("?", True),
        ("Clients divers", True),
        ("Journal VE", True),
        ("Ventes 2026", True),
        ("Registro IVA vendite", True),
        ("Customer Invoices", True),
        ("Client 12", False),
        ("Van de Ven", False),
        ("IVA", False),
        ("2026", False),
    ],
)
def test_names_of_nobody(name: str, *, is_one: bool) -> None:
    assert is_nobodys(name) is is_one
