"""Writes files to a folder, under names that are safe on every operating system.

Existing files are only overwritten on request.
"""

from __future__ import annotations

import datetime
import os
import re
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec import Struct

from beancount_relance.documents.spool import SpooledContent
from beancount_relance.texts.writer import Reminder

_LONGEST_NAME = 80
_NOT_IN_NAMES = re.compile(r"[^\w.-]+")


class ExistsError(Exception):
    """Some files already exist with different content; nothing was written."""

    def __init__(self, paths: Sequence[Path]) -> None:
        super().__init__(", ".join(map(str, paths)))
        self.paths = tuple(paths)


class File(Struct, frozen=True):
    """A file to write; ``reminder`` is ``None`` for the file that contains all letters."""

    name: str
    kept: bytes | SpooledContent
    reminder: Reminder | None = None
    enclosures: tuple[str, ...] = ()

    @property
    def content(self) -> bytes:
        """What is in it; of a large batch it is read from the disk each time."""
        return self.kept.read() if isinstance(self.kept, SpooledContent) else self.kept


def file_stem(day: datetime.date, customer: str, stage: str) -> str:
    """Return a file name without suffix that is safe on every operating system."""
    return "_".join((day.isoformat(), safe_name(customer), safe_name(stage)))


def safe_name(text: str, longest: int = _LONGEST_NAME) -> str:
    """Return a text as part of a file name, with letters, digits, ``_``, ``-`` and inner dots.

    Args:
        text: the text to name the file after.
        longest: the maximum length in UTF-8 bytes, which is what file systems count.
    """
    name = _NOT_IN_NAMES.sub("-", unicodedata.normalize("NFC", text)).strip("-.")
    return name.encode()[:longest].decode(errors="ignore").rstrip("-.") or "x"


def save(folder: Path, files: Iterable[File], *, force: bool = False) -> list[Path]:
    """Write files to a folder; create the folder if there is something to write.

    Args:
        folder: the folder to write to.
        files: the files to write.
        force: whether to replace existing files that have different content.

    Returns:
        The paths of all files, including those that already had this content.

    Raises:
        ExistsError: some files exist with different content; none is written.
        OSError: the folder or a file cannot be written.
    """
    wanted = [(folder / file.name, file) for file in files]
    changed = [(path, file) for path, file in wanted if not _holds(path, file)]
    existing = [path for path, _ in changed if os.path.lexists(path)]
    if existing and not force:
        raise ExistsError(existing)
    if wanted:
        folder.mkdir(parents=True, exist_ok=True)
    for path, file in changed:
        part = path.with_name(f".{path.name}.part")  # never leave a half-written file
        try:
            part.write_bytes(file.content)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    return [path for path, _ in wanted]


def _holds(path: Path, file: File) -> bool:
    return path.is_file() and path.read_bytes() == file.content
