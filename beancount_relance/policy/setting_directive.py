"""One setting directive while it is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from beancount.core.data import Custom
from msgspec import Struct, field

from beancount_relance.language.messages import Message, msg
from beancount_relance.policy.settings import Settings
from beancount_relance.values.readers import BadValueError, read_text

_Record = TypeVar("_Record")
_META_KEY = re.compile(r"[a-z][A-Za-z0-9_-]+")


class SettingDirective(Struct, frozen=True):
    """A directive being read.

    Attributes:
        entry: the directive.
        values: its values after the key.
        before: the settings in force so far.
        complaints: messages about its metadata.
    """

    entry: Custom
    values: list[Any]
    before: Settings
    complaints: list[Message] = field(default_factory=list)

    def only(self) -> Any:
        """Return the value of a setting that takes exactly one."""
        if len(self.values) != 1:
            raise BadValueError(msg("exactly one value"))
        return self.values[0]

    def several(self) -> tuple[str, ...]:
        """Return the values of a setting that takes one or more strings."""
        if not self.values:
            raise BadValueError(msg("one or more texts in quotes"))
        return tuple(read_text(value) for value in self.values)

    def keys(self) -> tuple[str, ...]:
        """Return the values of a setting that takes one or more metadata keys."""
        for name in (names := self.several()):
            if not _META_KEY.fullmatch(name):
                raise BadValueError(
                    msg(
                        "the name of a metadata key, which starts with a lower-case letter and "
                        "has no spaces"
                    )
                )
        return names

    def none(self) -> None:
        """Check that there is no value, for a setting that only has metadata."""
        if self.values:
            raise BadValueError(msg("no value, but metadata on the lines below"))

    def record(self, read: Callable[[Mapping[str, Any]], tuple[_Record, list[Message]]]) -> _Record:
        """Return what ``read`` finds in the metadata of a setting without values."""
        self.none()
        record, complaints = read(self.entry.meta)
        self.complaints.extend(complaints)
        return record
