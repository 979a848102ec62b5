"""The terminal: tables that fit into it, and texts that do not control it."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.table import Column, Table

from beancount_relance.language.messages import printable


def least_width(column: Column) -> int:
    """The minimum width of a column: its longest number, or its longest word."""
    texts = [str(cell) for cell in column.cells]
    parts = [line for text in texts for line in text.splitlines()]
    if column.justify != "right":
        parts = [word for text in texts for word in text.split()]
    words = str(column.header).split()
    return max(map(cell_len, (*parts, *words)), default=0)


def without_column(title: str, table: Table) -> Table:
    """The table without one column."""
    kept = [column for column in table.columns if column.header != title]
    fewer = Table(box=None, pad_edge=False, header_style="dim")
    for column in kept:
        fewer.add_column(column.header, justify=column.justify, overflow="fold")
    for row in zip(*(column.cells for column in kept), strict=True):
        fewer.add_row(*row)
    return fewer


class SafeConsole(Console):
    """A console that prints control characters visibly instead of executing them."""

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterator[Segment]:
        """Make the text of the segments harmless before printing."""
        for segment in super().render(renderable, options):
            if segment.control:
                yield segment
            else:
                yield Segment(printable(segment.text), segment.style)
