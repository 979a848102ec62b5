"""Folder lock: only one process of ours writes into a folder at a time.

The system releases the lock when the process ends, even after a crash. Where locks do not
work, as on Windows and on some network disks, the only protection is the comparison with what
was read.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

if sys.platform != "win32":
    import fcntl

PATIENCE = 5.0
"""How long to wait for another process, in seconds. Writing takes a fraction of one."""

_PAUSE = 0.02
_TAKEN = (errno.EWOULDBLOCK, errno.EACCES)


class FolderTakenError(Exception):
    """Another process has held the lock for longer than :data:`PATIENCE`."""


@contextlib.contextmanager
def locked(folder: Path, patience: float | None = None) -> Iterator[bool]:
    """Hold the lock of a folder.

    Args:
        folder: the folder that is written to.
        patience: how long to wait for another process, in seconds; :data:`PATIENCE` by default.

    Yields:
        Whether the lock is held; ``False`` where the system has no locks for this folder.

    Raises:
        FolderTakenError: another process has held the lock all the time.
        OSError: the folder cannot be opened.
    """
    if sys.platform == "win32":
        yield False
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        yield lock(handle, PATIENCE if patience is None else patience)
    finally:
        os.close(handle)


def lock(handle: int, patience: float) -> bool:
    """Take the lock of an open folder or file, trying again until the time is over.

    Returns:
        Whether it is held; ``False`` where the system has no such locks.

    Raises:
        FolderTakenError: another process has held it all the time.
    """
    if sys.platform == "win32":
        return False
    last = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in _TAKEN:
                return False
            if time.monotonic() >= last:
                raise FolderTakenError from error
            time.sleep(_PAUSE)
        else:
            return True
