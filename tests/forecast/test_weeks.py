"""What comes in each week, and the band of the sum."""

from __future__ import annotations

import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beancount_relance.forecast.expected_sums import band_of, mean_of
from beancount_relance.forecast.weeks import weeks_after
from tests.support.ledgers import day


def test_weeks_end_on_sunday() -> None:
    assert weeks_after(day("2026-06-30"), 2) == [  # a Tuesday
        (day("2026-07-01"), day("2026-07-05")),
        (day("2026-07-06"), day("2026-07-12")),
    ]
    assert weeks_after(day("2026-07-05"), 1) == [(day("2026-07-06"), day("2026-07-12"))]


def test_the_mean_is_exact() -> None:
    assert mean_of([(Decimal("100.00"), 0.5), (Decimal("10.00"), 0.25)]) == Decimal("52.5")


def test_what_is_certain_has_no_band() -> None:
    assert band_of([(Decimal("120.00"), 1.0), (Decimal("80.00"), 0.0)]) == (
        Decimal("120.00"),
        Decimal("120.00"),
    )
    assert band_of([]) == (Decimal(), Decimal())
    many = [(Decimal("10.00"), 1.0)] * 300
    assert band_of(many) == (Decimal("3000.00"), Decimal("3000.00"))


@pytest.mark.parametrize("number", [50, 190, 210])
def test_the_band_of_equal_amounts_is_that_of_the_binomial_distribution(number: int) -> None:
    low, high = band_of([(Decimal("10.00"), 0.5)] * number)
    spread = Decimal(str(1.2816 * number**0.5 / 2 * 10))
    middle = Decimal(number * 5)
    assert abs(low - (middle - spread)) <= 20
    assert abs(high - (middle + spread)) <= 20


@given(
    st.lists(
        st.tuples(st.integers(1, 50).map(lambda n: Decimal(n * 100)), st.floats(0.05, 0.95)),
        min_size=1,
        max_size=6,
    )
)
def test_the_band_holds_what_all_outcomes_say(chances: list[tuple[Decimal, float]]) -> None:
    low, high = band_of(chances)
    held, total = 0.0, sum(amount for amount, _ in chances)
    for paid in itertools.product((True, False), repeat=len(chances)):
        sum_, likely = Decimal(), 1.0
        for (amount, chance), comes in zip(chances, paid, strict=True):
            sum_ += amount if comes else 0
            likely *= chance if comes else 1 - chance
        slack = total * Decimal(len(chances)) / 800 + 1
        held += likely if low - slack <= sum_ <= high + slack else 0
    assert held >= 0.79
