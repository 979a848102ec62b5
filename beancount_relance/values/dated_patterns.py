"""The patterns of invoice numbers that a ledger has set over the years.

    2024-01-01 custom "relance" "reference-pattern" "F[0-9]{4}"
    2026-07-01 custom "relance" "reference-pattern" "R-[0-9]+"

An entry of June has the number ``F2601``, one of July ``R-7``.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from functools import cached_property

from msgspec import Struct

from beancount_relance.values.dated import Dated, followed, from_day_on
from beancount_relance.values.patterns import Pattern


class DatedPatterns(Struct, frozen=True, dict=True):
    """Patterns, each with its first day; the first one counts for what is older, too."""

    since: Dated[Pattern] = ()

    @cached_property
    def _every_day(self) -> tuple[Pattern, ...]:
        """What counts on any day if there is one pattern, as in most ledgers."""
        return tuple(each for _, each in self.since) if len(self.since) == 1 else ()

    def __bool__(self) -> bool:
        """Return whether there is a pattern."""
        return bool(self.since)

    @property
    def all(self) -> Sequence[Pattern]:
        """All patterns, in the order of their first days."""
        return [each for _, each in self.since]

    def then(self, day: datetime.date, pattern: Pattern) -> DatedPatterns:
        """Return these patterns and one that follows them on a day."""
        if self.since and self.since[-1][1].text == pattern.text:
            return self
        return DatedPatterns(followed(self.since, day, pattern))

    def on(self, day: datetime.date) -> Sequence[Pattern]:
        """Return the pattern in force on a day, and those set later for what it does not match."""
        if self._every_day or not self.since:
            return self._every_day
        return [pattern for _, pattern in from_day_on(self.since, day)]
