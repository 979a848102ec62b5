"""Keeps the contents of files on the disk until they are written, so that they take no memory."""

from __future__ import annotations

import tempfile
import weakref

from msgspec import Struct


class SpooledContent(Struct, frozen=True):
    """The content of a file, and where in a spool it is kept.

    Attributes:
        spool: the spool.
        start: its first byte there.
        length: its length in bytes.
    """

    spool: Spool
    start: int
    length: int

    def read(self) -> bytes:
        """Return the content."""
        return self.spool.read(self.start, self.length)


class Spool:
    """A temporary file without a name, which is gone once nothing kept in it is needed."""

    def __init__(self) -> None:
        """Start with nothing."""
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the last content
        weakref.finalize(self, self._file.close)
        self._length = 0

    def keep(self, content: bytes) -> SpooledContent:
        """Keep a content; raises OSError if the disk is full."""
        kept = SpooledContent(self, self._length, len(content))
        self._file.seek(self._length)
        self._file.write(content)
        self._length += len(content)
        return kept

    def read(self, start: int, length: int) -> bytes:
        """Return the bytes of a content, as :class:`SpooledContent` says where they are."""
        self._file.seek(start)
        return self._file.read(length)
