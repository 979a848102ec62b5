"""Texts of the page with a little markup: dates that do not break, words of a ledger."""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Sequence
from pathlib import Path

from markupsafe import Markup, escape

_UNBROKEN = re.compile(r"(\b\d{4}-\d{2}-\d{2}\b|\b\d{2}/\d{2}/\d{4}\b|\b[A-Z]{1,4}\d{4}-\d+\b)")
_QUOTED = re.compile(r"`([^`]+)`")


def unbroken(text: str) -> Markup:
    """Return a text as HTML in which dates, and numbers such as F2026-037, do not break."""
    parts = _UNBROKEN.split(str(escape(text)))  # each second one is such; faster than to replace
    parts[1::2] = [f'<span class="nowrap">{part}</span>' for part in parts[1::2]]
    return Markup("".join(parts))  # noqa: S704


def code_parts(text: str) -> Sequence[str]:
    """Return a text in parts; each second one stood between backticks."""
    return _QUOTED.split(text)


def short_paths(text: str, ledger: Path) -> str:
    """Return a text that names the files next to the ledger, or below it, without their folder."""
    return text.replace(_folder_of(str(ledger)), "")


@functools.lru_cache(maxsize=16)
def _folder_of(ledger: str) -> str:
    """Return the folder, as it begins the names of its files; a page asks a thousand times."""
    return f"{Path(ledger).parent}{os.sep}"
