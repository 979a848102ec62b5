"""The view: a report with the format and language to show it in."""

from __future__ import annotations

import functools
import json
import sys
import textwrap
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import click
from msgspec import Struct

from beancount_relance.cli.exit_status import DATA_ERRORS
from beancount_relance.documents.optional_library import MissingExtraError
from beancount_relance.exports.ageing_data import freshness_data
from beancount_relance.exports.csv_text import csv_text
from beancount_relance.exports.json_data import versioned
from beancount_relance.exports.xlsx_rows import workbook
from beancount_relance.language.messages import (
    Language,
    Message,
    Problem,
    msg,
)
from beancount_relance.ledger.bank_freshness import Freshness, stale, stale_message
from beancount_relance.ledger.closing_entries import BEFORE_CLOSING
from beancount_relance.report.loading import (
    LoadedLedger,
)
from beancount_relance.report.report import Report
from beancount_relance.values.money import tenths

if TYPE_CHECKING:
    from rich.table import Table

    from beancount_relance.cli.console import SafeConsole

SEMICOLONS = "csv-semicolon"
"""The format for spreadsheets where the comma is the decimal sign."""

WORKBOOK = "xlsx"
"""The format that spreadsheets open in columns in any country."""

CSV_FORMS = ("csv", SEMICOLONS, WORKBOOK)
"""The formats that are tables for spreadsheets."""


_MARKS = frozenset(("- ", "+ ", "? ", "! "))
"""What a text can begin with, and a space."""


class View(Struct, frozen=True, dict=True):
    """A report with the format and language to show it in.

    Attributes:
        ledger: the loaded ledger.
        report: its report.
        words: the language.
        form: the output format: ``table``, ``json`` or another that the command has.
    """

    ledger: LoadedLedger
    report: Report
    words: Language
    form: str

    @functools.cached_property
    def console(self) -> SafeConsole:
        """The terminal."""
        from beancount_relance.cli.console import terminal  # noqa: PLC0415 - see there

        return terminal()

    @functools.cached_property
    def bank(self) -> Sequence[Freshness]:
        """How recent the bank data is; this reads every posting."""
        return self.ledger.freshness(self.report)

    def say(self, message: Message) -> str:
        """The message in the language of the view."""
        return self.words.render(message)

    def heading(self, message: Message) -> None:
        """Print a title, with a blank line before it."""
        self.console.print()
        self.console.print_text(self.say(message), style="bold")

    def note(self, message: Message) -> None:
        """Print a line in dim type."""
        self.line(self.say(message), style="dim")

    def line(self, text: str, style: str = "") -> None:
        """Print a text, wrapped at spaces only, with its other lines indented.

        The text may begin with spaces and with a dash or another mark: the other lines begin
        below its first word. Without a mark, those of a text that begins with spaces are
        indented further, so that the next text is not taken for one of them.
        """
        said = text.lstrip(" ")
        spaces = len(text) - len(said)
        indent = " " * (spaces + (2 if said[:2] in _MARKS or spaces else 0))
        for part in textwrap.wrap(
            text,
            self.console.width,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        ):
            self.console.print_text(part, style)

    def warn(self, message: Message) -> None:
        """Print a warning on standard error."""
        click.echo(self.say(message), err=True)

    def table(self, *columns: tuple[Message, str]) -> Table:
        """An empty table.

        Args:
            columns: the title of each column, and its alignment: “left” or “right”.
        """
        from beancount_relance.cli.console import empty_table  # noqa: PLC0415 - see there

        return empty_table((self.say(title), justify) for title, justify in columns)

    def print_table(self, table: Table, *spare: Message) -> None:
        """Print a table, without breaking words or numbers where possible.

        Args:
            table: the table; amounts and dates are in right-aligned columns.
            spare: the titles of columns to leave out if the terminal is too narrow, the first
                one first.
        """
        self.console.print_table(table, map(self.say, spare))

    def days(self, number: Decimal | None) -> str:
        """A number of days with one decimal; empty for ``None``."""
        text = tenths(number)
        return "" if text is None else self.say(msg("{days} days", days=Decimal(text)))

    def percent(self, number: Decimal | None) -> str:
        """A percentage with one decimal; empty for ``None``."""
        text = tenths(number)
        return "" if text is None else self.words.percent(Decimal(text))

    def warn_if_stale(self) -> None:
        """Warn that invoices may have been paid already, if the bank data is old."""
        last = stale(self.bank, self.report.settings.stale_after)
        if last is not None:
            self.note(stale_message(last))

    def tell_if_before_closing(self) -> None:
        """Tell that closing entries of the day do not count yet, if there are any."""
        if self.report.ledger.is_before_closing:
            self.note(BEFORE_CLOSING)

    def with_freshness(self, data: Mapping[str, Any]) -> Mapping[str, Any]:
        """Add to JSON data how recent the bank data is."""
        if self.form != "json":
            return data
        return {**data, "freshness": freshness_data(self.bank)}

    def show(
        self,
        data: Mapping[str, Any],
        rows: Callable[[Any], Sequence[Mapping[str, Any]]],
        tables: Callable[[], None],
    ) -> None:
        """Show ``data`` in the chosen format.

        Args:
            data: the data for JSON.
            rows: makes flat rows of the data, for CSV.
            tables: prints tables in the terminal.
        """
        if self.form == "json":
            self.json(data)
        elif self.form in CSV_FORMS:
            self.csv(rows(data))
        else:
            tables()

    def json(self, data: Mapping[str, Any]) -> None:
        """Print JSON; amounts are strings."""
        click.echo(json.dumps(versioned(data), ensure_ascii=False, indent=2))

    def csv(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Print rows as CSV or as a workbook; the columns are all keys that occur in any row."""
        if self.form == WORKBOOK:
            self._workbook(rows)
            return
        click.echo(csv_text(rows, semicolons=self.form == SEMICOLONS), nl=False)

    def _workbook(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write rows as a workbook to standard output.

        Raises:
            click.ClickException: that is a terminal, or openpyxl is not installed.
        """
        if sys.stdout.isatty():
            text = msg("a workbook cannot be shown here: add > NAME.xlsx")
            raise click.UsageError(self.say(text))
        title = str(self.ledger.options["title"]) or "relance"
        try:
            content = workbook(rows, title, self.report.as_of)
        except MissingExtraError as error:
            raise click.ClickException(self.say(error.message)) from error
        click.echo(content, nl=False)

    def finish(self, *, hints: bool = True) -> None:
        """Print the problems of the data and ``hints``; exit with ``DATA_ERRORS`` if it has any."""
        if self.form != "json":
            for problem in (*self.report.problems, *(self.report.hints if hints else ())):
                click.echo(problem_line(problem, self.words), err=True)
        if self.report.problems:
            sys.exit(DATA_ERRORS)


def problem_line(problem: Problem, words: Language) -> str:
    """The line about a problem: file, line, what is wrong, and the code of its explanation."""
    source, text = problem.source, words.render(problem.message)
    return f"{source.file}:{source.line}: {text} [{problem.code}]"
