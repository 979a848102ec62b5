"""The amounts that a text gives beside invoice numbers: ``F-2 400.00, F-3 300.00``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from beancount_relance.language.expressions import expression

_AMOUNT = expression(
    r"(?<![\d.,])(\d{1,3}(?:[ .,'’\u00a0\u202f]\d{3})+|\d+)(?:[.,](\d{1,2}))?(?!\d|[.,/-]\d)"
)
"""An amount in any country's form; the digits of a date are none."""


def amounts_beside(text: str, spelled: Mapping[str, str]) -> Iterator[dict[str, Decimal]]:
    """Yield the amounts behind the numbers in a text, and those before them, if all have one.

    Args:
        text: the text.
        spelled: the numbers, each as the text writes it.
    """
    found = []
    for name, spelling in spelled.items():
        match = re.search(rf"(?<!\w){re.escape(spelling)}(?!\w)", text, re.IGNORECASE)
        if match is None:
            return
        found.append((match.start(), match.end(), name))
    found.sort()
    starts, ends, names = zip(*found, strict=True)
    behind = [
        _AMOUNT.search(text, *gap) for gap in zip(ends, (*starts[1:], len(text)), strict=True)
    ]
    before = [
        [None, *_AMOUNT.finditer(text, *gap)][-1]
        for gap in zip((0, *ends[:-1]), starts, strict=True)
    ]
    for matches in (behind, before):
        if all(matches):
            yield {
                name: _amount(match)
                for name, match in zip(names, matches, strict=True)
                if match is not None
            }


def _amount(match: re.Match[str]) -> Decimal:
    whole = "".join(char for char in match[1] if char.isdecimal())
    return Decimal(f"{whole}.{match[2] or 0}")
