"""Texts of the page with a little markup: dates that do not break, words of a ledger."""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Sequence
from pathlib import Path

_UNBROKEN = re.compile(r"(\b\d{4}-\d{2}-\d{2}\b|\b\d{2}/\d{2}/\d{4}\b|\b[A-Z]{1,4}\d{4}-\d+\b)")
_QUOTED = re.compile(r"`([^`]+)`")


def unbroken_parts(text: str) -> Sequence[str]:
    """Return a text in parts; each second one, a date or a number as F2026-037, does not break."""
    return _UNBROKEN.split(text)


def code_parts(text: str) -> Sequence[str]:
    """Return a text in parts; each second one stood between backticks."""
    return _QUOTED.split(text)


def short_paths(text: str, ledger: Path) -> str:
    """Return a text that names the files next to the ledger, or below it, without their folder."""
    return text.replace(_folder_of(ledger), "")


@functools.lru_cache(maxsize=16)
def _folder_of(ledger: Path) -> str:
    """Return the folder, as it begins the names of its files; a page asks a thousand times."""
    return f"{ledger.parent}{os.sep}"
