"""Payees that say what an invoice is for instead of naming somebody."""

from __future__ import annotations

import pytest

from beancount_relance.policy.names.payees_without_names import has_name


@pytest.mark.parametrize(
    "payee",
    [
        "Facture 1",
        "Rechnung 12",
        "Loyer janvier",
        "Miete Januar",
        "Week 5",
        "Q1 2026",
        "Vente",
        "Rent Flat 2",
        "Service charge Flat 2",
        "Février 2026",
        "Sales Invoice",
        "2026-031",
        "-",
    ],
)
def test_it_has_no_name(payee: str) -> None:
    assert not has_name(payee)


@pytest.mark.parametrize(
    "payee",
    ["Martin", "Facture Martin", "April", "Mai", "Loyer Durand", "Week 5 Ltd Smith", "F-1"],
)
def test_it_may_have_a_name(payee: str) -> None:
    assert has_name(payee)


def test_the_number_of_the_invoice_is_no_name() -> None:
    assert not has_name("F-1", "F-1")
    assert not has_name("f 1", "F-1")
    assert has_name("F-2", "F-1")
