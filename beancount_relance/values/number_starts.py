"""Tells at which words of a text a known invoice number cannot start, so that most are passed over.

A bank writes a dozen words and numbers of its own into each transfer. Looking for the known
numbers at each of them took three quarters of the plugin's time on such books (measured in
``docs/benchmarks.md``, convention *bank texts*). What is passed over is never one of them; a
property compares.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import chain

_LOOKED_AT = 3
"""As many characters of a start are compared with those of the numbers, of which one may differ."""


class NumberStarts:
    """The starts of some invoice numbers. Each run of letters or of digits is looked at once."""

    def __init__(
        self,
        keys: Sequence[str],
        digits: Sequence[str],
        beginnings: Collection[str],
        is_end: Callable[[str], bool],
        *,
        are_lettered: bool,
    ) -> None:
        """Take what is known of the numbers.

        Args:
            keys: their keys, in order.
            digits: the digits of those that begin with letters, in order.
            beginnings: the letters that these begin with.
            is_end: tells whether digits may be all that is written of a number.
            are_lettered: whether all numbers have letters.
        """
        self._keys = keys
        self._digits = digits
        self._beginnings = beginnings
        self._is_end = is_end
        self._are_lettered = are_lettered
        self._first = frozenset(key[0] for key in keys)
        self._most_letters = max(map(_letters, keys), default=0)
        self._ends: dict[str, Sequence[str]] = {}
        self._near: dict[int, set[str]] = {}
        self._never: set[str] = set()

    def exactly(self, run: str, after: str) -> bool:
        """Return whether a number, as it is written, may start with a run or with its end.

        Args:
            run: the run.
            after: the run after it, or nothing behind the last one.
        """
        ends = self._ends.get(run)
        if ends is None:
            ends = self._ends[run] = self._ends_of(run.replace("o", "0"))
        if not ends:
            return False
        more = after.replace("o", "0")
        return any(_has(self._keys, end) or _starts(self._keys, end + more) for end in ends)

    def with_loss(self, run: str, after: str) -> bool:
        """Return whether a number that has lost something, or is mistyped, may start with letters.

        Of what may be mistyped, one character is wrong, missing or doubled, or two are swapped.
        """
        if run in self._never:
            return False
        if run in self._beginnings:  # its digits may lack zeros
            return True
        start = run.replace("o", "0")
        return self._is_near(start) and self._is_near(start + after.replace("o", "0"))

    def are_ruled_out(self, runs: Sequence[str]) -> bool:
        """Return whether nothing in a text may be a number, apart from structured references.

        Args:
            runs: all runs of the text.
        """
        never = self._never
        for run, after in zip(runs, chain(runs[1:], ("",)), strict=True):
            if run not in never:
                if self._may_be(run, after):
                    return False
                if not (run.isdigit() or self._ends[run] or self._is_near(run.replace("o", "0"))):
                    never.add(run)  # whatever stands after it
        return True

    def _may_be(self, run: str, after: str) -> bool:
        if self.exactly(run, after):
            return True
        if not run.isdigit():
            return self.with_loss(run, after)
        if not self._are_lettered or self._is_end(run) or _has(self._digits, run):
            return True
        return after.isdigit() and any(  # more digits, or a year that belongs before these
            _starts(known, both)
            for both in (run + after, after + run)
            for known in (self._keys, self._digits)
        )

    def _is_near(self, start: str) -> bool:
        """Return whether a number starts like this but for one character."""
        if _letters(start) > self._most_letters + 1:
            return False
        start = start[:_LOOKED_AT]
        near = self._near.get(len(start))
        if near is None:
            near = self._near[len(start)] = self._near_starts(len(start))
        return not near.isdisjoint(one_less(start))

    def _near_starts(self, length: int) -> set[str]:
        """Return what starts of about a length have in common with those that are mistyped."""
        found = {key[: length - 1] for key in self._keys}
        for each in {key[:size] for key in self._keys for size in (length, length + 1)}:
            found.update(one_less(each))
        return found

    def _ends_of(self, run: str) -> Sequence[str]:
        """Return the ends of a run that a number starts with; of digits, only all of them."""
        places = range(1 if run.isdigit() else len(run))
        ends = (run[place:] for place in places if run[place] in self._first)
        return [end for end in ends if _starts(self._keys, end)]


def one_less(key: str) -> Iterator[str]:
    """Yield a key, and the same without each of its characters."""
    yield key
    for place in range(len(key)):
        yield key[:place] + key[place + 1 :]


def _starts(keys: Sequence[str], start: str) -> bool:
    """Return whether one of some keys, which are in order, has a start."""
    place = bisect_left(keys, start)
    return place < len(keys) and keys[place].startswith(start)


def _has(keys: Sequence[str], key: str) -> bool:
    """Return whether a key is one of some, which are in order."""
    place = bisect_left(keys, key)
    return place < len(keys) and keys[place] == key


def _letters(key: str) -> int:
    return sum(map(str.isalpha, key))
