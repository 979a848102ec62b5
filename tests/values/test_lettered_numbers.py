"""Numbers with letters in texts, among all those of a ledger."""

from __future__ import annotations

import pytest

from beancount_relance.values.numbers.lettered_numbers import LetteredNumbers

NUMBERS = LetteredNumbers(
    ["F2026-014", "SAV-17", "A17", "1044", "2026/44", "project-x", "Rest"],
    lambda: {"539007547034": ["A17"], "4000000020260012": ["1044"]},
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("VIR SAV17", ["SAV-17"]),
        ("sav 17 et f2026/014", ["SAV-17", "F2026-014"]),
        ("FACTURE F2O26-O14 ALDER", ["F2026-014"]),
        ("SAV-175", []),
        ("commande SAV-17", ["SAV-17"]),
        ("1044", []),
        ("2026/44", []),
        ("A17", []),
        ("project-x, rest", []),
        ("", []),
        ("RF43 1044", ["1044"]),
        ("RF44 1044", []),
        ("VIR RF972026014", ["F2026-014"]),
        ("RF18 5390 0754 7034", ["A17"]),
        ("Transfer 4000 0000 2026 0012", ["1044"]),
        ("Transfer 4000000020260012/3", ["1044"]),
        ("Transfer 4000000020260013", []),
    ],
)
def test_only_what_has_letters_and_digits_is_found(text: str, found: list[str]) -> None:
    assert list(NUMBERS.written_in(text)) == found


def test_among_no_numbers_nothing_is_found() -> None:
    assert LetteredNumbers([]).written_in("SAV-17") == {}
