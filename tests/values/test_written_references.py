"""Invoice numbers as people write them, and what only looks like one."""

from __future__ import annotations

import time

import pytest

from beancount_relance.values.numbers.known_numbers import KnownNumbers
from beancount_relance.values.numbers.structured_references import (
    creditor_reference,
    structured_references,
)
from beancount_relance.values.numbers.written_references import read_references

F_NUMBERS = ("F2026-003", "F2026-004", "F2026-012", "F2026-013", "F2026-014")
PLAIN = ("1001", "1002", "1003", "2026")
INV = ("INV-2041", "INV-2042", "INV-2043", "INV-1")
SHORT = ("F1", "F2", "F14")


def sure(text: str, *numbers: str) -> list[str]:
    return sorted(read_references(text, KnownNumbers(numbers)).sure)


def unsure(text: str, *numbers: str) -> list[tuple[str, list[str]]]:
    found = read_references(text, KnownNumbers(numbers))
    assert not found.sure
    return [(each.written, sorted(each.numbers)) for each in found.unsure]


@pytest.mark.parametrize(
    "text",
    [
        "F2026-014",
        "f2026-014",
        "F2026–014",
        "F2026\u2011014",
        "F2026\u2212014",
        "F2026\u00ad-014",
        "N.º2026-014",
        "№ 2026-014",
        "F2026014",
        "F 2026 014",
        "F2026/014",
        "F.2026.014",
        "F2026_014",
        "F-2026-014",
        "F2026-O14",
        "F2O26-O14",
        "FACTURE 2026-014",
        "Facture n° 2026-014",
        "fact.2026014",
        "FACT2026014",
        "/REM/F2026-014/2026-05-20",
        "VIRF2026014DUPONT",
        "VIR SEPA DUPONT F2026-014 MERCI",
        "(F2026-014)",
        "No F2026-014.",
        "Ihre Rechnung Nr. 2026-014 vom 14.05.2026",
        "RF66F2026014",
        "RF66 F202 6014",
        "rf66f2026014",
        "REF RF66F2026014 MERCI",
        "F2026-014 1.200,00 EUR",
    ],
)
def test_a_sure_spelling(text: str) -> None:
    assert sure(text, *F_NUMBERS) == ["F2026-014"]


SEVERAL = [
    ("F2026-012, F2026-013", F_NUMBERS, ["F2026-012", "F2026-013"]),
    ("F2026-012 F2026013 et F2026/014", F_NUMBERS, ["F2026-012", "F2026-013", "F2026-014"]),
    ("F2026–012 – 014", F_NUMBERS, ["F2026-012", "F2026-013", "F2026-014"]),
    ("#1001 and #1003", PLAIN, ["1001", "1003"]),
    ("F2026-012/13/14", F_NUMBERS, ["F2026-012", "F2026-013", "F2026-014"]),
    ("F2026-012 et 013", F_NUMBERS, ["F2026-012", "F2026-013"]),
    ("F2026-012 à 014", F_NUMBERS, ["F2026-012", "F2026-013", "F2026-014"]),
    ("F2026-012 to F2026-014", F_NUMBERS, ["F2026-012", "F2026-013", "F2026-014"]),
    ("INV-2041/42/43", INV, ["INV-2041", "INV-2042", "INV-2043"]),
    ("INV-2041-2043", INV, ["INV-2041", "INV-2042", "INV-2043"]),
    ("invoices 1001, 1002 and 1003", PLAIN, ["1001", "1002", "1003"]),
    ("Rechnung 1001 bis 1003", PLAIN, ["1001", "1002", "1003"]),
    ("1001/02", PLAIN, ["1001", "1002"]),
]


@pytest.mark.parametrize(("text", "numbers", "expected"), SEVERAL)
def test_several_numbers(text: str, numbers: tuple[str, ...], expected: list[str]) -> None:
    assert sure(text, *numbers) == expected


UNSURE = [
    ("FACT 014", ["F2026-014"]),
    ("F26-014", ["F2026-014"]),
    ("014-2026", ["F2026-014"]),
    ("facture 14", ["F2026-014"]),
    ("014", ["F2026-014"]),
    ("2026-014", ["F2026-014"]),
    ("F2026-14", ["F2026-014"]),
    ("F2026-041", ["F2026-014"]),
    ("F2O26-114", ["F2026-014"]),
    ("F202-014", ["F2026-014"]),
    ("VIR DUPONT F2026-01", ["F2026-012", "F2026-013", "F2026-014"]),
]


@pytest.mark.parametrize(("text", "expected"), UNSURE)
def test_what_has_lost_something_or_is_mistyped_is_unsure(text: str, expected: list[str]) -> None:
    assert [numbers for _, numbers in unsure(text, *F_NUMBERS)] == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("VIR F2026-041", True),
        ("VIR F2026-0114, merci", True),
        ("facture 10073", True),
        ("VIR F2026-14", False),  # it has lost a zero
        ("VIR DUPONT F2026-01", False),  # the rest may be cut off
        ("VIR G2026-014", False),  # of another series
    ],
)
def test_a_mistyped_number_is_one_that_no_invoice_has(text: str, *, expected: bool) -> None:
    numbers = ("10037",) if text.startswith("facture") else F_NUMBERS
    (found,) = read_references(text, KnownNumbers(numbers)).unsure
    assert found.is_unknown == expected


