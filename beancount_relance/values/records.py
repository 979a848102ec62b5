"""Records: the metadata of a directive read into a frozen class, key by key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.language.messages import Message
from beancount_relance.values.readers import (
    BadValueError,
    bad_value,
    misspelt,
    unknown_key,
)
from beancount_relance.values.stated_meta import stated_meta
from beancount_relance.values.vocabulary import KEY, english

Record = TypeVar("Record", bound=Struct)


def read_record(
    record: Record,
    meta: Mapping[str, Any],
    readers: Mapping[str, Callable[[Any], Any]],
    *,
    others: bool = False,
    french: Mapping[str, tuple[str, ...]] | None = None,
) -> tuple[Record, list[Message]]:
    """Copy metadata into the fields of a frozen class.

    Args:
        record: the defaults for keys that are not in the metadata.
        meta: metadata of a directive; ``signatory-title`` sets ``signatory_title``.
        readers: the reader for each known key; its French name works as well.
        others: whether to ignore unknown keys, because other programs use them. A key
            that is probably a misspelling of a known one is still reported.
        french: the keys by their French names, if another registry has these.

    Returns:
        The updated record, and a message for each invalid value or unknown key.
    """
    complaints: list[Message] = []
    changes: dict[str, Any] = {}
    for key, value in stated_meta(meta).items():
        name = english(key, readers, KEY, french)
        reader = readers.get(name)
        if reader is None:
            words = {word: name for name, found in (french or {}).items() for word in found}
            likely = misspelt(key, readers, words) if others else None
            if not others:
                complaints.append(unknown_key(key, readers, KEY, words))
            elif likely is not None and likely not in _names(meta, readers, french):
                complaints.append(unknown_key(key, [likely], KEY, words))
            continue
        try:
            changes[name.replace("-", "_")] = reader(value)
        except BadValueError as error:
            complaints.append(bad_value(key, value, error))
            if error.instead is not None:
                changes[name.replace("-", "_")] = error.instead
    return replace(record, **changes), complaints


def _names(
    meta: Mapping[str, Any],
    readers: Mapping[str, Callable[[Any], Any]],
    french: Mapping[str, tuple[str, ...]] | None,
) -> set[str]:
    """The English names of the keys of metadata."""
    return {english(key, readers, KEY, french) for key in meta}
