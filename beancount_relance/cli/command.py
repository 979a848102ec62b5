"""The command and its subcommands, and how it leaves when it is used wrongly."""

from __future__ import annotations

import sys

import click

from beancount_relance.cli.actions import actions
from beancount_relance.cli.ageing import ageing
from beancount_relance.cli.book import book
from beancount_relance.cli.exceptions import exceptions
from beancount_relance.cli.explain import explain
from beancount_relance.cli.letter import letter
from beancount_relance.cli.open_items import open_
from beancount_relance.cli.record import record
from beancount_relance.cli.recovery import recovery
from beancount_relance.cli.status import WRONG_USAGE


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="beancount-relance")
def cli() -> None:
    """Chase unpaid invoices from a Beancount ledger."""


for _command in (open_, actions, exceptions, ageing, letter, explain, record, recovery, book):
    cli.add_command(_command)


def main() -> None:
    """Run the command; wrong usage leaves with 3."""
    try:
        cli.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(WRONG_USAGE)
    except click.Abort:
        sys.exit(WRONG_USAGE)