def test_two_short_numbers_are_two_questions() -> None:
    expected = [("12", ["F2026-012"]), ("13", ["F2026-013"])]
    assert unsure("fact 12 et 13", *F_NUMBERS) == expected
    assert unsure("FAC 12,13", *F_NUMBERS) == expected
    assert unsure("12 + 13", *F_NUMBERS) == expected
    assert unsure("VIR 012/013", *F_NUMBERS) == [("012", ["F2026-012"]), ("013", ["F2026-013"])]


@pytest.mark.parametrize(
    "text",
    [
        "12/03",
        "03.12",
        "VIR 12 + 13",
        "12,13",
        "a12/13",
        "12/13b",
        "F3-12/13",
        "12 + 99",
    ],
)
def test_what_is_no_list_of_short_numbers(text: str) -> None:
    written = {each.written for each in read_references(text, KnownNumbers(F_NUMBERS)).unsure}
    assert not written & {"12", "13", "03", "012", "013"}


def test_a_year_and_a_number_are_no_month() -> None:
    assert unsure("2026/14", "INV-2026-014", "INV-2026-004") == [("2026/14", ["INV-2026-014"])]
    assert unsure("2026/4", "INV-2026-014", "INV-2026-004") == []


@pytest.mark.parametrize(
    "text", ["F1", "f1.", "ref F1", "Acompte facture F1", "F1, 3", "DUPONT (F1)"]
)
def test_a_number_of_two_characters_is_sure_as_a_word_of_its_own(text: str) -> None:
    assert sure(text, *SHORT, "F3") == ["F1"]


@pytest.mark.parametrize("text", ["F1 et F2", "F1/F2", "F1 + F2", "F1 à F2"])
def test_several_short_numbers(text: str) -> None:
    assert sure(text, *SHORT) == ["F1", "F2"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("F 1", "F1"),
        ("CHQ-F1", "F1"),
        ("Q2 2026", "Q2"),
        ("T2", "T2"),
        ("H1", "H1"),
        ("A4", "A4"),
        ("45 M2", "M2"),
        ("W12", "W12"),
        ("appartement F1", "F1"),
        ("commande F1", "F1"),
        ("12 B2", "2B"),
    ],
)
def test_a_short_number_that_may_mean_something_else_is_not_sure(text: str, number: str) -> None:
    assert sure(text, number) == []


TRAPS = [
    ("", F_NUMBERS),
    ("F2026-0145", F_NUMBERS),
    ("XF2026-0145", F_NUMBERS),
    ("F2026-014B", F_NUMBERS),
    ("14", F_NUMBERS),
    ("flat #14", F_NUMBERS),
    ("order #1001", PLAIN),
    ("line 1001", PLAIN),
    ("id 1001", PLAIN),
    ("1001 rue", ("INV-1001",)),
    ("14 rue des Fondeurs", F_NUMBERS),
    ("2026", F_NUMBERS),
    ("VIREMENT DU 14/05/2026", F_NUMBERS),
    ("2026-05-14", F_NUMBERS),
    ("1.014,00 EUR", F_NUMBERS),
    ("014,00", F_NUMBERS),
    ("1 014,00", F_NUMBERS),
    ("RF67F2026014", F_NUMBERS),
    ("INV10", INV),
    ("INV-11", INV),
    ("2041-7", INV),
    ("0612-1001-77", PLAIN),
    ("10012", PLAIN),
    ("91001", PLAIN),
    ("paid in 2026", PLAIN),
    ("14.05.2026", PLAIN),
    ("IBAN FR7610011002000010030000123", PLAIN),
    ("1001 EUR", PLAIN),
    ("€1001", PLAIN),
    ("F 14.05.2026", SHORT),
    ("COMMANDE 1001", PLAIN),
    ("order no. 1001", PLAIN),
    ("Kunden-Nr. 1001", PLAIN),
    ("N° de client : 1001", PLAIN),
    ("CHQ N° 1001", PLAIN),
    ("carte 1001", PLAIN),
    ("mandat 1001", PLAIN),
    ("TEL 01 10 01 55 12", PLAIN),
    ("01 10 01 55 12", PLAIN),
    ("+33 1 10 01 55 12", PLAIN),
    ("DU 10/01", PLAIN),
    ("10:01", PLAIN),
    ("10-01", PLAIN),
    ("1001 rue de la Paix", PLAIN),
    ("FR76 1990 6000 1001 0780 4125 390", PLAIN),
    ("Loyer 12/2026", F_NUMBERS),
]


