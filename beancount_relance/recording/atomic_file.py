"""Source files: replace one file of a ledger atomically, or leave it untouched.

The file belongs to somebody else. It is read as bytes, so that the parts we do not change
keep their encoding and line endings. A change is written to a temporary file in the same
folder, flushed to disk and moved into place in one step, so a power cut leaves either
the old file or the new one.

Other programs may save the file at the same time. It is therefore compared with what was read
directly before it is replaced, and the old file is looked at once more after that: if an editor
has saved something in between, that is put back and our change is refused.
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
import tempfile
from pathlib import Path

from msgspec import Struct

from beancount_relance.language.messages import RelanceError, msg
from beancount_relance.recording.file_attributes import AttributeLostError, keep_attributes
from beancount_relance.recording.folder_lock import FolderTakenError, locked
from beancount_relance.recording.swap_files import NotAvailableError, exchange

# A hidden name with this suffix matches no include pattern such as *.beancount.
_MARK, _SUFFIX = ".relance-", ".tmp"
_OLD = f"-old{_SUFFIX}"


class RecordingError(RelanceError):
    """Nothing was written; the ledger is as it was before. The message says why."""


class ChangedError(RecordingError):
    """The file has changed since it was read."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            msg("{path} has changed in the meantime; nothing was written, try again", path=path)
        )


class SourceFile(Struct, frozen=True):
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

        A symbolic link is followed: the link stays and its target is replaced. Permissions, group
        and extended attributes are kept, and so is the owner where the system allows it.

        Returns:
            The file as it is now.

        Raises:
            ChangedError: the file has changed since it was read.
            RecordingError: the file or its folder cannot be written to, something about the
                file cannot be kept, or another process is writing there.
        """
        try:
            real = self.path.resolve(strict=True)
            with locked(real.parent) as alone:
                if alone:
                    _clear(real.parent)
                if real.read_bytes() != self.content:
                    raise ChangedError(self.path)
                _refuse_read_only(real)
                self._put(real, content)
        except FolderTakenError as error:
            text = msg(
                "another program has locked {folder}; nothing was written, try again",
                folder=self.path.parent,
            )
            raise RecordingError(text) from error
        except AttributeLostError as error:
            raise RecordingError(error.message) from error
        except OSError as error:
            text = msg("{path} cannot be written: {error}", path=self.path, error=error.strerror)
            raise RecordingError(text) from error
        return SourceFile(self.path, content)

    def _put(self, real: Path, content: bytes) -> None:
        """Write a temporary file next to ``real``, flush it to disk, and move it into place."""
        temporary = _written(real, content)
        try:
            # Writing to disk takes long enough for somebody to press “Save”.
            if real.read_bytes() != self.content:
                raise ChangedError(self.path)
            try:
                exchange(temporary, real)
            except NotAvailableError:
                self._rename(temporary, real)
            else:
                self._restore(temporary, real, content)
        finally:
            temporary.unlink(missing_ok=True)
        _flush(real.parent)

    def _restore(self, displaced: Path, real: Path, content: bytes) -> None:
        """After an exchange, put back what was saved in the very same moment.

        Args:
            displaced: the file that had been in place.
            real: the file that is now in place.
            content: what we put there.

        Raises:
            ChangedError: something had been saved, and is in place again.
        """
        ours, expected = content, self.content
        while (found := displaced.read_bytes()) != expected:
            # Once more if somebody saves again while it is put back.
            exchange(displaced, real)
            ours, expected = found, ours
        if ours != content:
            raise ChangedError(self.path)

    def _rename(self, temporary: Path, real: Path) -> None:
        """Move a file into place where files cannot be exchanged.

        Raises:
            ChangedError: an editor has saved the file, or had opened it and has written to it.
        """
        old = _second_name(real, temporary)
        try:
            if real.read_bytes() != self.content:
                raise ChangedError(self.path)
            temporary.replace(real)
            if old is not None and old.read_bytes() != self.content:
                # It may still be writing, so the very file that it writes to is put back.
                old.replace(real)
                raise ChangedError(self.path)
        finally:
            if old is not None:
                old.unlink(missing_ok=True)


def _refuse_read_only(real: Path) -> None:
    """Raise an error if the file or its folder is read-only; a rename would ignore that."""
    for path in (real, real.parent):
        anybody = path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)
        if not anybody or not os.access(path, os.W_OK):
            raise RecordingError(msg("{path} is read-only; nothing was written", path=path))


def _written(real: Path, content: bytes) -> Path:
    """Write a temporary file that can take the place of ``real``, and flush it to disk."""
    handle, name = tempfile.mkstemp(prefix=f".{real.name}{_MARK}", suffix=_SUFFIX, dir=real.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            keep_attributes(real, temporary)
            os.fsync(file.fileno())
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _second_name(real: Path, temporary: Path) -> Path | None:
    """Give the file that is about to be replaced a second name; ``None`` if that is impossible."""
    name = temporary.with_name(temporary.name.removesuffix(_SUFFIX) + _OLD)
    try:
        name.hardlink_to(real)
    except OSError:
        return None  # FAT and some network disks have no hard links
    return name


def _clear(folder: Path) -> None:
    """Remove the temporary files of processes that were killed while they wrote.

    The caller holds the lock of the folder, so nobody uses them any more.
    """
    for path in folder.glob(f".*{_MARK}*{_SUFFIX}"):
        path.unlink(missing_ok=True)


def _flush(folder: Path) -> None:
    """Flush a rename in the folder to disk."""
    if sys.platform != "win32":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
