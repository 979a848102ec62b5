"""Source files: replace one file of a ledger atomically, or leave it untouched.

The file belongs to somebody else. It is read as bytes, so that the parts we do not change
keep their encoding and line endings. A change is written to a temporary file in the same
folder, flushed to disk and moved into place in one step, so a power cut leaves either
the old file or the new one.
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
    """Nothing was written; the ledger is as it was before. The message says why."""


class ChangedError(RecordingError):
    """The file has changed since it was read."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            msg("{path} has changed in the meantime; nothing was written, try again", path=path)
        )


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as it was read: its path as the ledger knows it, and its bytes."""

    path: Path
    content: bytes

    @classmethod
    def read(cls, path: Path) -> SourceFile:
        """Read the file as it is now.

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
        """The SHA-256 checksum of the bytes, in hexadecimal digits."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def newline(self) -> str:
        """The line ending of the first line, which added lines use too."""
        return "\r\n" if self.content.partition(b"\n")[0].endswith(b"\r") else "\n"

    def replace(self, content: bytes) -> SourceFile:
        """Replace the file with ``content``, if it has not changed since it was read.

        A symbolic link is followed: the link stays and its target is replaced. Permissions and
        group are kept, and so is the owner where the system allows it.

        Returns:
            The file as it is now.

        Raises:
            ChangedError: the file has changed since it was read.
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
    """Hold a lock on the folder against other callers of this module.

    The system releases the lock when the process ends, even after a crash. Where locks do
    not work, as on Windows and on some network disks, the only protection is the comparison
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
    """Raise an error if the file or its folder is read-only; a rename would ignore that."""
    for path in (real, real.parent):
        anybody = path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)
        if not anybody or not os.access(path, os.W_OK):
            raise RecordingError(msg("{path} is read-only; nothing was written", path=path))


def _put(real: Path, content: bytes) -> None:
    """Write a temporary file next to ``real``, flush it to disk, and move it into place."""
    # A hidden name with this suffix matches no include pattern such as *.beancount.
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
        # Only root may give a file away; through the group a colleague can still write to it.
        with contextlib.suppress(PermissionError):
            os.chown(temporary, before.st_uid, -1)