@pytest.mark.parametrize(("text", "numbers"), TRAPS)
def test_traps(text: str, numbers: tuple[str, ...]) -> None:
    assert unsure(text, *numbers) == []


def test_a_number_of_the_same_form_is_told_as_unknown() -> None:
    assert read_references("VIR F2026-099", KnownNumbers(F_NUMBERS)).unknown == ["F2026-099"]
    assert not read_references("VIR K-1 MERCI", KnownNumbers(F_NUMBERS)).unknown


@pytest.mark.parametrize(
    ("text", "known", "unknown"),
    [
        ("INV-98", "INV-114", ["INV-98"]),
        ("RE 998 DANKE", "RE-1014", ["RE 998"]),
        ("FA 98", "FA00123", ["FA 98"]),
        ("FA 2025 0098", "FA-2026-0014", ["FA 2025 0098"]),
        ("A-98", "A-113", ["A-98"]),
        ("facture n° 998", "1014", ["998"]),
        ("2025-098", "2026-014", ["2025-098"]),
        ("98-2025", "14-2026", ["98-2025"]),
        ("2025-1098", "2026-014", ["2025-1098"]),
        # ordinary words, months, years, amounts, and what another word announces
        ("INV 2 of 3", "INV-1014", []),
        ("FA 2025", "FA-2026-0014", []),
        ("A 98", "A-113", []),
        ("A4", "A-113", []),
        ("RE 30,00 EUR", "RE-1014", []),
        ("2025-09", "2026-014", []),
        ("2026-11", "2026-14", []),
        ("2025-26", "2026-14", []),
        ("2025-2026", "2026-1400", []),
        ("2025-98", "2026-014", []),
        ("998", "1014", []),
        ("commande 998", "1014", []),
        ("facture 12345678", "1014", []),
        ("facture 98", "1014", []),
        ("2025-098", "F2026-014", []),
        ("12-998", "2026-014", []),
    ],
)
def test_a_number_with_other_digits_is_told_as_unknown(
    text: str, known: str, unknown: list[str]
) -> None:
    assert list(read_references(text, KnownNumbers([known])).unknown) == unknown


def test_a_reference_with_wrong_check_digits_is_none() -> None:
    texts = ("RF66F2026014", "RF65F2026014", "+++090/9337/55493+++", "+++090/9337/55494+++")
    found = [[each.payload for each in structured_references(text)] for text in texts]
    assert found == [["F2026014"], [], ["0909337554"], []]


def test_structured_references_lead_to_the_digits_of_a_number() -> None:
    # 0002026014 leaves 72 on division by 97
    assert sure("+++000/2026/01472+++", *F_NUMBERS) == ["F2026-014"]
    assert sure("21 00000 00003 13947 14300 09017", *F_NUMBERS) == []


@pytest.mark.parametrize("number", ["F2026-014", "2026/7", "INV 1", "A-B-C-12"])
def test_a_creditor_reference_is_read_back(number: str) -> None:
    reference = creditor_reference(number)
    assert reference is not None
    assert sure(f"PAIEMENT {reference}", number) == [number]


def test_no_creditor_reference_of_a_number_that_cannot_be_one() -> None:
    assert creditor_reference("Überweisung-1") is None
    assert creditor_reference("---") is None
    assert creditor_reference("A" * 22) is None


@pytest.mark.parametrize("text", ["1/2/3/" * 700, "F1-" * 1000, "F2026-01" * 500, "o" * 5000])
def test_long_texts_take_no_longer_than_long(text: str) -> None:
    numbers = KnownNumbers([f"F2026-{n:03}" for n in range(500)])
    read_references("F2026-1", numbers)
    start = time.process_time()
    read_references(text, numbers)
    assert time.process_time() - start < 0.5


@pytest.mark.parametrize(
    "text",
    ["F2 400.00", "F2 400,00 EUR", "F2 EUR 400.00", "F2 £400", "-F2", "F2-", "F2*", "F2 1 400.00"],
)
def test_a_short_number_has_an_amount_or_a_sign_beside_it(text: str) -> None:
    assert sure(text, *SHORT) == ["F2"]


def test_a_short_number_with_a_dash_is_none_of_the_amount_behind_it() -> None:
    assert sure("F-2 400.00, F-3 £300", "F-1", "F-2", "F-3") == ["F-2", "F-3"]


@pytest.mark.parametrize(
    "word",
    [
        "to",
        "à",
        "bis",
        "t/m",
        "tot en met",
        "t.e.m.",
        "hasta",
        "até",
        "fino a",
        "až",
        "till",
        "up to",
    ],
)
@pytest.mark.parametrize("end", ["F-104", "104"])
def test_a_range_in_the_words_of_a_language(word: str, end: str) -> None:
    numbers = [f"F-{number}" for number in range(100, 107)]
    assert sorted(sure(f"Payout F-102 {word} {end}", *numbers)) == ["F-102", "F-103", "F-104"]
