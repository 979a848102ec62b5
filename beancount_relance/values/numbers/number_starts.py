"""Tells at which words of a text a known invoice number cannot start, so that most are passed over.

A bank writes a dozen words and numbers of its own into each transfer. Looking for the known
numbers at each of them took three quarters of the plugin's time on such books (measured in
``docs/benchmarks.md``, convention *bank texts*). What is passed over is never one of them; a
property compares.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Literal

_LOOKED_AT = 3
"""As many characters of a start are compared with those of the numbers, of which one may differ."""


_Kind = Literal["letters", "digits", "start", "number"]
"""What a run may be: letters that no number starts with; digits that none starts with, unless
others stand after them that belong before; the start of one, if the right run stands after it;
or a number."""


class _Kinds(dict[str, _Kind]):
    """What each run may be; it is told once."""

    def __init__(self, tell: Callable[[str], _Kind]) -> None:
        super().__init__()
        self._tell = tell

    def __missing__(self, run: str) -> _Kind:
        kind = self[run] = self._tell(run)
        return kind


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
            is_end: tells whether digits may be all that is written of a number, with a check
                digit or without.
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
        self._kinds = _Kinds(self._kind)

    def exactly(self, run: str, after: str) -> bool:
        """Return whether a number, as it is written, may start with a run or with its end.

        Args:
            run: the run.
            after: the run after it, or nothing behind the last one.
        """
        more = after.replace("o", "0")
        return any(
            _has(self._keys, end) or _starts(self._keys, end + more) for end in self._ends_of(run)
        )

    def with_loss(self, run: str, after: str) -> bool:
        """Return whether a number that has lost something, or is mistyped, may start with letters.

        Of what may be mistyped, one character is wrong, missing or doubled, or two are swapped.
        """
        kind = self._kinds[run]
        if kind != "start":
            return kind == "number"  # its digits may lack zeros
        start = run.replace("o", "0")
        return self._is_near(start) and self._is_near(start + after.replace("o", "0"))

    def are_ruled_out(self, runs: Sequence[str]) -> bool:
        """Return whether nothing in a text may be a number, apart from structured references.

        Args:
            runs: all runs of the text.
        """
        kinds = list(map(self._kinds.__getitem__, runs))
        if "number" in kinds:
            return False
        return "start" not in kinds or not any(
            self._is_start(runs, place) for place, kind in enumerate(kinds) if kind == "start"
        )

    def _kind(self, run: str) -> _Kind:
        """Return what a run may be, whatever stands after it."""
        if run.isdigit():
            if not self._are_lettered or self._is_end(run) or _has(self._digits, run):
                return "number"
            starts = _starts(self._keys, run) or _starts(self._digits, run)
            return "start" if starts else "digits"
        if run in self._beginnings:
            return "number"
        may_start = self._ends_of(run) or self._is_near(run.replace("o", "0"))
        return "start" if may_start else "letters"

    def _is_start(self, runs: Sequence[str], place: int) -> bool:
        """Return whether the runs about a place may be a number."""
        run = runs[place]
        before = runs[place - 1] if place else ""
        after = runs[place + 1] if place + 1 < len(runs) else ""
        if self.exactly(run, after):
            return True
        if not run.isdigit():
            return self.with_loss(run, after)
        return self._are_joined(run, after) or self._are_joined(before, run)

    def _are_joined(self, run: str, after: str) -> bool:
        """Return whether a number starts with two runs of digits, or with a year after the rest."""
        return (
            run.isdigit()
            and after.isdigit()
            and any(
                _starts(known, both)
                for both in (run + after, after + run)
                for known in (self._keys, self._digits)
            )
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
        found = self._ends.get(run)
        if found is None:
            places = range(1 if run.isdigit() else len(run))
            written = run.replace("o", "0")
            ends = [written[place:] for place in places if written[place] in self._first]
            found = self._ends[run] = [end for end in ends if _starts(self._keys, end)]
        return found


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
