"""A civil title makes a customer a person; an academic one may be that of a practice."""

from __future__ import annotations

import pytest

from beancount_relance.policy.apparent_kind import as_person
from beancount_relance.policy.customers import Customer


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("M. et Mme Durand", "consumer"),
        ("Frau Dr. Weber", "consumer"),
        ("Mr and Mrs Smith", "consumer"),
        ("Dr. Weber", "business"),
        ("Professeur Morel", "business"),
    ],
)
def test_only_a_civil_title_tells_the_kind(name: str, kind: str) -> None:
    assert as_person(Customer(id="Assets:Clients:X", name=name)).kind == kind
