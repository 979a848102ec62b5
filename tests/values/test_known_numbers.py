"""The quick look at many texts misses no number that reading them finds."""

from __future__ import annotations

import random

import pytest

from beancount_relance.values.numbers.known_numbers import KnownNumbers
from beancount_relance.values.numbers.written_references import sure_references

NUMBERS = ("F2026-014", "2026/15", "FO-12-7", "1042", "RE 77 B 5", "PROJ-8")
SPELLINGS = (str, str.lower, lambda n: n.replace("-", ""), lambda n: n.replace("0", "O"))
AROUND = ("VIR {}", "Facture n° {} payée", "{}", "réf. {}, merci", "12 {} 9", "ticket 1 / {}")


def test_what_is_read_is_never_missed() -> None:
    chance = random.Random(26)  # noqa: S311 - no secret
    for _ in range(300):
        numbers = KnownNumbers(chance.sample(NUMBERS, chance.randint(1, len(NUMBERS))))
        texts = [
            chance.choice(AROUND).format(chance.choice(SPELLINGS)(chance.choice(NUMBERS)))
            for _ in range(5)
        ]
        read = {place for place, text in enumerate(texts) if sure_references(text, numbers)}
        assert read <= set(numbers.may_be_in(texts)), texts


@pytest.mark.parametrize("text", ["RF18 5390 0754 7034", "２０２６ １５", "a\x1eb 1042"])
def test_structured_and_wide_digits_and_any_separator_count(text: str) -> None:
    numbers = KnownNumbers(["F539007547034", "2026/15", "1042"])
    assert list(numbers.may_be_in(["nothing", text]))[-1:] == [1]


def test_texts_without_the_digits_are_left_out() -> None:
    assert list(KnownNumbers(["F2026-014"]).may_be_in(["Ticket 2026", "14", "F 2026 / 014"])) == [2]
    assert list(KnownNumbers([]).may_be_in(["F2026-014"])) == []


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("RÜ-12", "RUE-12"),
        ("RÖ-12", "Rechnung ROE12"),
        ("BØ/7", "BOE 7"),
        ("Å-2026-7", "aa 2026/7"),
        ("STRAßE-8", "STRASSE-8"),
        ("ΑΠ-104", "AP-104"),
        ("Щ-104", "SHT 104"),
    ],
)
def test_letters_that_no_transfer_has_may_be_written_out(number: str, text: str) -> None:
    numbers = KnownNumbers([number, "X-99"])
    assert list(sure_references(text, numbers)) == [number]
    assert list(numbers.may_be_in([text])) == [0]
    other = text.replace("Rechnung ", "")
    assert list(sure_references(text, KnownNumbers([number, other]))) == [other]
