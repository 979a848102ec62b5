"""Find the sets of amounts that add up to a sum: exact, bounded, and with every rival."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice, product
from operator import attrgetter
from typing import Any

from msgspec import Struct

_MOST_OPTIONS = 100
"""Up to so many amounts, sums of three and four are searched; the time grows with its square."""

_Place = Any
"""Where an option comes in the order of all: anything that can be compared with the others."""


def in_smallest_units(amounts: Sequence[Decimal]) -> list[int]:
    """Return amounts as whole numbers of the smallest decimal place that any of them has."""
    unit = smallest_unit(amounts)
    return [int(amount * unit) for amount in amounts]


def smallest_unit(amounts: Iterable[Decimal]) -> Decimal:
    """Return how many of the smallest decimal place that any of some amounts has make one."""
    exponents = {amount.as_tuple().exponent for amount in amounts}
    places = -min((each for each in exponents if isinstance(each, int)), default=0)
    return Decimal(1).scaleb(max(places, 0))


ENOUGH = 6
"""How many sets are looked for, if nothing else is said."""


class Option(Struct, frozen=True):
    """An amount in the smallest unit, and the group of which it is one possibility."""

    group: int
    value: int


class Sums(Struct, frozen=True):
    """The sets that have a sum, by the positions of their options.

    ``complete`` says that no other set of up to four exists; it is false if the search was
    cut short, because there were too many amounts or too many sets.
    """

    sets: Sequence[tuple[_Place, ...]]
    complete: bool


def find_sums(options: Sequence[Option], target: int, enough: int = ENOUGH) -> Sums:
    """Return the sets of up to four options, of different groups, that add up to ``target``.

    Args:
        options: the positive amounts.
        target: the sum.
        enough: how many sets are enough; the search then stops.
    """
    return SumFinder(dict(enumerate(options))).find(target, enough)


def sums_of_some(amounts: Sequence[Decimal], total: Decimal) -> Sequence[tuple[int, ...]]:
    """Return sets of up to four amounts that add up to a total, by their positions."""
    target, *values = in_smallest_units([total, *amounts])
    return find_sums([Option(*each) for each in enumerate(values)], target).sets


class SumFinder:
    """Options that come and go, to find sets that add up to one sum after another.

    To compare thousands of payments with thousands of invoices takes no list of all invoices for
    each of them: what has the amount, and how many amounts are smaller, is looked up. Only pairs
    are searched among all options, if there are more than a hundred, until enough are found.
    """

    def __init__(self, options: Mapping[_Place, Option] | None = None) -> None:
        """Know some options, by their places, in order."""
        self._options = dict(options or {})
        self._places = list(self._options)
        self._values = sorted(map(attrgetter("value"), self._options.values()))
        self._by_value: dict[int, list[_Place]] = defaultdict(list)
        for place, option in self._options.items():
            self._by_value[option.value].append(place)

    def add(self, place: _Place, option: Option) -> None:
        """Add an option to the others, at a place that none of them has."""
        self._options[place] = option
        insort(self._places, place)
        insort(self._values, option.value)
        insort(self._by_value[option.value], place)

    def remove(self, place: _Place) -> None:
        """Remove the option of a place."""
        value = self._options.pop(place).value
        alike = self._by_value[value]
        for places, each in ((self._places, place), (self._values, value), (alike, place)):
            del places[bisect_left(places, each)]
        if not alike:
            del self._by_value[value]

    def alike(self, value: int) -> Sequence[_Place]:
        """Return the places of the options that have a value by themselves."""
        return self._by_value.get(value, ())

    def find(self, target: int, enough: int = ENOUGH) -> Sums:
        """Return the sets of up to four options, of different groups, that have a sum.

        Args:
            target: the sum.
            enough: how many sets are enough; the search then stops.
        """
        wide = bisect_right(self._values, target) > _MOST_OPTIONS
        found = list(islice(self._sets(target, wide=wide), enough + 1))
        return Sums(found[:enough], not wide and len(found) <= enough)

    def _sets(self, target: int, *, wide: bool) -> Iterator[tuple[_Place, ...]]:
        """Yield the sets, the small ones first."""
        options, by_value = self._options, self._by_value
        yield from ((place,) for place in by_value.get(target, ()))
        if wide:
            usable = self._places
        else:
            smaller = self._values[: bisect_left(self._values, target)]
            if sum(smaller) < target:
                return
            usable = sorted(place for value in {*smaller} for place in by_value[value])
        for one in usable:
            for two in by_value.get(target - options[one].value, ()):
                if one < two and _all_differ(options, one, two):
                    yield one, two
        if not wide:
            yield from _large_sets(options, usable, target)


def _large_sets(
    options: Mapping[_Place, Option], usable: Sequence[_Place], target: int
) -> Iterator[tuple[_Place, ...]]:
    """Yield the sets of three and four: those that a pair completes."""
    pairs: dict[int, list[tuple[_Place, _Place]]] = defaultdict(list)
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


def _all_differ(options: Mapping[_Place, Option], *places: _Place) -> bool:
    """Whether some options are of different groups."""
    return len({options[place].group for place in places}) == len(places)
