"""Warning lines: what bean-check says on standard error, and does not fail for.

Whoever loads a ledger to show its report says the same in a better place, and asks for
silence meanwhile.
"""

from __future__ import annotations

import contextlib
import contextvars
import sys
from collections.abc import Iterable, Iterator

_SILENT: contextvars.ContextVar[bool] = contextvars.ContextVar("_SILENT", default=False)


@contextlib.contextmanager
def without_warnings() -> Iterator[None]:
    """Print no warning lines inside the block, or the function it decorates."""
    token = _SILENT.set(True)
    try:
        yield
    finally:
        _SILENT.reset(token)


def print_warnings(lines: Iterable[str]) -> None:
    """Print each line on standard error."""
    if not _SILENT.get():
        for line in lines:
            print(line, file=sys.stderr)  # noqa: T201 - where bean-check prints its own errors
