"""Extract the source lines of directives from the files of the ledger.

Only the ledger's own files are read. A directive that is in none of them, because a plugin
created it or its metadata gives another file, has no extract.
"""

from __future__ import annotations

import bisect
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from beancount.core.data import Directive, Transaction
from msgspec import Struct

from beancount_relance.language.messages import Source

_STRING = b'"'
_ESCAPES = (b"\\\\", b'\\"')


class Extract(Struct, frozen=True):
    """A directive as it is written.

    Attributes:
        source: its first line, and its file as the ledger's top-level file sees it.
        lines: its lines, without what ends them.
    """

    source: Source
    lines: tuple[bytes, ...]


class Extracts:
    """Reads directives where they are written."""

    def __init__(self, entries: Iterable[Directive], files: Sequence[Path]) -> None:
        """Take the places of all directives; no file is read yet.

        Args:
            entries: all directives of the ledger, whatever their dates.
            files: the ledger's files as Beancount names them, the top-level file first.
        """
        self._home = files[0].parent
        self._files: dict[str, Sequence[bytes] | None] = {str(file): None for file in files}
        starts: dict[str, set[int]] = {str(file): set() for file in files}
        for entry in entries:
            source = Source.of(entry.meta)
            if source.file in starts:
                starts[source.file].add(source.line)
        self._starts: Mapping[str, Sequence[int]] = {
            file: sorted(lines) for file, lines in starts.items()
        }

    def of(self, entry: Directive) -> Extract | None:
        """Return the lines of a directive, or ``None`` if they are in no file of the ledger.

        Raises:
            OSError: The file can no longer be read.
        """
        source = Source.of(entry.meta)
        if source.file not in self._files:
            return None
        lines = self._lines(source.file)
        if not 0 < source.line <= len(lines):
            return None
        starts = self._starts[source.file]
        following = bisect.bisect_right(starts, source.line)
        end = starts[following] - 1 if following < len(starts) else len(lines)
        least = _last_posting(entry, source.file)
        own = _own_lines(lines[source.line - 1 : end], least - source.line + 1)
        return Extract(self.shown(source), tuple(own))

    def shown(self, source: Source) -> Source:
        """The source with its file as the ledger's top-level file sees it."""
        if source.file not in self._files:
            return Source(Path(source.file).name, source.line)
        name = os.path.relpath(source.file, self._home)
        return Source(Path(name).as_posix(), source.line)

    def _lines(self, file: str) -> Sequence[bytes]:
        lines = self._files[file]
        if lines is None:
            content = Path(file).read_bytes().removeprefix(b"\xef\xbb\xbf")
            lines = [line.rstrip(b"\r") for line in content.split(b"\n")]
            self._files[file] = lines
        return lines


def _last_posting(entry: Directive, file: str) -> int:
    """The last line that a directive is known to reach, 0 if none is."""
    if not isinstance(entry, Transaction):
        return 0
    places = (Source.of(posting.meta or {}) for posting in entry.postings)
    return max((place.line for place in places if place.file == file), default=0)


def _own_lines(lines: Sequence[bytes], least: int) -> Iterable[bytes]:
    """The first line and those that go on with it: indented ones, and those of an open text."""
    open_text = False
    for number, line in enumerate(lines):
        goes_on = open_text or number < least or (line[:1] in (b" ", b"\t") and line.strip())
        if number and not goes_on:
            return
        yield line
        open_text ^= _quotes(line, open_text=open_text) % 2 == 1


def _quotes(line: bytes, *, open_text: bool) -> int:
    """How many quotation marks of a line begin or end a text; those in a comment do not."""
    for escape in _ESCAPES:
        line = line.replace(escape, b"")
    count = 0
    for char in line:
        inside = open_text ^ (count % 2 == 1)
        if char == ord(";") and not inside:
            break
        count += char == ord(_STRING)
    return count
