"""Sets of amounts that add up to a sum, against trying them all."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beancount_relance.receivables.sums import Option, SumFinder, find_sums, in_smallest_units

some_options = st.lists(st.builds(Option, st.integers(0, 6), st.integers(1, 12)), max_size=12)


@given(some_options, st.integers(1, 40))
def test_every_set_is_found_once(options: list[Option], target: int) -> None:
    expected = [
        places
        for size in (1, 2, 3, 4)
        for places in combinations(range(len(options)), size)
        if sum(options[place].value for place in places) == target
        and len({options[place].group for place in places}) == size
    ]
    found = find_sums(options, target, enough=10_000)
    assert found.complete
    assert sorted(found.sets) == sorted(expected)
    assert len(find_sums(options, target, enough=2).sets) == min(2, len(expected))
    assert find_sums(options, target, enough=2).complete == (len(expected) <= 2)


@given(some_options, some_options, st.integers(1, 40))
def test_options_that_come_and_go_are_those_that_are_left(
    options: list[Option], gone: list[Option], target: int
) -> None:
    finder = SumFinder()
    for place, option in enumerate(gone):
        finder.add((place, 1), option)
    for place, option in reversed([*enumerate(options)]):
        finder.add((place, 0), option)
    for place in range(len(gone)):
        finder.remove((place, 1))
    expected = find_sums(options, target)
    found = finder.find(target)
    assert [tuple(place for place, _ in each) for each in found.sets] == [*expected.sets]
    assert found.complete == expected.complete


@pytest.mark.parametrize("count", [100, 2500])
def test_a_search_among_many_is_cut_short(count: int) -> None:
    options = [Option(place, 100_003 + 7919 * place) for place in range(count)]
    found = find_sums(options, 2_345_678)
    assert found.complete == (count <= 100)


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        (["0.5", "1.25", "3"], [50, 125, 300]),
        (["1E+2", "7"], [100, 7]),
        (["0.005"], [5]),
        ([], []),
    ],
)
def test_amounts_as_whole_numbers_of_the_smallest_unit(
    amounts: list[str], expected: list[int]
) -> None:
    assert in_smallest_units([Decimal(amount) for amount in amounts]) == expected
