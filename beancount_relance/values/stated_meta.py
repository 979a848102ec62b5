"""Metadata as people wrote them, without what Beancount adds to every entry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_PLACE = ("filename", "lineno")


def is_stated(key: str) -> bool:
    """Return whether somebody wrote a key: neither a place in a file nor a parser's own."""
    return key not in _PLACE and not key.startswith("__")


def stated_meta(meta: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the metadata that somebody wrote; none of a posting made by a plugin without any."""
    return {key: value for key, value in (meta or {}).items() if is_stated(key)}
