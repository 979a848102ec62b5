"""The command line: the report in a terminal, or as data for other programs.

    relance COMMAND LEDGER … [--as-of DATE] [--format table|json|csv] [--language en|fr]

There is one module for each subcommand, in ``commands``; ``subcommands`` is their registry. What
they share:

The command as it was typed
    ``command``, ``command_names``, ``invocation``, ``parameters``, ``file_options``,
    ``default_ledger``, ``included_file``; what words mean, ``named_argument`` and ``word_filter``;
    the help, ``help_texts`` and ``channel_help``; what is wrong with it, ``wrong_usage``.

What it shows and does
    ``view``, ``tables``, ``console``, ``standard_output``, ``open_questions``, ``exit_status``;
    ``saving`` and ``record_all``.
"""

from beancount_relance.cli.command import cli, main

__all__ = ["cli", "main"]
