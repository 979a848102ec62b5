"""Who is a trader, by the words of the name."""

from __future__ import annotations

import pytest

from beancount_relance.policy.customers import Customer
from beancount_relance.policy.traders import is_trader


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Boulangerie Martin SARL", True),
        ("S.A.S. Lumière", True),
        ("SCI des Lilas", False),
        ("Syndicat des copropriétaires du 12 rue des Lilas", False),
        ("Cabinet Roche, SELARL", False),
        ("Association sportive SAS", None),
        ("Martin", None),
        ("Sasu-Kalle", True),
        ("Isabelle Sarlat", None),  # whole words only
    ],
)
def test_by_the_words_of_the_name(name: str, *, expected: bool | None) -> None:
    assert is_trader(Customer("Martin", name=name)) is expected


@pytest.mark.parametrize("kind", ["consumer", "public"])
def test_others_are_none(kind: str) -> None:
    assert is_trader(Customer("Lampes SARL", kind=kind)) is False
