"""Makes Beancount's load cache expire at the end of the day.

Beancount caches the result of a slow load, including errors, until one of the included files
changes, and then returns it without running any plugin. However, the actions due change from
day to day, and the warnings must be printed at each check.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from beancount import loader

from beancount_relance.clock import today
from beancount_relance.report.warning_output import print_warnings


class FreshIncludes(list[str]):
    """The list of included files, which makes the load cache stale when the day is over.

    If it is unpickled on another day, the list has one more name, so the loader gets another
    hash and silently loads the ledger again. If it is unpickled on the same day and the files
    have not changed, it prints ``warnings`` again.
    """

    day: datetime.date
    warnings: Sequence[str]

    @classmethod
    def of(cls, names: Iterable[str], day: datetime.date, warnings: Iterable[str]) -> FreshIncludes:
        """Create the list from the included files, the day of the load, and its warnings."""
        fresh = cls(names)
        fresh.day = day
        fresh.warnings = tuple(warnings)
        return fresh

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle the names, the day, the warnings, and a hash of the files' current state."""
        names = list(self)
        return _restored, (names, self.day, self.warnings, _input_hash(names))


def _restored(
    names: list[str], day: datetime.date, warnings: Sequence[str], input_hash: str
) -> list[str]:
    if day != today():
        return [*names, f"relance:{day}"]
    if _input_hash(names) == input_hash:
        print_warnings(warnings)
    return FreshIncludes.of(names, day, warnings)


def _input_hash(names: Sequence[str]) -> str:
    return str(loader.compute_input_hash(names))  # type: ignore[no-untyped-call]
