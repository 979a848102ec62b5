"""The invoice names that one value of a reference key lists.

listed_names("F2026-012, F2026-013")    # ("F2026-012", "F2026-013")
listed_names("F 12; F 13")              # ("F 12", "F 13")
listed_names("FA 2026 014")             # ("FA 2026 014",)
listed_names("2026,014")                # ("2026,014",)
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from beancount_relance.values.numbers.invoice_names import series_of

_BETWEEN_NAMES = re.compile(r";|(?<![0-9]),|,(?![0-9])")
"""A comma between two digits may be in a number."""
_DIGIT = re.compile("[0-9]")


def listed_names(text: str) -> tuple[str, ...]:
    """Return the names in a text that lists several and nothing else, or else the text.

    Each has a digit. If there are spaces in them, or only spaces between them, they are of one
    series.
    """
    listed = separated(text)
    is_clear = len(listed) > 1 and not any(len(name.split()) > 1 for name in listed)
    names = tuple(dict.fromkeys(listed if len(listed) > 1 else text.split()))
    if not all(map(_DIGIT.search, names)) or not (is_clear or _are_of_one_series(names)):
        return (text,)
    return names


def separated(text: str) -> list[str]:
    """Return the parts of a text between semicolons, and commas that are not between digits."""
    return [name.strip() for name in _BETWEEN_NAMES.split(text) if name.strip()]


def _are_of_one_series(names: Sequence[str]) -> bool:
    """Return whether all begin with the same word."""
    return all(name[0].isalpha() for name in names) and len(set(map(series_of, names))) == 1
