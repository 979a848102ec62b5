"""The command ``relance``: the report in a terminal, or for other programs.

    relance open|actions|exceptions|ageing|letter|explain|record|recovery|book LEDGER …
        [--as-of DATE] [--format table|json|csv]
    relance letter LEDGER [CUSTOMER|INVOICE]... --as text|eml|pdf --out FOLDER

One module a command; :mod:`~beancount_relance.cli.view` is what they share,
:mod:`~beancount_relance.cli.whom` finds who is named, and
:mod:`~beancount_relance.cli.status` has the exit statuses.
"""

from beancount_relance.cli.command import cli, main

__all__ = ["cli", "main"]
