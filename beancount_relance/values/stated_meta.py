"""Metadata as people wrote them, without what Beancount adds to every entry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

PLACE_KEYS = 2
"""How many keys say where a posting stands, which is all that the metadata of most of them say."""

BEANCOUNTS_KEYS = frozenset(("filename", "lineno", "__tolerances__", "__automatic__"))
"""The keys that Beancount gives entries and postings."""

ANSWER = "relance"
"""How keys begin by which people answer our questions, which say nothing else of an entry."""


def is_stated(key: str) -> bool:
    """Return whether somebody wrote a key: neither a place in a file nor a parser's own."""
    return key not in BEANCOUNTS_KEYS and not key.startswith("__")


def states_nothing(meta: Mapping[str, Any]) -> bool:
    """Return whether metadata only tell where an entry stands, as most do."""
    return meta.keys() <= BEANCOUNTS_KEYS


def stated_meta(meta: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the metadata that somebody wrote; none of a posting made by a plugin without any."""
    return {key: value for key, value in (meta or {}).items() if is_stated(key)}


def words_of_key(key: str) -> str:
    """Return a key as the words that it is made of, as a text would have them."""
    return key.replace("-", " ").replace("_", " ")
