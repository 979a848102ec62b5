"""Patterns: the regular expressions of a ledger, searched in bounded time.

    2024-01-01 custom "relance" "reference-pattern" "SI-[0-9]+"

Some expressions, such as ``(a|a)+$``, take longer than the universe on a text of
forty letters, and nothing about the expression alone tells for certain which do. So
each search has a time it may take, far beyond what any sensible one needs; the
first that takes longer is the last, and what stood in the ledger is reported.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import regex

from beancount_relance.language.messages import Source, msg
from beancount_relance.values.readers import BadValueError

MOST_SECONDS = 0.5
"""What one search may take; a sensible one takes a millionth of it."""

LONGEST_PATTERN = 500
"""The most characters of an expression."""

_MOST_CHARACTERS = 10_000


@dataclass(slots=True)
class Pattern:
    """A regular expression and the line that it stands on.

    ``gave_up`` tells that a search took too long; from then on nothing matches.
    """

    text: str
    source: Source
    gave_up: bool = False
    _compiled: Any = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Compile it.

        Raises:
            BadValueError: it is no regular expression, or too long for one.
        """
        if len(self.text) > LONGEST_PATTERN:
            raise BadValueError(
                msg("a regular expression of {most} characters at most", most=LONGEST_PATTERN)
            )
        try:
            self._compiled = regex.compile(self.text)
        except (regex.error, OverflowError, RecursionError) as error:
            raise BadValueError(msg("a regular expression ({error})", error=error)) from error

    def find_all(self, text: str) -> tuple[str, ...]:
        """All that matches in the first ten thousand characters of a text, from left to right."""
        if self.gave_up:
            return ()
        try:
            found = self._compiled.finditer(text[:_MOST_CHARACTERS], timeout=MOST_SECONDS)
            return tuple(match.group() for match in found)
        except TimeoutError:
            self.gave_up = True
            return ()

    def matches(self, text: str) -> bool:
        """Whether the whole of the text matches."""
        if self.gave_up:
            return False
        try:
            return self._compiled.fullmatch(text, timeout=MOST_SECONDS) is not None
        except TimeoutError:
            self.gave_up = True
            return False
