"""Time limits: the months in which the law wants something done, by regime.

They are rows of ``data/time_limits.csv``, each with its source and the day it was
checked.
"""

from __future__ import annotations

import csv
import functools
from collections.abc import Mapping
from pathlib import Path

_TIME_LIMITS_CSV = Path(__file__).parent / "data" / "time_limits.csv"


def months_allowed(limit: str, regime: str | None) -> int | None:
    """The months that a regime allows for something, or ``None`` if we do not know.

    Args:
        limit: what has to be done, by its name in the data, such as ``declaration``.
        regime: the name of the regime.
    """
    return _time_limits().get((limit, regime or ""))


@functools.cache
def _time_limits() -> Mapping[tuple[str, str], int]:
    """The months of each time limit, by its name and the regime's."""
    with _TIME_LIMITS_CSV.open(encoding="utf-8", newline="") as file:
        return {(row["limit"], row["regime"]): int(row["months"]) for row in csv.DictReader(file)}
