"""What kind of customer a name suggests, measured on three hundred names.

The names are in ``data/kind_names.csv``: public bodies, private persons, and businesses that
have the words of the former in their names, in French, English, German, Dutch, Spanish and
Italian.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from beancount_relance.language.tables import csv_rows
from beancount_relance.policy.apparent_kind import as_person, doubtful_kind, kind_of
from beancount_relance.policy.customers import Customer

NAMES = csv_rows(Path(__file__).parent / "data" / "kind_names.csv")
MISREAD = {
    # in doubt it is asked: a joke looks like the real thing
    "Madame Rivage": "consumer",
    "Ministry of Noodles": "public",
    # a word that no list has
    "Cook County Sheriff": None,
    "Gemeindewerke Garching": None,
}
"""The names that are not read as they are meant, and what is read instead."""


def test_the_names_are_read_as_they_are_meant() -> None:
    found = {row["name"]: kind_of((row["name"],)) for row in NAMES}
    meant = {row["name"]: row["kind"] for row in NAMES}
    wrong = {name: kind for name, kind in found.items() if (kind or "business") != meant[name]}
    assert wrong == MISREAD


def test_there_are_enough_names_of_each_kind() -> None:
    kinds = [row["kind"] for row in NAMES]
    assert len(kinds) > 300
    assert min(kinds.count("public"), kinds.count("business")) > 100


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Hospital de Getafe", "public"),  # first
        ("Elmdon Hospital", "public"),  # last
        ("Bar Hospital", None),  # a word of trade
        ("Hospital Road Garage", None),
        ("Kreisjugendamt", "public"),  # the ending of a word
        ("Samt & Seide", None),
        ("Pharmacie du Centre Hospitalier", None),  # first, or not at all
        ("Centre Hospitalier du Val", "public"),
        ("Conseil départemental du Val", "public"),  # the longer phrase: “conseil” is a trade
        ("École de danse du Val", None),
        ("Mairie du Val SARL", None),  # a legal form
        ("", None),
        ("Stadt", "public"),
        ("Trésor public", "public"),
        ("Douanes", "public"),
        ("Les Amis du musée", "association"),
        ("CSE de la Sarl Dupuis", "association"),  # the employer's legal form
        ("Roy (Mme)", "consumer"),  # as programs export it
        ("Roy Paul (Mr)", "consumer"),
        ("Veuve Roy", "consumer"),
        ("Tutelle de M. Roy", "consumer"),
        ("Hoirs Roy", "consumer"),
        ("Erben Vogel", "consumer"),
        ("The Occupier", "consumer"),
        ("Résidence Les Lilas (copropriété)", "association"),
        ("Les copropriétaires du 3 rue Foch", "association"),
        ("Parochial Church Council of Wye", "association"),
        ("DGFIP", "public"),
        ("Leeds Library Service", "public"),
        ("Freie Hansestadt Bremen", "public"),
        ("Works Council of Brightwell Ltd", "association"),
        ("Betriebsrat der Huber GmbH", "association"),
        ("Temple Consulting", None),
        ("1st Elmdon Scouts", "association"),
        ("Dna. Maria", "consumer"),
        ("г-н Иванов", "consumer"),
    ],
)
def test_where_a_word_counts(name: str, kind: str | None) -> None:
    assert kind_of((name,)) == kind


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("DURAND Marie", "consumer"),
        ("DE LA TOUR Anne-Sophie", "consumer"),
        ("O'BRIEN Claire", "consumer"),
        ("Durand, Marie", "consumer"),
        ("BENALI Fatima", "consumer"),
        ("Fatima Benali", "consumer"),
        ("Aïcha Diallo", "consumer"),
        ("João Ferreira", "consumer"),
        ("Garage Martin", None),  # the name of the house
        ("Fleurs Louise", None),
        ("DURAND MARIE", "consumer"),
        ("Durand Marie", "consumer"),
        ("Petit Marie-Claude", "consumer"),
        ("Le Goff Yann", "consumer"),
        ("Van Dijk Anna", "consumer"),
        ("Chez Louise", None),
        ("Au Petit Paul", None),
        ("Santa Maria", None),
        ("JM Louis", None),
        ("SARL DURAND Marie", None),  # a legal form
        ("Durand, Martin & Associés", None),
        ("DURAND, ", None),
        (", Marie", None),
        ("IBM France", None),
    ],
)
def test_a_person_with_the_family_name_first(name: str, kind: str | None) -> None:
    assert kind_of((name,)) == kind


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("M. ou Mme Martin", "consumer"),  # “OÜ” is a legal form, too
        ("Mr & Mrs Jones", "consumer"),  # “&” is a word of trade
        ("Hr. und Fr. Maier", "consumer"),
        ("Mr & Mrs Jones Ltd", None),
        ("Mr A Smith & Ms B Jones", "consumer"),
        ("Mr Smith & Sons", None),
        ("John & Mary Smith", "consumer"),
        ("Anna & Paul Bakery", None),
        ("Marks & Jones", None),
        ("Mr/Mrs Jones", "consumer"),
        ("Ehepaar Maier", "consumer"),
        ("Sigg. Rossi", "consumer"),
        ("De heer J. Bakker", "consumer"),
        ("Herrn Karl Maier", "consumer"),  # as in an address
        ("J. Martin", "consumer"),
        ("J.-P. Martin", "consumer"),
        ("J. Paul Martin Jones", "consumer"),
        ("D. Juan Pérez García", "consumer"),  # “Don”
        ("D.ª María López", "consumer"),
        ("Dª María López", "consumer"),
        ("D. Smith Lamps", None),
        ("A. Martin Transports", None),
        ("Da Mario Rossi", None),  # as of a restaurant
        ("J Jones", None),  # as “K Line”
        ("Deutsche Rentenversicherung Bund", "public"),
        ("Deutsche Rentenversicherung Beratung GmbH", None),
        ("The Jones Family", "consumer"),
        ("The Executors of A Jones", "consumer"),
        ("Comité d’entreprise du Val", "association"),  # a typographic apostrophe
        ("Agence de l’eau", "public"),
        ("Amberley Cricket Club", "association"),
        ("Club Amberley", None),  # of a club of its own, nothing is known
    ],
)
def test_couples_initials_and_bodies(name: str, kind: str | None) -> None:
    assert kind_of((name,)) == kind


@pytest.mark.parametrize(
    ("customer", "kind"),
    [
        (Customer("Durand", name="M. et Mme Durand"), "consumer"),
        (Customer("Smith", name="Mr A Smith & Ms B Jones"), "consumer"),
        (Customer("Clients:Frau-Weber"), "consumer"),
        (Customer("Garcia", name="Señor y Señora García"), "consumer"),
        (Customer("Petit", name="Jeanne Petit"), "business"),  # only asked about
        (Customer("Fleurs", name="Madame Fleurs"), "business"),
        (Customer("Store", name="Monsieur Store SARL"), "business"),
        (Customer("Roux", name="Mme Anne Roux", siren="732829320"), "business"),
        (Customer("Roux", name="Mme Anne Roux", kind_given=True), "business"),
    ],
)
def test_who_has_a_title_is_a_person_unless_something_says_a_business(
    customer: Customer, kind: str
) -> None:
    assert as_person(customer).kind == kind


@pytest.mark.parametrize(
    ("account", "kind"),
    [
        ("411-MAIRIE-SAUGUES", "public"),
        ("411MAIRIE", "public"),
        ("C-Mairie", "public"),
        ("411000:411-Dupont-Jean", "consumer"),
        ("M-Dupont", "consumer"),
        ("411-GARAGE-MARTIN", None),
        ("411DUPONT", None),
    ],
)
def test_what_an_account_is_called(account: str, kind: str | None) -> None:
    assert doubtful_kind(Customer(account), "VE") == kind
