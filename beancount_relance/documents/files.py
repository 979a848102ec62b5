"""Files: what is written into a folder, under names that are safe on every system.

Nothing is overwritten unless asked.
"""

from __future__ import annotations

import datetime
import os
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from beancount_relance.texts.writer import Reminder

_LONGEST_NAME = 80
_NOT_IN_NAMES = re.compile(r"[^\w.-]+")


class ExistsError(Exception):
    """Files that are there already with another content; nothing was written."""

    def __init__(self, paths: Sequence[Path]) -> None:
        super().__init__(", ".join(map(str, paths)))
        self.paths = tuple(paths)


@dataclass(frozen=True, slots=True)
class File:
    """A file to write; ``reminder`` is ``None`` for the one that has all letters."""

    name: str
    content: bytes
    reminder: Reminder | None = None
    enclosures: tuple[str, ...] = ()


def file_stem(day: datetime.date, customer: str, stage: str) -> str:
    """The name of a file without its suffix, safe on every system."""
    return "_".join((day.isoformat(), safe_name(customer), safe_name(stage)))


def safe_name(text: str, longest: int = _LONGEST_NAME) -> str:
    """The text as a part of a file's name: letters, figures, ``_``, ``-`` and dots within.

    Args:
        text: what to call the file after.
        longest: the most bytes it may have in UTF-8, which is what file systems count.
    """
    name = _NOT_IN_NAMES.sub("-", unicodedata.normalize("NFC", text)).strip("-.")
    return name.encode()[:longest].decode(errors="ignore").rstrip("-.") or "x"


def save(folder: Path, files: Iterable[File], *, force: bool = False) -> list[Path]:
    """Write the files into a folder, which is made if need be.

    Args:
        folder: where.
        files: what.
        force: whether to replace files that are there with another content.

    Returns:
        The paths, also of those that were there already just so.

    Raises:
        ExistsError: some are there with another content; then none is written.
        OSError: the folder or a file cannot be written.
    """
    wanted = [(folder / file.name, file.content) for file in files]
    changed = [(path, content) for path, content in wanted if not _holds(path, content)]
    existing = [path for path, _ in changed if os.path.lexists(path)]
    if existing and not force:
        raise ExistsError(existing)
    folder.mkdir(parents=True, exist_ok=True)
    for path, content in changed:
        part = path.with_name(f".{path.name}.part")  # so that no half file stands there
        try:
            part.write_bytes(content)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    return [path for path, _ in wanted]


def _holds(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content
