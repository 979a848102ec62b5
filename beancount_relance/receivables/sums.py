"""Find the sets of amounts that add up to a sum: exact, bounded, and with every rival."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice, product

from msgspec import Struct

_MOST_OPTIONS = 100
"""Up to so many amounts, sums of three and four are searched; the time grows with its square."""


def in_smallest_units(amounts: Sequence[Decimal]) -> list[int]:
    """Return amounts as whole numbers of the smallest decimal place that any of them has."""
    exponents = {amount.as_tuple().exponent for amount in amounts}
    places = -min((each for each in exponents if isinstance(each, int)), default=0)
    unit = Decimal(1).scaleb(max(places, 0))
    return [int(amount * unit) for amount in amounts]


class Option(Struct, frozen=True):
    """An amount in the smallest unit, and the group of which it is one possibility."""

    group: int
    value: int


class Sums(Struct, frozen=True):
    """The sets that have a sum, by the positions of their options.

    ``complete`` says that no other set of up to four exists; it is false if the search was
    cut short, because there were too many amounts or too many sets.
    """

    sets: Sequence[tuple[int, ...]]
    complete: bool


def find_sums(options: Sequence[Option], target: int, enough: int = 6) -> Sums:
    """Return the sets of up to four options, of different groups, that add up to ``target``.

    Args:
        options: the positive amounts.
        target: the sum.
        enough: how many sets are enough; the search then stops.
    """
    usable = [place for place, option in enumerate(options) if option.value <= target]
    wide = len(usable) > _MOST_OPTIONS
    found = list(islice(_sets(options, usable, target, pairs_only=wide), enough + 1))
    return Sums(found[:enough], not wide and len(found) <= enough)


def _sets(
    options: Sequence[Option], usable: Sequence[int], target: int, *, pairs_only: bool
) -> Iterator[tuple[int, ...]]:
    """Yield the sets, the small ones first."""
    by_value: dict[int, list[int]] = defaultdict(list)
    for place in usable:
        by_value[options[place].value].append(place)
    yield from ((place,) for place in by_value.get(target, ()))
    for one in usable:
        for two in by_value.get(target - options[one].value, ()):
            if one < two and _all_differ(options, one, two):
                yield one, two
    if not pairs_only:
        yield from _large_sets(options, usable, target)


def _large_sets(
    options: Sequence[Option], usable: Sequence[int], target: int
) -> Iterator[tuple[int, ...]]:
    """Yield the sets of three and four: those that a pair completes."""
    pairs: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for place, one in enumerate(usable):
        for two in usable[place + 1 :]:
            total = options[one].value + options[two].value
            if total < target:
                pairs[total].append((one, two))
    for one in usable:
        for two, three in pairs.get(target - options[one].value, ()):
            if one < two and _all_differ(options, one, two, three):
                yield one, two, three
    for total, firsts in pairs.items():
        others = pairs.get(target - total, ())
        for (one, two), (three, four) in product(firsts if others else (), others):
            if two < three and _all_differ(options, one, two, three, four):
                yield one, two, three, four


def _all_differ(options: Sequence[Option], *places: int) -> bool:
    """Whether some options are of different groups."""
    return len({options[place].group for place in places}) == len(places)
