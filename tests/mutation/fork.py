"""A copy of this process that does one thing and ends."""

from __future__ import annotations

import contextlib
import os
import resource
from collections.abc import Callable

_MOST_MEMORY = 6 * 2**30


def forked(work: Callable[[], object]) -> int:
    """Do some work in a copy of this process, which prints nothing, and wait for its end.

    Returns:
        The status as ``os.waitpid`` gives it: 0 if the work ended without an exception.
    """
    process = os.fork()
    if process == 0:
        status = 1
        with contextlib.suppress(BaseException):
            nothing = os.open(os.devnull, os.O_RDWR)
            os.dup2(nothing, 1)
            os.dup2(nothing, 2)
            resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
            work()
            status = 0
        os._exit(status)
    return os.waitpid(process, 0)[1]
