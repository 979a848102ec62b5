"""Refuses a file of a ledger that cannot stand alone."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from beancount_relance.cli.exit_status import WRONG_USAGE
from beancount_relance.language.languages import ENGLISH
from beancount_relance.language.messages import language, msg
from beancount_relance.report.loading import LoadedLedger, including_file


def refuse_part(path: Path, loaded: LoadedLedger, code: str | None) -> None:
    """Exit if a file has errors because another one, which includes it, is the ledger.

    Args:
        path: the file that was named as the ledger.
        loaded: what was loaded from it.
        code: the language of the message; ``None`` for English.
    """
    main = including_file(path) if loaded.problems else None
    if main is not None:
        text = msg(
            "{file} is only a part of {main}, which includes it: name that ledger instead",
            file=path.name,
            main=main,
        )
        click.echo(language(code or ENGLISH).render(text), err=True)
        sys.exit(WRONG_USAGE)
