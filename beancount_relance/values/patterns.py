"""Regular expressions from the ledger, matched within a time limit.

    2024-01-01 custom "relance" "reference-pattern" "SI-[0-9]+"

Some expressions, such as ``(a|a)+$``, need longer than the age of the universe for a
text of forty letters, and there is no reliable way to recognise them in advance. Each
search therefore has a time limit, far above what a sensible expression needs. A pattern
that exceeds it once is not tried again, and its directive is reported.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import regex
from msgspec import Struct

from beancount_relance.language.expressions import expression
from beancount_relance.language.messages import Source, msg
from beancount_relance.values.readers import BadValueError

MOST_SECONDS = 0.5
"""The time limit of one search; a sensible pattern needs a millionth of it."""

LONGEST_PATTERN = 500
"""The maximum length of an expression, in characters."""

_LOST = expression(r"(?<![a-z])[dw](?![a-z])|(?<![a-z])d(?=d)")
_ANY_DIGIT = expression(r"[\[\\.]|\d(?![\d,]*\})")

_MOST_CHARACTERS = 10_000

_PART = r"(?:[\w /#:-]|\\[dw/.-]|\[(?:\w|-(?!-))+\])"
_PLAIN = expression(rf"(?:{_PART}(?:\{{[0-9]{{1,2}}\}})?)*(?:{_PART}\+)?")
"""Expressions such as ``F[0-9]{4}-[0-9]+``: only their end varies in length, so nothing is ever
tried again. They do without the time limit, which takes four times as long as the search itself.
Python's own ``re`` takes a fifth as long again, and finds the same, except for ``\\w``."""


class Pattern(Struct, dict=True):
    """A regular expression and the place in the ledger that sets it.

    Attributes:
        text: the expression.
        source: the directive that sets it.
        gave_up: whether a search has exceeded the time limit. If so, nothing matches
            any more.
    """

    text: str
    source: Source
    gave_up: bool = False

    def __post_init__(self) -> None:
        """Compile the expression.

        Raises:
            BadValueError: The text is not a valid regular expression, or is too long.
        """
        if len(self.text) > LONGEST_PATTERN:
            raise BadValueError(
                msg("a regular expression of at most {most} characters", most=LONGEST_PATTERN)
            )
        try:
            self._compiled: Any = regex.compile(self.text)
        except (regex.error, OverflowError, RecursionError) as error:
            raise BadValueError(msg("a regular expression ({error})", error=error)) from error
        self._limit = {"timeout": MOST_SECONDS}
        self._find: Callable[[str], list[str]] | None = None
        if _PLAIN.fullmatch(self.text):
            self._limit = {}
            if r"\w" not in self.text:
                self._compiled = re.compile(self.text)
            self._find = self._compiled.findall  # such expressions have no groups

    @property
    def has_lost_backslashes(self) -> bool:
        """Whether it matches no digit, as the backslash was lost with which ``d`` means one."""
        return bool(_LOST.search(self.text)) and _ANY_DIGIT.search(self.text) is None

    def find_all(self, text: str) -> tuple[str, ...]:
        """Return all matches in the first 10,000 characters of a text, from left to right."""
        if self._find is not None:  # of every transaction of the ledger
            return tuple(self._find(text[:_MOST_CHARACTERS]))
        if self.gave_up:
            return ()
        try:
            if not self._compiled.groups:
                return tuple(self._compiled.findall(text[:_MOST_CHARACTERS], **self._limit))
            found = self._compiled.finditer(text[:_MOST_CHARACTERS], **self._limit)
            return tuple(match.group() for match in found)
        except TimeoutError:
            self.gave_up = True
            return ()

    def matches(self, text: str) -> bool:
        """Return whether the whole text matches."""
        return self._matches("fullmatch", text)

    def matches_start(self, text: str) -> bool:
        """Return whether the text begins with a match."""
        return self._matches("match", text)

    def _matches(self, method: str, text: str) -> bool:
        if self.gave_up:
            return False
        try:
            return getattr(self._compiled, method)(text, **self._limit) is not None
        except TimeoutError:
            self.gave_up = True
            return False
