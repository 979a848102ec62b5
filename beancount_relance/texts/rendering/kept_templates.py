"""Keeps built-in templates as Jinja2 has compiled them, in the user's cache folder.

Jinja2 takes a template apart at its first use in each process, some 10 ms for each. With what is
kept, ``relance letter`` takes two thirds of the time, and the first page of a Fava that was just
started a quarter (measured in ``docs/benchmarks.md``).

The files hold nothing of a ledger: the templates of a ledger's own folder are not kept. A folder
that somebody else owns or may write to is not used. Where none can be used, templates are compiled
as if this were not here; and where Python is told to write no bytecode, nothing is written here
either.
"""

from __future__ import annotations

import functools
import hashlib
import os
import sys
from contextlib import suppress
from pathlib import Path
from types import CodeType

import jinja2
from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket
from platformdirs import user_cache_path

from beancount_relance.texts.rendering import compiler

_OTHERS_MAY_WRITE = 0o022


class KeptTemplates(FileSystemBytecodeCache):
    """Keeps the templates of one folder: in memory, and for other processes on the disk."""

    def __init__(self, templates: Path, depends_on: object) -> None:
        """Keep nothing yet.

        Args:
            templates: the folder of the templates; others are not kept.
            depends_on: what the code depends on besides the template, such as the language.
        """
        parts = (jinja2.__version__, _compiler(), repr(depends_on))
        mark = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
        super().__init__(str(cache_folder() or ""), f"{mark}-%s.cache")
        self._templates = f"{templates}{os.sep}"
        self._known: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give the bucket its code, if this process knows it or another one has kept it."""
        known = self._known.get((bucket.key, bucket.checksum))
        if known is not None:
            bucket.code = known
            return
        if self.directory:
            with suppress(OSError):
                super().load_bytecode(bucket)
        if bucket.code is not None:
            self._known[bucket.key, bucket.checksum] = bucket.code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a bucket, if it is of a template of the folder."""
        if bucket.code is None or not bucket.code.co_filename.startswith(self._templates):
            return
        self._known[bucket.key, bucket.checksum] = bucket.code
        if self.directory and not sys.dont_write_bytecode:
            with suppress(OSError):
                super().dump_bytecode(bucket)


@functools.cache
def cache_folder() -> Path | None:
    """Return the folder in which templates are kept, or ``None`` if there is none to be trusted.

    It is ``beancount-relance`` where the platform's programs keep what they can make again, such
    as ``~/.cache``.
    """
    folder = user_cache_path("beancount-relance", appauthor=False)
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
    if sys.platform == "win32":  # where the folder is below the user's own
        return folder.is_dir()
    found = folder.stat()
    return found.st_uid == os.getuid() and not found.st_mode & _OTHERS_MAY_WRITE


@functools.cache
def _compiler() -> str:
    """Return the source of what makes code of templates, apart from Jinja2."""
    return Path(compiler.__file__).read_text(encoding="utf-8")
