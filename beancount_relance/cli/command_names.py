"""The names of subcommands: other names that work, and what is meant by a name that does not."""

from __future__ import annotations

from pathlib import Path

import click
from click.shell_completion import CompletionItem

from beancount_relance.cli.default_ledger import (
    LEDGER_OPTION,
    default_ledger,
    is_like_a_path,
    is_path_of_folder,
    with_ledger,
)
from beancount_relance.cli.help_texts import (
    FRENCH,
    choose_language,
    language_of_help,
    text_about,
    translated,
)
from beancount_relance.cli.subcommands import OTHER_NAMES, SUBCOMMANDS, Subcommand
from beancount_relance.language.text import plain

_SHARED = frozenset(("--as-of", "-d", "--format", "-o", "--language", "-l", LEDGER_OPTION))
_WITHOUT_A_NAME = "today"


class NamedCommands(click.Group):
    """A group that knows other names, and finds the ledger if none is named.

    It has the commands of the registry without importing those that are not called.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names for the help."""
        return list(SUBCOMMANDS)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the program is for."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(text_about(ctx, "", "", self.help or ""))

    def format_commands(
        self,
        ctx: click.Context,
        formatter: click.HelpFormatter,
    ) -> None:
        """Write the list of commands, with one line for each."""
        in_french = language_of_help(ctx) == FRENCH
        rows = [
            (
                row.others[0] if in_french else row.name,
                text_about(ctx, row.name, "", row.summary).partition("¶")[0],
            )
            for row in SUBCOMMANDS.values()
        ]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return the names of commands that begin with what was typed, or options."""
        return [
            *(
                CompletionItem(row.name, help=row.summary)
                for row in SUBCOMMANDS.values()
                if row.name.startswith(incomplete)
            ),
            *click.Command.shell_complete(self, ctx, incomplete),
        ]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Accept the options that all subcommands have before the subcommand as well.

        A ledger without a subcommand is shown as it is with ``today``.
        """
        before: list[str] = []
        rest = list(args) or _unless_lost(ctx)
        while rest and rest[0].partition("=")[0] in _SHARED:
            before.append(rest.pop(0))
            if rest and "=" not in before[-1]:
                before.append(rest.pop(0))
        if rest and self.get_command(ctx, rest[0]) is None and _is_there(rest[0]):
            rest.insert(0, _WITHOUT_A_NAME)
        return super().parse_args(ctx, [*rest[:1], *before, *rest[1:]])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the subcommand with a name, or with another name for it."""
        row = _named(cmd_name)
        return row.load() if row is not None else super().get_command(ctx, cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the subcommand and its arguments, with a ledger.

        Raises:
            click.UsageError: there is no such command, or no ledger.
        """
        name = args[0]
        choose_language(ctx, args)
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            from beancount_relance.cli import wrong_usage  # noqa: PLC0415 - see there

            if is_like_a_path(name):
                raise wrong_usage.no_such_ledger(ctx, name)
            raise wrong_usage.no_such_command(ctx, name, [*SUBCOMMANDS, *self.commands])
        resolved, command, rest = super().resolve_command(ctx, args)
        if command is None:
            return resolved, command, rest
        return resolved, translated(ctx, command), with_ledger(command, rest, ctx)


def _unless_lost(context: click.Context) -> list[str]:
    """The command that is meant by none: the view of the day if a ledger is found, or else help."""
    try:
        default_ledger(context)
    except click.UsageError:
        return []
    return [_WITHOUT_A_NAME]


def _is_there(name: str) -> bool:
    return Path(name).is_file() or is_path_of_folder(name)


def _named(name: str) -> Subcommand | None:
    """The subcommand that a name stands for, without regard to case and accents."""
    return SUBCOMMANDS.get(OTHER_NAMES.get(plain(name), name))
