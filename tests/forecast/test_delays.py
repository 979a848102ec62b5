"""The distribution of delays: Kaplan and Meier, shrunk towards that of everybody."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beancount_relance.forecast.delays import Delays, Distribution


def delays(*paid: int, unpaid: tuple[int, ...] = ()) -> Delays:
    found = Delays()
    for days in paid:
        found.add(days, paid=True)
    for days in unpaid:
        found.add(days, paid=False)
    return found


def alone(*paid: int, unpaid: tuple[int, ...] = ()) -> Distribution:
    own = delays(*paid, unpaid=unpaid)
    return Distribution.of(own, own)


def test_all_paid_is_the_empirical_distribution() -> None:
    found = alone(0, 0, 5, 10)
    assert [found.within(days, -99) for days in (-1, 0, 4, 5, 10)] == [0, 0.5, 0.5, 0.75, 1]


def test_an_example_of_the_estimator() -> None:
    """Paid after 3, 6, 6 and 10 days, open after 4 and 8: S = 5/6, 5/6 · 2/4, and zero."""
    found = alone(3, 6, 6, 10, unpaid=(4, 8))
    assert 1 - found.within(3, -99) == pytest.approx(5 / 6)
    assert 1 - found.within(6, -99) == pytest.approx(5 / 6 * 2 / 4)
    assert 1 - found.within(10, -99) == pytest.approx(0)


def test_given_that_it_was_not_paid_before() -> None:
    found = alone(0, 0, 5, 10)
    assert found.within(5, 0) == pytest.approx(0.5)
    assert found.quantile(0.5, 0) == 5
    assert found.quantile(0.9, 0) == 10


def test_a_customer_without_payments_is_like_everybody() -> None:
    everybody = delays(0, 0, 5, 10)
    assert Distribution.of(Delays(), everybody).within(4, -99) == pytest.approx(0.5)


def test_many_payments_of_their_own_outweigh_those_of_others() -> None:
    own = delays(*[20] * 40)
    everybody = delays(*[20] * 40, *[0] * 400)
    assert Distribution.of(own, everybody).quantile(0.5, -99) == 20
    few = delays(20)
    assert Distribution.of(few, delays(20, *[0] * 400)).quantile(0.5, -99) == 0


def test_later_than_anybody_ever_paid() -> None:
    found = alone(0, 5, 10)
    assert found.quantile(0.5, 200) > 200
    assert 0 < found.within(230, 200) < 1


some_delays = st.lists(st.integers(-30, 200), min_size=1, max_size=30)


@given(some_delays, some_delays, st.integers(-40, 250), st.floats(0.01, 0.99))
def test_quantiles_and_probabilities_agree(
    paid: list[int], unpaid: list[int], after: int, share: float
) -> None:
    own = delays(*paid)
    everybody = delays(*paid, *unpaid, unpaid=tuple(unpaid))
    found = Distribution.of(own, everybody)
    days = found.quantile(share, after)
    assert days > after
    assert found.within(days, after) >= share - 1e-6
    assert found.within(days - 1, after) <= share + 1e-6
    chances = [found.within(each, after) for each in range(after, after + 400, 20)]
    assert all(one <= other + 1e-9 for one, other in pairwise(chances))
    assert chances[0] == 0
    assert chances[-1] <= 1 + 1e-9
