"""The command ``relance``: the report in a terminal, or as data for other programs.

    relance COMMAND LEDGER … [--as-of DATE] [--format table|json|csv] [--language en|fr]

There is one module for each subcommand. :mod:`~beancount_relance.cli.invocation` and
:mod:`~beancount_relance.cli.view` are what they share,
:mod:`~beancount_relance.cli.named_argument` finds the customer or invoice that an argument names,
and :mod:`~beancount_relance.cli.exit_status` has the exit statuses.
"""

from beancount_relance.cli.command import cli, main

__all__ = ["cli", "main"]
