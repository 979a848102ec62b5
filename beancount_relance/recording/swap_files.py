"""Exchange: two files of a folder swap their names in one step, where the system can do that.

Unlike a rename, nothing is lost in it: the file that was replaced is still there afterwards, so
one can look at it, even if somebody put it there a microsecond before.
"""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

# From Linux's fcntl.h and fs.h; see renameat2(2).
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


class NotAvailableError(Exception):
    """The system, or the kind of disk, cannot exchange files."""


def exchange(one: Path, other: Path) -> None:
    """Let two files swap their names.

    Raises:
        NotAvailableError: that is impossible here; nothing has happened.
    """
    if sys.platform != "linux":
        raise NotAvailableError
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:  # glibc before 2.28
        raise NotAvailableError
    names = (os.fsencode(one), os.fsencode(other))
    if rename(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE):
        raise NotAvailableError(os.strerror(ctypes.get_errno()))
