"""Keeps built-in templates as the Python code that Jinja2 makes of them, in a folder of the user's.

Jinja2 takes a template apart at its first use in each process, some 10 ms for each. With what is
kept, ``relance letter`` takes two thirds of the time, and the first page of a Fava that was just
started 0.2 s instead of 0.5 (measured in ``docs/benchmarks.md``). The code is the same until the
template changes, or what makes code of it.

The files are modules that Python itself compiles and keeps compiled. They hold nothing of a ledger:
the templates of a ledger's own folder are not kept. A folder that somebody else owns or may
write to is not used. Where none can be used, templates are compiled as if this were not here; and
where Python is told to write no bytecode, nothing is written here either.
"""

from __future__ import annotations

import functools
import hashlib
import os
import re
import sys
import tempfile
from contextlib import suppress
from importlib.machinery import SourceFileLoader
from importlib.util import cache_from_source
from pathlib import Path
from types import CodeType

import jinja2
from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket

from beancount_relance.texts import compiler

_OTHERS_MAY_WRITE = 0o022
_ODD = re.compile(r"[^\w.]+")
# What reading a damaged file can raise.
_UNREADABLE = (OSError, ImportError, SyntaxError, ValueError, TypeError, EOFError)


class KeptTemplates(BytecodeCache):
    """Keeps the templates of one folder: in memory, and for other processes on the disk."""

    def __init__(self, templates: Path, variant: str, words: object = None) -> None:
        """Keep nothing yet.

        Args:
            templates: the folder of the templates; others are not kept.
            variant: tells files of the same template apart, such as those of several languages.
            words: what else the code depends on, such as the spelling of a country.
        """
        self._templates = f"{templates}{os.sep}"
        self._variant = variant
        self._words = repr(words)
        self._known: dict[tuple[str, str], CodeType] = {}

    def get_bucket(
        self, environment: Environment, name: str, filename: str | None, source: str
    ) -> Bucket:
        """Return what Jinja2 asks for a template, with its code if it is kept or can be."""
        bucket = super().get_bucket(environment, name, filename, source)
        if bucket.code is None and filename is not None and filename.startswith(self._templates):
            bucket.code = self._kept(environment, name, filename, source)
        return bucket

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give the bucket the code that this process knows already."""
        bucket.code = self._known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Remember the code of a bucket, if it is of a template that is kept."""
        if bucket.code is not None and bucket.code.co_filename.startswith(self._templates):
            self._known[bucket.key, bucket.checksum] = bucket.code

    def _kept(
        self, environment: Environment, name: str, filename: str, source: str
    ) -> CodeType | None:
        """Return the code of a template from the disk; write it there if it is missing."""
        folder = cache_folder()
        if folder is None:
            return None
        path = folder / f"{_ODD.sub('-', f'{self._variant} {name}')}.py"
        parts = (_maker(), self._variant, self._words, name, source)
        mark = hashlib.sha256("\0".join(parts).encode()).hexdigest()
        code = _marked(path, mark)
        if code is None and not sys.dont_write_bytecode:
            python = environment.compile(source, name, filename, raw=True)
            if _write(path, f"{python}\nkept = {mark!r}\n"):
                code = _marked(path, mark)
        return code.replace(co_filename=filename) if code is not None else None


@functools.cache
def cache_folder() -> Path | None:
    """Return the folder in which templates are kept, or ``None`` if there is none to be trusted.

    It is where programs of the platform keep what they can make again: ``~/.cache``, or what
    ``XDG_CACHE_HOME`` names; ``~/Library/Caches`` on macOS; ``%LOCALAPPDATA%`` on Windows.
    """
    try:
        home = Path.home()
    except RuntimeError:
        return None
    if sys.platform == "win32":
        usual = os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local"
    elif sys.platform == "darwin":
        usual = home / "Library" / "Caches"
    else:
        usual = home / ".cache"
    folder = Path(os.environ.get("XDG_CACHE_HOME") or usual) / "beancount-relance"
    if not folder.is_absolute():
        return None
    with suppress(OSError):
        if not sys.dont_write_bytecode:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if _is_our_own(folder):
            return folder
    return None


def _is_our_own(folder: Path) -> bool:
    """Return whether nobody else can have written what is in a folder."""
    if sys.platform == "win32":
        return True
    found = folder.stat()
    return found.st_uid == os.getuid() and not found.st_mode & _OTHERS_MAY_WRITE


@functools.cache
def _maker() -> str:
    """Return what makes code of templates, in its present version."""
    return f"{jinja2.__version__} {Path(compiler.__file__).read_text(encoding='utf-8')}"


def _marked(path: Path, mark: str) -> CodeType | None:
    """Return the code in a file, if it has this mark."""
    try:
        code = SourceFileLoader(path.stem, str(path)).get_code(path.stem)
    except _UNREADABLE:
        return None
    return code if code is not None and mark in code.co_consts else None


def _write(path: Path, text: str) -> bool:
    """Write a file in one step, and return whether that was possible."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
    except OSError:
        return False
    try:
        with open(handle, "w", encoding="utf-8") as file:  # noqa: PTH123 - it is open already
            file.write(text)
        Path(name).replace(path)
        Path(cache_from_source(path)).unlink(missing_ok=True)  # Python tells it by whole seconds
    except OSError:
        with suppress(OSError):
            Path(name).unlink()
        return False
    return True
