"""Time limits: the months in which the law wants something done, by regime.

They are rows of ``data/time_limits.csv``, each with its source and the day it was
checked.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping

from beancount_relance.law.tables import rows


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
    return {(row["limit"], row["regime"]): int(row["months"]) for row in rows("time_limits.csv")}
