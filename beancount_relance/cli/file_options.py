"""The options of the commands that write texts into files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from beancount_relance.documents.file_formats import FORMS


def with_files(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the form of its texts, ``medium``, the folder ``out``, and ``force``."""
    for option in (
        click.option(
            "--force", is_flag=True, help="Replace files that exist with different content."
        ),
        click.option(
            "--out",
            type=click.Path(file_okay=False, path_type=Path),
            help="The folder to write the files to; without it, text is printed.",
        ),
        click.option(
            "--as",
            "medium",
            type=click.Choice(FORMS),
            default="text",
            show_default=True,
            help="Plain text, e-mail drafts, or PDF letters.",
        ),
    ):
        command = option(command)
    return command
