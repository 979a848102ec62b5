"""List pages: a long list is split into pages, so that the browser stays fast."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from msgspec import Struct

LENGTH = 30
"""The number of rows on a page."""

_NEAR = 2

Row = TypeVar("Row")


class ListPage(Struct, Generic[Row], frozen=True):
    """Some rows of a list: page ``number`` of ``count``, both counted from 1."""

    rows: Sequence[Row]
    number: int
    count: int
    total: int
    length: int = LENGTH

    @classmethod
    def of(cls, rows: Sequence[Row], number: int, length: int = LENGTH) -> ListPage[Row]:
        """The page of that number, or the last page if there are fewer."""
        count = max(1, -(-len(rows) // length))
        number = min(number, count)
        return cls(rows[(number - 1) * length : number * length], number, count, len(rows), length)

    @property
    def near(self) -> Sequence[int | None]:
        """The page numbers to link to: the first, the last and nearby ones; ``None`` is a gap."""
        known = {1, self.count, *range(self.number - _NEAR, self.number + _NEAR + 1)}
        numbers = [number for number in sorted(known) if 1 <= number <= self.count]
        found: list[int | None] = []
        for before, number in zip([0, *numbers], numbers, strict=False):
            if number - before == 2:  # noqa: PLR2004 - a gap of one is no shorter than it
                found.append(number - 1)
            elif number - before > 2:  # noqa: PLR2004
                found.append(None)
            found.append(number)
        return found

    @property
    def first(self) -> int:
        """The number of its first row in the whole list, from 1."""
        return (self.number - 1) * self.length + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """The number of its last row in the whole list."""
        return max(self.first + len(self.rows) - 1, 0)
