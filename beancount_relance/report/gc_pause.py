"""Pauses Python's garbage collector while a ledger is processed."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def paused_collector() -> Iterator[None]:
    """Pause the collection of cyclic garbage inside a block or a decorated function.

    While a ledger is loaded, each collection visits millions of objects, and none of them is
    garbage. With 100,000 transactions this doubles the time of a report. The code that runs
    here creates no reference cycles.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
