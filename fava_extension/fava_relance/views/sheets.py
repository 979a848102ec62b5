"""Sheets: a long list in parts, so that the browser stays quick."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

LENGTH = 30
"""How many rows a sheet has."""

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Sheet(Generic[Row]):
    """Some rows of a list: the part ``number`` of ``count``, both from 1."""

    rows: Sequence[Row]
    number: int
    count: int
    total: int
    length: int = LENGTH

    @classmethod
    def of(cls, rows: Sequence[Row], number: int, length: int = LENGTH) -> Sheet[Row]:
        """The part of that number, or the last one if there are not so many."""
        count = max(1, -(-len(rows) // length))
        number = min(number, count)
        return cls(rows[(number - 1) * length : number * length], number, count, len(rows), length)

    @property
    def first(self) -> int:
        """The number of its first row in the whole list, from 1."""
        return (self.number - 1) * self.length + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """The number of its last row in the whole list."""
        return max(self.first + len(self.rows) - 1, 0)
