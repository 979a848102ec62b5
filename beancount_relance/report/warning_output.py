"""Prints the plugin's warnings on standard error, which do not make bean-check fail.

A program that loads a ledger in order to show its report presents the same information itself,
and silences the warnings while loading.
"""

from __future__ import annotations

import contextlib
import contextvars
import sys
from collections.abc import Iterable, Iterator

_SILENT: contextvars.ContextVar[bool] = contextvars.ContextVar("_SILENT", default=False)


@contextlib.contextmanager
def without_warnings() -> Iterator[None]:
    """Silence the warnings inside a block or a decorated function."""
    token = _SILENT.set(True)
    try:
        yield
    finally:
        _SILENT.reset(token)


def print_warnings(lines: Iterable[str]) -> None:
    """Print each line on standard error, unless warnings are silenced."""
    if not _SILENT.get():
        for line in lines:
            print(line, file=sys.stderr)  # noqa: T201 - where bean-check prints its own errors
