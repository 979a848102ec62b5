"""Writes the files that a command was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from beancount_relance.cli.view import View
from beancount_relance.documents.files import ExistsError, File, save
from beancount_relance.language.messages import msg


def save_or_leave(view: View, out: Path, files: Sequence[File], *, force: bool) -> Sequence[Path]:
    """Write the files into the folder ``out``, and return their paths.

    Raises:
        click.ClickException: a file exists with different content, or cannot be written.
    """
    try:
        return save(out, files, force=force)
    except ExistsError as error:
        text = msg(
            "these files exist with different content, so nothing was written: {files}; --force "
            "replaces them",
            files=[path.name for path in error.paths],
        )
        raise click.ClickException(view.say(text)) from error
    except OSError as error:
        text = msg("{path} cannot be written: {cause}", path=out, cause=error.strerror)
        raise click.ClickException(view.say(text)) from error
