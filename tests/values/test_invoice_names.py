"""Which numbers are of one series."""

from __future__ import annotations

import pytest

from beancount_relance.values.numbers.invoice_names import series_of


@pytest.mark.parametrize(
    ("name", "series"),
    [
        ("F2026-014", "f"),
        ("F99", "f"),
        ("f2026/014", "f"),
        ("CHQ-771", "chq"),
        ("ACC-SINV-41", "acc sinv"),
        ("ACC-PAY-8", "acc pay"),
        ("ACC-8-PAY", "acc"),
        ("2026-014", "0-0"),
        ("2025-9", "0-0"),
        ("2026-F-9", "0-f-0"),
        ("#12", "#0"),
        ("Rent", None),
    ],
)
def test_series(name: str, series: str | None) -> None:
    assert series_of(name) == series
