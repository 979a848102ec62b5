"""All numbers of a ledger that have letters, to tell whether a text means one of them.

    numbers = LetteredNumbers(["F2026-014", "SAV-17", "1044"])
    numbers.written_in("VIR SAV17")        # {"SAV-17": "SAV17"}
    numbers.written_in("VIR 1044")         # {}: digits alone are too often something else
    numbers.written_in("RF43 1044")        # {"1044": "RF43 1044"}: with check digits they count

What counts is what :func:`~beancount_relance.values.numbers.written_references.sure_references`
reads. It is made for many numbers, and for texts of which most mean none.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping

from beancount_relance.values.numbers.known_numbers import KnownNumbers, number_key, runs_of
from beancount_relance.values.numbers.structured_references import (
    long_strings,
    structured_references,
)
from beancount_relance.values.numbers.written_references import sure_references

_MOST_RUNS = 8
_SHORTEST = 4
"""A shorter number, such as ``A17``, may as well be something else."""

_MOST_KEPT = 65536

_key_of = functools.lru_cache(_MOST_KEPT)(number_key)
"""The same ledger is read again and again."""


@functools.lru_cache(_MOST_KEPT)
def _start_of(number: str) -> str:
    return runs_of(number)[0]


class WrittenNumbers:
    """Some numbers, which are found in texts; more can be added."""

    def __init__(self) -> None:
        """Start without any number."""
        self._by_key: dict[str, list[str]] = defaultdict(list)
        self._starts: set[str] = set()

    def add(self, number: str) -> None:
        """Index a number; a name without a digit is none that a text could mean."""
        key = _key_of(number)
        if key and not key.isalpha():
            self._by_key[key].append(number)
            self._starts.add(_start_of(number))

    def written_in(self, text: str) -> Mapping[str, str]:
        """Return the numbers that a text certainly means, each with how it is written."""
        found: dict[str, None] = {}
        runs = runs_of(text)
        for first, start in enumerate(runs):
            if start not in self._starts:
                continue
            key = ""
            for run in runs[first : first + _MOST_RUNS]:
                key += run.replace("o", "0")
                found.update(dict.fromkeys(self._by_key.get(key, ())))
        return sure_references(text, KnownNumbers(found)) if found else {}


class LetteredNumbers(WrittenNumbers):
    """Some numbers, of which those with letters and digits are found in texts.

    Those of digits are found where a structured reference carries them.
    """

    def __init__(
        self,
        numbers: Iterable[str],
        payloads: Callable[[], Mapping[str, Collection[str]]] = dict,
    ) -> None:
        """Index the numbers.

        Args:
            numbers: the numbers.
            payloads: returns numbers by what a structured reference, or a long string of digits,
                that was sent for them carries. It is called when a text has one.
        """
        super().__init__()
        self._numbers = tuple(numbers)
        self._find_payloads = payloads
        for number in self._numbers:
            key = _key_of(number)
            if len(key) >= _SHORTEST and not key.isdigit():
                self.add(number)

    def written_in(self, text: str) -> Mapping[str, str]:
        """Return the numbers that a text certainly means, each with how it is written."""
        found = dict(super().written_in(text))
        for reference in structured_references(text):
            sent = self._payloads.get(reference.payload)
            if sent is None:
                likely = KnownNumbers(self._likely_in(reference.payload))
                sent = sure_references(reference.written, likely)
            for number in sent:
                found.setdefault(number, reference.written)
        for string in long_strings(text):
            for number in self._payloads.get(string.payload, ()):
                found.setdefault(number, string.written)
        return found

    @functools.cached_property
    def _payloads(self) -> Mapping[str, Collection[str]]:
        return self._find_payloads()

    def _likely_in(self, payload: str) -> Collection[str]:
        """Return the numbers that may be all that a payload has, or all behind a zero in it."""
        key = payload.lower().replace("o", "0")
        ends = (key[place:] for place in range(len(key)) if place == 0 or key[place - 1] == "0")
        return {number for end in ends for number in self._by_end.get(end.lstrip("0"), ())}

    @functools.cached_property
    def _by_end(self) -> Mapping[str, Collection[str]]:
        """The numbers by their keys and by their digits, without zeros before them."""
        found: dict[str, set[str]] = defaultdict(set)
        for number in self._numbers:
            key = _key_of(number)
            digits = "".join(run for run in runs_of(number) if run.isdigit())
            for each in {key.lstrip("0"), digits.lstrip("0")}:
                if len(each) >= _SHORTEST:
                    found[each].add(number)
        return found
