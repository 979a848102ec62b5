"""The command with its subcommands, and its exit status for wrong usage."""

from __future__ import annotations

import atexit
import gc
import sys

import click

from beancount_relance.cli import standard_output
from beancount_relance.cli.command_names import NamedCommands
from beancount_relance.cli.exit_status import CLOSED_PIPE, DEFECT, INTERRUPTED, WRONG_USAGE
from beancount_relance.cli.help_texts import Spoken, choose_language, translated
from beancount_relance.language.languages import ENGLISH


@click.group(cls=NamedCommands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="beancount-relance")
def cli() -> None:
    """Chase unpaid invoices from a Beancount ledger."""


@click.command("help", hidden=True)
@click.argument("name", required=False, metavar="[COMMAND]")
@click.pass_context
def help_command(context: click.Context, name: str | None) -> None:
    """The help of a command."""
    group = context.find_root()
    command = cli.get_command(context, name) if name else None
    if name and command is None:
        from beancount_relance.cli import wrong_usage  # noqa: PLC0415 - see there

        raise wrong_usage.no_such_command(context, name, [*cli.list_commands(context), "help"])
    choose_language(context, [name] if name else [])
    about = group
    if command is not None:
        about = click.Context(translated(context, command), info_name=name, parent=group)
    click.echo(about.get_help())


cli.add_command(help_command)


def main() -> None:
    """Run the command; wrong usage exits with status 3, and a defect of ours with status 70."""
    atexit.register(gc.freeze)  # Python looks through the whole ledger for garbage as it ends
    standard_output.prepare()
    spoken = Spoken()
    try:
        cli.main(standalone_mode=False, obj=spoken)
        standard_output.flush()
    except click.ClickException as error:
        from beancount_relance.cli import wrong_usage  # noqa: PLC0415 - see there

        wrong_usage.say(error, spoken.code)
        sys.exit(WRONG_USAGE)
    except click.Abort:
        sys.exit(INTERRUPTED)
    except OSError as error:
        sys.exit(standard_output.fail(error, ENGLISH))
    except SystemExit as error:
        if isinstance(error.__context__, BrokenPipeError):  # click exits with 1 for it
            sys.exit(CLOSED_PIPE)
        raise
    except Exception as error:  # noqa: BLE001 - status 1 would mean that something is due
        standard_output.say_defect(error, ENGLISH)
        sys.exit(DEFECT)
