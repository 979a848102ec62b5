"""The terminal: tables that fit into it, and texts that do not control it.

Rich takes 25 ms to import. :mod:`~beancount_relance.cli.view` imports this module when something is
printed that needs it, so that ``relance check`` starts without.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.table import Column, Table
from rich.text import Text

from beancount_relance.language.messages import printable

_PIPE_WIDTH = 140
_GAP = 2


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

    def print_text(self, text: str, style: str = "") -> None:
        """Print a text without wrapping it."""
        self.print(Text(text, style=style), soft_wrap=True)

    def print_table(self, table: Table, spare: Iterable[str]) -> None:
        """Print a table, without breaking words or numbers where possible.

        Args:
            table: the table; amounts and dates are in right-aligned columns.
            spare: the titles of columns to leave out if the terminal is too narrow, the first
                one first.
        """
        for title in spare:
            needed = sum(map(least_width, table.columns)) + _GAP * (len(table.columns) - 1)
            if needed > self.width:
                table = without_column(title, table)
        for column in table.columns:
            column.min_width = least_width(column)
        self.print(table)


def terminal() -> SafeConsole:
    """Return the terminal; output to a file or another program has a fixed width."""
    console = SafeConsole(highlight=False, soft_wrap=False)
    return console if console.is_terminal else SafeConsole(highlight=False, width=_PIPE_WIDTH)


def empty_table(columns: Iterable[tuple[str, str]]) -> Table:
    """Return a table without rows, from the title and the alignment of each column."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    for title, justify in columns:
        is_right = justify == "right"
        table.add_column(title, justify="right" if is_right else "left", overflow="fold")
    return table
