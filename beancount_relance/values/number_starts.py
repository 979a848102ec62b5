"""Tells at which words of a text a known invoice number cannot start, so that most are passed over.

A bank writes a dozen words and numbers of its own into each transfer. Looking for the known
numbers at each of them took three quarters of the plugin's time on such books (measured in
``docs/benchmarks.md``, convention *bank texts*). What is passed over is never one of them; a
property compares.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Sequence
from itertools import chain


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
        self._second = frozenset(key[1:2] for key in keys)
        self._most_letters = max(map(_letters, keys), default=0)
        self._ends: dict[str, Sequence[str]] = {}
        self._starts: dict[int, Collection[str]] = {}
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
        if len(start) > 1 and start[0] not in self._first and self._second.isdisjoint(start[:2]):
            return False
        length = len(start) + 1
        starts = self._starts.get(length)
        if starts is None:
            starts = self._starts[length] = {key[:length] for key in self._keys}
        return any(_is_like(start, each) for each in starts)

    def _ends_of(self, run: str) -> Sequence[str]:
        """Return the ends of a run that a number starts with; of digits, only all of them."""
        places = range(1 if run.isdigit() else len(run))
        ends = (run[place:] for place in places if run[place] in self._first)
        return [end for end in ends if _starts(self._keys, end)]


def _starts(keys: Sequence[str], start: str) -> bool:
    """Return whether one of some keys, which are in order, has a start."""
    place = bisect_left(keys, start)
    return place < len(keys) and keys[place].startswith(start)


def _is_like(typed: str, start: str) -> bool:
    """Return whether a key may start with what was typed, which is one shorter than its start."""
    pairs = enumerate(zip(typed, start, strict=False))
    place = next((n for n, (one, other) in pairs if one != other), len(typed))
    typed, rest = typed[place:], start[place:]
    if len(typed) <= 1:
        return True
    is_wrong = rest[1:].startswith(typed[1:])
    is_missing = rest[1:].startswith(typed)
    is_swapped = typed[1::-1] == rest[:2] and rest[2:].startswith(typed[2:])
    is_doubled = place > 0 and typed[0] == start[place - 1] and rest.startswith(typed[1:])
    return is_wrong or is_missing or is_swapped or is_doubled


def _has(keys: Sequence[str], key: str) -> bool:
    """Return whether a key is one of some, which are in order."""
    place = bisect_left(keys, key)
    return place < len(keys) and keys[place] == key


def _letters(key: str) -> int:
    return sum(map(str.isalpha, key))
