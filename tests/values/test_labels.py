"""Codes of a letter or two tell invoices apart together with their key."""

from __future__ import annotations

import pytest

from beancount_relance.values.clues.labels import label_of, tag_texts
from beancount_relance.values.clues.text_clues import text_clues, words_of_invoice


@pytest.mark.parametrize("value", ["B", "aa", "É"])
def test_codes_are_of_one_or_two_letters(value: str) -> None:
    assert label_of("lettrage", value) == f"‹lettrage={value}›"


@pytest.mark.parametrize("value", ["ABC", "12", "A1", "paid", ""])
def test_anything_else_is_no_code(value: str) -> None:
    assert label_of("lettrage", value) is None


def test_the_same_code_is_the_same_word_whatever_its_case() -> None:
    (paid, invoiced) = (label_of("lettrage", code) or "" for code in ("AB", "ab"))
    assert text_clues(f"VIR SEPA\n{paid}") & words_of_invoice(invoiced) == {"label lettrage=ab"}


def test_a_key_alone_is_no_word() -> None:
    (paid, invoiced) = (label_of("lettrage", code) or "" for code in ("AB", "AC"))
    assert not text_clues(paid) & words_of_invoice(invoiced)


def test_tags_that_end_in_a_code_stay_words_too() -> None:
    assert list(tag_texts({"phase-II", "acompte", "F-12"})) == [
        "F-12",
        "acompte",
        "phase-II ‹phase-II›",
    ]
    assert text_clues("phase-II") < text_clues("phase-II ‹phase-II›")
