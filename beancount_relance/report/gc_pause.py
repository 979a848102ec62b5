"""Keeping Python's garbage collector out of the way for a while."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def paused_collector() -> Iterator[None]:
    """Collect no cyclic garbage inside the block, or the function it decorates.

    With a loaded ledger alive, each collection looks at millions of objects
    none of which is garbage: on 100,000 transactions that doubles the time of
    a report. Nothing here makes cycles.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
