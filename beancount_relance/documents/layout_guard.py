"""Keeps a user's layout from reading outside of its folder and from asking the network.

Typst downloads a package that a layout imports, and follows symbolic links. A layout may have
been copied from elsewhere, and the name of a package can be made of the data that it receives,
so both are refused before Typst sees the layout:

- ``import`` and ``include`` take a file name in quotation marks, not a package or an expression;
- ``eval`` and ``std``, which lead to both in other ways, are not available;
- no symbolic link in the layout's folder leads out of it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from beancount_relance.language.messages import Message, RelanceError, msg

_KEYWORD = re.compile(r"\b(?P<word>import|include|eval|std)\b", re.ASCII)
_FILE = re.compile(r'\s*"(?P<name>[^"@\\]{1,300})"\s*(?![+.])')
_WITH_FILE = frozenset(("import", "include"))


class RefusedLayoutError(RelanceError):
    """A layout does what layouts must not do; the message says what, and on which line."""


def check_layout(layout: Path) -> None:
    """Check a layout and all files that it is made of.

    Args:
        layout: the layout; its folder is the folder that it may read.

    Raises:
        RefusedLayoutError: it could read outside of its folder, or ask the network.
        OSError: a file cannot be read.
    """
    root = layout.parent.resolve()
    for link, target in _links(root):
        if not target.is_relative_to(root):
            raise RefusedLayoutError(
                msg("{path} is a link out of the folder of the layout", path=link.name)
            )
    waiting, seen = [layout.resolve()], set[Path]()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        if not path.is_relative_to(root):
            raise RefusedLayoutError(
                msg("{path} is outside of the folder of the layout", path=path.name)
            )
        if path.is_file():  # Typst says what is missing
            waiting += _files(path, root)


def _links(root: Path) -> Iterator[tuple[Path, Path]]:
    """Yield the symbolic links below a folder, and where they lead."""
    for folder, folders, files in os.walk(root):
        for name in (*folders, *files):
            path = Path(folder, name)
            if path.is_symlink():
                yield path, Path(os.path.realpath(path))


def _files(path: Path, root: Path) -> Iterator[Path]:
    """Yield the files that a part of a layout imports and includes.

    Raises:
        RefusedLayoutError: it uses something that is refused.
    """
    text = path.read_text(encoding="utf-8", errors="replace")
    for match in _KEYWORD.finditer(text):
        number = text.count("\n", 0, match.start()) + 1
        if match["word"] not in _WITH_FILE:
            raise RefusedLayoutError(
                _at(path, number, msg("“{word}” is not available", word=match["word"]))
            )
        found = _FILE.match(text, match.end("word"))
        if found is None:
            cause = msg(
                "“{word}” takes the name of a file in quotation marks, not a package",
                word=match["word"],
            )
            raise RefusedLayoutError(_at(path, number, cause))
        name = found["name"]
        base = root if name.startswith("/") else path.parent
        yield Path(os.path.realpath(base / name.lstrip("/")))


def _at(path: Path, line: int, cause: Message) -> Message:
    return msg("{file}, line {line}: {cause}", file=path.name, line=line, cause=cause)
