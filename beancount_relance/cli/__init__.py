"""The command ``relance``: the report in a terminal, or for other programs.

    relance COMMAND LEDGER … [--as-of DATE] [--format table|json|csv] [--language en|fr]

One module a command; :mod:`~beancount_relance.cli.view` is what they share,
:mod:`~beancount_relance.cli.selection` finds who is named, and
:mod:`~beancount_relance.cli.exit_status` has the exit statuses.
"""

from beancount_relance.cli.command import cli, main

__all__ = ["cli", "main"]
