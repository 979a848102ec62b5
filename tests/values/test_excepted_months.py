"""Months that a text leaves out, and what only looks like it."""

from __future__ import annotations

import pytest

from beancount_relance.values.clues.excepted_months import months_left_out, without_months_left_out


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("LOYERS 2026 SAUF MARS", {3}),
        ("loyers sauf mars, avril et mai 2026", {3, 4, 5}),
        ("loyers sauf mars à mai", {3, 4, 5}),
        ("loyers sauf mars-mai", {3, 4, 5}),
        ("tout sauf le loyer de mars", {3}),
        ("tout sauf celui d'août", {8}),
        ("loyers 2026 sauf 03/2026", {3}),
        ("all 2026 rents except March", {3}),
        ("rents excl. March and June", {3, 6}),
        ("rents apart from that of March", {3}),
        ("Mieten ohne März", {3}),
        ("mit Ausnahme von Februar", {2}),
        ("all except F-3", set()),
        ("Loyer sans charges mars", set()),
        ("Loyer mars, sauf erreur", set()),
        ("Loyer mars", set()),
        ("rent for March but not late, April", set()),
        ("sauf", set()),
    ],
)
def test_months_left_out(text: str, months: set[int]) -> None:
    assert months_left_out(text) == months


def test_the_rest_of_a_text() -> None:
    assert without_months_left_out("Mars réglé") == "Mars réglé"
    assert without_months_left_out("Avril sauf mars 2026").split() == ["avril", "sauf", "2026"]
