"""The registry of the subcommands: it says what they say, and starts without them."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from beancount_relance.cli import cli
from beancount_relance.cli.subcommands import SUBCOMMANDS, Subcommand, needs_settled
from tests.support.command import EXAMPLE, relance
from tests.support.written_tables import check_table

# What takes long to import, and is not needed for the list of commands.
_SLOW = ("babel", "beancount.loader", "beancount_relance.plugin", "holidays", "jinja2", "rich")


@pytest.mark.parametrize("row", SUBCOMMANDS.values(), ids=list(SUBCOMMANDS))
def test_the_summary_is_the_first_line_of_the_command_s_help(row: Subcommand) -> None:
    command = row.load()
    assert command.name == row.name
    assert command.help is not None
    first = " ".join(command.help.split("\n\n")[0].split())
    assert row.summary == first
    assert command.get_short_help_str(limit=80) == first


def test_the_list_of_commands_fits_into_a_terminal() -> None:
    listed = CliRunner().invoke(cli, ["--help"], terminal_width=80).output
    for row in SUBCOMMANDS.values():
        assert f"  {row.name:<11} {row.summary}\n" in listed


def test_the_list_of_commands_imports_none_of_them() -> None:
    code = (
        "import sys, click\n"
        "from beancount_relance.cli import cli\n"
        "cli.main(['--help'], standalone_mode=False)\n"
        "print(*sys.modules, sep='\\n', file=sys.stderr)\n"
    )
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    loaded = set(done.stderr.split())
    assert "beancount_relance.cli.subcommands" in loaded
    assert loaded.isdisjoint(_SLOW)
    assert loaded.isdisjoint(
        f"beancount_relance.cli.commands.{row.module}" for row in SUBCOMMANDS.values()
    )


def test_completion_offers_the_names_that_begin_so() -> None:
    context = click.Context(cli, info_name="relance")
    offered = [item.value for item in cli.shell_complete(context, "c")]
    assert offered == ["check", "calendar", "court-file"]
    assert "--version" in [item.value for item in cli.shell_complete(context, "--v")]


def test_no_name_stands_for_two_commands() -> None:
    names = [*SUBCOMMANDS, *(other for row in SUBCOMMANDS.values() for other in row.others)]
    assert len(names) == len(set(names))
    assert all(row.others for row in SUBCOMMANDS.values())  # the French name at least


def test_the_reference_lists_their_names() -> None:
    quoted = [[f"`{name}`" for name in (row.name, *row.others)] for row in SUBCOMMANDS.values()]
    rows = (f"| {name} | {french} | {', '.join(more)} |" for name, french, *more in quoted)
    header = ("| subcommand | in French | also |", "|---|---|---|")
    check_table("commands.md", "tests/cli/test_subcommands.py", (*header, *rows), indent="  ")


QUICK = [name for name, row in SUBCOMMANDS.items() if not row.settled]


@pytest.mark.parametrize("name", QUICK)
@pytest.mark.parametrize("form", ["table", "json"])
def test_what_shows_no_settled_invoice_is_the_same_without_reading_them(
    name: str, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = relance(name, EXAMPLE, "--as-of", "2026-06-30", "--format", form)
    monkeypatch.setattr("beancount_relance.cli.invocation.needs_settled", lambda *_: True)
    assert relance(name, EXAMPLE, "--as-of", "2026-06-30", "--format", form) == quick


def test_a_word_may_be_that_of_a_settled_invoice() -> None:
    assert needs_settled("items", {})
    assert not needs_settled("actions", {"words": ()})
    assert needs_settled("actions", {"words": ("F2026-001",)})
