"""The load cache: what Beancount keeps of a slow load, made to know which day it is.

Beancount keeps the result of a slow load, errors included, until one of the included
files changes; and it answers from there without running a plugin. But tomorrow's actions
are others, and the warnings of today are to be seen again at each check.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from beancount import loader

from beancount_relance.clock import today
from beancount_relance.report.warning_lines import print_warnings


class FreshIncludes(list[str]):
    """The list of included files, made stale in the load cache when the day is over.

    Unpickled on another day, the list has one more name, so that the loader's hash of it
    differs and it loads again, silently. Unpickled on the same day, with files that are
    as they were, it prints ``warnings`` again.
    """

    day: datetime.date
    warnings: Sequence[str]

    @classmethod
    def of(cls, names: Iterable[str], day: datetime.date, warnings: Iterable[str]) -> FreshIncludes:
        """The names of the included files, the day of the load, and what it warned of."""
        fresh = cls(names)
        fresh.day = day
        fresh.warnings = tuple(warnings)
        return fresh

    def __reduce__(self) -> tuple[Any, ...]:
        """What the cache keeps: the names, the day, the warnings, and the files as they are."""
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
