"""Legal time limits in months, by regime.

They are rows of ``data/time_limits.csv``, each with its source and the date it was last
checked.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping

from beancount_relance.law.tables import rows


def months_allowed(limit: str, regime: str | None) -> int | None:
    """Return the number of months that a regime allows, or ``None`` if it is unknown.

    Args:
        limit: the name of the time limit in the data, such as ``declaration``.
        regime: the name of the regime.
    """
    return _time_limits().get((limit, regime or ""))


@functools.cache
def _time_limits() -> Mapping[tuple[str, str], int]:
    """Return the months of each time limit, by its name and the name of the regime."""
    return {(row["limit"], row["regime"]): int(row["months"]) for row in rows("time_limits.csv")}
