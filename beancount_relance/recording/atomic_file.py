"""Source files: one file of a ledger, changed as a whole or left exactly as it was.

The books are somebody else's file. It is taken as bytes, so that what we do not
touch stays as it is, whatever its encoding; a change is written beside it, brought to
the disk, and takes its place in one step. A power cut leaves the one or the other.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from beancount_relance.language.messages import RelanceError, msg

if sys.platform != "win32":
    import fcntl


class RecordingError(RelanceError):
    """Why something was not written. The ledger is as it was before."""


class ChangedError(RecordingError):
    """The file is no longer what it was when it was read."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            msg("{path} has changed meanwhile: nothing was done to it; try again", path=path)
        )


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as it was read: its path as the ledger knows it, and its bytes."""

    path: Path
    content: bytes

    @classmethod
    def read(cls, path: Path) -> SourceFile:
        """The file as it is now.

        Raises:
            RecordingError: it cannot be read.
        """
        try:
            return cls(path, path.read_bytes())
        except OSError as error:
            text = msg("{path} cannot be read: {error}", path=path, error=error.strerror)
            raise RecordingError(text) from error

    @property
    def sha256(self) -> str:
        """The checksum of the bytes, in hexadecimal digits."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def newline(self) -> str:
        """How its first line ends, and so the lines that are added."""
        return "\r\n" if self.content.partition(b"\n")[0].endswith(b"\r") else "\n"

    def replace(self, content: bytes) -> SourceFile:
        """Put ``content`` in the place of what was read.

        A symbolic link stays one, and the file it leads to is changed; permissions and
        group stay, and the owner where the system lets us.

        Raises:
            ChangedError: the file changed since it was read.
            RecordingError: the file or its folder cannot be written to.
        """
        try:
            real = self.path.resolve(strict=True)
            with _locked(real.parent):
                if real.read_bytes() != self.content:
                    raise ChangedError(self.path)
                _refuse_read_only(real)
                _put(real, content)
        except OSError as error:
            text = msg("{path} cannot be written: {error}", path=self.path, error=error.strerror)
            raise RecordingError(text) from error
        return SourceFile(self.path, content)


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Keep out whoever else writes by this module in the folder; a crash unlocks it.

    Without locks, as on Windows and on some network disks, there remains the comparison
    with what was read.
    """
    if sys.platform == "win32":
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _refuse_read_only(real: Path) -> None:
    """Respect that a file or its folder was made read-only, which a rename would not."""
    for path in (real, real.parent):
        anybody = path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)
        if not anybody or not os.access(path, os.W_OK):
            raise RecordingError(msg("{path} is read-only; nothing was written", path=path))


def _put(real: Path, content: bytes) -> None:
    """Write beside the file, to the disk, and then take its place."""
    # A hidden name with this ending is included by no pattern such as *.beancount.
    handle, name = tempfile.mkstemp(prefix=f".{real.name}.", suffix=".tmp", dir=real.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            _keep_owner(temporary, real.stat())
            shutil.copymode(real, temporary)
            os.fsync(file.fileno())
        temporary.replace(real)
    finally:
        temporary.unlink(missing_ok=True)
    if sys.platform != "win32":
        folder = os.open(real.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _keep_owner(temporary: Path, before: os.stat_result) -> None:
    if sys.platform == "win32":
        return
    ours = temporary.stat()
    if ours.st_gid != before.st_gid:
        os.chown(temporary, -1, before.st_gid)
    if ours.st_uid != before.st_uid:
        # Only root may give a file away; by the group a colleague can still write.
        with contextlib.suppress(PermissionError):
            os.chown(temporary, before.st_uid, -1)
