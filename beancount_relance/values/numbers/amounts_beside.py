"""The amounts that a text gives beside invoice numbers: ``F-2 400.00, F-3 300.00``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from beancount_relance.values.numbers.written_amounts import AMOUNT, written_number


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
    behind = [AMOUNT.search(text, *gap) for gap in zip(ends, (*starts[1:], len(text)), strict=True)]
    before = [
        [None, *AMOUNT.finditer(text, *gap)][-1]
        for gap in zip((0, *ends[:-1]), starts, strict=True)
    ]
    for matches in (behind, before):
        if all(matches):
            yield {
                name: written_number(match)
                for name, match in zip(names, matches, strict=True)
                if match is not None
            }
